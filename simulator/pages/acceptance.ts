import { param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { z } from 'zod';
import { Refusal } from '../refusal';
import { statusOf } from '../resources/attestations';
import type { Attestation } from '../state';
import { html, page } from './html';
import type { Html } from './html';

const FORM = z.looseObject({});

/** Where the customer's signer accepts, without signing in, and where an agreement document can be read. */
export const acceptanceRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/accept/:attestationId', token: 'none' }, (call) =>
    show(call, find(call)),
  ),
  routeWithBody(
    { method: 'POST', path: '/accept/:attestationId', token: 'none', bodyKind: 'form' },
    FORM,
    accept,
  ),
  route({ method: 'GET', path: '/documents/:link', token: 'none' }, document),
];

function find(call: Call): Attestation | undefined {
  return call.world.state.attestations.get(param(call, 'attestationId').toLowerCase());
}

/** Looking changes nothing: mail filters and previews open links, too. */
function show(call: Call, attestation: Attestation | undefined): Answer {
  if (attestation === undefined)
    return paper(
      404,
      'Link not found',
      html`<p>This link is not known. Please ask your partner for a new one.</p>`,
    );
  const { signatory } = attestation;
  switch (statusOf(attestation, call.world.now())) {
    case 'accepted':
      return paper(
        200,
        'Thank you',
        html`<p>
          The Microsoft Customer Agreement is accepted for
          <strong>${attestation.companyName}</strong>. You can close this page.
        </p>`,
      );
    case 'expired':
      return paper(
        410,
        'This link has expired',
        html`<p>Please ask your partner for a new one.</p>`,
      );
    case 'pending':
      return paper(
        200,
        'Microsoft Customer Agreement',
        html`<p>
            Your partner asks
            <strong>${signatory.firstName} ${signatory.lastName}</strong> (${signatory.email}) to
            accept the Microsoft Customer Agreement for <strong>${attestation.companyName}</strong>,
            ${attestation.country}.
          </p>
          <p>
            By choosing Accept you confirm that you are authorised to accept it for this company.
          </p>
          <form method="post" action="/accept/${attestation.id}">
            <button class="main" type="submit">Accept</button>
          </form>`,
      );
  }
}

function accept(call: Call): Answer {
  refuseOtherOrigins(call);
  const attestation = find(call);
  if (attestation !== undefined && statusOf(attestation, call.world.now()) === 'pending')
    attestation.acceptedAt = call.world.now();
  return show(call, attestation);
}

/** A form of another site must not press our buttons. */
export function refuseOtherOrigins(call: Call): void {
  const { origin, host } = call.headers;
  if (
    origin !== undefined &&
    origin !== 'null' &&
    (!URL.canParse(origin) || new URL(origin).host !== host)
  ) {
    throw new Refusal(403, 403, 'This form belongs to another site.');
  }
}

function document(call: Call): Answer {
  const link = call.world.documentLinks.get(param(call, 'link'));
  if (link === undefined || call.world.now() >= link.expiresAt)
    return paper(
      410,
      'This link has expired',
      html`<p>Links to the agreement live for five minutes.</p>`,
    );
  return paper(
    200,
    'Microsoft Customer Agreement',
    html`<p>
      The text of the agreement for ${link.country}, in ${link.language}, would stand here.
    </p>`,
  );
}

function paper(status: number, title: string, body: Html): Answer {
  return {
    kind: 'page',
    status,
    html: page(
      title,
      html`<main class="paper">
        <h1>${title}</h1>
        ${body}
        <p class="quiet">Partner Center simulator</p>
      </main>`,
    ),
  };
}

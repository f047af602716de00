import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { collection, json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Customer } from '../state';
import { CLOUD_AGREEMENT, CUSTOMER_AGREEMENT, TEMPLATES } from './agreementTemplates';
import { confirmByAttestation, confirmClassic, wireAgreement } from './confirmAgreement';

/** Acceptances before this day have to be renewed. */
const VALID_FROM = Date.UTC(2023, 3, 1);

/** Agreements: what there is to agree to, confirming it in two ways, and what is confirmed. */
export const agreementRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/agreements', token: 'user', publicCloudOnly: true }, metadata),
  route(
    {
      method: 'GET',
      path: '/v1/agreementtemplates/:templateId/document',
      token: 'user',
      publicCloudOnly: true,
    },
    documentLink,
  ),
  // Whoever sends an attestation must come with the application alone; whoever sends a date, with a user.
  routeWithBody(
    {
      method: 'POST',
      path: '/v1/customers/:customerId/agreements',
      token: 'any',
      replayed: true,
      publicCloudOnly: true,
    },
    z.record(z.string(), z.unknown()),
    (call, sent) =>
      'attestationId' in sent ? confirmByAttestation(call, sent) : confirmClassic(call, sent),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/agreements',
      token: 'user',
      publicCloudOnly: true,
    },
    list,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/directSignedMicrosoftCustomerAgreementStatus',
      token: 'user',
      publicCloudOnly: true,
    },
    (call) =>
      json({
        isSigned: customerOf(call).directSigned,
        attributes: { objectType: 'DirectSignedCustomerAgreementStatus' },
      }),
  ),
];

/** Without a type, the retired Cloud Agreement is meant: a trap of the real service. */
function metadata(call: Call): Answer {
  const wanted = call.query.get('agreementType') ?? CLOUD_AGREEMENT;
  return collection(
    TEMPLATES.filter((template) => wanted === '*' || template.agreementType === wanted),
    `/agreements?agreementType=${wanted}`,
  );
}

function documentLink(call: Call): Answer {
  const template = TEMPLATES.find(
    (item) =>
      item.templateId === param(call, 'templateId') && item.agreementType === CUSTOMER_AGREEMENT,
  );
  if (template === undefined) throw new Refusal(404, 3000, 'The agreement template was not found.');
  const country = call.query.get('country') ?? 'US';
  const market = call.world.markets.get(country);
  if (market === undefined)
    throw new Refusal(400, 3000, `The country '${country}' is not supported.`, {
      data: ['country'],
    });
  const wanted = call.query.get('language') ?? 'en-US';
  const language = market.cultures.includes(wanted) ? wanted : 'en-US';
  const link = randomUUID();
  call.world.documentLinks.set(link, {
    expiresAt: call.world.now() + call.world.options.linkLifetimeMs,
    language,
    country,
  });
  const uri = `${call.origin}/documents/${link}`;
  return json({
    displayUri: uri,
    downloadUri: uri,
    language,
    country,
    versionRank: template.versionRank,
    attributes: { objectType: 'AgreementDocument' },
  });
}

function list(call: Call): Answer {
  const customer = customerOf(call);
  const wanted = call.query.get('agreementType') ?? CLOUD_AGREEMENT;
  const items = customer.agreements.filter(
    (agreement) => wanted === '*' || agreement.type === wanted,
  );
  return collection(items.map(wireAgreement), `/customers/${customer.id}/agreements`);
}

/** Whether a customer may be sold to: an agreement of today's version, or its own signature. Not asked in US Government. */
export function hasAgreed(call: Call, customer: Customer): boolean {
  if (call.world.options.cloud === 'usGovernment' || customer.directSigned) return true;
  return customer.agreements.some(
    (agreement) => agreement.type === CUSTOMER_AGREEMENT && agreement.dateAgreed >= VALID_FROM,
  );
}

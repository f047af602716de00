import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal, agreementRefusal } from '../refusal';
import type { Attestation } from '../state';
import { wireTime } from '../world';

/**
 * Enhanced attestation. All of this contract is inferred [INFER]: the true one is not published.
 * It stands in this file, and in the "by attestation" half of agreements.ts, so that it is one change.
 */
export const attestationRoutes: readonly Route[] = [
  routeWithBody(
    {
      method: 'POST',
      path: '/v1/attestations/enhanced',
      token: 'app',
      replayed: true,
      publicCloudOnly: true,
    },
    z.strictObject({
      country: z.string().length(2),
      language: z.string().min(2),
      companyName: z.string().min(1),
      signatoryFirstName: z.string().min(1).max(50),
      signatoryLastName: z.string().min(1).max(50),
      signatoryEmail: z.email(),
      signatoryPhoneNumber: z.string().nullish(),
    }),
    (call, sent) => {
      requireMode(call, 'enhanced');
      if (!call.world.markets.has(sent.country))
        throw new Refusal(400, 3000, `The country '${sent.country}' is not supported.`, {
          data: ['country'],
        });
      const attestation = create(call, {
        country: sent.country,
        language: sent.language,
        companyName: sent.companyName,
        signatory: {
          firstName: sent.signatoryFirstName,
          lastName: sent.signatoryLastName,
          email: sent.signatoryEmail,
          phoneNumber: sent.signatoryPhoneNumber ?? undefined,
        },
      });
      return answer(call, attestation, 201);
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/attestations/enhanced/:attestationId',
      token: 'app',
      publicCloudOnly: true,
    },
    (call) => {
      const attestation = call.world.state.attestations.get(
        param(call, 'attestationId').toLowerCase(),
      );
      if (attestation === undefined) throw new Refusal(404, 3000, 'The attestation was not found.');
      return answer(call, attestation, 200);
    },
  ),
];

/** A signer whose address begins with this finds the link dead. */
const EXPIRED_SIGNER = 'expired';
/** A signer whose address begins with this accepts at once, as in a demonstration without a second person. */
const WILLING_SIGNER = 'accepts';

function create(
  call: Call,
  sent: Pick<Attestation, 'country' | 'language' | 'companyName' | 'signatory'>,
): Attestation {
  const now = call.world.now();
  const mailbox = sent.signatory.email.toLowerCase();
  const attestation: Attestation = {
    ...sent,
    id: randomUUID(),
    createdAt: now,
    expiresAt: mailbox.startsWith(EXPIRED_SIGNER)
      ? now
      : now + call.world.options.attestationLifetimeMs,
    acceptedAt: mailbox.startsWith(WILLING_SIGNER) ? now : undefined,
    usedFor: undefined,
  };
  call.world.state.attestations.set(attestation.id, attestation);
  return attestation;
}

/** The state of an attestation at a time: an accepted one does not expire. */
export function statusOf(
  attestation: Attestation,
  now: number,
): 'pending' | 'accepted' | 'expired' {
  if (attestation.acceptedAt !== undefined) return 'accepted';
  return now >= attestation.expiresAt ? 'expired' : 'pending';
}

function answer(call: Call, attestation: Attestation, status: number): Answer {
  return json(
    {
      id: attestation.id,
      url: `${call.origin}/accept/${attestation.id}`,
      status: statusOf(attestation, call.world.now()),
      acceptedAt: attestation.acceptedAt === undefined ? null : wireTime(attestation.acceptedAt),
      expiresAt: wireTime(attestation.expiresAt),
      attributes: { objectType: 'EnhancedAttestation' },
    },
    status,
  );
}

/** Refuses a way of agreeing that this simulator was told not to offer. */
export function requireMode(call: Call, mode: 'enhanced' | 'classic'): void {
  if (call.world.options.agreementModes.includes(mode)) return;
  throw agreementRefusal(
    400,
    600060,
    'AttestationMethodRetired',
    `The ${mode} attestation is not available any more.`,
  );
}

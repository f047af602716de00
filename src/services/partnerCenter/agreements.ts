import { z } from 'zod';
import { bodyOf, itemsOf, type CallContext, type PartnerCenterClient } from './client';

const AGREEMENT_TYPE = 'MicrosoftCustomerAgreement';

const templatesSchema = z.object({
  items: z.array(
    z.object({
      templateId: z.string(),
      agreementType: z.string(),
      versionRank: z.number().default(0),
    }),
  ),
});

const documentSchema = z.object({ displayUri: z.string(), downloadUri: z.string() });

/*
 * Enhanced attestation: Microsoft has published the calls but not their bodies where they could be
 * read. Names, statuses and routes below are an inference, kept in this one file.
 */
const attestationSchema = z.object({
  id: z.string(),
  url: z.string(),
  status: z.enum(['pending', 'accepted', 'expired']),
  expiresAt: z.string(),
});

export type Attestation = z.output<typeof attestationSchema>;

export interface AttestationRequest {
  readonly country: string;
  readonly language: string;
  readonly companyName: string;
  readonly signatoryFirstName: string;
  readonly signatoryLastName: string;
  readonly signatoryEmail: string;
  readonly signatoryPhoneNumber?: string;
}

/** The template in force: highest versionRank. Without the type, the retired Cloud Agreement comes. */
export async function newestTemplateId(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<string | undefined> {
  const { items } = await client.call(
    {
      endpoint: 'listAgreementTemplates',
      method: 'GET',
      path: `/v1/agreements?agreementType=${AGREEMENT_TYPE}`,
      token: 'user',
      read: bodyOf(templatesSchema),
    },
    context,
  );
  const ranked = items
    .filter((one) => one.agreementType === AGREEMENT_TYPE)
    .sort((a, b) => b.versionRank - a.versionRank);
  return ranked[0]?.templateId;
}

/** Links to the agreement's text; they live five minutes, so they are asked for at the click. */
export function getAgreementDocument(
  client: PartnerCenterClient,
  document: { templateId: string; language: string; country: string },
  context: CallContext,
): Promise<{ displayUri: string; downloadUri: string }> {
  const query = new URLSearchParams({ language: document.language, country: document.country });
  return client.call(
    {
      endpoint: 'getAgreementDocument',
      method: 'GET',
      path: `/v1/agreementtemplates/${encodeURIComponent(document.templateId)}/document?${query.toString()}`,
      token: 'user',
      read: bodyOf(documentSchema),
    },
    context,
  );
}

/** POST /v1/attestations/enhanced: application only. */
export function createAttestation(
  client: PartnerCenterClient,
  attestation: AttestationRequest,
  requestId: string,
  context: CallContext,
): Promise<Attestation> {
  return client.call(
    {
      endpoint: 'createAttestation',
      method: 'POST',
      path: '/v1/attestations/enhanced',
      body: attestation,
      token: 'app',
      requestId,
      read: bodyOf(attestationSchema),
    },
    context,
  );
}

export function getAttestation(
  client: PartnerCenterClient,
  id: string,
  context: CallContext,
): Promise<Attestation> {
  return client.call(
    {
      endpoint: 'getAttestation',
      method: 'GET',
      path: `/v1/attestations/enhanced/${encodeURIComponent(id)}`,
      token: 'app',
      read: bodyOf(attestationSchema),
    },
    context,
  );
}

/** Makes the agreement of an accepted attestation. Application only, as the enhanced calls are. */
export function confirmByAttestation(
  client: PartnerCenterClient,
  customerId: string,
  attestationId: string,
  requestId: string,
  context: CallContext,
): Promise<void> {
  return client.call(
    {
      endpoint: 'confirmByAttestation',
      method: 'POST',
      path: `/v1/customers/${encodeURIComponent(customerId)}/agreements`,
      body: { attestationId, type: AGREEMENT_TYPE },
      token: 'app',
      requestId,
      read: () => undefined,
    },
    context,
  );
}

export interface ClassicAgreement {
  readonly primaryContact: Readonly<Record<string, string>>;
  readonly templateId: string;
  /** UTC, ISO 8601, not in the future. */
  readonly dateAgreed: string;
}

const confirmedSchema = z.object({
  templateId: z.string().optional(),
  type: z.string().optional(),
  /** Now and then without a zone; UTC is meant. */
  dateAgreed: z.string().transform((text) => (/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)),
});

export type ConfirmedAgreement = z.output<typeof confirmedSchema>;

/** GET /v1/customers/{id}/agreements: what was attested for a customer; several entries are usual. */
export function listConfirmedAgreements(
  client: PartnerCenterClient,
  customerId: string,
  context: CallContext,
): Promise<readonly ConfirmedAgreement[]> {
  return client.call(
    {
      endpoint: 'listConfirmedAgreements',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/agreements?agreementType=${AGREEMENT_TYPE}`,
      token: 'user',
      read: itemsOf(confirmedSchema),
    },
    context,
  );
}

/** The partner's own attestation (retired in production since January 2026). */
export function confirmClassic(
  client: PartnerCenterClient,
  customerId: string,
  agreement: ClassicAgreement,
  requestId: string,
  context: CallContext,
): Promise<void> {
  return client.call(
    {
      endpoint: 'confirmClassic',
      method: 'POST',
      path: `/v1/customers/${encodeURIComponent(customerId)}/agreements`,
      body: { ...agreement, type: AGREEMENT_TYPE },
      token: 'user',
      requestId,
      read: () => undefined,
    },
    context,
  );
}

/** Has the customer accepted in the Microsoft 365 admin centre? */
export function isDirectlySigned(
  client: PartnerCenterClient,
  customerId: string,
  context: CallContext,
): Promise<boolean> {
  return client.call(
    {
      endpoint: 'isDirectlySigned',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/directSignedMicrosoftCustomerAgreementStatus`,
      token: 'user',
      read: ({ body }) => z.object({ isSigned: z.boolean() }).parse(body).isSigned,
    },
    context,
  );
}

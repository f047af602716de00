import { z } from 'zod';
import { bodyOf, itemsOf, type CallContext, type PartnerCenterClient } from './client';

const resellerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    mpnId: z.union([z.string(), z.number()]).transform(String),
    location: z.string().optional(),
    state: z.string().optional(),
  })
  .transform((wire) => ({
    /** Goes on the customer as associatedPartnerId. */
    tenantId: wire.id,
    name: wire.name,
    /** Goes on the cart lines as transaction_reseller. */
    partnerId: wire.mpnId,
    location: wire.location,
    state: wire.state,
  }));

export type Reseller = z.output<typeof resellerSchema>;

/** GET /v1/relationships; 1002 (reason `notIndirectProvider`) for anybody but an indirect provider. */
export function listResellers(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<readonly Reseller[]> {
  return client.call(
    {
      endpoint: 'listResellers',
      method: 'GET',
      path: '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf',
      token: 'user',
      read: itemsOf(resellerSchema),
    },
    context,
  );
}

/** GET /v1/customers/{id}/relationships: the resellers of a customer. */
export function listResellersOfCustomer(
  client: PartnerCenterClient,
  customerId: string,
  context: CallContext,
): Promise<readonly Reseller[]> {
  return client.call(
    {
      endpoint: 'listResellersOfCustomer',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/relationships`,
      token: 'user',
      read: itemsOf(resellerSchema),
    },
    context,
  );
}

const profileSchema = z
  .object({
    partnerName: z.string(),
    mpnId: z.union([z.string(), z.number()]).transform(String),
  })
  .transform(({ partnerName, mpnId }) => ({ name: partnerName, partnerId: mpnId }));

/** A partner by its PartnerID (formerly MPN ID). */
export type PartnerProfile = z.output<typeof profileSchema>;

/**
 * GET /v1/profiles/mpn: the partner behind a typed PartnerID, or the partner itself without one. An
 * unknown number is refused with reason `partnerIdUnknown`.
 */
export function getPartnerProfile(
  client: PartnerCenterClient,
  partnerId: string | undefined,
  context: CallContext,
): Promise<PartnerProfile> {
  const query = partnerId === undefined ? '' : `?mpnId=${encodeURIComponent(partnerId)}`;
  return client.call(
    {
      endpoint: 'getPartnerProfile',
      method: 'GET',
      path: `/v1/profiles/mpn${query}`,
      token: 'user',
      read: bodyOf(profileSchema),
    },
    context,
  );
}

/**
 * GET /v1/compliance/csp/agreementstatus: has this reseller signed the Microsoft Partner Agreement? Asked
 * when it is picked, or the order fails long afterwards. What is wrong with it (another region, no
 * reseller's account, not signed) comes as a refusal with its own reason.
 */
export function isPartnerAgreementSigned(
  client: PartnerCenterClient,
  reseller: { readonly partnerId: string } | { readonly tenantId: string },
  context: CallContext,
): Promise<boolean> {
  const query =
    'partnerId' in reseller
      ? `mpnId=${encodeURIComponent(reseller.partnerId)}`
      : `tenantId=${encodeURIComponent(reseller.tenantId)}`;
  return client.call(
    {
      endpoint: 'isPartnerAgreementSigned',
      method: 'GET',
      path: `/v1/compliance/csp/agreementstatus?${query}`,
      token: 'user',
      read: ({ body }) =>
        z.object({ isAgreementSigned: z.boolean() }).parse(body).isAgreementSigned,
    },
    context,
  );
}

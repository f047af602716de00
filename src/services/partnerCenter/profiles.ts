import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

const organizationSchema = z
  .object({
    companyName: z.string().default(''),
    defaultAddress: z.object({ country: z.string() }),
    domain: z.string().optional(),
  })
  .transform(({ companyName, defaultAddress, domain }) => ({
    companyName,
    country: defaultAddress.country,
    domain,
  }));

/** GET /v1/profiles/organization: the partner's own country and domain. */
export function getOrganizationProfile(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<z.output<typeof organizationSchema>> {
  return client.call(
    {
      endpoint: 'getOrganizationProfile',
      method: 'GET',
      path: '/v1/profiles/organization',
      token: 'user',
      read: bodyOf(organizationSchema),
    },
    context,
  );
}

const legalSchema = z
  .object({
    companyName: z.string().default(''),
    address: z.object({ country: z.string() }),
    vettingStatus: z.string().optional(),
  })
  .transform(({ companyName, address, vettingStatus }) => ({
    companyName,
    country: address.country,
    /** `Authorized` once Microsoft has checked the partner. */
    vettingStatus,
  }));

/** GET /v1/profiles/legalbusiness: the partner as its contract with Microsoft names it. */
export function getLegalBusinessProfile(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<z.output<typeof legalSchema>> {
  return client.call(
    {
      endpoint: 'getLegalBusinessProfile',
      method: 'GET',
      path: '/v1/profiles/legalbusiness?vettingVersion=Current',
      token: 'user',
      read: bodyOf(legalSchema),
    },
    context,
  );
}

import type { CallContext, PartnerCenterClient } from './client';

/** HEAD /v1/domains/{domain}: 200 is taken, 404 is free; everything else throws and means unknown. */
export function isDomainTaken(
  client: PartnerCenterClient,
  domain: string,
  context: CallContext,
): Promise<boolean> {
  return client.call(
    {
      endpoint: 'isDomainTaken',
      method: 'HEAD',
      path: `/v1/domains/${encodeURIComponent(domain)}`,
      token: 'app',
      accept: [404],
      read: ({ status }) => status === 200,
    },
    context,
  );
}

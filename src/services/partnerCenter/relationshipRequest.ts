import { z } from 'zod';
import type { CallContext, PartnerCenterClient } from './client';

/**
 * GET /v1/customers/relationshiprequests: the page on which a global administrator of an existing
 * customer accepts the partner as reseller, and the agreement with it. The link is the same for every
 * customer, so nothing but our own record tells whom it was sent to. Not in US Government or a sandbox.
 */
export function getRelationshipRequestUrl(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<string> {
  return client.call(
    {
      endpoint: 'getRelationshipRequest',
      method: 'GET',
      path: '/v1/customers/relationshiprequests',
      token: 'user',
      read: ({ body }) => z.object({ url: z.url({ protocol: /^https?$/ }) }).parse(body).url,
    },
    context,
  );
}

import { z } from 'zod';
import type { CallContext, PartnerCenterClient } from './client';

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
      read: ({ body }) => z.object({ items: z.array(resellerSchema) }).parse(body).items,
    },
    context,
  );
}

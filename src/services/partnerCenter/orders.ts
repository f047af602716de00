import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

const orderSchema = z.object({ id: z.string(), status: z.string().default('unknown') });

/** Poll the order by id; lists lag by up to 15 minutes. */
export function getOrder(
  client: PartnerCenterClient,
  customerId: string,
  orderId: string,
  context: CallContext,
): Promise<z.output<typeof orderSchema>> {
  return client.call(
    {
      endpoint: 'getOrder',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/orders/${encodeURIComponent(orderId)}`,
      token: 'app',
      read: bodyOf(orderSchema),
    },
    context,
  );
}

/** Orders of a customer, for finding what a lost checkout made. */
export function listOrders(
  client: PartnerCenterClient,
  customerId: string,
  context: CallContext,
): Promise<readonly z.output<typeof orderSchema>[]> {
  return client.call(
    {
      endpoint: 'listOrders',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/orders`,
      token: 'app',
      read: ({ body }) => z.object({ items: z.array(orderSchema) }).parse(body).items,
    },
    context,
  );
}

import { z } from 'zod';
import { bodyOf, itemsOf, type CallContext, type PartnerCenterClient } from './client';

export const orderSchema = z.object({
  id: z.string(),
  status: z.string().default('unknown'),
  /** One for all lines. */
  billingCycle: z.string().optional(),
  currencyCode: z.string().optional(),
  totalPrice: z.number().optional(),
  lineItems: z
    .array(
      z.object({
        lineItemNumber: z.number().optional(),
        offerId: z.string().optional(),
        termDuration: z.string().optional(),
        quantity: z.number().optional(),
        /** Appears with the fulfilment. */
        subscriptionId: z.string().optional(),
      }),
    )
    .default([]),
});

export type Order = z.output<typeof orderSchema>;
export type OrderedLine = Order['lineItems'][number];

/** Poll the order by id; lists lag by up to 15 minutes. */
export function getOrder(
  client: PartnerCenterClient,
  customerId: string,
  orderId: string,
  context: CallContext,
): Promise<Order> {
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
): Promise<readonly Order[]> {
  return client.call(
    {
      endpoint: 'listOrders',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/orders`,
      token: 'app',
      read: itemsOf(orderSchema),
    },
    context,
  );
}

const provisioningSchema = z.object({
  items: z.array(
    z.object({
      lineItemNumber: z.number(),
      /** fulfilled, unfulfilled or prefulfillmentpending. */
      status: z.string(),
    }),
  ),
});

export type LineProvisioning = z.output<typeof provisioningSchema>['items'][number];

/** GET .../orders/{id}/provisioningstatus: how far each line is. Application and user, unlike the order. */
export function getProvisioningStatus(
  client: PartnerCenterClient,
  customerId: string,
  orderId: string,
  context: CallContext,
): Promise<readonly LineProvisioning[]> {
  return client.call(
    {
      endpoint: 'getProvisioningStatus',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/orders/${encodeURIComponent(orderId)}/provisioningstatus`,
      token: 'user',
      read: ({ body }) => provisioningSchema.parse(body).items,
    },
    context,
  );
}

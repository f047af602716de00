import { z } from 'zod';
import { bodyOf, itemsOf, type CallContext, type PartnerCenterClient } from './client';

const subscriptionSchema = z.object({
  id: z.string(),
  /** The catalogue item that was bought: `<productId>:<skuId>:<availabilityId>`. */
  offerId: z.string().default(''),
  offerName: z.string().default(''),
  friendlyName: z.string().optional(),
  quantity: z.number(),
  /** none, active, pending, suspended, expired, disabled or deleted. */
  status: z.string(),
  billingCycle: z.string().optional(),
  termDuration: z.string().optional(),
  commitmentEndDate: z.string().optional(),
  /** The PartnerID of the reseller on record. */
  partnerId: z.string().optional(),
  orderId: z.string().optional(),
});

export type Subscription = z.output<typeof subscriptionSchema>;

/**
 * GET .../subscriptions, of one order where that is given. It lags behind the order by up to 15 minutes,
 * so an order is watched by its own id and this is for what came of it.
 */
export function listSubscriptions(
  client: PartnerCenterClient,
  customerId: string,
  orderId: string | undefined,
  context: CallContext,
): Promise<readonly Subscription[]> {
  const query = orderId === undefined ? '' : `?order_id=${encodeURIComponent(orderId)}`;
  return client.call(
    {
      endpoint: 'listSubscriptions',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/subscriptions${query}`,
      token: 'app',
      read: itemsOf(subscriptionSchema),
    },
    context,
  );
}

/** GET .../subscriptions/{id}. */
export function getSubscription(
  client: PartnerCenterClient,
  customerId: string,
  subscriptionId: string,
  context: CallContext,
): Promise<Subscription> {
  return client.call(
    {
      endpoint: 'getSubscription',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/subscriptions/${encodeURIComponent(subscriptionId)}`,
      token: 'app',
      read: bodyOf(subscriptionSchema),
    },
    context,
  );
}

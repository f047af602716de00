import { lineKey, type CustomerOrder, type OrderLine } from './customerOrder';
import type { Facts } from './step';

/*
 * What the steps of the order know of its lines: which are still to be bought, which became orders.
 */

/** Orders that need steps for carts at all. */
export function hasLines(order: CustomerOrder): boolean {
  return order.lines.length > 0;
}

/** What is still to be ordered: a line that was bought once is never ordered again. */
export function openLines({ lines }: CustomerOrder, { bought = [] }: Facts): readonly OrderLine[] {
  return lines.filter((line) => !bought.includes(lineKey(line)));
}

/** The facts with more orders and bought lines (by line id) in them. */
export function withOrders(
  order: CustomerOrder,
  facts: Facts,
  orderIds: readonly string[],
  placed: readonly string[],
): Facts {
  const keys = order.lines.filter(({ id }) => placed.includes(id)).map(lineKey);
  return {
    orderIds: [...new Set([...(facts.orderIds ?? []), ...orderIds])],
    bought: [...new Set([...(facts.bought ?? []), ...keys])],
  };
}

/** Another choice of subscriptions mends it; Partner Center did nothing. */
export const OFFER_STOP = {
  type: 'stop',
  helps: 'answer',
  property: 'offer',
  definitive: true,
} as const;

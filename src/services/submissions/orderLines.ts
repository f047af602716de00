import { lineKey, type CustomerOrder, type OrderLine } from './customerOrder';
import type { MatchedOrder } from './matchOrders';
import type { Facts } from './step';

/*
 * What the steps of the order know of its lines: which are still to be bought, which became orders.
 */

/** Orders that need steps for carts at all. */
export function hasLines(order: CustomerOrder): boolean {
  return order.lines.length > 0;
}

/** What is still to be ordered: a line that was bought once is never ordered again. */
export function openLines(
  { lines }: Pick<CustomerOrder, 'lines'>,
  { bought = [] }: Facts,
): readonly OrderLine[] {
  return lines.filter((line) => !bought.includes(lineKey(line)));
}

/** Lines of the cart that are not ordered yet, by the groups that become one order each. */
export function openGroups(
  order: Pick<CustomerOrder, 'lines'>,
  facts: Pick<Facts, 'cartLines' | 'bought'>,
): readonly (readonly OrderLine[])[] {
  const open = openLines(order, facts);
  const groups = new Map<string, OrderLine[]>();
  for (const { line: id, group } of facts.cartLines ?? []) {
    const line = open.find((one) => one.id === id);
    if (line !== undefined) groups.set(group, [...(groups.get(group) ?? []), line]);
  }
  return [...groups.values()];
}

/** What became orders. */
export function boughtLines(
  { lines }: CustomerOrder,
  { bought = [] }: Facts,
): readonly OrderLine[] {
  return lines.filter((line) => bought.includes(lineKey(line)));
}

/** The facts with more orders in them, the lines that were bought, and which order is of which. */
export function withOrders(
  facts: Facts,
  orders: readonly { readonly id: string }[],
  bought: readonly OrderLine[],
  matched: readonly MatchedOrder[],
): Facts {
  const placed = matched.map(({ id, lines }) => ({ orderId: id, lines: lines.map(lineKey) }));
  return {
    orderIds: [...new Set([...(facts.orderIds ?? []), ...orders.map(({ id }) => id)])],
    bought: [...new Set([...(facts.bought ?? []), ...bought.map(lineKey)])],
    placed: [...(facts.placed ?? []), ...placed],
  };
}

/** Another choice of subscriptions mends it; Partner Center did nothing. */
export const OFFER_STOP = {
  type: 'stop',
  helps: 'answer',
  property: 'offer',
  definitive: true,
} as const;

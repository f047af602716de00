import type { Order, OrderedLine } from '../partnerCenter/orders';
import type { OrderLine } from './customerOrder';

/*
 * Which lines an order of Partner Center's is of. Two lines may be of one SKU and differ in term, billing
 * or quantity alone, so all of that is compared; what the answer does not say fits anything.
 */

/** An order with the lines that it is of, in the order of its own lines. */
export interface MatchedOrder {
  readonly id: string;
  readonly lines: readonly OrderLine[];
}

/** Each group became one order at most; `unmatched` are orders of which it can't be told. */
export function matchOrders(
  groups: readonly (readonly OrderLine[])[],
  orders: readonly Order[],
): { readonly matched: readonly MatchedOrder[]; readonly unmatched: readonly Order[] } {
  const pairs = pairUp(orders, groups, (order, group) => linesOf(order, group) !== undefined, kind);
  return {
    matched: orders.flatMap((order) => {
      const lines = linesOf(order, pairs.get(order) ?? []);
      return lines === undefined ? [] : [{ id: order.id, lines }];
    }),
    unmatched: orders.filter((order) => !pairs.has(order)),
  };
}

/**
 * The same where nobody knows how the lines were grouped. An order with nothing of them is somebody
 * else's purchase and left out of both.
 */
export function matchLines(
  lines: readonly OrderLine[],
  orders: readonly Order[],
): { readonly matched: readonly MatchedOrder[]; readonly unmatched: readonly Order[] } {
  const matched: MatchedOrder[] = [];
  const isMatched = ({ id }: Order): boolean => matched.some((one) => one.id === id);
  for (;;) {
    const free = lines.filter((line) => !matched.some((one) => one.lines.includes(line)));
    const [sure] = orders
      .filter((order) => !isMatched(order))
      .flatMap((order) => {
        const own = linesAmong(order, free);
        return own === undefined ? [] : [{ id: order.id, lines: own }];
      });
    if (sure === undefined) break;
    matched.push(sure);
  }
  const isOurs = ({ lineItems }: Order): boolean =>
    lineItems.length === 0 || lineItems.some((item) => lines.some((line) => isOfSku(item, line)));
  return { matched, unmatched: orders.filter((order) => !isMatched(order) && isOurs(order)) };
}

/** For each of an order's lines the one that it is; undefined where the order is not of exactly these. */
export function linesOf(
  order: Order,
  lines: readonly OrderLine[],
): MatchedOrder['lines'] | undefined {
  return order.lineItems.length === lines.length ? linesAmong(order, lines) : undefined;
}

/** The same where there may be more lines than the order has. */
function linesAmong(
  { lineItems, billingCycle }: Order,
  lines: readonly OrderLine[],
): readonly OrderLine[] | undefined {
  if (lineItems.length === 0) return undefined;
  const fits = (item: OrderedLine, line: OrderLine): boolean =>
    isOfSku(item, line) &&
    (item.quantity ?? line.quantity) === line.quantity &&
    isSame(item.termDuration, line.termDuration) &&
    isSame(billingCycle, line.billingCycle);
  const pairs = pairUp(lineItems, lines, fits, (line) => kind([line]));
  const found = lineItems.flatMap((item) => pairs.get(item) ?? []);
  return found.length === lineItems.length ? found : undefined;
}

function isOfSku({ offerId }: OrderedLine, { sku }: OrderLine): boolean {
  return offerId?.startsWith(`${sku}:`) === true;
}

function isSame(said: string | undefined, ours: string): boolean {
  return said === undefined || said.toLowerCase() === ours.toLowerCase();
}

/** Pairs what can be paired in one way only; between two of a kind the choice makes no difference. */
function pairUp<A, B>(
  from: readonly A[],
  to: readonly B[],
  fits: (a: A, b: B) => boolean,
  kindOf: (b: B) => string,
): ReadonlyMap<A, B> {
  const pairs = new Map<A, B>();
  for (;;) {
    const free = to.filter((b) => ![...pairs.values()].includes(b));
    const sure = from
      .filter((a) => !pairs.has(a))
      .map((a) => ({ a, fitting: free.filter((b) => fits(a, b)) }))
      .find(({ fitting }) => new Set(fitting.map(kindOf)).size === 1);
    const [b] = sure?.fitting ?? [];
    if (sure === undefined || b === undefined) return pairs;
    pairs.set(sure.a, b);
  }
}

/** Lines of the same kind are the same purchase. */
function kind(lines: readonly OrderLine[]): string {
  return lines
    .map(({ sku, quantity, termDuration, billingCycle, promotionId = '' }) =>
      [sku, quantity, termDuration, billingCycle, promotionId].join(' '),
    )
    .sort()
    .join('; ');
}

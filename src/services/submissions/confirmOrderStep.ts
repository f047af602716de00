import { getOrder, type Order } from '../partnerCenter/orders';
import { lineKey, type CustomerOrder } from './customerOrder';
import { hasLines, OFFER_STOP } from './orderLines';
import { customerOf, DONE, type Facts, type Step } from './step';
import type { StepContext, StepResult, StopResult } from './step';

/** Waits until every order is what it should be. */
export const confirmOrderStep: Step = {
  name: 'confirmOrder',
  applies: hasLines,
  run: confirmOrders,
};

/** What an order's status means for the submission (facts, 7.3). */
const ORDER_WAITS: Readonly<Record<string, string>> = {
  'pending review': 'orderUnderReview',
  'pending po upload': 'poUpload',
};
const REFUSED: ReadonlySet<string> = new Set([
  'cancelled',
  'suspended',
  'error',
  'po review rejected',
  'partial success',
]);

async function confirmOrders({ client, order, facts, call }: StepContext): Promise<StepResult> {
  const customerId = customerOf(facts);
  const orders = await Promise.all(
    (facts.orderIds ?? []).map((id) => getOrder(client, customerId, id, call)),
  );
  const statusOf = ({ status }: Order): string => status.toLowerCase().replaceAll('_', ' ');
  const refused = orders.filter((one) => REFUSED.has(statusOf(one)));
  if (refused.length > 0) return refusal(order, facts, refused);
  const open = orders.filter((one) => statusOf(one) !== 'completed');
  if (open.length === 0) return DONE;
  const reasons = open.map((one) => ORDER_WAITS[statusOf(one)] ?? 'orderPending');
  // What needs a person most is said first.
  const reason = ['poUpload', 'orderUnderReview'].find((one) => reasons.includes(one));
  return { type: 'wait', reason: reason ?? 'orderPending' };
}

/** Lines of orders that came to nothing are open again; the orders that stand are left alone. */
function refusal(order: CustomerOrder, facts: Facts, refused: readonly Order[]): StopResult {
  const skus = refused.flatMap(({ lineItems }) => lineItems.map(({ offerId }) => offerId ?? ''));
  const lines = order.lines.filter((line) => skus.some((id) => id.startsWith(`${line.sku}:`)));
  const keys = lines.map(lineKey);
  const gone = refused.map(({ id }) => id);
  // An order that can't be told apart line by line is left to a person.
  const isClear = lines.length > 0;
  return {
    ...OFFER_STOP,
    helps: isClear ? 'answer' : 'human',
    reason: 'orderRefused',
    problems: lines.map(({ id }) => ({ line: id, reason: 'orderRefused' })),
    redo: isClear ? ['createCart', 'checkout'] : [],
    facts: isClear
      ? {
          orderIds: (facts.orderIds ?? []).filter((id) => !gone.includes(id)),
          bought: (facts.bought ?? []).filter((key) => !keys.includes(key)),
        }
      : {},
  };
}

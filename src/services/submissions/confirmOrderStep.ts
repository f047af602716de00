import { getOrder, getProvisioningStatus, type Order } from '../partnerCenter/orders';
import { lineKey } from './customerOrder';
import { linesOf, matchOrders } from './matchOrders';
import { hasLines, OFFER_STOP, openGroups } from './orderLines';
import { cameToNothing, isSuspended, statusOf } from './orderStatus';
import { customerOf, DONE, type PlacedFact, type Step } from './step';
import type { StepContext, StepResult } from './step';

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
/** Some lines became subscriptions and others did not: only those are to be bought again. */
const PARTLY = 'partial success';

async function confirmOrders(context: StepContext): Promise<StepResult> {
  const { client, facts, call } = context;
  const customerId = customerOf(facts);
  const settled = facts.placed?.filter(({ isSettled }) => isSettled === true) ?? [];
  const ids = (facts.orderIds ?? []).filter((id) => !settled.some(({ orderId }) => orderId === id));
  const orders = await Promise.all(ids.map((id) => getOrder(client, customerId, id, call)));
  if (orders.some(isSuspended)) return UNCLEAR;
  const failures = await Promise.all(
    orders
      .filter((one) => cameToNothing(one) || statusOf(one) === PARTLY)
      .map((one) => failureOf(context, one)),
  );
  if (failures.some((one) => one === undefined)) return UNCLEAR;
  const failed = failures.flatMap((one) => one ?? []);
  if (failed.some(({ lines }) => lines.length > 0)) return refusal(context, failed);
  const open = orders.filter(
    (one) => statusOf(one) !== 'completed' && !failed.some(({ order }) => order === one),
  );
  const isOpen = open.length > 0 || failed.some(({ isOver }) => !isOver);
  if (!isOpen) return DONE;
  const reasons = open.map((one) => ORDER_WAITS[statusOf(one)] ?? 'orderPending');
  // What needs a person most is said first.
  const reason = ['poUpload', 'orderUnderReview'].find((one) => reasons.includes(one));
  return { type: 'wait', reason: reason ?? 'orderPending' };
}

/** What came to nothing of an order. */
interface Failure {
  readonly order: Order;
  /** Keys of the lines that are to be bought again. */
  readonly lines: readonly string[];
  /** Keys of the lines that stand. */
  readonly standing: readonly string[];
  /** False: some of its lines are still on their way. */
  readonly isOver: boolean;
}

/** Undefined where it can't be told which lines the order is of. */
async function failureOf(context: StepContext, order: Order): Promise<Failure | undefined> {
  const keys = keysOf(context, order);
  if (keys === undefined) return undefined;
  if (statusOf(order) !== PARTLY) return { order, lines: keys, standing: [], isOver: true };
  const own = context.order.lines.filter((line) => keys.includes(lineKey(line)));
  const lines = linesOf(order, own);
  if (lines === undefined) return undefined;
  const { client, facts, call } = context;
  const provisioned = await getProvisioningStatus(client, customerOf(facts), order.id, call);
  const inState = (state: string): readonly string[] =>
    lines
      .filter((_line, index) => {
        const number = order.lineItems[index]?.lineItemNumber ?? index;
        const found = provisioned.find(({ lineItemNumber }) => lineItemNumber === number);
        return found?.status.toLowerCase() === state;
      })
      .map(lineKey);
  const failed = inState('unfulfilled');
  const standing = inState('fulfilled');
  const isOver = failed.length + standing.length === lines.length;
  // While one of them is on its way, nobody can say what is left to buy.
  return { order, lines: isOver ? failed : [], standing, isOver };
}

/** Keys of the order's lines: as they were placed, or by what can be seen of it now. */
function keysOf(
  { order: { lines }, facts }: StepContext,
  order: Order,
): readonly string[] | undefined {
  const known = facts.placed?.find(({ orderId }) => orderId === order.id);
  if (known !== undefined) return known.lines;
  const elsewhere = new Set(facts.placed?.flatMap((one) => one.lines));
  const others = lines.filter((line) => !elsewhere.has(lineKey(line)));
  const groups = openGroups({ lines: others }, { cartLines: facts.cartLines });
  return matchOrders(groups, [order]).matched[0]?.lines.map(lineKey);
}

/** An order that can't be told apart line by line, or is suspended, is left to a person. */
const UNCLEAR: StepResult = {
  type: 'stop',
  reason: 'orderRefused',
  helps: 'human',
  definitive: true,
};

/** Lines of orders that came to nothing are open again; the orders that stand are left alone. */
function refusal({ order, facts }: StepContext, failed: readonly Failure[]): StepResult {
  const keys = failed.flatMap(({ lines }) => lines);
  const lines = order.lines.filter((line) => keys.includes(lineKey(line)));
  const gone = failed.filter(({ standing, isOver }) => isOver && standing.length === 0);
  const isGone = (id: string): boolean => gone.some((one) => one.order.id === id);
  const partly = failed.filter(({ standing, isOver }) => isOver && standing.length > 0);
  const others = (facts.placed ?? []).filter(
    ({ orderId }) => !failed.some((one) => one.isOver && one.order.id === orderId),
  );
  const settled: PlacedFact[] = partly.map((one) => ({
    orderId: one.order.id,
    lines: [...one.standing],
    isSettled: true,
  }));
  return {
    ...OFFER_STOP,
    reason: 'orderRefused',
    problems: lines.map(({ id }) => ({ line: id, reason: 'orderRefused' })),
    redo: ['createCart', 'checkout'],
    facts: {
      orderIds: (facts.orderIds ?? []).filter((id) => !isGone(id)),
      goneIds: [...(facts.goneIds ?? []), ...gone.map((one) => one.order.id)],
      bought: (facts.bought ?? []).filter((key) => !keys.includes(key)),
      placed: [...others, ...settled],
    },
  };
}

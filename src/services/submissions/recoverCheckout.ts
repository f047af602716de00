import type { PartnerCenterError } from '../partnerCenter/errors';
import { listOrders, type Order } from '../partnerCenter/orders';
import { matchOrders } from './matchOrders';
import { OFFER_STOP, openGroups, openLines, withOrders } from './orderLines';
import { customerOf, type Facts, type StepContext, type StepResult } from './step';

/** So often a cart is made again by itself when its offers were re-issued meanwhile. */
const MOST_REBUILDS = 3;
/** Lists show an order after 15 minutes at the latest (facts, 2.7); one more for the clocks. */
const LIST_LAG_MS = 16 * 60_000;
const LOOKING_SINCE = 'lookingSince';

/**
 * What a refused checkout means. A cart that is gone or stale is made again, but never while an attempt
 * without an answer may have ordered something of it: that is looked for first, for as long as lists lag.
 */
export async function recoverCheckout(
  context: StepContext,
  error: PartnerCenterError,
): Promise<StepResult | undefined> {
  switch (error.reason) {
    case 'alreadySubmitted':
      return ordersOfCart(context);
    case 'offerStale':
    case 'cartGone': {
      const isFirst = context.attempts === 0 && error.attempts === 1;
      return isFirst
        ? rebuild(context.facts, error.reason, {})
        : lookBeforeRebuilding(context, error.reason);
    }
    default:
      return undefined;
  }
}

/** Whatever this customer has and we did not know of: nobody else buys for a customer this new. */
async function unknownOrders({ client, facts, call }: StepContext): Promise<readonly Order[]> {
  const listed = await listOrders(client, customerOf(facts), call);
  return listed.filter(({ id }) => facts.orderIds?.includes(id) !== true);
}

async function ordersOfCart(context: StepContext): Promise<StepResult> {
  const { order, facts } = context;
  const made = await unknownOrders(context);
  const groups = openGroups(order, facts);
  const { matched } = matchOrders(groups, made);
  if (made.length < groups.length) {
    const lines = matched.flatMap((one) => one.lines);
    const found = withOrders(facts, matched, lines, matched);
    return { type: 'wait', reason: 'orderNotListed', facts: found };
  }
  return { type: 'done', facts: withOrders(facts, made, groups.flat(), matched) };
}

async function lookBeforeRebuilding(context: StepContext, reason: string): Promise<StepResult> {
  const { order, facts, noted, now } = context;
  const made = await unknownOrders(context);
  const { matched, unmatched } = matchOrders(openGroups(order, facts), made);
  const lines = matched.flatMap((one) => one.lines);
  const found = withOrders(facts, matched, lines, matched);
  if (unmatched.length > 0) return { ...UNCLEAR_ORDER, facts: found };
  if (openLines(order, { ...facts, ...found }).length === 0) return { type: 'done', facts: found };
  const since = Number(noted[LOOKING_SINCE] ?? now());
  if (noted[LOOKING_SINCE] === undefined) await context.note({ [LOOKING_SINCE]: String(since) });
  if (now() - since < LIST_LAG_MS) return { type: 'wait', reason: 'orderUnclear', facts: found };
  return rebuild(facts, reason, found);
}

/** An order that can't be told apart line by line is left to a person. */
export const UNCLEAR_ORDER = {
  type: 'stop',
  reason: 'alreadySubmitted',
  helps: 'human',
  definitive: false,
} as const;

function rebuild(facts: Facts, reason: string, found: Facts): StepResult {
  const rebuilds = (facts.rebuilds ?? 0) + 1;
  if (rebuilds > MOST_REBUILDS) {
    return { ...OFFER_STOP, reason, redo: ['createCart'], facts: { ...found, rebuilds: 0 } };
  }
  return { type: 'redo', steps: ['createCart'], facts: { ...found, rebuilds } };
}

import type { PartnerCenterError } from '../partnerCenter/errors';
import { matchOrders } from './matchOrders';
import { meaningOf } from './meaningOf';
import { OFFER_STOP, openGroups, openLines, withOrders } from './orderLines';
import type { Facts, StepContext, StepResult } from './step';
import { unknownOrders } from './unknownOrders';

/** So often a cart is made again by itself when its offers were re-issued meanwhile. */
const MOST_REBUILDS = 3;
/** Lists show an order after 15 minutes at the latest (facts, 2.7); one more for the clocks. */
const LIST_LAG_MS = 16 * 60_000;
const LOOKING_SINCE = 'lookingSince';

/**
 * What a refused checkout means. A cart that is gone or stale is made again, any other refusal stops and
 * lets the answers be changed; but neither while an attempt without an answer may have ordered something
 * of the cart: that is looked for first, for as long as lists lag.
 */
export async function recoverCheckout(
  context: StepContext,
  error: PartnerCenterError,
): Promise<StepResult | undefined> {
  const { reason } = error;
  const isFirst = !context.isRepeat && error.attempts === 1;
  switch (reason) {
    case 'alreadySubmitted':
      return ordersOfCart(context);
    case 'offerStale':
    case 'cartGone': {
      const anew = (found: Facts): StepResult => rebuild(context.facts, reason, found);
      return isFirst ? anew({}) : lookFirst(context, error, anew);
    }
    default: {
      const stop = meaningOf(error);
      if (stop.type === 'stop') {
        return isFirst ? stop : lookFirst(context, error, (facts) => ({ ...stop, facts }));
      }
      // A request without an answer may have ordered; from now on lists lag anew.
      if (!error.definitive || error.attempts > 1) await context.note({ [LOOKING_SINCE]: '' });
      return stop;
    }
  }
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

/** What was ordered without our knowing is known first; `then` is for what is still open. */
async function lookFirst(
  context: StepContext,
  { attempts }: PartnerCenterError,
  then: (found: Facts) => StepResult,
): Promise<StepResult> {
  const { order, facts, noted, now } = context;
  const made = await unknownOrders(context);
  const { matched, unmatched } = matchOrders(openGroups(order, facts), made);
  const lines = matched.flatMap((one) => one.lines);
  const found = withOrders(facts, matched, lines, matched);
  if (unmatched.length > 0) return { ...UNCLEAR_ORDER, facts: found };
  if (openLines(order, { ...facts, ...found }).length === 0) return { type: 'done', facts: found };
  // A request of this very attempt that went without an answer is the latest that may have ordered.
  const known = attempts > 1 ? '' : (noted[LOOKING_SINCE] ?? '');
  const since = known === '' ? now() : Number(known);
  if (known === '') await context.note({ [LOOKING_SINCE]: String(since) });
  if (now() - since < LIST_LAG_MS) return { type: 'wait', reason: 'orderUnclear', facts: found };
  return then(found);
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

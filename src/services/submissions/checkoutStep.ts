import { checkoutCart, type CheckoutResult } from '../partnerCenter/carts';
import { reasonOfLine } from '../partnerCenter/errorCodes';
import type { CustomerOrder } from './customerOrder';
import { matchOrders } from './matchOrders';
import { hasLines, OFFER_STOP, openGroups, openLines, withOrders } from './orderLines';
import { pricesThatDiffer } from './prices';
import { recoverCheckout, UNCLEAR_ORDER } from './recoverCheckout';
import { customerOf, DONE, type CartLineFact, type Facts, type LineProblem } from './step';
import type { Step, StepContext, StepResult, StopResult } from './step';

/** Orders the cart: one order for each group of lines, any of which may fail. */
export const checkoutStep: Step = {
  name: 'checkout',
  applies: hasLines,
  run: checkout,
  recover: recoverCheckout,
};

async function checkout(context: StepContext): Promise<StepResult> {
  const { client, order, facts, call, requestId, priceTolerance } = context;
  if (openLines(order, facts).length === 0) return DONE;
  const others = pricesThatDiffer(order, facts, priceTolerance);
  if (others.length > 0) {
    const problems = others.map((line) => ({ line, reason: 'priceChanged' }));
    // Whenever it goes on, the prices of then count.
    return { ...OFFER_STOP, reason: 'priceChanged', problems, redo: ['createCart'] };
  }
  const cartId = facts.cartId ?? '';
  const result = await checkoutCart(client, customerOf(facts), cartId, requestId, call);
  return checkoutResult(order, facts, result);
}

/** What came of each group of lines: those that became orders stand, whatever became of the others. */
function checkoutResult(
  order: CustomerOrder,
  facts: Facts,
  { orders, orderErrors }: CheckoutResult,
): StepResult {
  const refusals = orderErrors.map(({ orderGroupId, code }) => ({
    group: orderGroupId,
    ...reasonOfLine('orderError', code ?? ''),
  }));
  const cartLines = facts.cartLines ?? [];
  const isRefused = ({ group }: CartLineFact): boolean =>
    refusals.some((one) => one.group === undefined || one.group === group);
  const refused = cartLines.filter(isRefused).map(({ line }) => line);
  const groups = openGroups(order, facts);
  // A refusal that names no group leaves open which were ordered; the orders themselves say it.
  const isVague = refusals.some(({ group }) => group === undefined);
  const wanted = isVague
    ? groups
    : groups.filter((lines) => lines.every(({ id }) => !refused.includes(id)));
  const fresh = orders.filter(({ id }) => facts.orderIds?.includes(id) !== true);
  const { matched, unmatched } = matchOrders(wanted, fresh);
  // Every group that was not refused became an order, unless there are fewer of them.
  const isWhole = fresh.length >= wanted.length;
  const isSure = isWhole && !isVague;
  const bought = isSure ? wanted.flat() : matched.flatMap(({ lines }) => lines);
  // An order that can't be told apart yet is not known yet: it is looked for again.
  const now = withOrders(facts, isSure ? fresh : matched, bought, matched);
  if (isVague && unmatched.length > 0) return { ...UNCLEAR_ORDER, facts: now };
  const passing = refusals.find(({ helps }) => helps === 'waiting');
  // A repeat tries the failed groups anew, and only those.
  if (passing !== undefined && !isSure) return { type: 'wait', reason: passing.reason, facts: now };
  if (!isWhole && !isVague) return { type: 'wait', reason: 'orderNotListed', facts: now };
  if (refusals.length === 0) return { type: 'done', facts: now };
  const isOpen = ({ line }: CartLineFact): boolean => !bought.some(({ id }) => id === line);
  const problems: LineProblem[] = cartLines
    .filter((line) => isRefused(line) && isOpen(line))
    .map(({ line, group }) => ({
      line,
      reason: refusals.find((one) => one.group === group || isVague)?.reason ?? 'refused',
    }));
  const stop: StopResult = {
    ...OFFER_STOP,
    // What an earlier attempt ordered stands as well.
    reason: (now.bought ?? []).length > 0 ? 'orderPartly' : (problems[0]?.reason ?? 'orderRefused'),
    facts: now,
    problems,
  };
  // It is known what stands; when waiting has not helped, the rest can be answered with another choice.
  return passing === undefined
    ? stop
    : { type: 'wait', reason: passing.reason, facts: now, afterAll: stop };
}

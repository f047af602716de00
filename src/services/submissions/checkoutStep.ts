import { checkoutCart, type CheckoutResult } from '../partnerCenter/carts';
import { reasonOfLine } from '../partnerCenter/errorCodes';
import type { CustomerOrder } from './customerOrder';
import { hasLines, OFFER_STOP, openLines, withOrders } from './orderLines';
import { pricesThatDiffer } from './prices';
import { recoverCheckout } from './recoverCheckout';
import { customerOf, DONE, type CartLineFact, type Facts, type LineProblem } from './step';
import type { Step, StepContext, StepResult } from './step';

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
  const placed = cartLines.filter((line) => !isRefused(line)).map(({ line }) => line);
  const now = withOrders(
    order,
    facts,
    orders.map(({ id }) => id),
    placed,
  );
  if (refusals.length === 0) return { type: 'done', facts: now };
  const passing = refusals.find(({ helps }) => helps === 'waiting');
  // A repeat tries the failed groups anew, and only those.
  if (passing !== undefined) return { type: 'wait', reason: passing.reason };
  const problems: LineProblem[] = cartLines.filter(isRefused).map(({ line, group }) => ({
    line,
    reason: refusals.find((one) => one.group === group)?.reason ?? 'refused',
  }));
  return {
    ...OFFER_STOP,
    reason: placed.length > 0 ? 'orderPartly' : (problems[0]?.reason ?? 'orderRefused'),
    facts: now,
    problems,
  };
}

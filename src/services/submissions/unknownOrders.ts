import { listOrders, type Order } from '../partnerCenter/orders';
import { matchLines } from './matchOrders';
import { OFFER_STOP, openLines, withOrders } from './orderLines';
import { cameToNothing } from './orderStatus';
import { customerOf, type Facts, type StepContext, type StopResult } from './step';

/** Whatever this customer has and we did not know of: nobody else buys for a customer this new. */
export async function unknownOrders({
  client,
  facts,
  call,
}: StepContext): Promise<readonly Order[]> {
  const known = new Set([...(facts.orderIds ?? []), ...(facts.goneIds ?? [])]);
  const listed = await listOrders(client, customerOf(facts), call);
  return listed.filter(({ id }) => !known.has(id));
}

/**
 * Orders of our lines that the journal does not know, as facts: a database restored from before the cart
 * has forgotten what became of it, and no document says that a repeated POST of a cart brings the first
 * one again (facts, 2.2, name customers and the checkout). Lists lag, so that right after the checkout an
 * order may be missing here; whoever restores waits that long.
 */
export async function forgottenOrders(context: StepContext): Promise<Facts | StopResult> {
  const { order, facts } = context;
  const made = (await unknownOrders(context)).filter((one) => !cameToNothing(one));
  if (made.length === 0) return {};
  const open = openLines(order, facts);
  const { matched, unmatched } = matchLines(open, made);
  const lines = matched.flatMap((one) => one.lines);
  const found = withOrders(facts, matched, lines, matched);
  if (unmatched.length === 0) return found;
  const isIn = ({ sku }: { readonly sku: string }): boolean =>
    unmatched.some(({ lineItems }) =>
      lineItems.some(({ offerId }) => offerId?.startsWith(`${sku}:`) === true),
    );
  const problems = open
    .filter((line) => !lines.includes(line) && isIn(line))
    .map(({ id }) => ({ line: id, reason: 'orderUnknown' }));
  return { ...OFFER_STOP, reason: 'orderUnknown', problems, facts: found };
}

import { firmRefusals } from '../preflight';
import type { OrderLine } from './customerOrder';
import { OFFER_STOP } from './orderLines';
import { DONE, type LineProblem, type Step, type StepContext, type StepResult } from './step';

/**
 * Last look before anything is spent: what the draft's checks said may be hours old, and what they could
 * not ask is asked now. What can't be answered makes it wait, then ask; only a clear no stops it. Of the
 * domain the next step's own answer is the last word. The address and the company name bring warnings
 * only, which nobody has to heed.
 */
export const preflightStep: Step = { name: 'preflight', applies: () => true, run: preflight };

async function preflight(context: StepContext): Promise<StepResult> {
  const { client, order, call } = context;
  const [refusals, problems] = await Promise.all([
    firmRefusals(client, order, call),
    offerProblems(context),
  ]);
  const [refusal] = refusals;
  if (refusal !== undefined) {
    return { type: 'stop', helps: 'answer', definitive: true, ...refusal };
  }
  if (problems.length > 0) return { ...OFFER_STOP, reason: 'offerGone', problems };
  return DONE;
}

/** Offers that are not sold any more with the chosen term: a customer without an order helps nobody. */
async function offerProblems(context: StepContext): Promise<readonly LineProblem[]> {
  const found = await Promise.all(
    context.order.lines.map(async (line) => ({ line, id: await currentItemId(context, line) })),
  );
  return found
    .filter(({ id }) => id === undefined)
    .map(({ line }) => ({ line: line.id, reason: 'offerGone' }));
}

/** The id under which a line can be bought now; undefined where it is not sold so. */
export function currentItemId(
  { order, catalogue, call }: Pick<StepContext, 'order' | 'catalogue' | 'call'>,
  line: OrderLine,
): Promise<string | undefined> {
  const market = { country: order.country, segment: order.segment };
  return catalogue.catalogItemId(market, line.sku, line, call);
}

import type { Entries } from '../draft';
import type { Message, SectionContext } from '../section';
import { isSamePair } from '../../services/catalogue';
import { promotionFor } from './estimate';
import { hasBase, lineOf, needsOf, type OfferLine } from './line';
import { linesNow, type LoadedOffers } from './load';
import { pairOf } from './terms';

type Context = SectionContext<LoadedOffers>;

export interface ReadLines {
  readonly lines: readonly OfferLine[];
  /** By field id: `quantity_<line>`, `pair_<line>`. */
  readonly errors: ReadonlyMap<string, Message>;
}

/** The lines with what was typed for them; a wrong entry leaves its line as it was, with an error. */
export function readLines(context: Context, inputs: Entries): ReadLines {
  const errors = new Map<string, Message>();
  const lines = linesNow(context.draft, context.loaded).map((line) =>
    readLine(context, line, inputs, errors),
  );
  return { lines, errors };
}

function readLine(
  { loaded }: Context,
  line: OfferLine,
  inputs: Entries,
  errors: Map<string, Message>,
): OfferLine {
  if (loaded.ordered.includes(line.id)) return line;
  const sold = loaded.offers.get(line.id);
  // Chosen for another market: its limits are those of this one now.
  const current = sold === undefined ? line : { ...line, ...lineOf(sold.item, loaded.market) };
  const pair = pairEntry(current, inputs, loaded, errors);
  const quantity = quantityEntry(current, inputs, errors);
  return withPromotion({ ...current, ...pair, quantity }, inputs, loaded);
}

function quantityEntry(
  { id, quantity, minimum, maximum }: OfferLine,
  inputs: Entries,
  errors: Map<string, Message>,
): number {
  const field = `quantity_${id}`;
  const typed = inputs[field] ?? String(quantity);
  const read = wholeNumber(typed);
  if (read !== undefined && read >= minimum && read <= maximum) return read;
  errors.set(field, rangeMessage(minimum, maximum));
  return quantity;
}

function pairEntry(
  line: OfferLine,
  inputs: Entries,
  loaded: LoadedOffers,
  errors: Map<string, Message>,
): Pick<OfferLine, 'termDuration' | 'billingCycle' | 'unitPrice'> {
  const field = `pair_${line.id}`;
  const typed = inputs[field];
  const kept = { termDuration: line.termDuration, billingCycle: line.billingCycle };
  if (typed === undefined || typed === '') return kept;
  const pair = pairOf(loaded.offers.get(line.id)?.terms ?? [], typed);
  if (pair === undefined) {
    errors.set(field, { key: 'field.billingCycle.error' });
    return kept;
  }
  const { termDuration, billingCycle } = pair;
  const price = pairOf(loaded.linePrices.get(line.id) ?? [], typed);
  return {
    termDuration,
    billingCycle,
    ...(price !== undefined && { unitPrice: price.unitPrice }),
  };
}

/** A promotion is asked for by its box, and only as long as it fits the line. */
function withPromotion(line: OfferLine, inputs: Entries, loaded: LoadedOffers): OfferLine {
  const { promotionId, ...plain } = line;
  const found = promotionFor(line, loaded.promotions)?.promotion;
  if (found === undefined || found.isAutoApplicable) return plain;
  const box = inputs[`promotion_${line.id}`];
  const isAsked = box === undefined ? promotionId === found.id : box === 'true';
  return isAsked ? { ...plain, promotionId: found.id } : plain;
}

/** That it is not sold here as the line has it, and what can be done; undefined where it is sold. */
export function goneMessage(loaded: LoadedOffers, line: OfferLine): Message | undefined {
  const terms = loaded.offers.get(line.id)?.terms;
  const isSold = terms?.some((pair) => isSamePair(pair, line)) ?? !loaded.gone.includes(line.id);
  if (isSold) return undefined;
  return { key: hasChoiceOfTerms(loaded, line) ? 'offers.gone' : 'offers.goneWhole' };
}

/** Has the line's form an input for the term? */
export function hasChoiceOfTerms(loaded: LoadedOffers, { id }: OfferLine): boolean {
  return (loaded.offers.get(id)?.terms.length ?? 0) > 1;
}

/** The input by which a wrong term is mended, or the line's only one. */
export function termFieldOf(loaded: LoadedOffers, line: OfferLine): string {
  return hasChoiceOfTerms(loaded, line) ? `pair_${line.id}` : `quantity_${line.id}`;
}

/** What keeps the lines, right each for itself, from being an order: by field id. */
export function orderErrors(
  { loaded, texts }: Context,
  lines: readonly OfferLine[],
): ReadonlyMap<string, Message> {
  const errors = new Map<string, Message>();
  for (const line of lines) {
    const field = `quantity_${line.id}`;
    if (loaded.ordered.includes(line.id)) continue;
    const gone = goneMessage(loaded, line);
    if (gone !== undefined) errors.set(termFieldOf(loaded, line), gone);
    else if (!hasBase(needsOf(line), lines)) errors.set(field, { key: 'offers.baseMissing' });
    else if (line.isTrial === true && lines.some((one) => isSecondTrial(one, line))) {
      errors.set(field, { key: 'offers.oncePerCustomer', params: { title: texts('offers.this') } });
    }
  }
  return errors;
}

function isSecondTrial(one: OfferLine, line: OfferLine): boolean {
  return one.sku === line.sku && Number(one.id) < Number(line.id);
}

/** A whole number without signs; undefined for everything else. */
export function wholeNumber(typed: string): number | undefined {
  return /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : undefined;
}

export function rangeMessage(min: number, max: number): Message {
  return min === max
    ? { key: 'offers.fixedQuantity', params: { quantity: min } }
    : { key: 'error.quantityRange', params: { min, max } };
}

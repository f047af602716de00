import type { OfferTerm } from '../../services/catalogue';
import type { CatalogueItem } from '../../services/catalogueItem';
import type { Entries } from '../draft';
import type { FieldErrors, Message, SectionContext } from '../section';
import { termsText } from './estimate';
import { hasBase, MOST_LINES, newLine, type OfferLine } from './line';
import { rangeMessage, wholeNumber } from './lineInputs';
import type { LoadedOffers, SoldOffer } from './load';
import { pairFor } from './terms';

type Context = SectionContext<LoadedOffers>;

export type Added = { readonly lines: readonly OfferLine[] } | { readonly errors: FieldErrors };

/** The lines with the chosen offer behind them, and before it what it needs; or what is wrong. */
export function addedLines(context: Context, inputs: Entries, lines: readonly OfferLine[]): Added {
  const { chosen, market } = context.loaded;
  if (chosen === undefined || chosen.item.id !== inputs['offer']) {
    const none = context.texts('button.noOffers');
    return refused(
      'offer',
      lines.length === 0
        ? { key: 'offers.chooseOrNone', params: { none } }
        : { key: 'field.offer.error' },
    );
  }
  const { item } = chosen;
  if (item.isTrial && lines.some((line) => line.sku === item.id)) {
    return refused('offer', { key: 'offers.oncePerCustomer', params: { title: item.title } });
  }
  const pair = pairFor(chosen.terms, inputs['term'], inputs['billingCycle']);
  if (pair === undefined) return refused('billingCycle', pairMessage(context, chosen.terms));
  const quantity = quantityOf(item, inputs);
  if (quantity === undefined) {
    return refused('quantity', rangeMessage(item.minimumQuantity, item.maximumQuantity));
  }
  const base = baseOf(context, item, lines, inputs);
  if (base !== undefined && 'errors' in base) return base;
  if (lines.length + (base === undefined ? 1 : 2) > MOST_LINES) {
    return refused('offer', { key: 'offers.tooMany', params: { most: MOST_LINES } });
  }
  const before =
    base === undefined ? lines : [...lines, baseLine(base.offer, inputs, quantity, market, lines)];
  return { lines: [...before, newLine(item, pair, quantity, market, before)] };
}

function refused(field: string, message: Message): { readonly errors: FieldErrors } {
  return { errors: new Map([[field, message]]) };
}

function pairMessage(context: Context, terms: readonly OfferTerm[]): Message {
  const pairs = terms.map((one) => termsText(context, one)).join('; ');
  return { key: 'offers.pairInvalid', params: { pairs } };
}

/** As typed within the offer's limits; where there is nothing to choose, what there is. */
function quantityOf(
  { minimumQuantity, maximumQuantity }: CatalogueItem,
  inputs: Entries,
): number | undefined {
  if (minimumQuantity === maximumQuantity) return minimumQuantity;
  const quantity = wholeNumber(inputs['quantity'] ?? '');
  const fits = quantity !== undefined && quantity >= minimumQuantity && quantity <= maximumQuantity;
  return fits ? quantity : undefined;
}

/** What goes with an add-on; undefined where it needs nothing, or the order has it. */
function baseOf(
  { loaded }: Context,
  addOn: CatalogueItem,
  lines: readonly OfferLine[],
  inputs: Entries,
): { readonly offer: SoldOffer } | { readonly errors: FieldErrors } | undefined {
  if (hasBase(addOn.prerequisites, lines)) return undefined;
  const params = { title: addOn.title };
  if (loaded.bases.length === 0) return refused('offer', { key: 'offers.baseNotSold', params });
  const offer = loaded.bases.find(({ item }) => item.id === inputs['base']);
  return offer === undefined ? refused('base', { key: 'offers.needsBase', params }) : { offer };
}

/** As many as of the add-on, as far as its own limits allow, for the same terms where it is sold so. */
function baseLine(
  { item, terms }: SoldOffer,
  inputs: Entries,
  quantity: number,
  market: LoadedOffers['market'],
  lines: readonly OfferLine[],
): OfferLine {
  const pair =
    pairFor(terms, inputs['term'], inputs['billingCycle']) ??
    pairFor(terms, undefined, undefined) ??
    terms[0];
  const fitting = Math.min(Math.max(quantity, item.minimumQuantity), item.maximumQuantity);
  return newLine(item, pair, fitting, market, lines);
}

import { formatMoney, formatNumber } from '../../cards/format';
import type { BlockView, InputView } from '../../cards/views';
import type { Entries } from '../draft';
import { pagerBlock } from '../searchBlocks';
import type { FieldErrors, SectionContext } from '../section';
import { estimateOf, promotionFor, termsText, totalOf, unitPriceText } from './estimate';
import { needsOf, type OfferLine } from './line';
import { goneMessage, hasChoiceOfTerms, termFieldOf } from './lineInputs';
import { LINES_PAGE, linesNow, type LoadedOffers } from './load';
import { pairValue } from './terms';

type Context = SectionContext<LoadedOffers>;

/** The order so far: its lines, a page of them, and what they come to. */
export function lineBlocks(
  context: Context,
  entries: Entries | undefined,
  errors: FieldErrors,
): readonly BlockView[] {
  const { texts, draft, loaded } = context;
  const lines = linesNow(draft, loaded);
  if (lines.length === 0) return [];
  const from = (loaded.linesPage - 1) * LINES_PAGE;
  const pages = Math.ceil(lines.length / LINES_PAGE);
  const sold = lines.filter(
    (line) => loaded.ordered.includes(line.id) || goneMessage(loaded, line) === undefined,
  );
  return [
    { type: 'heading', text: texts('offers.chosen', { count: lines.length }) },
    ...lines
      .slice(from, from + LINES_PAGE)
      .map((line) => lineBlock(context, line, entries ?? {}, errors)),
    ...pagerBlock(context, { page: loaded.linesPage, pages }, 'lines'),
    ...(sold.length === 0 ? [] : [{ type: 'text' as const, text: totalText(context, sold) }]),
    { type: 'text', text: texts('offers.commitment'), subtle: true },
  ];
}

function lineBlock(
  context: Context,
  line: OfferLine,
  entries: Entries,
  errors: FieldErrors,
): BlockView {
  const { texts, loaded } = context;
  if (loaded.ordered.includes(line.id)) {
    const quantity = texts('offers.ordered', { count: line.quantity });
    const details = [quantity, ...lineDetails(context, line)];
    return { type: 'item', title: line.title, details, inputs: [], buttons: [] };
  }
  return {
    type: 'item',
    title: line.title,
    details: lineDetails(context, line),
    inputs: lineInputs(context, line, entries, errors),
    buttons: [
      {
        title: texts('button.remove'),
        accessibleName: texts('offers.removeLine', { title: line.title }),
        data: { action: 'remove', item: line.id },
        sendsInputs: true,
      },
    ],
  };
}

function lineDetails(context: Context, line: OfferLine): readonly string[] {
  const { texts, loaded, language } = context;
  const details = [termsText(context, line)];
  const estimate = estimateOf(line, loaded.promotions);
  if (line.isTrial === true) details.push(texts('offers.trialTerms'));
  else if (estimate !== undefined) {
    details.push(
      texts('offers.lineEstimate', {
        unit: unitPriceText(context, estimate, line.billingCycle),
        total: formatMoney(language, estimate.total, estimate.currency),
      }),
    );
  }
  if (needsOf(line).length > 0) details.push(texts('offers.isAddOn'));
  const promotion = promotionFor(line, loaded.promotions);
  if (promotion?.promotion.isAutoApplicable === true) {
    details.push(promotionText(context, line, 'offers.promotionByItself'));
  }
  return details;
}

/** What a promotion takes off, as far as the price is known. */
function promotionText(
  { texts, loaded, language }: Context,
  line: OfferLine,
  key: 'offers.promotionByItself' | 'offers.promotionAsk',
): string {
  const found = promotionFor(line, loaded.promotions);
  if (found === undefined) return '';
  const { promotion, discount } = found;
  const estimate = estimateOf({ ...line, promotionId: promotion.id }, loaded.promotions);
  const percent = formatNumber(language, Math.round(discount * 1_000) / 10);
  return estimate === undefined
    ? texts(`${key}Unpriced`, { percent })
    : texts(key, { percent, saved: formatMoney(language, estimate.saved, estimate.currency) });
}

function lineInputs(
  context: Context,
  line: OfferLine,
  entries: Entries,
  errors: FieldErrors,
): readonly InputView[] {
  const { texts, loaded, language } = context;
  const { id, minimum, maximum } = line;
  const terms = loaded.offers.get(id)?.terms ?? [];
  const promotion = promotionFor(line, loaded.promotions);
  const quantity = `quantity_${id}`;
  const error = (field: string) => {
    // What is not sold here is said before anybody presses Next.
    const gone = field === termFieldOf(loaded, line) ? goneMessage(loaded, line) : undefined;
    const message = errors.get(field) ?? gone;
    return message === undefined ? {} : { error: texts(message.key, message.params) };
  };
  const range = { min: formatNumber(language, minimum), max: formatNumber(language, maximum) };
  const inputs: InputView[] = [
    {
      id: `f_${quantity}`,
      kind: 'number',
      label: texts('field.quantity.label'),
      required: false,
      value: entries[quantity] ?? String(line.quantity),
      errorMessage: texts('error.quantityRange', range),
      // Judged by the server: a client would hold back Remove and Search as well as Next.
      ...error(quantity),
    },
  ];
  if (hasChoiceOfTerms(loaded, line)) {
    const pair = `pair_${id}`;
    inputs.push({
      id: `f_${pair}`,
      kind: 'choice',
      label: texts('offers.termAndBilling'),
      required: false,
      value: entries[pair] ?? pairValue(line),
      errorMessage: texts('field.billingCycle.error'),
      choices: terms.map((one) => ({ value: pairValue(one), title: termsText(context, one) })),
      ...error(pair),
    });
  }
  if (promotion !== undefined && !promotion.promotion.isAutoApplicable) {
    const box = `promotion_${id}`;
    inputs.push({
      id: `f_${box}`,
      kind: 'toggle',
      label: promotionText(context, line, 'offers.promotionAsk'),
      required: false,
      value: entries[box] ?? String(line.promotionId === promotion.promotion.id),
      errorMessage: texts('offers.promotionError'),
    });
  }
  return inputs;
}

/** What the whole order comes to, or that nobody can say yet. */
export function totalText(
  { texts, language, loaded }: Context,
  lines: readonly OfferLine[],
  key: 'offers.total' | 'offers.totalShort' = 'offers.total',
): string {
  const total = totalOf(lines, loaded.promotions);
  if (total === undefined) return texts('offers.noTotal');
  return texts(key, {
    first: formatMoney(language, total.firstBill, total.currency),
    whole: formatMoney(language, total.wholeTerms, total.currency),
  });
}

import { formatMoney, formatNumber } from '../../cards/format';
import { helpUrl } from '../helpLinks';
import { attestationsFor } from '../offers/attestations';
import { checkOffers } from '../offers/check';
import { appliedPromotion, estimateOf, termsText } from '../offers/estimate';
import { linesOf, type OfferLine } from '../offers/line';
import { orderErrors, readLines } from '../offers/lineInputs';
import { lineBlocks, totalText } from '../offers/lineBlocks';
import { linesNow, linesSent, loadOffers, type LoadedOffers } from '../offers/load';
import { pickerBlocks } from '../offers/pickerBlocks';
import { isAnswered, reduceOffers } from '../offers/reduce';
import type { ReviewRow, Section, SectionContext } from '../section';

type Context = SectionContext<LoadedOffers>;

/** Which subscriptions, how many licences, for how long, billed how often. */
export const offers: Section = {
  id: 'offers',
  group: 'offers',
  dependsOn: [
    { section: 'company', field: 'country' },
    { section: 'company', field: 'qualification' },
  ],
  complete: isAnswered,
  load: loadOffers,
  view: (untyped, entries, errors) => {
    const context = untyped as Context;
    const { texts, language } = context;
    return [
      { type: 'text', text: texts('offers.lead') },
      ...lineBlocks(context, entries, errors),
      ...pickerBlocks(context, entries, errors),
      {
        type: 'actions',
        buttons: [],
        links: [{ title: texts('help.whatToSell'), url: helpUrl('whatToSell', language) }],
      },
    ];
  },
  actions: ['search', 'page', 'lines', 'add', 'remove', 'none'],
  typed: (untyped, inputs) => ({
    quantity: '',
    ...Object.fromEntries(linesSent(untyped as Context).map((id) => [`quantity_${id}`, ''])),
    ...inputs,
  }),
  reduce: (untyped, click) => reduceOffers(untyped as Context, click),
  // A base that was removed leaves its add-on behind, whichever way the form is left.
  verify: (untyped) => {
    const context = untyped as Context;
    const { lines, errors } = readLines(context, {});
    return new Map([...orderErrors(context, lines), ...errors]);
  },
  check: checkOffers,
  rows: (untyped) => rows(untyped as Context),
  attestations: ({ draft, texts }) => attestationsFor(linesOf(draft.answers['offers']), texts),
  contribute: (untyped) => {
    const { draft, loaded } = untyped as Context;
    return {
      lines: linesNow(draft, loaded).map((line) => orderLine(line, loaded)),
    };
  },
  label: (field, { texts, draft }) => {
    const id = /^(?:quantity|pair|promotion)_(.+)$/.exec(field)?.[1];
    const line = linesOf(draft.answers['offers']).find((one) => one.id === id);
    return line?.title ?? texts(`field.${field}.label`);
  },
};

/** A line as it is submitted, with the estimate that the review shows. */
function orderLine(line: OfferLine, { promotions }: LoadedOffers) {
  const { id, sku, title, quantity, termDuration, billingCycle, promotionId } = line;
  const estimate = estimateOf(line, promotions);
  return {
    id,
    sku,
    title,
    quantity,
    termDuration,
    billingCycle,
    ...(promotionId !== undefined && { promotionId }),
    ...(estimate !== undefined && {
      estimate: {
        currency: estimate.currency,
        unitPrice: estimate.unitPrice,
        total: estimate.total,
      },
    }),
  };
}

function rows(context: Context): readonly ReviewRow[] {
  const { draft, texts, loaded } = context;
  const lines = linesNow(draft, loaded);
  if (lines.length === 0) {
    return [
      {
        field: 'offer',
        label: texts('section.offers'),
        value: texts('offers.noneMeans'),
      },
    ];
  }
  return [
    ...lines.map((line) => lineRow(context, line)),
    {
      field: 'total',
      label: texts('offers.totalLabel'),
      value: totalText(context, lines, 'offers.totalShort'),
    },
    {
      field: 'commitment',
      label: texts('offers.commitmentLabel'),
      value: texts('offers.commitmentShort'),
    },
  ];
}

function lineRow(context: Context, line: OfferLine): ReviewRow {
  const { texts, language, loaded } = context;
  const estimate = estimateOf(line, loaded.promotions);
  const text = withPromotion(
    context,
    line,
    texts('offers.line', {
      count: line.quantity,
      quantity: formatNumber(language, line.quantity),
      terms: termsText(context, line),
    }),
  );
  const value =
    estimate === undefined || line.isTrial === true
      ? text
      : texts('offers.linePriced', {
          line: text,
          total: formatMoney(language, estimate.total, estimate.currency),
        });
  return { field: `quantity_${line.id}`, label: line.title, value };
}

/** The line with the promotion that is sent with it, or that the estimate reckons with. */
function withPromotion(context: Context, line: OfferLine, text: string): string {
  const { texts, language, loaded } = context;
  const applied = appliedPromotion(line, loaded.promotions);
  if (applied === undefined) {
    // Asked for, and not to be found now: it is sent all the same.
    return line.promotionId === undefined ? text : texts('offers.linePromoted', { line: text });
  }
  const percent = formatNumber(language, Math.round(applied.discount * 1_000) / 10);
  return applied.promotion.isAutoApplicable
    ? texts('offers.linePromotedByItself', { line: text, percent })
    : texts('offers.linePromotedPercent', { line: text, percent });
}

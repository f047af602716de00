import { formatNumber } from '../../cards/format';
import type { BlockView, ChoiceView } from '../../cards/views';
import type { CatalogueItem, OfferTerm } from '../../services/catalogue';
import type { Market } from '../../services/partnerCenter/products';
import { EMPTY_PAGE, type Page } from '../../services/textIndex';
import type { AnswerValue, Answers, Draft, Entries } from '../draft';
import { textOf } from '../formSection';
import { pagerBlock, searchBlocks } from '../searchBlocks';
import type { Message, Reduction, Section, SectionClick, SectionContext } from '../section';

const PAGE_SIZE = 8;
const MOST_LINES = 50;
const TERMS = ['P1M', 'P1Y', 'P3Y'] as const;
const BILLING_CYCLES = ['monthly', 'annual', 'triennial'] as const;

/** An offer chosen, with its licences. */
export interface OfferLine {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly termDuration: string;
  readonly billingCycle: string;
  readonly minimum: number;
  readonly maximum: number;
}

interface Loaded {
  readonly found: Page<CatalogueItem>;
  /** The offer that the click chose, and its valid pairs of term and billing. */
  readonly chosen?: { readonly item: CatalogueItem; readonly terms: readonly OfferTerm[] };
}

type Context = SectionContext<Loaded>;

/** Which subscriptions, how many licences, for how long, billed how often. */
export const offers: Section = {
  id: 'offers',
  group: 'offers',
  dependsOn: [{ section: 'company', field: 'country' }],
  complete: (answers) => linesOf(answers).length > 0 || answers['noOffers'] === true,
  load: async ({ editing, click, draft, purpose, remote }, { catalogue }): Promise<Loaded> => {
    if (purpose === 'review') return { found: EMPTY_PAGE };
    const market = marketOf(draft);
    const isSearch = click?.action === 'search';
    const words = isSearch ? (click.inputs['offerSearch'] ?? '') : (editing.search ?? '');
    const page = isSearch ? 1 : click?.action === 'page' ? Number(click.item) : (editing.page ?? 1);
    const asked = click?.inputs['offer'] ?? '';
    const [found, item, terms] = await Promise.all([
      catalogue.search({ ...market, words, page, pageSize: PAGE_SIZE }, remote),
      asked === '' ? undefined : catalogue.item(market, asked, remote),
      asked === '' ? [] : catalogue.termsOf(market, asked, remote),
    ]);
    return { found, ...(item !== undefined && { chosen: { item, terms } }) };
  },
  view: (untyped, entries, errors) => {
    const context = untyped as Context;
    return [
      { type: 'text', text: context.texts('offers.lead') },
      ...lineBlocks(context, entries, errors),
      ...pickerBlocks(context, entries, errors),
    ];
  },
  reduce: (untyped, click) => reduceOffers(untyped as Context, click),
  rows: ({ draft, texts, language }) => {
    const lines = linesOf(draft.answers['offers']);
    if (lines.length === 0) {
      return [{ field: 'offer', label: texts('section.offers'), value: texts('offers.none') }];
    }
    return lines.map((line) => ({
      field: `quantity_${line.id}`,
      label: line.title,
      value: texts('offers.line', {
        quantity: formatNumber(language, line.quantity),
        term: texts(`term.${line.termDuration}`),
        billing: texts(`billing.${line.billingCycle}`),
      }),
    }));
  },
  contribute: ({ draft }) => ({
    lines: linesOf(draft.answers['offers']).map(
      ({ id, sku, title, quantity, termDuration, billingCycle }) => ({
        id,
        sku,
        title,
        quantity,
        termDuration,
        billingCycle,
      }),
    ),
  }),
  label: (field, { texts, draft }) => {
    const line = linesOf(draft.answers['offers']).find((one) => `quantity_${one.id}` === field);
    return line?.title ?? texts(`field.${field}.label`);
  },
};

/** The offer lines of the section's answers. */
export function linesOf(answers: Answers | undefined): readonly OfferLine[] {
  const lines: AnswerValue | undefined = answers?.['lines'];
  // Written by this file alone, read back through the draft's schema.
  return Array.isArray(lines) ? (lines as unknown as readonly OfferLine[]) : [];
}

function marketOf(draft: Draft): Market {
  return { country: textOf(draft.answers['company'], 'country'), segment: 'commercial' };
}

function lineBlocks(
  context: Context,
  entries: Entries | undefined,
  errors: ReadonlyMap<string, Message>,
): readonly BlockView[] {
  const { texts, draft, language } = context;
  const lines = linesOf(draft.answers['offers']);
  if (lines.length === 0) return [];
  const items = lines.map((line): BlockView => {
    const field = `quantity_${line.id}`;
    const error = errors.get(field);
    return {
      type: 'item',
      title: line.title,
      details: [
        texts('offers.lineTerms', {
          term: texts(`term.${line.termDuration}`),
          billing: texts(`billing.${line.billingCycle}`),
        }),
      ],
      inputs: [
        {
          id: `f_${field}`,
          kind: 'number',
          label: texts('field.quantity.label'),
          required: false,
          value: entries?.[field] ?? String(line.quantity),
          errorMessage: rangeText(context, line.minimum, line.maximum),
          min: line.minimum,
          max: line.maximum,
          ...(error !== undefined && { error: texts(error.key, error.params) }),
        },
      ],
      buttons: [
        {
          title: texts('button.remove'),
          accessibleName: texts('offers.removeLine', { title: line.title }),
          data: { action: 'remove', item: line.id },
          sendsInputs: true,
        },
      ],
    };
  });
  return [
    {
      type: 'heading',
      text: texts('offers.chosen', { count: formatNumber(language, lines.length) }),
    },
    ...items,
  ];
}

function pickerBlocks(
  context: Context,
  entries: Entries | undefined,
  errors: ReadonlyMap<string, Message>,
): readonly BlockView[] {
  const { texts, loaded, draft, language } = context;
  const errorOf = (field: string) => {
    const error = errors.get(field);
    return error === undefined ? {} : { error: texts(error.key, error.params) };
  };
  const choice = (
    field: string,
    kind: 'choice' | 'radio',
    choices: readonly ChoiceView[],
    value: string,
  ): BlockView => ({
    type: 'input',
    input: {
      id: `f_${field}`,
      kind,
      label:
        field === 'offer'
          ? texts('offers.results', { count: formatNumber(language, loaded.found.total) })
          : texts(`field.${field}.label`),
      required: false,
      value,
      errorMessage: texts(`field.${field}.error`),
      choices,
      ...errorOf(field),
    },
  });
  const hasLines = linesOf(draft.answers['offers']).length > 0;
  const shown = withChosen(loaded);
  return [
    { type: 'heading', text: texts(hasLines ? 'offers.addAnother' : 'offers.choose') },
    ...searchBlocks(context, 'offerSearch', entries?.['offerSearch']),
    choice(
      'offer',
      'radio',
      shown.map((item) => ({ value: item.id, title: item.title })),
      entries?.['offer'] ?? '',
    ),
    ...pagerBlock(context, loaded.found),
    choice(
      'term',
      'choice',
      TERMS.map((term) => ({ value: term, title: texts(`term.${term}`) })),
      entries?.['term'] ?? 'P1Y',
    ),
    choice(
      'billingCycle',
      'choice',
      BILLING_CYCLES.map((cycle) => ({ value: cycle, title: texts(`billing.${cycle}`) })),
      entries?.['billingCycle'] ?? 'monthly',
    ),
    {
      type: 'input',
      input: {
        id: 'f_quantity',
        kind: 'number',
        label: texts('field.quantity.label'),
        required: false,
        value: entries?.['quantity'] ?? '1',
        errorMessage: texts('field.quantity.error'),
        min: 1,
        max: 1_000_000,
        ...errorOf('quantity'),
      },
    },
    {
      type: 'actions',
      links: [],
      buttons: [
        { title: texts('button.addOffer'), data: { action: 'add' }, sendsInputs: true },
        ...(hasLines
          ? []
          : [{ title: texts('button.noOffers'), data: { action: 'none' }, sendsInputs: false }]),
      ],
    },
  ];
}

function reduceOffers(context: Context, click: SectionClick): Reduction {
  const { loaded, editing } = context;
  const before = context.draft.answers['offers'] ?? {};
  const quantities = readQuantities(context, click.inputs);
  switch (click.action) {
    case 'search':
    case 'page':
      return {
        type: 'stay',
        answers: { ...before, lines: quantities.lines },
        entries: click.inputs,
        editing: {
          section: 'offers',
          search:
            click.action === 'search'
              ? (click.inputs['offerSearch'] ?? '')
              : (editing.search ?? ''),
          page: loaded.found.page,
        },
      };
    case 'remove':
      return {
        type: 'stay',
        answers: {
          ...before,
          lines: toAnswer(quantities.lines.filter((line) => line.id !== click.item)),
        },
        entries: withoutQuantity(click.inputs, click.item),
      };
    case 'none':
      return { type: 'accept', answers: { lines: [], noOffers: true } };
    case 'add': {
      if (quantities.errors.size > 0) return refused(click.inputs, quantities.errors);
      const added = addedLine(context, click.inputs, quantities.lines);
      if ('errors' in added) return refused(click.inputs, added.errors);
      return {
        type: 'stay',
        answers: { lines: toAnswer([...quantities.lines, added.line]) },
        entries: {},
      };
    }
    default: {
      if (quantities.errors.size > 0) return refused(click.inputs, quantities.errors);
      // An offer that is chosen but not yet added is what the person means to have.
      const wantsMore = (click.inputs['offer'] ?? '') !== '';
      if (!wantsMore && quantities.lines.length > 0) {
        return { type: 'accept', answers: { lines: toAnswer(quantities.lines) } };
      }
      const added = addedLine(context, click.inputs, quantities.lines);
      if ('errors' in added) return refused(click.inputs, added.errors);
      return { type: 'accept', answers: { lines: toAnswer([...quantities.lines, added.line]) } };
    }
  }
}

function refused(inputs: Entries, errors: ReadonlyMap<string, Message>): Reduction {
  return { type: 'stay', entries: inputs, errors };
}

/** The lines with the quantities that were typed; a wrong one keeps its old quantity and its error. */
function readQuantities(
  { draft }: Context,
  inputs: Entries,
): { lines: readonly OfferLine[] & AnswerValue; errors: Map<string, Message> } {
  const errors = new Map<string, Message>();
  const lines = linesOf(draft.answers['offers']).map((line) => {
    const field = `quantity_${line.id}`;
    const typed = inputs[field];
    if (typed === undefined) return line;
    const quantity = wholeNumber(typed);
    if (quantity !== undefined && quantity >= line.minimum && quantity <= line.maximum) {
      return { ...line, quantity };
    }
    errors.set(field, rangeMessage(line.minimum, line.maximum));
    return line;
  });
  return { lines: toAnswer(lines), errors };
}

function addedLine(
  { loaded }: Context,
  inputs: Entries,
  lines: readonly OfferLine[],
): { line: OfferLine } | { errors: ReadonlyMap<string, Message> } {
  const chosen = loaded.chosen;
  if (chosen === undefined || chosen.item.id !== inputs['offer']) {
    return { errors: new Map([['offer', { key: 'field.offer.error' }]]) };
  }
  if (lines.length >= MOST_LINES) {
    return {
      errors: new Map([['offer', { key: 'offers.tooMany', params: { most: MOST_LINES } }]]),
    };
  }
  const { item, terms } = chosen;
  const pair = terms.find(
    (one) => one.termDuration === inputs['term'] && one.billingCycle === inputs['billingCycle'],
  );
  if (pair === undefined) {
    return { errors: new Map([['billingCycle', { key: 'offers.pairInvalid' }]]) };
  }
  const quantity = wholeNumber(inputs['quantity'] ?? '');
  if (
    quantity === undefined ||
    quantity < item.minimumQuantity ||
    quantity > item.maximumQuantity
  ) {
    return {
      errors: new Map([['quantity', rangeMessage(item.minimumQuantity, item.maximumQuantity)]]),
    };
  }
  return {
    line: {
      id: nextLineId(lines),
      sku: item.id,
      title: item.title,
      quantity,
      ...pair,
      minimum: item.minimumQuantity,
      maximum: item.maximumQuantity,
    },
  };
}

function nextLineId(lines: readonly OfferLine[]): string {
  return String(1 + Math.max(0, ...lines.map((line) => Number(line.id))));
}

function wholeNumber(typed: string): number | undefined {
  return /^\d{1,9}$/.test(typed.trim()) ? Number(typed.trim()) : undefined;
}

function rangeMessage(min: number, max: number): Message {
  return { key: 'error.quantityRange', params: { min, max } };
}

function rangeText({ texts, language }: Context, min: number, max: number): string {
  return texts('error.quantityRange', {
    min: formatNumber(language, min),
    max: formatNumber(language, max),
  });
}

function withoutQuantity(inputs: Entries, line: string | undefined): Entries {
  return Object.fromEntries(
    Object.entries(inputs).filter(([field]) => field !== `quantity_${line ?? ''}`),
  );
}

function withChosen({ found, chosen }: Loaded): readonly CatalogueItem[] {
  const isShown = found.items.some((item) => item.id === chosen?.item.id);
  return chosen === undefined || isShown ? found.items : [chosen.item, ...found.items];
}

function toAnswer(lines: readonly OfferLine[]): OfferLine[] & AnswerValue {
  return lines.map((line) => ({ ...line }));
}

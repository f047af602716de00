import type { BlockView, ChoiceView, InputView } from '../../cards/views';
import { OFFER_CATEGORIES, type CatalogueItem } from '../../services/catalogueItem';
import type { PricedTerm } from '../../services/priceList';
import type { Entries } from '../draft';
import { outdatedBlock, pagerBlock, searchBlocks } from '../searchBlocks';
import type { FieldErrors, SectionContext } from '../section';
import { termsText, unitPriceText } from './estimate';
import { linesOf } from './line';
import { ANY, FITTING, type LoadedOffers } from './load';
import { pairFor } from './terms';

type Context = SectionContext<LoadedOffers>;

const TERMS = ['P1M', 'P1Y', 'P3Y'] as const;
const BILLING_CYCLES = ['monthly', 'annual', 'triennial'] as const;

/** Search, what was found, how many, and Add. */
export function pickerBlocks(
  context: Context,
  entries: Entries | undefined,
  errors: FieldErrors,
): readonly BlockView[] {
  const { texts, draft, loaded } = context;
  const hasLines = linesOf(draft.answers['offers']).length > 0;
  const chosen = entries?.['offer'] ?? '';
  const asks = asker(context, entries ?? {}, errors);
  return [
    { type: 'heading', text: texts(hasLines ? 'offers.addAnother' : 'offers.choose') },
    ...searchBlocks(context, 'offerSearch', entries?.['offerSearch'], filters(context, asks)),
    ...(loaded.found.narrowed ? [] : unreadBlocks(context)),
    foundBlock(context, entries ?? {}, asks),
    ...pagerBlock(context, loaded.found, 'page', 'offers'),
    ...outdatedBlock(context, 'offers.outdated', loaded.ages?.offers),
    ...outdatedBlock(context, 'offers.pricesOutdated', loaded.ages?.prices),
    ...(loaded.bases.length > 0 && loaded.chosen?.item.id === chosen
      ? [
          asks('base', 'radio', baseChoices(context, entries ?? {}), '', {
            label: texts('offers.baseLabel', { title: loaded.chosen.item.title }),
          }),
        ]
      : []),
    // Without limits of its own: a client would hold back every button of the card.
    asks('quantity', 'number', undefined, '1'),
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

/** The catalogue is still being read: what there is of it, and a button to look again. */
function unreadBlocks({ texts }: Context): readonly BlockView[] {
  const refresh = { title: texts('button.refreshList'), data: { action: 'search' } };
  return [
    notice(texts('offers.notNarrowed')),
    { type: 'actions', links: [], buttons: [{ ...refresh, sendsInputs: true }] },
  ];
}

type Ask = (
  field: string,
  kind: 'choice' | 'radio' | 'number',
  choices: readonly ChoiceView[] | undefined,
  start: string,
  more?: Partial<InputView>,
) => BlockView;

/** Makes an input block with what was typed, or what it starts with, and what is wrong with it. */
function asker({ texts }: Context, entries: Entries, errors: FieldErrors): Ask {
  return (field, kind, choices, start, more) => {
    const error = errors.get(field);
    return {
      type: 'input',
      input: {
        id: `f_${field}`,
        kind,
        label: more?.label ?? texts(`field.${field}.label`),
        required: false,
        value: entries[field] ?? start,
        errorMessage: texts(`field.${field}.error`),
        ...(choices !== undefined && { choices }),
        ...more,
        ...(error !== undefined && { error: texts(error.key, error.params) }),
      },
    };
  };
}

/** What was found, to choose from; clients have no list without an entry. */
function foundBlock(context: Context, entries: Entries, asks: Ask): BlockView {
  const { texts, loaded } = context;
  const choices = foundChoices(context, entries);
  const label = texts('offers.results', { count: loaded.found.total });
  if (choices.length === 0) return { type: 'text', text: label };
  const isSearched = (context.editing.search ?? '') !== '';
  return asks('offer', 'radio', choices, '', {
    label,
    ...(!isSearched && {
      dataset: 'offers' as const,
      placeholder: texts('list.typeToSearch'),
    }),
  });
}

function filters({ texts, draft }: Context, asks: Ask): readonly BlockView[] {
  const hasLines = linesOf(draft.answers['offers']).length > 0;
  const any = { value: ANY, title: texts('offers.any') };
  const options = (values: readonly string[], prefix: string): readonly ChoiceView[] => [
    any,
    ...values.map((value) => ({ value, title: texts(`${prefix}.${value}`) })),
  ];
  const categories = hasLines ? [...OFFER_CATEGORIES, FITTING] : OFFER_CATEGORIES;
  return [
    asks('category', 'choice', options(categories, 'offerCategory'), ANY),
    asks('term', 'choice', options(TERMS, 'term'), ANY),
    asks('billingCycle', 'choice', options(BILLING_CYCLES, 'billing'), ANY),
  ];
}

function notice(text: string): BlockView {
  return { type: 'notice', notice: { tone: 'info', text } };
}

/** What was found, with the price of the terms that are meant; a choice made before stays in the list. */
function foundChoices(context: Context, entries: Entries): readonly ChoiceView[] {
  const { found, chosen, prices } = context.loaded;
  const choice = (item: CatalogueItem, terms: readonly PricedTerm[] | undefined): ChoiceView => ({
    value: item.id,
    title: offerTitle(context, item, terms, entries),
  });
  const listed = found.items.map((item) => choice(item, prices?.get(item.id)));
  if (chosen === undefined || found.items.some(({ id }) => id === chosen.item.id)) return listed;
  return [choice(chosen.item, chosen.prices), ...listed];
}

function baseChoices(context: Context, entries: Entries): readonly ChoiceView[] {
  return context.loaded.bases.map(({ item, prices }) => ({
    value: item.id,
    title: offerTitle(context, item, prices, entries),
  }));
}

function offerTitle(
  context: Context,
  item: CatalogueItem,
  terms: readonly PricedTerm[] | undefined,
  entries: Entries,
): string {
  const { texts } = context;
  const { title } = item;
  if (item.isTrial) return texts('offers.trialEntry', { title, quantity: item.minimumQuantity });
  const price = pairFor(terms ?? [], entries['term'], entries['billingCycle']);
  if (price === undefined) return title;
  return texts('offers.entry', {
    title,
    price: unitPriceText(context, price, price.billingCycle),
    terms: termsText(context, price),
  });
}

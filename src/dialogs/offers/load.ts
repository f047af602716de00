import type { CopyAge } from '../../services/copies';
import { isSamePair, type FoundOffers, type OfferTerm } from '../../services/catalogue';
import { OFFER_CATEGORIES, type CatalogueItem } from '../../services/catalogueItem';
import type { PricedTerm } from '../../services/priceList';
import type { Promotion } from '../../services/partnerCenter/promotions';
import type { Market } from '../../services/partnerCenter/products';
import { EMPTY_PAGE } from '../../services/textIndex';
import type { Draft, Editing, Entries } from '../draft';
import { searchOf } from '../searchBlocks';
import type { LoadContext, SectionContext, SectionServices } from '../section';
import { hasBase, linesOf, marketKey, marketOf, type OfferLine } from './line';

/** Offers on one page of results. */
const PAGE_SIZE = 8;
/** Lines of the order on one page of the form. */
export const LINES_PAGE = 10;
/** So many base offers of an add-on are shown. */
const MOST_BASES = 8;
/** The choice that leaves a filter open. */
export const ANY = 'any';
/** The category of add-ons for what is in the order. */
export const FITTING = 'fitting';

/** An offer, the pairs that it is sold for, and their prices as far as they are known. */
export interface SoldOffer {
  readonly item: CatalogueItem;
  readonly terms: readonly [OfferTerm, ...OfferTerm[]];
  readonly prices: readonly PricedTerm[];
}

/** What the card of the offers, or the review's part of it, is drawn from. */
export interface LoadedOffers {
  readonly market: Market;
  readonly found: FoundOffers;
  /** Prices of what was found, by sku; undefined where the price list is not there. */
  readonly prices: ReadonlyMap<string, readonly PricedTerm[]> | undefined;
  /** The offer that is chosen in the list. */
  readonly chosen?: SoldOffer;
  /** What a chosen add-on needs, where the order has none of it. */
  readonly bases: readonly SoldOffer[];
  /** What the lines of the order cost, by line id. */
  readonly linePrices: ReadonlyMap<string, readonly PricedTerm[]>;
  /** Of the lines that are shown or must be looked at again, by line id. */
  readonly offers: ReadonlyMap<string, SoldOffer>;
  /** Lines whose offer this market does not sell at all, of those that were looked at. */
  readonly gone: readonly string[];
  readonly promotions: readonly Promotion[];
  /** Ids of lines that are bought: an order before this one went through in part. */
  readonly ordered: readonly string[];
  /** Which page of the order's lines is shown, from 1. */
  readonly linesPage: number;
  /** Of what was searched and of the list prices. */
  readonly ages?: Readonly<Record<'offers' | 'prices', CopyAge | undefined>>;
}

export async function loadOffers(
  context: LoadContext,
  services: SectionServices,
): Promise<LoadedOffers> {
  const { draft, purpose, click } = context;
  const market = marketOf(draft);
  const lines = linesOf(draft.answers['offers']);
  const linesPage = linesPageOf(context, lines.length);
  if (purpose === 'review') {
    const [linePrices, promotions, ordered] = await Promise.all([
      linePricesOf(lines, market, services),
      services.promotions.of(market, context.remote),
      orderedLines(services),
    ]);
    return {
      market,
      found: { ...EMPTY_PAGE, narrowed: true },
      prices: undefined,
      bases: [],
      offers: new Map(),
      linePrices,
      gone: [],
      promotions,
      ordered,
      linesPage,
    };
  }
  const entries = click?.inputs ?? draft.entries['offers']?.values ?? {};
  const [found, chosen, shown, linePrices, promotions, ordered] = await Promise.all([
    search(context, entries, lines, market, services),
    soldOffer(context, market, entries['offer'], services),
    lineOffers(context, market, lines, linesPage, services),
    linePricesOf(lines, market, services),
    services.promotions.of(market, context.remote),
    orderedLines(services),
  ]);
  const bases =
    chosen === undefined || hasBase(chosen.item.prerequisites, lines)
      ? []
      : await basesOf(context, market, chosen.item, services);
  return {
    market,
    ...found,
    ...(chosen !== undefined && { chosen }),
    bases,
    ...shown,
    linePrices,
    promotions,
    ordered,
    linesPage,
    ages: services.catalogue.ages(market),
  };
}

async function orderedLines(services: SectionServices): Promise<readonly string[]> {
  return (await services.orderedLines?.()) ?? [];
}

async function search(
  context: LoadContext,
  entries: Entries,
  lines: readonly OfferLine[],
  market: Market,
  { catalogue }: SectionServices,
): Promise<Pick<LoadedOffers, 'found' | 'prices'>> {
  const wanted = (field: string): string | undefined => {
    const value = entries[field] ?? ANY;
    return value === ANY || value === '' ? undefined : value;
  };
  const category = wanted('category');
  const found = await catalogue.search(
    {
      ...market,
      ...searchOf(context, 'offerSearch'),
      pageSize: PAGE_SIZE,
      category: OFFER_CATEGORIES.find((one) => one === category),
      addOnOf: category === FITTING ? lines.map((line) => line.sku) : undefined,
      termDuration: wanted('term'),
      billingCycle: wanted('billingCycle'),
    },
    context.remote,
  );
  const prices = new Map<string, readonly PricedTerm[]>();
  for (const { id } of found.items) {
    const terms = await catalogue.pricesOf(market, id);
    if (terms === undefined) return { found, prices: undefined };
    prices.set(id, terms);
  }
  return { found, prices };
}

/** An offer as it is sold now: its SKU and its valid pairs are asked for, not remembered. */
async function soldOffer(
  { remote }: LoadContext,
  market: Market,
  sku: string | undefined,
  { catalogue }: SectionServices,
): Promise<SoldOffer | undefined> {
  if (sku === undefined || !/^[A-Za-z0-9]+:[A-Za-z0-9]+$/.test(sku)) return undefined;
  const [item, terms, prices] = await Promise.all([
    catalogue.item(market, sku, remote),
    catalogue.termsOf(market, sku, remote),
    catalogue.pricesOf(market, sku),
  ]);
  const [first, ...others] = terms;
  if (item === undefined || first === undefined) return undefined;
  return { item, terms: [first, ...others], prices: prices ?? [] };
}

async function basesOf(
  context: LoadContext,
  market: Market,
  addOn: CatalogueItem,
  services: SectionServices,
): Promise<readonly SoldOffer[]> {
  const bases = await Promise.all(
    addOn.prerequisites
      .slice(0, MOST_BASES)
      .map((sku) => soldOffer(context, market, sku, services)),
  );
  return bases.flatMap((one) => (one === undefined || one.item.isAddOn ? [] : one));
}

/** The offers behind the lines that are shown, and behind those chosen for another market. */
async function lineOffers(
  context: LoadContext,
  market: Market,
  lines: readonly OfferLine[],
  linesPage: number,
  services: SectionServices,
): Promise<Pick<LoadedOffers, 'offers' | 'gone'>> {
  const from = (linesPage - 1) * LINES_PAGE;
  const key = marketKey(market);
  const asked = lines.filter((line, index) => {
    const isShown = index >= from && index < from + LINES_PAGE;
    // The page that is being left sends its terms once more.
    const isSent = context.click?.inputs[`pair_${line.id}`] !== undefined;
    return isShown || isSent || line.market !== key;
  });
  const found = await Promise.all(
    asked.map(async (line) => ({
      line,
      offer: await soldOffer(context, market, line.sku, services),
    })),
  );
  return {
    offers: new Map(
      found.flatMap(({ line, offer }): [string, SoldOffer][] =>
        offer === undefined ? [] : [[line.id, offer]],
      ),
    ),
    gone: found.filter(({ offer }) => offer === undefined).map(({ line }) => line.id),
  };
}

/** What the order's lines cost by now's price list, by line id; empty while that is not there. */
async function linePricesOf(
  lines: readonly OfferLine[],
  market: Market,
  { catalogue }: SectionServices,
): Promise<ReadonlyMap<string, readonly PricedTerm[]>> {
  const prices = new Map<string, readonly PricedTerm[]>();
  for (const line of lines) {
    const terms = await catalogue.pricesOf(market, line.sku);
    if (terms === undefined) break;
    prices.set(line.id, terms);
  }
  return prices;
}

function linesPageOf({ click, editing }: LoadContext, lines: number): number {
  const pages = Math.max(1, Math.ceil(lines / LINES_PAGE));
  return within(click?.action === 'lines' ? Number(click.item) : openPage(editing, pages), pages);
}

/** Ids of the lines that stood on the card that was sent, as far as they can be changed. */
export function linesSent({
  draft,
  editing,
  loaded,
}: SectionContext<LoadedOffers>): readonly string[] {
  const lines = linesOf(draft.answers['offers']);
  const pages = Math.max(1, Math.ceil(lines.length / LINES_PAGE));
  const page = within(openPage(editing, pages), pages);
  return lines
    .slice((page - 1) * LINES_PAGE, page * LINES_PAGE)
    .flatMap(({ id }) => (loaded.ordered.includes(id) ? [] : [id]));
}

function within(page: number, pages: number): number {
  return Number.isInteger(page) ? Math.min(Math.max(1, page), pages) : pages;
}

/** A new line stands on the last page, which is shown unless a person asks for another. */
function openPage({ open }: Editing, pages: number): number {
  return open === undefined ? pages : Number(open);
}

function withoutPrice(line: OfferLine): OfferLine {
  const unpriced: OfferLine & { currency?: string; unitPrice?: number } = { ...line };
  delete unpriced.currency;
  delete unpriced.unitPrice;
  return unpriced;
}

/**
 * The draft's lines with the prices of now; where none are known, with those of before, as far as they are
 * of the same market: another country has another currency.
 */
export function linesNow(draft: Draft, loaded: LoadedOffers): readonly OfferLine[] {
  return linesOf(draft.answers['offers']).map((line) => {
    const price = loaded.linePrices.get(line.id)?.find((one) => isSamePair(one, line));
    if (price === undefined) {
      return line.market === marketKey(loaded.market) ? line : withoutPrice(line);
    }
    return { ...line, currency: price.currency, unitPrice: price.unitPrice };
  });
}

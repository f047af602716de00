import { catalogueItem, type CatalogueItem, type OfferCategory } from './catalogueItem';
import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { PartnerCenterError } from './partnerCenter/errors';
import {
  listAvailabilities,
  listProducts,
  listSkus,
  type Availability,
  type Market,
  type Product,
} from './partnerCenter/products';
import type { PriceList, PricedTerm } from './priceList';
import type { SkuDirectories } from './skuDirectory';
import { createTextIndex, EMPTY_PAGE, type Page, type TextIndex } from './textIndex';

/** A valid pair; others are refused at the cart. */
export interface OfferTerm {
  readonly termDuration: string;
  readonly billingCycle: string;
}

export interface OfferSearch extends Market {
  readonly words: string;
  readonly category?: OfferCategory | undefined;
  /** Only add-ons of one of these. */
  readonly addOnOf?: readonly string[] | undefined;
  readonly termDuration?: string | undefined;
  readonly billingCycle?: string | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** What a search found; `narrowed` is false while category and prices can't be looked at yet. */
export type FoundOffers = Page<CatalogueItem> & { readonly narrowed: boolean };

export interface Catalogue {
  search(request: OfferSearch, context: CallContext): Promise<FoundOffers>;
  item(market: Market, id: string, context: CallContext): Promise<CatalogueItem | undefined>;
  termsOf(market: Market, id: string, context: CallContext): Promise<readonly OfferTerm[]>;
  /** By the price list, as far as it is known now. */
  pricesOf(market: Market, id: string): Promise<readonly PricedTerm[] | undefined>;
  /** Fresh: the id that a cart line needs now. */
  catalogItemId(
    market: Market,
    id: string,
    term: OfferTerm,
    context: CallContext,
  ): Promise<string | undefined>;
  /** Of what a search finds, and of the list prices. */
  ages(market: Market): Readonly<Record<'offers' | 'prices', CopyAge | undefined>>;
}

export interface CatalogueOptions {
  readonly client: PartnerCenterClient;
  readonly copies: Copies;
  readonly directories: SkuDirectories;
  readonly priceList: PriceList;
}

const FRESH_MS = 10 * 60_000;

/**
 * Offers are searched in the directory of all SKUs. While that is still being read, products are
 * searched by title, and only the page that is shown asks for its SKUs.
 */
export function createCatalogue({
  client,
  copies,
  directories,
  priceList,
}: CatalogueOptions): Catalogue {
  const products = copies.of<TextIndex<Product>>({
    copied: 'products',
    endpoint: 'listProducts',
    load: async (key, context) =>
      createTextIndex(await listProducts(client, partsOf(key), context), ({ title }) => title),
    freshMs: FRESH_MS,
  });
  const skus = copies.of<readonly CatalogueItem[]>({
    copied: 'skus',
    endpoint: 'listSkus',
    load: async (key, context) => {
      const { id, ...market } = partsOf(key);
      return (await listSkus(client, id, market, context)).map(catalogueItem);
    },
    freshMs: FRESH_MS,
  });
  const terms = copies.of<readonly Availability[]>({
    copied: 'terms',
    endpoint: 'listAvailabilities',
    load: (key, context) => {
      const { id, ...market } = partsOf(key);
      return availabilities(market, id, context);
    },
    freshMs: FRESH_MS,
  });

  const itemsOf = (
    market: Market,
    productId: string,
    context: CallContext,
  ): Promise<readonly CatalogueItem[]> =>
    skus.get(keyOf(market, productId), context).catch(noneWhereGone);

  const availabilities = (
    market: Market,
    id: string,
    context: CallContext,
  ): Promise<readonly Availability[]> => {
    const [productId = '', skuId = ''] = id.split(':');
    return listAvailabilities(client, { productId, skuId }, market, context);
  };

  const searchProducts = async (
    request: OfferSearch,
    context: CallContext,
  ): Promise<FoundOffers> => {
    const { words, page, pageSize } = request;
    const found = (await products.get(keyOf(request, ''), context)).search(words, page, pageSize);
    const items = await Promise.all(
      found.items.map((product) => itemsOf(request, product.id, context)),
    );
    return { ...found, items: items.flat(), narrowed: false };
  };

  return {
    async search(request, context) {
      const { words, page, pageSize } = request;
      const [directory, prices] = await Promise.all([
        directories.of(request),
        priceList.pricesOf(request),
      ]);
      if (directory === undefined) {
        return searchProducts(request, context).catch((error: unknown) => {
          // It is being read all the same: the next search finds it.
          if (error instanceof PartnerCenterError && error.reason === 'outage') return UNREAD;
          throw error;
        });
      }
      const fits = (item: CatalogueItem): boolean =>
        isOfKind(item, request) &&
        (prices === undefined ||
          isSoldFor(prices.termsOf(item.id), request.termDuration, request.billingCycle));
      const narrowed = prices !== undefined;
      return { ...directory.index.search(words, page, pageSize, fits), narrowed };
    },
    async item(market, id, context) {
      const items = await itemsOf(market, id.split(':')[0] ?? '', context);
      return items.find((one) => one.id === id);
    },
    async termsOf(market, id, context) {
      const all = await terms.get(keyOf(market, id), context).catch(noneWhereGone);
      const pairs = all.flatMap(pairsOf);
      return pairs.filter(
        (pair, index) => pairs.findIndex((other) => isSamePair(pair, other)) === index,
      );
    },
    ages: (market) => ({
      offers: directories.age(market) ?? products.age(keyOf(market, '')),
      prices: priceList.age(market),
    }),
    async pricesOf(market, id) {
      return (await priceList.pricesOf(market))?.termsOf(id);
    },
    async catalogItemId(market, id, term, context) {
      const all = await availabilities(market, id, context).catch(noneWhereGone);
      return all.find((one) => pairsOf(one).some((pair) => isSamePair(pair, term)))?.catalogItemId;
    },
  };
}

/** What another market or segment sells, and this one does not, is answered as an error. */
function noneWhereGone(error: unknown): readonly never[] {
  if (error instanceof PartnerCenterError && error.reason === 'offerGone') return [];
  throw error;
}

const UNREAD: FoundOffers = { ...EMPTY_PAGE, narrowed: false };

function isOfKind(item: CatalogueItem, { category, addOnOf }: OfferSearch): boolean {
  if (addOnOf !== undefined) return item.prerequisites.some((id) => addOnOf.includes(id));
  return category === undefined || item.category === category;
}

/** What the sheet has no price for is not kept from being found. */
function isSoldFor(
  terms: readonly PricedTerm[],
  termDuration: string | undefined,
  billingCycle: string | undefined,
): boolean {
  if (terms.length === 0) return true;
  return terms.some(
    (one) =>
      (termDuration === undefined || one.termDuration === termDuration) &&
      (billingCycle === undefined || one.billingCycle === billingCycle),
  );
}

/** None where it is listed and not sold any more. */
function pairsOf({ isPurchasable, terms }: Availability): readonly OfferTerm[] {
  if (!isPurchasable) return [];
  return terms.map((term) => ({
    termDuration: term.duration,
    billingCycle: term.billingCycle.toLowerCase(),
  }));
}

/** The same term, billed the same way. */
export function isSamePair(a: OfferTerm, b: OfferTerm): boolean {
  return a.termDuration === b.termDuration && a.billingCycle === b.billingCycle;
}

function keyOf({ country, segment }: Market, id: string): string {
  return `${country}/${segment}/${id}`;
}

function partsOf(key: string): Market & { readonly id: string } {
  const [country = '', segment = '', id = ''] = key.split('/');
  return { country, segment, id };
}

import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import {
  listAvailabilities,
  listProducts,
  listSkus,
  type Availability,
  type Market,
  type Product,
} from './partnerCenter/products';
import { createStaleCache } from './staleCache';
import { createTextIndex, type Page, type TextIndex } from './textIndex';

/** Something that can be sold: a SKU, by `<productId>:<skuId>` (availability ids change). */
export interface CatalogueItem {
  readonly id: string;
  readonly title: string;
  readonly minimumQuantity: number;
  readonly maximumQuantity: number;
  readonly isTrial: boolean;
  readonly isAddOn: boolean;
}

/** A valid pair; others are refused at the cart. */
export interface OfferTerm {
  readonly termDuration: string;
  readonly billingCycle: string;
}

export interface Catalogue {
  search(
    request: Market & { words: string; page: number; pageSize: number },
    context: CallContext,
  ): Promise<Page<CatalogueItem>>;
  item(market: Market, id: string, context: CallContext): Promise<CatalogueItem | undefined>;
  termsOf(market: Market, id: string, context: CallContext): Promise<readonly OfferTerm[]>;
  /** Fresh: the id that a cart line needs now. */
  catalogItemId(
    market: Market,
    id: string,
    term: OfferTerm,
    context: CallContext,
  ): Promise<string | undefined>;
}

const FRESH_MS = 10 * 60_000;

/** What is sold most stands first where nobody searched. */
const WELL_KNOWN = [
  'Microsoft 365 Business Premium',
  'Microsoft 365 Business Standard',
  'Microsoft 365 Business Basic',
  'Microsoft 365 E3',
  'Microsoft 365 E5',
];

/**
 * Products are one call, their SKUs one call a product: products are searched by title, and only the
 * page that is shown asks for its SKUs (kept for minutes, as the rest).
 */
export function createCatalogue(client: PartnerCenterClient): Catalogue {
  const products = createStaleCache<TextIndex<Product>>(FRESH_MS);
  const skus = createStaleCache<readonly CatalogueItem[]>(FRESH_MS);
  const terms = createStaleCache<readonly Availability[]>(FRESH_MS);

  const productsOf = (market: Market, context: CallContext): Promise<TextIndex<Product>> =>
    products.get(marketKey(market), async () => {
      const all = await listProducts(client, market, context);
      return createTextIndex([...all].sort(byFame), (product) => product.title);
    });

  const itemsOf = (
    market: Market,
    productId: string,
    context: CallContext,
  ): Promise<readonly CatalogueItem[]> =>
    skus.get(`${marketKey(market)}/${productId}`, async () =>
      (await listSkus(client, productId, market, context)).map((sku) => ({
        id: `${productId}:${sku.id}`,
        title: sku.title,
        minimumQuantity: sku.minimumQuantity,
        maximumQuantity: sku.maximumQuantity,
        isTrial: sku.isTrial,
        isAddOn: sku.dynamicAttributes.isAddon,
      })),
    );

  const availabilities = (
    market: Market,
    id: string,
    context: CallContext,
  ): Promise<readonly Availability[]> => {
    const [productId = '', skuId = ''] = id.split(':');
    return listAvailabilities(client, { productId, skuId }, market, context);
  };

  return {
    async search({ words, page, pageSize, ...market }, context) {
      const found = (await productsOf(market, context)).search(words, page, pageSize);
      const items = await Promise.all(
        found.items.map((product) => itemsOf(market, product.id, context)),
      );
      return { ...found, items: items.flat() };
    },
    async item(market, id, context) {
      const items = await itemsOf(market, id.split(':')[0] ?? '', context);
      return items.find((one) => one.id === id);
    },
    async termsOf(market, id, context) {
      const all = await terms.get(`${marketKey(market)}/${id}`, () =>
        availabilities(market, id, context),
      );
      const pairs = all.filter((one) => one.isPurchasable).flatMap(pairsOf);
      return pairs.filter(
        (pair, index) => pairs.findIndex((other) => isSamePair(pair, other)) === index,
      );
    },
    async catalogItemId(market, id, term, context) {
      const all = await availabilities(market, id, context);
      return all.find((one) => pairsOf(one).some((pair) => isSamePair(pair, term)))?.catalogItemId;
    },
  };
}

function pairsOf(availability: Availability): readonly OfferTerm[] {
  return availability.terms.map((term) => ({
    termDuration: term.duration,
    billingCycle: term.billingCycle.toLowerCase(),
  }));
}

function isSamePair(a: OfferTerm, b: OfferTerm): boolean {
  return a.termDuration === b.termDuration && a.billingCycle === b.billingCycle;
}

function marketKey({ country, segment }: Market): string {
  return `${country}/${segment}`;
}

function byFame(a: Product, b: Product): number {
  return fame(a.title) - fame(b.title) || a.title.localeCompare(b.title);
}

function fame(title: string): number {
  const place = WELL_KNOWN.indexOf(title);
  return place === -1 ? WELL_KNOWN.length : place;
}

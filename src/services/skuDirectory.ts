import { catalogueItem, type CatalogueItem, type OfferCategory } from './catalogueItem';
import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { listProducts, listSkus, type Market } from './partnerCenter/products';
import { createTextIndex, type TextIndex } from './textIndex';

/** Everything that is sold in a market and segment, to be searched by words and category. */
export interface SkuDirectory {
  readonly index: TextIndex<CatalogueItem>;
  readonly items: readonly CatalogueItem[];
}

export interface SkuDirectories {
  /** Undefined while it is still being read; the first question begins that. */
  of(market: Market): Promise<SkuDirectory | undefined>;
  age(market: Market): CopyAge | undefined;
}

const FRESH_MS = 12 * 60 * 60_000;
/** Partner Center lists SKUs product by product: hundreds of calls, so many of them side by side. */
const AT_ONCE = 6;

/**
 * Products say nothing about trials, add-ons and limits; their SKUs do. All of them are read in the
 * background once per market and segment, and kept for half a day.
 */
export function createSkuDirectories(client: PartnerCenterClient, copies: Copies): SkuDirectories {
  const copy = copies.of<SkuDirectory>({
    copied: 'directory',
    endpoint: 'listSkus',
    load: (key, context) => readDirectory(client, marketOf(key), context),
    freshMs: FRESH_MS,
  });
  return {
    of: (market) => copy.soon(keyOf(market)),
    age: (market) => copy.age(keyOf(market)),
  };
}

function keyOf({ country, segment }: Market): string {
  return `${country}/${segment}`;
}

function marketOf(key: string): Market {
  const [country = '', segment = ''] = key.split('/');
  return { country, segment };
}

async function readDirectory(
  client: PartnerCenterClient,
  market: Market,
  context: CallContext,
): Promise<SkuDirectory> {
  const products = [...(await listProducts(client, market, context))];
  const items: CatalogueItem[] = [];
  const readOneAfterTheOther = async (): Promise<void> => {
    for (let next = products.pop(); next !== undefined; next = products.pop()) {
      const skus = await listSkus(client, next.id, market, context);
      items.push(...skus.map(catalogueItem));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOneAfterTheOther));
  const collator = new Intl.Collator();
  items.sort((a, b) => rank(a) - rank(b) || collator.compare(a.title, b.title));
  return { items, index: createTextIndex(items, (item) => item.title) };
}

/** What is sold most stands first where nobody searched. */
const WELL_KNOWN = [
  'Microsoft 365 Business Premium',
  'Microsoft 365 Business Standard',
  'Microsoft 365 Business Basic',
  'Microsoft 365 E3',
  'Microsoft 365 E5',
];
/** Then what can be bought by itself, then the rest. */
const CATEGORY_RANKS: Readonly<Record<OfferCategory, number>> = {
  smallBusiness: 0,
  enterprise: 0,
  addOn: 1,
  trial: 2,
};

function rank({ title, category }: CatalogueItem): number {
  const place = WELL_KNOWN.indexOf(title);
  return place === -1 ? WELL_KNOWN.length + CATEGORY_RANKS[category] : place;
}

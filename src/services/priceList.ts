import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { readPriceSheet, type PriceRow } from './partnerCenter/priceSheet';
import type { Market } from './partnerCenter/products';

/** What one licence costs for one billing period of a term, before tax. */
export interface PricedTerm {
  readonly termDuration: string;
  readonly billingCycle: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly unitPrice: number;
}

/** The prices in force in one market and segment. */
export interface MarketPrices {
  /** Of `<productId>:<skuId>`; empty where the sheet has none. */
  termsOf(item: string): readonly PricedTerm[];
}

/** List prices, from the price sheet. The cart's own price is the one that counts. */
export interface PriceList {
  /** Undefined while the sheet is still being read, or can't be; the first question begins that. */
  pricesOf(market: Market): Promise<MarketPrices | undefined>;
  age(market: Market): CopyAge | undefined;
}

export interface PriceListOptions {
  readonly client: PartnerCenterClient;
  readonly copies: Copies;
  readonly now?: () => number;
}

/** Prices change once a month, seldom at another hour than midnight. */
const FRESH_MS = 6 * 60 * 60_000;
const RETRY_MS = 5 * 60_000;

/** By segment, then by item. */
type Prices = ReadonlyMap<string, ReadonlyMap<string, readonly PricedTerm[]>>;

/**
 * A sheet is tens of megabytes, more than a turn can wait for: it is read in the background, one a
 * market, and of it only the prices in force are kept.
 */
export function createPriceList({ client, copies, now = Date.now }: PriceListOptions): PriceList {
  const copy = copies.of<Prices>({
    copied: 'prices',
    endpoint: 'readPriceSheet',
    load: (country, context) => pricesInForce(client, country, now(), context),
    freshMs: FRESH_MS,
    retryMs: RETRY_MS,
  });
  return {
    age: ({ country }) => copy.age(country),
    async pricesOf({ country, segment }) {
      const prices = await copy.soon(country);
      if (prices === undefined) return undefined;
      const ofSegment = prices.get(segment.toLowerCase());
      return { termsOf: (item) => ofSegment?.get(item) ?? [] };
    },
  };
}

async function pricesInForce(
  client: PartnerCenterClient,
  country: string,
  now: number,
  context: CallContext,
): Promise<Prices> {
  const prices = new Map<string, Map<string, PricedTerm[]>>();
  const onRow = (row: PriceRow): void => {
    if (row.from > now || row.until <= now) return;
    const items = prices.get(row.segment) ?? new Map<string, PricedTerm[]>();
    prices.set(row.segment, items);
    const item = `${row.productId}:${row.skuId}`;
    const { termDuration, billingCycle, currency, unitPrice } = row;
    // Price tiers repeat a term; the first is the one without a threshold.
    const known = items.get(item) ?? [];
    const isKnown = known.some(
      (one) => one.termDuration === termDuration && one.billingCycle === billingCycle,
    );
    if (isKnown) return;
    items.set(item, [...known, { termDuration, billingCycle, currency, unitPrice }]);
  };
  const begin = (): void => {
    prices.clear();
  };
  await readPriceSheet(client, country, { begin, onRow }, context);
  return prices;
}

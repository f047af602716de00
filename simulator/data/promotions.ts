import { stableCode, stableNumber } from '../seed';
import type { Term } from './availability';
import type { Catalogue } from './catalogue';
import type { Sku } from './offer';

/** A discount on one SKU for one term and billing cycle. */
export interface Promotion {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly sku: Sku;
  readonly term: Term;
  /** 0.15 takes off fifteen per cent. */
  readonly discount: number;
  readonly autoApplicable: boolean;
  /** Fewest and most licences that it covers. */
  readonly minimumSeats: number;
  readonly maximumSeats: number;
}

/** Known offers with a promotion of their own: the SKU's title and the discount. */
const KNOWN: readonly (readonly [title: string, discount: number, minimumSeats: number])[] = [
  ['Microsoft 365 Business Premium', 0.15, 1],
  ['Microsoft 365 Business Standard', 0.05, 1],
  ['Microsoft 365 E3', 0.1, 10],
  ['Microsoft 365 Copilot', 0.15, 1],
];
const ONE_IN = 60;
const NEVER_ABOVE = 2400;

/** The promotions that run in a market, for commercial customers. */
export function promotionsOf(catalogue: Catalogue, country: string): readonly Promotion[] {
  const skus = catalogue.products().flatMap((product) => product.skus);
  return skus.flatMap((sku): Promotion[] => {
    if (
      sku.segment !== 'commercial' ||
      sku.terms === 'trial' ||
      sku.trigger !== undefined ||
      !catalogue.isSoldIn(sku, country)
    )
      return [];
    const known = KNOWN.find(([title]) => title === sku.title);
    if (known !== undefined) return [promotionOf(sku, country, known[1], known[2])];
    const isDrawn =
      !sku.everywhere && stableNumber(`promotion${sku.productId}${sku.id}`) % ONE_IN === 0;
    return isDrawn ? [promotionOf(sku, country, 0.05, 1)] : [];
  });
}

function promotionOf(sku: Sku, country: string, discount: number, minimumSeats: number): Promotion {
  const key = `${sku.productId}${sku.id}${country}`;
  return {
    id: `39NFJQT1${stableCode(`first${key}`)}:0001:39NFJQT1${stableCode(`second${key}`)}`,
    name: `${sku.title}, ${discount * 100} % off the first year`,
    description: `New to ${sku.title}: ${discount * 100} % discount on a one-year term billed monthly.`,
    sku,
    term: { duration: 'P1Y', billingCycle: 'monthly' },
    discount,
    autoApplicable: discount === 0.05,
    minimumSeats,
    maximumSeats: NEVER_ABOVE,
  };
}

import { formatMoney } from '../../cards/format';
import type { OfferTerm } from '../../services/catalogue';
import type { Promotion } from '../../services/partnerCenter/promotions';
import type { SectionContext } from '../section';
import type { OfferLine } from './line';

/** What a line will cost by the price list, before tax; the cart's own price counts. */
export interface Estimate {
  readonly currency: string;
  /** One licence, one billing period, with the promotion where one is expected. */
  readonly unitPrice: number;
  /** One billing period of all licences. */
  readonly perPeriod: number;
  /** The whole line for its whole term. */
  readonly total: number;
  /** What the promotion takes off the term; 0 without one. */
  readonly saved: number;
}

const MONTHS: Readonly<Record<string, number>> = {
  P1M: 1,
  P1Y: 12,
  P3Y: 36,
  monthly: 1,
  annual: 12,
  triennial: 36,
};

/** How many bills a term brings; one where nothing recurs. */
export function billsOf({ termDuration, billingCycle }: OfferTerm): number {
  const term = MONTHS[termDuration] ?? 1;
  const cycle = MONTHS[billingCycle] ?? term;
  return Math.max(1, term / cycle);
}

/** The estimate of a line; undefined where its price is not known. */
export function estimateOf(
  line: OfferLine,
  promotions: readonly Promotion[],
): Estimate | undefined {
  const { currency, unitPrice: listed, quantity } = line;
  if (currency === undefined || listed === undefined) return undefined;
  const discount = appliedPromotion(line, promotions)?.discount ?? 0;
  const unitPrice = cents(listed * (1 - discount));
  const periods = quantity * billsOf(line);
  const total = cents(unitPrice * periods);
  return {
    currency,
    unitPrice,
    perPeriod: cents(unitPrice * quantity),
    total,
    saved: cents(cents(listed * periods) - total),
  };
}

/** A promotion as a line may have it. */
export interface LinePromotion {
  readonly promotion: Promotion;
  /** 0.05 takes off five per cent. */
  readonly discount: number;
}

/** The promotion that runs for an offer and its terms; whether the customer may have it, nobody knows yet. */
export function promotionFor(
  line: OfferLine,
  promotions: readonly Promotion[],
): LinePromotion | undefined {
  for (const promotion of promotions) {
    for (const product of promotion.products) {
      const fits =
        product.item === line.sku &&
        (product.termDuration ?? line.termDuration) === line.termDuration &&
        (product.billingCycle ?? line.billingCycle) === line.billingCycle;
      if (fits && product.discount !== undefined) return { promotion, discount: product.discount };
    }
  }
  return undefined;
}

/** The promotion that is reckoned with: one that applies by itself, or that was asked for. */
export function appliedPromotion(
  line: OfferLine,
  promotions: readonly Promotion[],
): LinePromotion | undefined {
  const found = promotionFor(line, promotions);
  if (found === undefined) return undefined;
  const isAsked = line.promotionId === found.promotion.id;
  return found.promotion.isAutoApplicable || isAsked ? found : undefined;
}

/** All lines together; undefined while the price of one of them is not known. */
export interface Total {
  readonly currency: string;
  readonly firstBill: number;
  readonly wholeTerms: number;
}

export function totalOf(
  lines: readonly OfferLine[],
  promotions: readonly Promotion[],
): Total | undefined {
  const estimates = lines.map((line) => estimateOf(line, promotions));
  const currency = estimates[0]?.currency;
  if (currency === undefined) return undefined;
  let firstBill = 0;
  let wholeTerms = 0;
  for (const one of estimates) {
    if (one?.currency !== currency) return undefined;
    firstBill += one.perPeriod;
    wholeTerms += one.total;
  }
  return { currency, firstBill: cents(firstBill), wholeTerms: cents(wholeTerms) };
}

/** "$23.10 per license and month". */
export function unitPriceText(
  { texts, language }: Pick<SectionContext, 'texts' | 'language'>,
  price: { readonly currency: string; readonly unitPrice: number },
  billingCycle: string,
): string {
  if (price.unitPrice === 0) return texts('offers.free');
  return texts('offers.unitPrice', {
    price: formatMoney(language, price.unitPrice, price.currency),
    period: texts(`period.${billingCycle}`),
  });
}

/** "1 year, billed monthly". */
export function termsText({ texts }: Pick<SectionContext, 'texts'>, pair: OfferTerm): string {
  return texts('offers.lineTerms', {
    term: texts(`term.${pair.termDuration}`),
    billing: texts(`billing.${pair.billingCycle}`),
  });
}

/** Rounded to two places, as Partner Center's prices are. */
function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

import type { Term } from './availability';
import type { Market } from './market';
import type { Sku } from './offer';

const MONTHS: Readonly<Record<string, number>> = { P1M: 1, P1Y: 12, P3Y: 36 };
/** A commitment of one month costs a fifth more. */
const MONTHLY_TERM_FACTOR = 1.2;
/** A yearly commitment paid by the month costs 5 % more than one paid at once (since April 2025). */
const MONTHLY_BILLING_FACTOR = 1.05;

/** Months of a term; 1 where there is none. */
export function monthsOf(duration: string | undefined): number {
  return MONTHS[duration ?? ''] ?? 1;
}

/** How many bills a term brings. */
export function billsOf(term: Term): number {
  const months = monthsOf(term.duration);
  return term.billingCycle === 'monthly'
    ? months
    : term.billingCycle === 'annual'
      ? months / 12
      : 1;
}

/** The price of one licence for one billing period, in the market's currency, rounded to cents. */
export function listPrice(sku: Sku, term: Term, market: Market): number {
  const monthly = sku.dollars * market.perDollar;
  switch (term.billingCycle) {
    case 'none':
      return 0;
    case 'one_time':
      return cents(monthly);
    case 'monthly':
      return cents(
        monthly * (term.duration === 'P1M' ? MONTHLY_TERM_FACTOR : MONTHLY_BILLING_FACTOR),
      );
    case 'annual':
      return cents(monthly * 12);
    case 'triennial':
      return cents(monthly * 36);
  }
}

/** Rounded to two places. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

import { stableCode } from '../seed';
import type { Sku, TermKind } from './offer';

/** A pair that can be bought: how long the commitment is, and how it is billed. */
export interface Term {
  /** ISO 8601, or undefined for what has no term (perpetual software, Azure plan). */
  readonly duration: 'P1M' | 'P1Y' | 'P3Y' | undefined;
  readonly billingCycle: 'monthly' | 'annual' | 'triennial' | 'one_time' | 'none';
}

/** Something to put into a cart: a SKU in one market, for some of its terms. */
export interface Availability {
  readonly id: string;
  readonly sku: Sku;
  readonly country: string;
  readonly terms: readonly Term[];
}

/** What a catalogue item id turned out to be. */
export type CatalogueItem =
  | { readonly kind: 'current'; readonly availability: Availability }
  | { readonly kind: 'stale'; readonly availability: Availability }
  | { readonly kind: 'unknown' };

const ORDINARY: readonly Term[] = [
  { duration: 'P1M', billingCycle: 'monthly' },
  { duration: 'P1Y', billingCycle: 'monthly' },
  { duration: 'P1Y', billingCycle: 'annual' },
];
const THREE_YEARS: readonly Term[] = [
  { duration: 'P3Y', billingCycle: 'monthly' },
  { duration: 'P3Y', billingCycle: 'annual' },
  { duration: 'P3Y', billingCycle: 'triennial' },
];

/** Terms by availability: three years are an availability of their own, so a SKU may have two. */
const TERMS: Readonly<Record<TermKind, readonly (readonly Term[])[]>> = {
  standard: [ORDINARY],
  long: [ORDINARY, THREE_YEARS],
  trial: [[{ duration: 'P1M', billingCycle: 'none' }]],
  perpetual: [[{ duration: undefined, billingCycle: 'one_time' }]],
  usage: [[{ duration: undefined, billingCycle: 'monthly' }]],
};

/** The availabilities of a SKU in a market; their ids change with each generation of the catalogue. */
export function availabilitiesOf(
  sku: Sku,
  country: string,
  generation: number,
): readonly Availability[] {
  return TERMS[sku.terms].map((terms, index) => ({
    id: `CFQ7TTC0${stableCode([sku.productId, sku.id, country, generation, index].join(':'))}`,
    sku,
    country,
    terms,
  }));
}

/** The billing cycles of a SKU over all its terms. */
export function billingCyclesOf(sku: Sku): readonly string[] {
  return [...new Set(TERMS[sku.terms].flat().map((term) => term.billingCycle))];
}

/** Recognises the availability part of `product:sku:availability`, of this generation or of an earlier one. */
export function recognise(
  sku: Sku,
  availabilityId: string,
  country: string,
  generation: number,
): CatalogueItem {
  for (let earlier = generation; earlier >= 0; earlier -= 1) {
    const availability = availabilitiesOf(sku, country, earlier).find(
      (item) => item.id === availabilityId.toUpperCase(),
    );
    if (availability !== undefined)
      return { kind: earlier === generation ? 'current' : 'stale', availability };
  }
  return { kind: 'unknown' };
}

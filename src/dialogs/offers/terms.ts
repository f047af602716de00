import { isSamePair, type OfferTerm } from '../../services/catalogue';
import { ANY } from './load';

/** What most customers buy. */
const USUAL: readonly OfferTerm[] = [
  { termDuration: 'P1Y', billingCycle: 'monthly' },
  { termDuration: 'P1Y', billingCycle: 'annual' },
];

/** The pair that is meant by the two filters: the usual one of those that fit; undefined where none does. */
export function pairFor<T extends OfferTerm>(
  terms: readonly T[],
  term: string | undefined,
  billingCycle: string | undefined,
): T | undefined {
  const isOpen = (wanted: string | undefined) => (wanted ?? ANY) === ANY || wanted === '';
  const fitting = terms.filter(
    (one) =>
      (isOpen(term) || one.termDuration === term) &&
      (isOpen(billingCycle) || one.billingCycle === billingCycle),
  );
  const usual = USUAL.map((pair) => fitting.find((one) => isSamePair(one, pair)));
  return usual.find((one) => one !== undefined) ?? fitting[0];
}

/** A pair as the value of a choice; free of commas. */
export function pairValue({ termDuration, billingCycle }: OfferTerm): string {
  return `${termDuration}:${billingCycle}`;
}

/** The pair that a choice's value means. */
export function pairOf<T extends OfferTerm>(terms: readonly T[], value: string): T | undefined {
  return terms.find((one) => pairValue(one) === value);
}

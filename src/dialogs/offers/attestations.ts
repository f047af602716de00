import type { Texts } from '../../cards/texts';
import { hashOf } from '../draft';
import type { Attestation } from '../section';
import type { OfferLine } from './line';

/** So many offers have a box each; fifty boxes would be more than a card holds, and than a person reads. */
const MOST_BOXES = 8;

/**
 * The conditions to be confirmed at the review. A condition is the offer's (Partner Center enforces it by
 * SKU), so lines of one offer share a box, and beyond a handful of offers one box names them all.
 */
export function attestationsFor(lines: readonly OfferLine[], texts: Texts): readonly Attestation[] {
  const attested = lines.filter((line) => line.needsAttestation === true);
  const offers = [...new Map(attested.map(({ sku, title }) => [sku, title]))];
  if (offers.length <= MOST_BOXES) {
    return offers.map(([sku, title]) => ({
      field: fieldOf([sku]),
      label: texts('offers.attestation', { title }),
      short: title,
      lines: attested.filter((line) => line.sku === sku).map(({ id }) => id),
    }));
  }
  return [
    {
      field: fieldOf(offers.map(([sku]) => sku).sort()),
      label: texts('offers.attestationOfAll', {
        titles: offers.map(([, title]) => title).join('; '),
      }),
      short: texts('offers.attestationOfAllShort', { offers: offers.length }),
      lines: attested.map(({ id }) => id),
    },
  ];
}

/** By what is confirmed, so that a tick never passes to an offer that was added after it. */
function fieldOf(skus: readonly string[]): string {
  return `attestation_${hashOf(skus).replace(/\W/g, '_')}`;
}

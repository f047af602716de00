import { priceKey, type CustomerOrder } from './customerOrder';
import type { Facts } from './step';

/**
 * The lines whose price in the cart is further from what the person saw, or accepted since, than the
 * tolerance allows (a share: 0.05 is five percent), up or down.
 */
export function pricesThatDiffer(
  order: CustomerOrder,
  { cartLines = [], acceptedTotals = {} }: Facts,
  tolerance: number,
): readonly string[] {
  return order.lines.flatMap((line) => {
    const { id, estimate } = line;
    const accepted = acceptedTotals[priceKey(line)];
    const priced = cartLines.find((one) => one.line === id);
    if (estimate === undefined || priced?.total === undefined) return [];
    const isOtherCurrency = priced.currency !== undefined && priced.currency !== estimate.currency;
    const seen = accepted ?? estimate.total;
    const isFar = Math.abs(priced.total - seen) > seen * tolerance + HALF_A_CENT;
    return isFar || (isOtherCurrency && accepted === undefined) ? [id] : [];
  });
}

/** Rounding is no difference. */
const HALF_A_CENT = 0.005;

import { PartnerCenterError } from '../../services/partnerCenter/errors';
import { hashOf, type Answers, type Check } from '../draft';
import type { CheckResults, LoadContext, SectionServices } from '../section';
import { hasBase, linesOf, marketOf, needsOf, type OfferLine } from './line';

/** Lines that are asked about at once. */
const AT_ONCE = 10;

/**
 * Is every line still sold as it was chosen? Asked afresh for a dry run alone: the form itself offers
 * nothing else, and an order of fifty lines is fifty calls.
 */
export async function checkOffers(
  context: LoadContext,
  answers: Answers,
  services: SectionServices,
): Promise<CheckResults> {
  if (context.purpose !== 'review') return {};
  const lines = linesOf(answers);
  const results: Record<string, Check> = {};
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const judged = await Promise.all(
      lines
        .slice(from, from + AT_ONCE)
        .map(async (line) => [line, await checkLine(context, line, lines, services)] as const),
    );
    for (const [line, check] of judged) {
      results[`quantity_${line.id}`] = { of: hashOf(line), ...check };
    }
  }
  return results;
}

async function checkLine(
  { draft, remote }: LoadContext,
  line: OfferLine,
  lines: readonly OfferLine[],
  { catalogue }: SectionServices,
): Promise<Omit<Check, 'of'>> {
  if (!hasBase(needsOf(line), lines)) return { outcome: 'wrong', reason: 'addOnNeedsBase' };
  const market = marketOf(draft);
  try {
    const [id, item] = await Promise.all([
      catalogue.catalogItemId(market, line.sku, line, remote),
      catalogue.item(market, line.sku, remote),
    ]);
    if (id === undefined || item === undefined) return { outcome: 'wrong', reason: 'offerGone' };
    const { minimumQuantity, maximumQuantity } = item;
    return line.quantity < minimumQuantity || line.quantity > maximumQuantity
      ? { outcome: 'wrong', reason: 'quantityOutOfRange' }
      : { outcome: 'ok' };
  } catch (error) {
    if (error instanceof PartnerCenterError) return { outcome: 'unknown', reason: error.reason };
    throw error;
  }
}

import type { CatalogueItem } from '../../services/catalogueItem';
import type { OfferTerm } from '../../services/catalogue';
import type { Market } from '../../services/partnerCenter/products';
import type { AnswerValue, Answers, Draft } from '../draft';
import { textOf } from '../formSection';
import { segmentOf } from '../sections/qualification';

/** So many subscriptions fit on an order. */
export const MOST_LINES = 50;

/** An offer chosen, with its licences; kept with the draft. */
export interface OfferLine extends OfferTerm {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Market and segment that it was chosen in; in another, it is looked up again. */
  readonly market?: string;
  readonly isTrial?: boolean;
  /** Skus of which an add-on needs one in the order, joined by commas. */
  readonly needs?: string;
  /** The review asks for the partner's attestation of this line. */
  readonly needsAttestation?: boolean;
  /** The promotion that is asked for, where one is. */
  readonly promotionId?: string;
  /** By the price list when it was shown last: one licence, one billing period, before tax. */
  readonly currency?: string;
  readonly unitPrice?: number;
}

/** The offer lines of the section's answers. */
export function linesOf(answers: Answers | undefined): readonly OfferLine[] {
  const lines: AnswerValue | undefined = answers?.['lines'];
  // Written by the offers' own functions alone, read back through the draft's schema.
  return Array.isArray(lines) ? (lines as unknown as readonly OfferLine[]) : [];
}

/** Lines as an answer. */
export function toAnswer(lines: readonly OfferLine[]): OfferLine[] & AnswerValue {
  return lines.map((line) => ({ ...line }));
}

/** A new line of an offer, behind the others. */
export function newLine(
  item: CatalogueItem,
  pair: OfferTerm,
  quantity: number,
  market: Market,
  lines: readonly OfferLine[],
): OfferLine {
  return {
    id: String(1 + Math.max(0, ...lines.map((line) => Number(line.id)))),
    ...lineOf(item, market),
    quantity,
    termDuration: pair.termDuration,
    billingCycle: pair.billingCycle,
  };
}

/** What a line keeps of its offer. */
export function lineOf(
  item: CatalogueItem,
  market: Market,
): Omit<OfferLine, 'id' | 'quantity' | 'termDuration' | 'billingCycle'> {
  return {
    sku: item.id,
    title: item.title,
    minimum: item.minimumQuantity,
    maximum: item.maximumQuantity,
    market: marketKey(market),
    ...(item.isTrial && { isTrial: true }),
    ...(item.isAddOn && item.prerequisites.length > 0 && { needs: item.prerequisites.join(',') }),
    ...(item.needsAttestation && { needsAttestation: true }),
  };
}

/** Does the order hold what an add-on needs? A new customer has nothing yet. */
export function hasBase(needs: readonly string[], lines: readonly OfferLine[]): boolean {
  return needs.length === 0 || lines.some((line) => needs.includes(line.sku));
}

/** The skus of which a line needs one. */
export function needsOf(line: OfferLine): readonly string[] {
  return line.needs === undefined ? [] : line.needs.split(',');
}

/** The part of the catalogue that the customer buys from. */
export function marketOf(draft: Draft): Market {
  const company = draft.answers['company'];
  return { country: textOf(company, 'country'), segment: segmentOf(company) };
}

/** How a line remembers its market. */
export function marketKey({ country, segment }: Market): string {
  return `${country}/${segment}`;
}

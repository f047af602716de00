import type { CustomerFacts } from '../services/customerFacts';
import type { Subscription } from '../services/partnerCenter/subscriptions';
import { emptyDraft, type Answers, type Draft } from './draft';
import { MOST_LINES, toAnswer, type OfferLine } from './offers/line';

/**
 * A draft that begins with the reseller, the offers and the quantities of an earlier customer. They are
 * answers without a confirmation: each section is still asked, prefilled.
 */
export function draftLike({ resellers, subscriptions }: CustomerFacts): Draft {
  const [reseller] = resellers ?? [];
  const lines = (subscriptions ?? []).flatMap(lineLike).slice(0, MOST_LINES);
  const answers: Record<string, Answers> = {
    ...(reseller !== undefined && {
      reseller: {
        resellerId: reseller.tenantId,
        partnerId: reseller.partnerId,
        resellerName: reseller.name,
      },
    }),
    ...(lines.length > 0 && {
      offers: { lines: toAnswer(lines.map((line, index) => ({ ...line, id: String(index + 1) }))) },
    }),
  };
  return { ...emptyDraft(), answers };
}

/** More than any SKU allows; the offer's own limits are looked up when the card is shown. */
const NO_LIMIT = 10_000_000;

/** What is running and can be ordered again; a trial can't. */
function lineLike(subscription: Subscription): OfferLine[] {
  const { offerId, offerName, quantity, status, termDuration, billingCycle } = subscription;
  const [productId, skuId] = offerId.split(':');
  const cycle = billingCycle?.toLowerCase();
  if (productId === undefined || skuId === undefined || termDuration === undefined) return [];
  if (status !== 'active' || cycle === undefined || cycle === 'none') return [];
  return [
    {
      id: '',
      sku: `${productId}:${skuId}`,
      title: offerName,
      quantity,
      termDuration,
      billingCycle: cycle,
      minimum: 1,
      maximum: NO_LIMIT,
    },
  ];
}

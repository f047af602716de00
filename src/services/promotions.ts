import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { PartnerCenterError } from './partnerCenter/errors';
import type { Market } from './partnerCenter/products';
import { listPromotions, type Promotion } from './partnerCenter/promotions';
import { createStaleCache } from './staleCache';

/** Discounts that run in a market. */
export interface Promotions {
  /** None where they can't be had now: they are no reason to keep anybody from choosing. */
  of(market: Market, context: CallContext): Promise<readonly Promotion[]>;
}

const FRESH_MS = 60 * 60_000;
/** The others are refused (developer/get-promotions). */
const SEGMENT = 'commercial';

/** Kept for an hour a country. Whether a customer may have one is known at its cart alone. */
export function createPromotions(client: PartnerCenterClient): Promotions {
  const cache = createStaleCache<readonly Promotion[]>(FRESH_MS);
  return {
    async of(market, context) {
      if (market.segment !== SEGMENT) return [];
      try {
        return await cache.get(market.country, () => listPromotions(client, market, context));
      } catch (error) {
        if (error instanceof PartnerCenterError) return [];
        throw error;
      }
    },
  };
}

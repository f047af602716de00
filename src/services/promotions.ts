import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { PartnerCenterError } from './partnerCenter/errors';
import type { Market } from './partnerCenter/products';
import { listPromotions, type Promotion } from './partnerCenter/promotions';

/** Discounts that run in a market. */
export interface Promotions {
  /** None where they can't be had now: they are no reason to keep anybody from choosing. */
  of(market: Market, context: CallContext): Promise<readonly Promotion[]>;
  age(market: Market): CopyAge | undefined;
}

const FRESH_MS = 60 * 60_000;
/** The others are refused (developer/get-promotions). */
const SEGMENT = 'commercial';

/** Kept for an hour a country. Whether a customer may have one is known at its cart alone. */
export function createPromotions(client: PartnerCenterClient, copies: Copies): Promotions {
  const copy = copies.of<readonly Promotion[]>({
    copied: 'promotions',
    endpoint: 'listPromotions',
    load: (country, context) => listPromotions(client, { country, segment: SEGMENT }, context),
    freshMs: FRESH_MS,
  });
  return {
    age: ({ country }) => copy.age(country),
    async of(market, context) {
      if (market.segment !== SEGMENT) return [];
      try {
        return await copy.get(market.country, context);
      } catch (error) {
        if (error instanceof PartnerCenterError) return [];
        throw error;
      }
    },
  };
}

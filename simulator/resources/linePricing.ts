import type { Term } from '../data/availability';
import type { Market } from '../data/market';
import type { Sku } from '../data/offer';
import { billsOf, cents, listPrice } from '../data/price';
import { promotionsOf } from '../data/promotions';
import type { Call } from '../http/route';
import { Refusal } from '../refusal';
import type { LinePricing } from '../state';
import type { SentLine } from './cartLines';
import { promotionFault } from './promotions';

/** What a line costs; refuses a promotion that does not fit. */
export function pricingOf(
  call: Call,
  market: Market,
  line: SentLine,
  sku: Sku,
  term: Term,
): LinePricing {
  const list = cents(listPrice(sku, term, market) * call.world.state.priceFactor);
  const discounted = cents(list * (1 - discountOf(call, market, line, sku)));
  return {
    listPrice: list,
    discountedPrice: discounted,
    proratedPrice: discounted,
    price: discounted,
    extendedPrice: cents(line.quantity * discounted * billsOf(term)),
  };
}

/** A named promotion must fit (400/27007); one that applies by itself is simply there when it fits. */
function discountOf(call: Call, market: Market, line: SentLine, sku: Sku): number {
  const terms = {
    quantity: line.quantity,
    billingCycle: line.billingCycle,
    termDuration: line.termDuration ?? undefined,
  };
  const promotions = promotionsOf(call.world.catalogue, market.iso2).filter(
    (promotion) => promotion.sku === sku,
  );
  if (line.promotionId === undefined || line.promotionId === null) {
    return (
      promotions.find(
        (promotion) => promotion.autoApplicable && promotionFault(promotion, terms) === undefined,
      )?.discount ?? 0
    );
  }
  const promotion = promotions.find((item) => item.id === line.promotionId);
  if (promotion === undefined || promotionFault(promotion, terms) !== undefined) {
    throw new Refusal(400, 27007, 'The promotion is not valid for the line item.', {
      data: ['promotionId'],
    });
  }
  return promotion.discount;
}

import { z } from 'zod';
import { promotionsOf } from '../data/promotions';
import type { Promotion } from '../data/promotions';
import { collection, json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf, requiredQuery } from '../rules';
import { resolveItem } from './catalogueItem';
import { marketOfCustomer } from './catalogueScope';

const eligibilityRequest = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.union([z.string(), z.number()]),
      catalogItemId: z.string(),
      quantity: z.number().int().positive(),
      termDuration: z.string(),
      billingCycle: z.string(),
      promotionId: z.string().nullish(),
    }),
  ),
});

/** Promotions of a market, and whether a customer may have them. */
export const promotionRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/productpromotions', token: 'any' }, list),
  route({ method: 'GET', path: '/v1/productpromotions/:promotionId', token: 'any' }, (call) => {
    const found = promotionsOf(call.world.catalogue, requiredQuery(call, 'country')).find(
      (item) => item.id === param(call, 'promotionId'),
    );
    if (found === undefined) throw new Refusal(404, 27007, 'The promotion was not found.');
    return json(wire(found));
  }),
  routeWithBody(
    { method: 'POST', path: '/v1/customers/:customerId/promotionEligibilities', token: 'any' },
    eligibilityRequest,
    eligibilities,
  ),
];

function list(call: Call): Answer {
  const country = requiredQuery(call, 'country');
  const segment = requiredQuery(call, 'segment').toLowerCase();
  if (segment !== 'commercial')
    throw new Refusal(403, 400030, `The segment '${segment}' is not allowed.`);
  if (!call.world.markets.has(country))
    throw new Refusal(400, 3000, `The country '${country}' is not supported.`, {
      data: ['country'],
    });
  return collection(
    promotionsOf(call.world.catalogue, country).map(wire),
    `/productpromotions?country=${country}&segment=${segment}`,
  );
}

function eligibilities(call: Call, sent: z.output<typeof eligibilityRequest>): Answer {
  const country = marketOfCustomer(call, customerOf(call)).iso2;
  const promotions = promotionsOf(call.world.catalogue, country);
  const items = sent.items.map((item) => {
    const found = resolveItem(call, item.catalogItemId, country);
    if (found.kind === 'unknown')
      return {
        ...item,
        eligibilities: [ineligible(item.promotionId ?? null, 'InvalidCatalogItemId')],
      };
    const { sku } = found.availability;
    const fitting = promotions.filter(
      (promotion) => promotion.sku === sku && (item.promotionId ?? promotion.id) === promotion.id,
    );
    if (fitting.length === 0)
      return {
        ...item,
        eligibilities: [
          ineligible(
            item.promotionId ?? null,
            (item.promotionId ?? '') === '' ? 'NoPromotionsAvailable' : 'InvalidPromotion',
          ),
        ],
      };
    return { ...item, eligibilities: fitting.map((promotion) => judge(promotion, item)) };
  });
  return json({ items, attributes: { objectType: 'PromotionEligibilities' } });
}

function judge(
  promotion: Promotion,
  item: { readonly quantity: number; readonly termDuration: string; readonly billingCycle: string },
): Record<string, unknown> {
  const fault = promotionFault(promotion, item);
  return fault === undefined
    ? { promotionId: promotion.id, isEligible: true, errors: [] }
    : ineligible(promotion.id, fault, {
        minimumRequiredSeats: promotion.minimumSeats,
        maximumRequiredSeats: promotion.maximumSeats,
        eligibleTerms: [
          { duration: promotion.term.duration, billingCycle: promotion.term.billingCycle },
        ],
      });
}

/** What keeps a promotion from a line: its term or the number of seats. */
export function promotionFault(
  promotion: Promotion,
  line: {
    readonly quantity: number;
    readonly termDuration?: string | undefined;
    readonly billingCycle: string;
  },
): 'Term' | 'SeatCount' | undefined {
  if (
    line.termDuration !== promotion.term.duration ||
    line.billingCycle.toLowerCase() !== promotion.term.billingCycle
  )
    return 'Term';
  if (line.quantity < promotion.minimumSeats || line.quantity > promotion.maximumSeats)
    return 'SeatCount';
  return undefined;
}

function ineligible(
  promotionId: string | null,
  type: string,
  details: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    promotionId,
    isEligible: false,
    errors: [{ type, description: `Not eligible: ${type}.`, ...details }],
  };
}

function wire(promotion: Promotion): Record<string, unknown> {
  return {
    id: promotion.id,
    name: promotion.name,
    description: promotion.description,
    startDate: '2025-01-01T00:00:00Z',
    endDate: '2029-12-31T23:59:59Z',
    properties: { isAutoApplicable: promotion.autoApplicable },
    requiredProducts: [
      {
        productId: promotion.sku.productId,
        skuId: promotion.sku.id,
        term: { duration: promotion.term.duration, billingCycle: 'Monthly' },
        pricingPolicies: [{ policyType: 'PercentDiscount', value: String(promotion.discount) }],
      },
    ],
    attributes: { objectType: 'ProductPromotion' },
  };
}

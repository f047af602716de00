import { z } from 'zod';
import { itemsOf, type CallContext, type PartnerCenterClient } from './client';
import type { Market } from './products';

const promotionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().default(''),
    startDate: z.string().optional(),
    endDate: z.string().optional(),
    properties: z.object({ isAutoApplicable: z.boolean().default(false) }).optional(),
    requiredProducts: z
      .array(
        z.object({
          productId: z.string(),
          skuId: z.string(),
          term: z.object({ duration: z.string(), billingCycle: z.string() }).optional(),
          pricingPolicies: z
            .array(z.object({ policyType: z.string(), value: z.coerce.number() }))
            .default([]),
        }),
      )
      .default([]),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name,
    description: wire.description,
    startDate: wire.startDate,
    endDate: wire.endDate,
    /** Applied without being asked for; the others are named on the cart line. */
    isAutoApplicable: wire.properties?.isAutoApplicable ?? false,
    products: wire.requiredProducts.map((product) => ({
      /** As a catalogue item: `<productId>:<skuId>`. */
      item: `${product.productId}:${product.skuId}`,
      termDuration: product.term?.duration,
      billingCycle: product.term?.billingCycle.toLowerCase(),
      /** 0.05 takes off five per cent; undefined for a policy of another kind. */
      discount: product.pricingPolicies.find(({ policyType }) => policyType === 'PercentDiscount')
        ?.value,
    })),
  }));

/** A discount that runs in a market (developer/promotion-resources). */
export type Promotion = z.output<typeof promotionSchema>;

/** GET /v1/productpromotions. Only the commercial segment has any; the others are refused (400030). */
export function listPromotions(
  client: PartnerCenterClient,
  { country, segment }: Market,
  context: CallContext,
): Promise<readonly Promotion[]> {
  const query = new URLSearchParams({ country, segment });
  return client.call(
    {
      endpoint: 'listPromotions',
      method: 'GET',
      path: `/v1/productpromotions?${query.toString()}`,
      token: 'app',
      read: itemsOf(promotionSchema),
    },
    context,
  );
}

/** A line that is to be bought, as the eligibility check wants it. */
export interface PromotionLine {
  readonly id: string;
  readonly catalogItemId: string;
  readonly quantity: number;
  readonly termDuration: string;
  readonly billingCycle: string;
  readonly promotionId?: string;
}

const eligibilitiesSchema = z.object({
  items: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      eligibilities: z
        .array(
          z.object({
            promotionId: z.string().optional(),
            isEligible: z.boolean(),
            /** SeatCount, Term, RedemptionLimit, OfferPurchasedPreviously ... */
            errors: z.array(z.object({ type: z.string() })).default([]),
          }),
        )
        .default([]),
    }),
  ),
});

export type PromotionEligibility = z.output<typeof eligibilitiesSchema>['items'][number];

/** POST .../promotionEligibilities: asks for an existing customer, line by line in their order; changes nothing. */
export function checkPromotionEligibility(
  client: PartnerCenterClient,
  customerId: string,
  lines: readonly PromotionLine[],
  context: CallContext,
): Promise<readonly PromotionEligibility[]> {
  return client.call(
    {
      endpoint: 'checkPromotionEligibility',
      method: 'POST',
      path: `/v1/customers/${encodeURIComponent(customerId)}/promotionEligibilities`,
      body: { items: lines },
      token: 'app',
      reads: true,
      read: ({ body }) => eligibilitiesSchema.parse(body).items,
    },
    context,
  );
}

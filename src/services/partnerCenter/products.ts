import { z } from 'zod';
import { itemsOf, type CallContext, type PartnerCenterClient } from './client';

const productSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** OnlineServicesNCE for what new commerce sells by seat. */
  productType: z.object({ id: z.string() }).optional(),
});
export type Product = z.output<typeof productSchema>;

const skuSchema = z.object({
  id: z.string(),
  productId: z.string(),
  title: z.string(),
  description: z.string().default(''),
  minimumQuantity: z.number().default(1),
  maximumQuantity: z.number().default(10_000_000),
  isTrial: z.boolean().default(false),
  /** The customer must accept this offer's own condition: `attestationAccepted` on the cart line. */
  attestationProperties: z
    .object({
      attestationType: z.string().optional(),
      enforceAttestation: z.boolean().default(false),
    })
    .optional(),
  dynamicAttributes: z
    .object({
      isAddon: z.boolean().default(false),
      prerequisiteSkus: z.array(z.string()).default([]),
    })
    .default({ isAddon: false, prerequisiteSkus: [] }),
});
export type Sku = z.output<typeof skuSchema>;

const availabilitySchema = z.object({
  id: z.string(),
  catalogItemId: z.string(),
  isPurchasable: z.boolean().default(true),
  terms: z.array(z.object({ duration: z.string(), billingCycle: z.string() })).default([]),
});
export type Availability = z.output<typeof availabilitySchema>;

/** Which part of the catalogue: the customer's market and segment. */
export interface Market {
  readonly country: string;
  readonly segment: string;
}

/** GET /v1/products: the licence-based ones of a market. */
export function listProducts(
  client: PartnerCenterClient,
  { country, segment }: Market,
  context: CallContext,
): Promise<readonly Product[]> {
  return client.call(
    {
      endpoint: 'listProducts',
      method: 'GET',
      path: `/v1/products?country=${country}&targetView=OnlineServices&targetSegment=${segment}`,
      token: 'app',
      read: itemsOf(productSchema),
    },
    context,
  );
}

export function listSkus(
  client: PartnerCenterClient,
  productId: string,
  { country, segment }: Market,
  context: CallContext,
): Promise<readonly Sku[]> {
  return client.call(
    {
      endpoint: 'listSkus',
      method: 'GET',
      path: `/v1/products/${productId}/skus?country=${country}&targetSegment=${segment}`,
      token: 'app',
      read: itemsOf(skuSchema),
    },
    context,
  );
}

/** Availabilities are re-issued: fetch them right before a cart. */
export function listAvailabilities(
  client: PartnerCenterClient,
  sku: { productId: string; skuId: string },
  { country, segment }: Market,
  context: CallContext,
): Promise<readonly Availability[]> {
  return client.call(
    {
      endpoint: 'listAvailabilities',
      method: 'GET',
      path: `/v1/products/${sku.productId}/skus/${sku.skuId}/availabilities?country=${country}&targetSegment=${segment}`,
      token: 'app',
      read: itemsOf(availabilitySchema),
    },
    context,
  );
}

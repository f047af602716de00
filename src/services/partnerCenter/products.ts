import { z } from 'zod';
import type { CallContext, PartnerCenterClient } from './client';

const productSchema = z.object({ id: z.string(), title: z.string() });
export type Product = z.output<typeof productSchema>;

const skuSchema = z.object({
  id: z.string(),
  productId: z.string(),
  title: z.string(),
  description: z.string().default(''),
  minimumQuantity: z.number().default(1),
  maximumQuantity: z.number().default(10_000_000),
  isTrial: z.boolean().default(false),
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

const items = <S extends z.ZodType>(schema: S) => {
  const list = z.object({ items: z.array(schema) });
  return ({ body }: { body: unknown }): z.output<S>[] => list.parse(body).items;
};

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
      read: items(productSchema),
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
      read: items(skuSchema),
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
      read: items(availabilitySchema),
    },
    context,
  );
}

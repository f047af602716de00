import { recognise } from '../data/availability';
import type { CatalogueItem } from '../data/availability';
import type { Call } from '../http/route';

/** What `product:sku:availability` stands for in a country, by today's catalogue or an earlier one. */
export function resolveItem(call: Call, catalogItemId: string, country: string): CatalogueItem {
  const [productId = '', skuId = '', availabilityId = '', ...rest] = catalogItemId.split(':');
  const { catalogue, state } = call.world;
  const sku = catalogue.sku(productId, skuId);
  if (sku === undefined || rest.length > 0 || !catalogue.isSoldIn(sku, country))
    return { kind: 'unknown' };
  return recognise(sku, availabilityId, country, state.catalogueGeneration);
}

import { availabilitiesOf } from '../data/availability';
import type { Product, Sku } from '../data/offer';
import { collection, json, param, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { requiredQuery } from '../rules';
import { isOffered, scopeOfCountry, scopeOfCustomer } from './catalogueScope';
import type { Scope } from './catalogueScope';
import { wireAvailability, wireProduct, wireSku } from './productWire';

const VIEWS = [
  'azure',
  'azurereservations',
  'azurereservationsvm',
  'microsoftazure',
  'onlineservices',
  'software',
  'softwaresuselinux',
  'softwareperpetual',
  'softwaresubscriptions',
  'specializedoffers',
  'marketplacesaas',
];

/** The catalogue of new commerce, by country and, once a customer exists, by customer. */
export const productRoutes: readonly Route[] = [
  ...routesBelow('/v1', scopeOfCountry),
  ...routesBelow('/v1/customers/:customerId', scopeOfCustomer),
];

function routesBelow(base: string, scopeOf: (call: Call) => Scope): readonly Route[] {
  const sku = `${base}/products/:productId/skus/:skuId`;
  const rule = { method: 'GET', token: 'any' } as const;
  return [
    route({ ...rule, path: `${base}/products` }, (call) => listProducts(call, scopeOf(call))),
    route({ ...rule, path: `${base}/products/:productId` }, (call) =>
      json(wireProduct(productOf(call, scopeOf(call)), scopeOf(call))),
    ),
    route({ ...rule, path: `${base}/products/:productId/skus` }, (call) =>
      listSkus(call, scopeOf(call)),
    ),
    route({ ...rule, path: sku }, (call) =>
      json(wireSku(skuOf(call, scopeOf(call)), scopeOf(call))),
    ),
    route({ ...rule, path: `${sku}/availabilities` }, (call) =>
      listAvailabilities(call, scopeOf(call)),
    ),
    route({ ...rule, path: `${sku}/availabilities/:availabilityId` }, (call) =>
      oneAvailability(call, scopeOf(call)),
    ),
  ];
}

function listProducts(call: Call, scope: Scope): Answer {
  const view = requiredQuery(call, 'targetView').toLowerCase();
  if (!VIEWS.includes(view))
    throw new Refusal(403, 400036, `The target view '${view}' is not allowed.`);
  const wanted =
    view === 'azure' || view === 'microsoftazure'
      ? 'azure'
      : view === 'software'
        ? 'softwareperpetual'
        : view;
  const products = call.world.catalogue
    .products()
    .filter(
      (product) =>
        product.view.toLowerCase() === wanted &&
        product.skus.some((sku) => isOffered(call, sku, scope)),
    );
  return collection(
    products.map((product) => wireProduct(product, scope)),
    `${scope.self}/products?country=${scope.market.iso2}&targetView=${view}`,
  );
}

function productOf(call: Call, scope: Scope): Product {
  const product = call.world.catalogue.product(param(call, 'productId'));
  if (product?.skus.some((sku) => isOffered(call, sku, scope)) !== true) {
    throw new Refusal(404, 400013, `The product '${param(call, 'productId')}' was not found.`);
  }
  return product;
}

function skuOf(call: Call, scope: Scope): Sku {
  const sku = productOf(call, scope).skus.find((item) => item.id === param(call, 'skuId'));
  if (sku === undefined || !isOffered(call, sku, scope))
    throw new Refusal(404, 400018, `The SKU '${param(call, 'skuId')}' was not found.`);
  return sku;
}

function listSkus(call: Call, scope: Scope): Answer {
  const product = productOf(call, scope);
  const skus = product.skus.filter((sku) => isOffered(call, sku, scope));
  return collection(
    skus.map((sku) => wireSku(sku, scope)),
    `${scope.self}/products/${product.id}/skus?country=${scope.market.iso2}`,
  );
}

function listAvailabilities(call: Call, scope: Scope): Answer {
  const sku = skuOf(call, scope);
  const items = availabilitiesOf(sku, scope.market.iso2, call.world.state.catalogueGeneration);
  return collection(
    items.map((item) => wireAvailability(item, scope)),
    `${scope.self}/products/${sku.productId}/skus/${sku.id}/availabilities`,
  );
}

function oneAvailability(call: Call, scope: Scope): Answer {
  const items = availabilitiesOf(
    skuOf(call, scope),
    scope.market.iso2,
    call.world.state.catalogueGeneration,
  );
  const found = items.find((item) => item.id === param(call, 'availabilityId').toUpperCase());
  if (found === undefined)
    throw new Refusal(
      404,
      400019,
      `The availability '${param(call, 'availabilityId')}' was not found.`,
    );
  return json(wireAvailability(found, scope));
}

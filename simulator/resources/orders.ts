import { collection, json, param, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Order, OrderLine } from '../state';
import { wireTime } from '../world';
import type { World } from '../world';

/** Orders: read one, list them (late, as in reality), and see how far each line is. */
export const orderRoutes: readonly Route[] = [
  route(
    { method: 'GET', path: '/v1/customers/:customerId/orders', token: 'any', throttled: true },
    list,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/orders/:orderId',
      token: 'any',
      throttled: true,
    },
    (call) => json(wireOrder(orderOf(call), call.world)),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/orders/:orderId/provisioningstatus',
      token: 'user',
      throttled: true,
    },
    provisioning,
  ),
];

function orderOf(call: Call): Order {
  const customer = customerOf(call);
  const order = call.world.state.orders.get(param(call, 'orderId'));
  if (order?.customerId !== customer.id) throw new Refusal(404, 20000, 'The order was not found.');
  return order;
}

function list(call: Call): Answer {
  const customer = customerOf(call);
  const billing = call.query.get('billingType')?.toLowerCase();
  const orders = listedOrders(call.world, customer.id).filter(
    (order) => billing === undefined || order.billingCycle === billing,
  );
  return collection(
    orders.map((order) => wireOrder(order, call.world)),
    `/customers/${customer.id}/orders`,
  );
}

/** Orders of a customer that lists show already. */
export function listedOrders(world: World, customerId: string): readonly Order[] {
  return [...world.state.orders.values()].filter(
    (order) =>
      order.customerId === customerId &&
      world.now() - order.createdAt >= world.options.orderListLagMs,
  );
}

function provisioning(call: Call): Answer {
  const order = orderOf(call);
  const isPending = orderStatus(order, call.world).startsWith('pending');
  const items = order.lines.map((line) => {
    const status = isPending
      ? 'prefulfillmentpending'
      : isFulfilled(order, line, call.world)
        ? 'fulfilled'
        : 'unfulfilled';
    return {
      lineItemNumber: line.lineItemNumber,
      status,
      quantityProvisioningInformation: [{ quantity: line.cartLine.quantity, status }],
    };
  });
  return json({ totalCount: items.length, items, attributes: { objectType: 'Collection' } });
}

/** Where an order stands, by its age and what holds it. */
export function orderStatus(order: Order, world: World): string {
  if (order.cancelled) return 'cancelled';
  if (order.held !== undefined) return order.held;
  if (world.now() - order.createdAt < world.options.orderPendingMs) return 'pending';
  const failed = order.lines.filter((line) => line.fulfilment === 'never').length;
  return failed === 0 ? 'completed' : failed === order.lines.length ? 'error' : 'partial success';
}

/** Whether a line has become a subscription. */
export function isFulfilled(order: Order, line: OrderLine, world: World): boolean {
  return (
    line.fulfilment !== 'never' &&
    ['completed', 'partial success'].includes(orderStatus(order, world))
  );
}

/** An order as it is answered; `subscriptionId` appears with fulfilment. */
export function wireOrder(order: Order, world: World): Record<string, unknown> {
  const self = `/customers/${order.customerId}/orders/${order.id}`;
  return {
    id: order.id,
    alternateId: order.id,
    referenceCustomerId: order.customerId,
    billingCycle: order.billingCycle,
    currencyCode: order.currencyCode,
    currencySymbol: order.currencySymbol,
    creationDate: wireTime(order.createdAt),
    status: orderStatus(order, world),
    transactionType: 'UserPurchase',
    totalPrice: order.totalPrice,
    lineItems: order.lines.map((line) => wireLine(order, line, world)),
    links: {
      self: { uri: self, method: 'GET', headers: [] },
      provisioningStatus: { uri: `${self}/provisioningstatus`, method: 'GET', headers: [] },
      patchOperation: { uri: self, method: 'PATCH', headers: [] },
    },
    client: {},
    attributes: { etag: null, objectType: 'Order' },
  };
}

function wireLine(order: Order, line: OrderLine, world: World): Record<string, unknown> {
  const { cartLine } = line;
  const [productId = '', skuId = '', availabilityId = ''] = cartLine.catalogItemId.split(':');
  const fulfilled = isFulfilled(order, line, world);
  const sku = `/products/${productId}/skus/${skuId}`;
  return {
    lineItemNumber: line.lineItemNumber,
    offerId: cartLine.catalogItemId,
    subscriptionId: fulfilled ? line.subscriptionId : null,
    termDuration: cartLine.termDuration ?? null,
    transactionType: 'New',
    friendlyName: cartLine.friendlyName ?? line.title,
    quantity: cartLine.quantity,
    partnerIdOnRecord: reseller(line, 'transaction_reseller')[0] ?? null,
    additionalPartnerIdsOnRecord: reseller(line, 'additional_transaction_reseller'),
    promotionId: cartLine.promotionId ?? null,
    pricing: cartLine.pricing ?? null,
    links: {
      product: { uri: `/products/${productId}`, method: 'GET', headers: [] },
      sku: { uri: sku, method: 'GET', headers: [] },
      availability: { uri: `${sku}/availabilities/${availabilityId}`, method: 'GET', headers: [] },
      subscription: fulfilled
        ? {
            uri: `/customers/${order.customerId}/subscriptions/${line.subscriptionId}`,
            method: 'GET',
            headers: [],
          }
        : null,
    },
  };
}

function reseller(line: OrderLine, key: string): readonly string[] {
  return line.cartLine.participants
    .filter((participant) => participant.key === key)
    .map((participant) => participant.value);
}

import { monthsOf } from '../data/price';
import { collection, json, param, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Customer, Order, OrderLine } from '../state';
import { wireTime } from '../world';
import { isFulfilled, listedOrders } from './orders';

const CANCELLATION_WINDOW_MS = 7 * 24 * 60 * 60_000;

/** Subscriptions: what fulfilled order lines have become. */
export const subscriptionRoutes: readonly Route[] = [
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/subscriptions',
      token: 'any',
      throttled: true,
    },
    list,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/subscriptions/customTermEndDates',
      token: 'any',
    },
    endDates,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/subscriptions/:subscriptionId',
      token: 'any',
      throttled: true,
    },
    (call) => {
      const found = subscriptionsOf(call, customerOf(call)).find(
        ({ line }) => line.subscriptionId === param(call, 'subscriptionId').toLowerCase(),
      );
      if (found === undefined) throw new Refusal(404, 20000, 'The subscription was not found.');
      return json(wire(found.order, found.line));
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/subscriptions/:subscriptionId/provisioningstatus',
      token: 'user',
    },
    (call) => {
      const found = subscriptionsOf(call, customerOf(call)).find(
        ({ line }) => line.subscriptionId === param(call, 'subscriptionId').toLowerCase(),
      );
      if (found === undefined) throw new Refusal(404, 20000, 'The subscription was not found.');
      return json({
        skuId: found.line.cartLine.catalogItemId,
        status: 'success',
        quantity: found.line.cartLine.quantity,
        attributes: { objectType: 'SubscriptionProvisioningStatus' },
      });
    },
  ),
];

interface Subscription {
  readonly order: Order;
  readonly line: OrderLine;
}

function subscriptionsOf(call: Call, customer: Customer): readonly Subscription[] {
  return listedOrders(call.world, customer.id).flatMap((order) =>
    order.lines
      .filter((line) => isFulfilled(order, line, call.world))
      .map((line) => ({ order, line })),
  );
}

/** All of them, or those of one order; the parameter has an underscore. */
function list(call: Call): Answer {
  const customer = customerOf(call);
  const orderId = call.query.get('order_id');
  const found = subscriptionsOf(call, customer).filter(
    ({ order }) => orderId === null || order.id === orderId,
  );
  return collection(
    found.map(({ order, line }) => wire(order, line)),
    `/customers/${customer.id}/subscriptions`,
  );
}

/** A new customer can only align with the calendar month. */
function endDates(call: Call): Answer {
  customerOf(call);
  const months = monthsOf(call.query.get('term_duration')?.toUpperCase());
  const now = new Date(call.world.now());
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 0);
  return json([
    {
      allowedCustomTermEndDateType: 'calendarMonthAligned',
      allowedCustomTermEndDate: wireTime(end),
    },
  ]);
}

function wire(order: Order, line: OrderLine): Record<string, unknown> {
  const { cartLine } = line;
  const end = new Date(order.createdAt);
  end.setUTCMonth(end.getUTCMonth() + monthsOf(cartLine.termDuration));
  return {
    id: line.subscriptionId,
    offerId: cartLine.catalogItemId,
    offerName: line.title,
    friendlyName: cartLine.friendlyName ?? line.title,
    quantity: cartLine.quantity,
    unitType: 'Licenses',
    hasPurchasableAddons: false,
    creationDate: wireTime(order.createdAt),
    effectiveStartDate: wireTime(order.createdAt),
    commitmentEndDate: wireTime(end.getTime()),
    cancellationAllowedUntilDate: wireTime(order.createdAt + CANCELLATION_WINDOW_MS),
    status: 'active',
    autoRenewEnabled: true,
    isTrial: cartLine.billingCycle === 'none',
    billingType: 'license',
    billingCycle: cartLine.billingCycle,
    termDuration: cartLine.termDuration ?? null,
    promotionId: cartLine.promotionId ?? null,
    partnerId:
      cartLine.participants.find((participant) => participant.key === 'transaction_reseller')
        ?.value ?? null,
    orderId: order.id,
    refundOptions: [
      { type: 'Full', expiresAt: wireTime(order.createdAt + CANCELLATION_WINDOW_MS) },
    ],
    links: {
      self: {
        uri: `/customers/${order.customerId}/subscriptions/${line.subscriptionId}`,
        method: 'GET',
        headers: [],
      },
    },
    attributes: { etag: null, objectType: 'Subscription' },
  };
}

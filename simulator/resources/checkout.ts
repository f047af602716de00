import { randomBytes, randomUUID } from 'node:crypto';
import type { Sku } from '../data/offer';
import { cents } from '../data/price';
import { json, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Cart, CartLine, Customer, Order } from '../state';
import { hasAgreed } from './agreements';
import { cartOf } from './carts';
import { resolveItem } from './catalogueItem';
import { wireOrder } from './orders';
import { marketOfCustomer } from './catalogueScope';

const SANDBOX_SUBSCRIPTIONS = 5;

/**
 * POST /v1/customers/{id}/carts/{cartId}/checkout: one order for each order group, some of which may fail.
 * Idempotent by cart, not by request id: a repeat tries what is missing and shows the orders that were made.
 */
export const checkoutRoutes: readonly Route[] = [
  route(
    {
      method: 'POST',
      path: '/v1/customers/:customerId/carts/:cartId/checkout',
      token: 'any',
      throttled: true,
    },
    checkout,
  ),
];

async function checkout(call: Call): Promise<Answer> {
  const customer = customerOf(call);
  const cart = cartOf(call);
  if (cart.status === 'Ordered') return result(call, cart, []);
  if (cart.checkingOut)
    throw new Refusal(409, 800064, 'The cart is being processed by another request.');
  checkCustomer(call, customer);
  checkLines(call, customer, cart);
  cart.checkingOut = true;
  try {
    await call.world.pause(call.world.options.checkoutMs);
    return placeOrders(call, customer, cart);
  } finally {
    cart.checkingOut = false;
  }
}

/** The agreement gate, and Microsoft's view of the customer's account. */
function checkCustomer(call: Call, customer: Customer): void {
  if (!hasAgreed(call, customer))
    throw new Refusal(
      403,
      13605,
      'The customer has not accepted the Microsoft Customer Agreement.',
    );
  switch (customer.review) {
    case 'underReview':
      throw new Refusal(
        403,
        800073,
        'The customer account is under review. Please check back in a few days.',
      );
    case 'notApproved':
      throw new Refusal(403, 800075, 'The customer account was not approved.');
    case 'locked':
      throw new Refusal(403, 900416, 'The customer is locked for transactions.');
    case 'noCredit':
      throw new Refusal(403, 800023, 'The credit line of the partner is too low.');
    case 'none':
      return;
  }
}

/** What stops the whole cart: lines in error, stale items, resellers without an agreement, risk, sandbox limits. */
function checkLines(call: Call, customer: Customer, cart: Cart): void {
  if (cart.lines.some((line) => line.error !== undefined))
    throw new Refusal(400, 800009, 'There are errors in the items of the cart.');
  for (const line of cart.lines) {
    const item = resolveItem(call, line.catalogItemId, marketOfCustomer(call, customer).iso2);
    const trigger = item.kind === 'unknown' ? undefined : item.availability.sku.trigger;
    if (item.kind !== 'current' || trigger === 'stale')
      throw new Refusal(404, 400019, `The availability of '${line.catalogItemId}' was not found.`);
    if (trigger === 'risk')
      throw new Refusal(403, 800069, 'The order did not pass the risk check.');
    checkReseller(call, line);
  }
  if (call.world.options.sandbox) {
    const owned = ordersOf(call, customer).reduce((sum, order) => sum + order.lines.length, 0);
    if (owned + cart.lines.length > SANDBOX_SUBSCRIPTIONS)
      throw new Refusal(
        400,
        800018,
        'The sandbox limit of 5 subscriptions per customer is reached.',
      );
  }
}

function checkReseller(call: Call, line: CartLine): void {
  for (const { value } of line.participants) {
    const trouble = call.world.resellers.findByMpnId(value)?.trouble;
    if (trouble === undefined) continue;
    if (trouble === 2204 || trouble === 2205)
      throw new Refusal(400, 900154, `The PartnerID ${value} is not linked to an active reseller.`);
    throw new Refusal(
      403,
      900123,
      `The reseller ${value} has not signed the Microsoft Partner Agreement.`,
    );
  }
}

function ordersOf(call: Call, customer: Customer): readonly Order[] {
  return [...call.world.state.orders.values()].filter(
    (order) => order.customerId === customer.id && !order.cancelled,
  );
}

function placeOrders(call: Call, customer: Customer, cart: Cart): Answer {
  const errors: Record<string, unknown>[] = [];
  for (const group of new Set(cart.lines.map((line) => line.orderGroup))) {
    if (cart.orders.has(group)) continue;
    const lines = cart.lines.filter((line) => line.orderGroup === group);
    const skus = lines.map((line) => skuOf(call, customer, line));
    if (skus.some((sku) => sku.trigger === 'refused')) {
      errors.push({
        orderGroupId: group,
        code: 800020,
        description: 'The catalog item is not eligible for purchase.',
      });
      continue;
    }
    const order = orderFrom(call, customer, lines, skus);
    call.world.state.orders.set(order.id, order);
    cart.orders.set(group, order.id);
  }
  if (errors.length === 0) cart.status = 'Ordered';
  if (
    customer.companyName.toLowerCase().startsWith('flaky') &&
    call.world.state.firesNow('flaky', cart.id)
  ) {
    throw new Refusal(500, 800005, 'Create order was not successful.', {
      source: 'PartnerApiServiceControllers',
    });
  }
  return result(call, cart, errors);
}

function skuOf(call: Call, customer: Customer, line: CartLine): Sku {
  const item = resolveItem(call, line.catalogItemId, marketOfCustomer(call, customer).iso2);
  if (item.kind === 'unknown')
    throw new Refusal(404, 400019, `The availability of '${line.catalogItemId}' was not found.`);
  return item.availability.sku;
}

function orderFrom(
  call: Call,
  customer: Customer,
  lines: readonly CartLine[],
  skus: readonly Sku[],
): Order {
  const market = marketOfCustomer(call, customer);
  const triggers = skus.map((sku) => sku.trigger);
  return {
    id: randomBytes(6).toString('hex'),
    customerId: customer.id,
    createdAt: call.world.now(),
    billingCycle: lines[0]?.billingCycle ?? 'none',
    currencyCode: market.currency,
    currencySymbol: market.symbol,
    totalPrice: cents(
      lines.reduce((sum, line) => sum + line.quantity * (line.pricing?.price ?? 0), 0),
    ),
    lines: lines.map((line, index) => ({
      lineItemNumber: index,
      cartLine: line,
      subscriptionId: randomUUID(),
      title: skus[index]?.title ?? '',
      fulfilment: triggers[index] === 'unfulfilled' ? 'never' : 'afterPending',
    })),
    held: triggers.includes('review')
      ? 'pending review'
      : triggers.includes('poUpload')
        ? 'pending po upload'
        : undefined,
    cancelled: false,
  };
}

function result(call: Call, cart: Cart, errors: readonly unknown[]): Answer {
  const orders = [...cart.orders.values()].flatMap((id) => {
    const order = call.world.state.orders.get(id);
    return order === undefined ? [] : [wireOrder(order, call.world)];
  });
  return json(
    {
      orders,
      orderErrors: errors.length === 0 ? null : errors,
      attributes: { objectType: 'CartCheckoutResult' },
    },
    201,
  );
}

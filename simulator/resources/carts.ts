import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal, throttled } from '../refusal';
import { customerOf } from '../rules';
import type { Cart, CartLine } from '../state';
import { wireTime } from '../world';
import { cartLine, judgeLines } from './cartLines';

const newCart = z.strictObject({
  partnerOnRecordAttestationAccepted: z.boolean().nullish(),
  lineItems: z.array(cartLine),
});

/** A whole cart replaces the earlier one; what Partner Center itself wrote into it may come along. */
const wholeCart = newCart.extend({
  id: z.string().nullish(),
  creationTimestamp: z.string().nullish(),
  lastModifiedTimestamp: z.string().nullish(),
  expirationTimestamp: z.string().nullish(),
  lastModifiedUser: z.string().nullish(),
  status: z.string().nullish(),
  links: z.unknown().optional(),
  attributes: z.unknown().optional(),
});

/** Carts: create, read, replace. Checkout is a file of its own. */
export const cartRoutes: readonly Route[] = [
  routeWithBody(
    {
      method: 'POST',
      path: '/v1/customers/:customerId/carts',
      token: 'any',
      replayed: true,
      throttled: true,
    },
    newCart,
    create,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/carts/:cartId',
      token: 'any',
      throttled: true,
    },
    (call) => json(wireCart(cartOf(call))),
  ),
  routeWithBody(
    {
      method: 'PUT',
      path: '/v1/customers/:customerId/carts/:cartId',
      token: 'any',
      throttled: true,
    },
    wholeCart,
    replace,
  ),
];

function create(call: Call, sent: z.output<typeof newCart>): Answer {
  const customer = customerOf(call);
  if (
    customer.companyName.toLowerCase().startsWith('throttle') &&
    call.world.state.firesNow('throttle', customer.id)
  )
    throw throttled('2');
  requireAttestation(sent.partnerOnRecordAttestationAccepted);
  const now = call.world.now();
  const cart: Cart = {
    id: randomUUID(),
    customerId: customer.id,
    createdAt: now,
    modifiedAt: now,
    expiresAt: now + call.world.options.cartLifetimeMs,
    status: 'Active',
    lines: judgeLines(call, customer, sent.lineItems),
    checkingOut: false,
    orders: new Map(),
  };
  call.world.state.carts.set(cart.id, cart);
  return json(wireCart(cart), 201, { Location: `/v1/customers/${customer.id}/carts/${cart.id}` });
}

function replace(call: Call, sent: z.output<typeof wholeCart>): Answer {
  const customer = customerOf(call);
  const cart = cartOf(call);
  if (cart.status === 'Ordered' || cart.orders.size > 0)
    throw new Refusal(400, 800065, 'The cart has already been submitted.');
  if (cart.checkingOut)
    throw new Refusal(409, 800064, 'The cart is being processed by another request.');
  requireAttestation(sent.partnerOnRecordAttestationAccepted);
  cart.lines = judgeLines(call, customer, sent.lineItems);
  cart.modifiedAt = call.world.now();
  return json(wireCart(cart));
}

function requireAttestation(accepted: boolean | null | undefined): void {
  if (accepted !== true)
    throw new Refusal(400, 900206, 'PartnerOnRecordAttestationAccepted is missing or not true.');
}

/** The cart of a call; 404/800008 when it is unknown, another customer's, or past its seven days. */
export function cartOf(call: Call): Cart {
  const customer = customerOf(call);
  const cart = call.world.state.carts.get(param(call, 'cartId').toLowerCase());
  const isExpired = cart?.status === 'Active' && call.world.now() >= cart.expiresAt;
  if (cart?.customerId !== customer.id || isExpired)
    throw new Refusal(404, 800008, 'The cart was not found.');
  return cart;
}

function wireCart(cart: Cart): Record<string, unknown> {
  return {
    id: cart.id,
    creationTimestamp: wireTime(cart.createdAt),
    lastModifiedTimestamp: wireTime(cart.modifiedAt),
    expirationTimestamp: wireTime(cart.expiresAt),
    lastModifiedUser: 'e8f9a0b1-2c3d-4e5f-8a9b-0c1d2e3f4a5b',
    status: cart.status,
    partnerOnRecordAttestationAccepted: true,
    lineItems: cart.lines.map(wireLine),
    links: {
      self: { uri: `/customers/${cart.customerId}/carts/${cart.id}`, method: 'GET', headers: [] },
    },
    attributes: { objectType: 'Cart' },
  };
}

function wireLine(line: CartLine): Record<string, unknown> {
  return {
    id: line.id,
    catalogItemId: line.catalogItemId,
    friendlyName: line.friendlyName ?? null,
    quantity: line.quantity,
    currencyCode: line.currencyCode,
    billingCycle: line.billingCycle,
    termDuration: line.termDuration ?? null,
    participants: line.participants,
    provisioningContext: line.provisioningContext,
    promotionId: line.promotionId ?? null,
    customTermEndDate: line.customTermEndDate ?? null,
    attestationAccepted: line.attestationAccepted ?? null,
    renewsTo: line.renewsTo ?? null,
    orderGroup: line.orderGroup,
    addonItems: [],
    pricing: line.pricing ?? null,
    error: line.error ?? null,
  };
}

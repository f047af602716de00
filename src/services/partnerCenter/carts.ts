import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';
import { orderSchema } from './orders';

export interface NewCart {
  readonly partnerOnRecordAttestationAccepted: boolean;
  readonly lineItems: readonly {
    readonly id: number;
    readonly catalogItemId: string;
    readonly quantity: number;
    readonly termDuration: string;
    readonly billingCycle: string;
    readonly promotionId?: string;
    readonly attestationAccepted?: boolean;
    readonly participants?: readonly { readonly key: string; readonly value: string }[];
  }[];
}

const code = z.union([z.string(), z.number()]).transform(String);

const cartSchema = z.object({
  id: z.string(),
  lineItems: z
    .array(
      z.object({
        id: z.number(),
        currencyCode: z.string().optional(),
        /** Lines of one group become one order. */
        orderGroup: code.optional(),
        /** Over its whole term, before tax. */
        pricing: z
          .object({
            listPrice: z.number().optional(),
            discountedPrice: z.number().optional(),
            extendedPrice: z.number().optional(),
          })
          .optional(),
        error: z.object({ errorCode: code }).optional(),
      }),
    )
    .default([]),
});

/** A 201 with bad lines is still a 201: look at each line's error. */
export type Cart = z.output<typeof cartSchema>;

const checkoutSchema = z
  .object({
    orders: z.array(orderSchema).optional(),
    orderErrors: z
      .array(z.object({ orderGroupId: code.optional(), code: code.optional() }))
      .optional(),
  })
  // An answer that speaks of no orders at all is none: taken for a success, it would lose the order.
  .refine(({ orders, orderErrors }) => orders !== undefined || orderErrors !== undefined)
  .transform(({ orders = [], orderErrors = [] }) => ({ orders, orderErrors }));

export type CheckoutResult = z.output<typeof checkoutSchema>;

export function createCart(
  client: PartnerCenterClient,
  customerId: string,
  cart: NewCart,
  requestId: string,
  context: CallContext,
): Promise<Cart> {
  return client.call(
    {
      endpoint: 'createCart',
      method: 'POST',
      path: `/v1/customers/${encodeURIComponent(customerId)}/carts`,
      body: cart,
      token: 'app',
      requestId,
      read: bodyOf(cartSchema),
    },
    context,
  );
}

/** GET .../carts/{id}: refused with reason `cartGone` when it has expired (seven days). */
export function getCart(
  client: PartnerCenterClient,
  customerId: string,
  cartId: string,
  context: CallContext,
): Promise<Cart> {
  return client.call(
    {
      endpoint: 'getCart',
      method: 'GET',
      path: cartPath(customerId, cartId),
      token: 'app',
      read: bodyOf(cartSchema),
    },
    context,
  );
}

/** PUT .../carts/{id}: replaces all lines; what is not sent is taken out. */
export function updateCart(
  client: PartnerCenterClient,
  customerId: string,
  cartId: string,
  cart: NewCart,
  requestId: string,
  context: CallContext,
): Promise<Cart> {
  return client.call(
    {
      endpoint: 'updateCart',
      method: 'PUT',
      path: cartPath(customerId, cartId),
      body: cart,
      token: 'app',
      requestId,
      read: bodyOf(cartSchema),
    },
    context,
  );
}

/** Idempotent per cart: a repeat after success returns the first result again. */
export function checkoutCart(
  client: PartnerCenterClient,
  customerId: string,
  cartId: string,
  requestId: string,
  context: CallContext,
): Promise<CheckoutResult> {
  return client.call(
    {
      endpoint: 'checkoutCart',
      method: 'POST',
      path: `${cartPath(customerId, cartId)}/checkout`,
      token: 'app',
      requestId,
      timeoutMs: 60_000,
      read: bodyOf(checkoutSchema),
    },
    context,
  );
}

function cartPath(customerId: string, cartId: string): string {
  return `/v1/customers/${encodeURIComponent(customerId)}/carts/${encodeURIComponent(cartId)}`;
}

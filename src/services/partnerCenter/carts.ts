import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

export interface NewCart {
  readonly partnerOnRecordAttestationAccepted: boolean;
  readonly lineItems: readonly {
    readonly id: number;
    readonly catalogItemId: string;
    readonly quantity: number;
    readonly termDuration: string;
    readonly billingCycle: string;
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
        error: z.object({ errorCode: code }).optional(),
      }),
    )
    .default([]),
});

/** A 201 with bad lines is still a 201: look at each line's error. */
export type Cart = z.output<typeof cartSchema>;

const checkoutSchema = z.object({
  orders: z.array(z.object({ id: z.string(), status: z.string().default('pending') })).default([]),
  orderErrors: z
    .array(z.object({ orderGroupId: code.optional(), code: code.optional() }))
    .default([]),
});

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
      path: `/v1/customers/${encodeURIComponent(customerId)}/carts/${encodeURIComponent(cartId)}/checkout`,
      token: 'app',
      requestId,
      timeoutMs: 60_000,
      read: bodyOf(checkoutSchema),
    },
    context,
  );
}

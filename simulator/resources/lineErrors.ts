import type { Market } from '../data/market';
import type { Sku } from '../data/offer';
import type { Call } from '../http/route';
import { Refusal } from '../refusal';
import type { Customer, LineError } from '../state';
import type { SentLine } from './cartLines';
import { segmentsOfCustomer } from './catalogueScope';

const SANDBOX_LICENCES = 25;

/** What a line is judged within. */
export interface CartFrame {
  readonly customer: Customer;
  readonly market: Market;
  readonly sent: readonly SentLine[];
  /** Order groups so far; lines of the same key become one order. */
  readonly groups: string[];
}

/** What refuses the whole cart for the sake of one line: the customer's segment, and a trial used before. */
export function checkEntitlement(call: Call, cart: CartFrame, sku: Sku): void {
  if (!segmentsOfCustomer(cart.customer).has(sku.segment)) {
    throw new Refusal(400, 800086, 'The customer tenant lacks the tags that the offer requires.', {
      data: ['catalogItemId'],
    });
  }
  if (sku.terms === 'trial' && owned(call, cart.customer).has(`${sku.productId}:${sku.id}`)) {
    throw new Refusal(400, 27006, 'The use limit for the offer is exceeded.', {
      data: ['catalogItemId'],
    });
  }
}

/** The first thing that is wrong with a line while the cart as such is fine. */
export function errorOf(
  call: Call,
  cart: CartFrame,
  line: SentLine,
  sku: Sku,
): LineError | undefined {
  const { options } = call.world;
  if (options.partner === 'direct' && (line.participants ?? []).length > 0)
    return lineError(10004, 'Participants are not supported for the partner.');
  if ((line.currencyCode ?? cart.market.currency) !== cart.market.currency)
    return lineError(10000, 'The currency is not supported.');
  if (line.quantity > sku.maximum) {
    return lineError(10015, 'The maximum number of seats per subscription is exceeded.', {
      availableQuantity: sku.maximum,
      purchasedQuantity: 0,
    });
  }
  if (options.sandbox && line.quantity > SANDBOX_LICENCES)
    return lineError(10009, 'The sandbox limit of 25 licences per subscription is exceeded.');
  if (sku.needsAttestation && line.attestationAccepted !== true)
    return lineError(10012, 'The attestation of the offer was not accepted.');
  if (sku.isAddon && !hasBase(call, cart, sku))
    return lineError(400041, 'The addon is not purchasable without a compatible base product.');
  return undefined;
}

/** An error in the shape of the wire. */
export function lineError(
  errorCode: number,
  errorDescription: string,
  additionalInformation?: Readonly<Record<string, number>>,
): LineError {
  return { errorCode, errorDescription, additionalInformation };
}

function hasBase(call: Call, cart: CartFrame, addon: Sku): boolean {
  const present = owned(call, cart.customer);
  for (const line of cart.sent) present.add(line.catalogItemId.split(':').slice(0, 2).join(':'));
  return addon.prerequisites.some((base) => present.has(base));
}

/** `product:sku` of everything that a customer has ordered. */
function owned(call: Call, customer: Customer): Set<string> {
  const orders = [...call.world.state.orders.values()].filter(
    (order) => order.customerId === customer.id && !order.cancelled,
  );
  return new Set(
    orders
      .flatMap((order) => order.lines)
      .map((line) => line.cartLine.catalogItemId.split(':').slice(0, 2).join(':')),
  );
}

import { z } from 'zod';
import type { Availability, Term } from '../data/availability';
import type { Market } from '../data/market';
import { EU_AND_EFTA } from '../data/markets';
import type { Sku } from '../data/offer';
import { billsOf, cents, listPrice, monthsOf } from '../data/price';
import { promotionsOf } from '../data/promotions';
import type { Call } from '../http/route';
import { Refusal } from '../refusal';
import type { CartLine, Customer, LineError, LinePricing } from '../state';
import { PARTNER_MPN_ID } from '../world';
import { resolveItem } from './catalogueItem';
import { marketOfCustomer, segmentsOfCustomer } from './products';
import { promotionFault } from './promotions';

/** A line as it may be sent; what only an answer carries is taken as well, so that a cart read can be put back. */
export const cartLine = z.strictObject({
  id: z.number().int().nonnegative(),
  catalogItemId: z.string(),
  friendlyName: z.string().nullish(),
  quantity: z.number().int(),
  termDuration: z.string().nullish(),
  billingCycle: z.string(),
  currencyCode: z.string().nullish(),
  participants: z.array(z.strictObject({ key: z.string(), value: z.string() })).nullish(),
  provisioningContext: z.record(z.string(), z.string()).nullish(),
  promotionId: z.string().nullish(),
  customTermEndDate: z.string().nullish(),
  attestationAccepted: z.boolean().nullish(),
  renewsTo: z.strictObject({ termDuration: z.string().nullish() }).nullish(),
  addonItems: z.array(z.unknown()).max(0).nullish(),
  orderGroup: z.string().nullish(),
  pricing: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** A line as sent. */
export type SentLine = z.output<typeof cartLine>;

const SANDBOX_LICENCES = 25;
const MAX_ADDITIONAL_RESELLERS = 5;
const DURATIONS = ['P1M', 'P1Y', 'P3Y'];
const CYCLES = ['monthly', 'annual', 'triennial', 'one_time', 'none'];

/** Lines with prices, order groups, and the errors that leave the cart itself a 201. Refuses what refuses the cart. */
export function judgeLines(
  call: Call,
  customer: Customer,
  sent: readonly SentLine[],
): readonly CartLine[] {
  if (sent.length === 0)
    throw new Refusal(400, 3000, "The property 'lineItems' is empty.", { data: ['lineItems'] });
  if (new Set(sent.map((line) => line.id)).size !== sent.length)
    throw new Refusal(400, 3000, 'Two line items have the same id.', { data: ['lineItems'] });
  const market = marketOfCustomer(call, customer);
  const groups: string[] = [];
  return sent.map((line) => judgeLine(call, { customer, market, sent, groups }, line));
}

interface Cart {
  readonly customer: Customer;
  readonly market: Market;
  readonly sent: readonly SentLine[];
  /** Order groups so far; lines of the same key become one order. */
  readonly groups: string[];
}

function judgeLine(call: Call, cart: Cart, line: SentLine): CartLine {
  checkResellers(call, cart, line);
  const item = resolveItem(call, line.catalogItemId, cart.market.iso2);
  const cycle = line.billingCycle.toLowerCase();
  const kept = keptLine(line, cart.market, cycle);
  if (item.kind === 'unknown')
    return {
      ...kept,
      orderGroup: groupOf(cart, cycle),
      error: lineError(10001, 'The catalog item id is not valid.'),
    };
  const { availability } = item;
  const term = termOf(availability, line, cycle);
  checkSku(availability.sku, line);
  checkEndDate(call, line, term);
  const error = errorOf(call, cart, line, availability.sku);
  return {
    ...kept,
    orderGroup: groupOf(
      cart,
      [cycle, availability.sku.trigger ?? '', availability.sku.terms === 'trial'].join(),
    ),
    ...(error === undefined
      ? { pricing: pricingOf(call, cart, line, availability.sku, term) }
      : { error }),
  };
}

function keptLine(line: SentLine, market: Market, cycle: string): Omit<CartLine, 'orderGroup'> {
  return {
    id: line.id,
    catalogItemId: line.catalogItemId,
    friendlyName: line.friendlyName ?? undefined,
    quantity: line.quantity,
    termDuration: line.termDuration ?? undefined,
    billingCycle: cycle,
    currencyCode: market.currency,
    participants: line.participants ?? [],
    promotionId: line.promotionId ?? undefined,
    attestationAccepted: line.attestationAccepted ?? undefined,
    renewsTo:
      line.renewsTo === null || line.renewsTo === undefined
        ? undefined
        : { termDuration: line.renewsTo.termDuration ?? undefined },
    provisioningContext: line.provisioningContext ?? {},
    customTermEndDate: line.customTermEndDate ?? undefined,
  };
}

function groupOf(cart: Cart, key: string): string {
  if (!cart.groups.includes(key)) cart.groups.push(key);
  return String(cart.groups.indexOf(key));
}

/** Only the pairs of an availability can be bought; 800121, 900268 and 900270 say what is wrong with another. */
function termOf(availability: Availability, line: SentLine, cycle: string): Term {
  const duration = line.termDuration?.toUpperCase();
  const found = availability.terms.find(
    (term) => term.duration === duration && term.billingCycle === cycle,
  );
  if (found !== undefined) return found;
  if (!CYCLES.includes(cycle))
    throw new Refusal(400, 900268, `The billing cycle '${line.billingCycle}' is not valid.`, {
      data: ['billingCycle'],
    });
  if (duration !== undefined && !DURATIONS.includes(duration))
    throw new Refusal(400, 800121, `The term duration '${duration}' is not valid.`, {
      data: ['termDuration'],
    });
  const billedMonths = cycle === 'annual' ? 12 : cycle === 'triennial' ? 36 : 1;
  if (duration !== undefined && billedMonths > monthsOf(duration))
    throw new Refusal(400, 900270, 'The billing cycle is longer than the term.', {
      data: ['billingCycle'],
    });
  if (!availability.terms.some((term) => term.duration === duration))
    throw new Refusal(400, 800121, 'The term duration is not valid for the offer.', {
      data: ['termDuration'],
    });
  throw new Refusal(400, 900268, 'The billing cycle is not valid for the offer.', {
    data: ['billingCycle'],
  });
}

function checkSku(sku: Sku, line: SentLine): void {
  if (line.quantity < sku.minimum)
    throw new Refusal(
      400,
      2002,
      `The quantity ${line.quantity} is below the minimum of ${sku.minimum}.`,
      { data: ['quantity'] },
    );
  if (sku.terms === 'trial' && line.quantity > sku.maximum)
    throw new Refusal(400, 900275, `The quantity of a trial is ${sku.maximum}.`, {
      data: ['quantity'],
    });
  if (sku.trigger === 'notPurchasable')
    throw new Refusal(400, 2091, `The offer '${sku.title}' is no longer sold.`, {
      data: ['catalogItemId'],
    });
  if ((line.provisioningContext ?? {})['ParentSubscriptionId'] !== undefined)
    throw new Refusal(400, 2000, 'ParentSubscriptionId is not supported for this request.');
}

function checkEndDate(call: Call, line: SentLine, term: Term): void {
  if (line.customTermEndDate === undefined || line.customTermEndDate === null) return;
  const end = Date.parse(line.customTermEndDate);
  const latest = new Date(call.world.now());
  latest.setUTCMonth(latest.getUTCMonth() + monthsOf(term.duration));
  if (Number.isNaN(end) || end <= call.world.now() || end > latest.getTime()) {
    throw new Refusal(400, 900242, 'The custom term end date is not valid.', {
      data: ['customTermEndDate'],
    });
  }
}

/** Partner-of-record numbers: known, not the provider's own, and more than one only in the EU and EFTA. */
function checkResellers(call: Call, cart: Cart, line: SentLine): void {
  const named = line.participants ?? [];
  const additional = named.filter(
    (participant) => participant.key === 'additional_transaction_reseller',
  );
  const known = named.filter((participant) => participant.key === 'transaction_reseller');
  if (additional.length + known.length !== named.length || known.length > 1)
    throw new Refusal(400, 3000, 'A participant has an unknown or repeated key.', {
      data: ['participants'],
    });
  if (
    additional.length > 0 &&
    (known.length === 0 ||
      additional.length > MAX_ADDITIONAL_RESELLERS ||
      !EU_AND_EFTA.has(cart.market.iso2))
  ) {
    throw new Refusal(400, 2072, 'Additional resellers are not allowed here.', {
      data: ['participants'],
    });
  }
  if (call.world.options.partner === 'direct') return;
  for (const { value } of named) {
    if (value === PARTNER_MPN_ID)
      throw new Refusal(
        400,
        800016,
        `The PartnerID ${value} is not that of an indirect reseller.`,
        { data: ['participants'] },
      );
    if (!/^\d+$/.test(value))
      throw new Refusal(400, 2071, `The PartnerID '${value}' is not valid.`, {
        data: ['participants'],
      });
    if (call.world.resellers.findByMpnId(value) === undefined)
      throw new Refusal(404, 800015, `The PartnerID ${value} was not found.`, {
        data: ['participants'],
      });
  }
}

/** The first thing that is wrong with a line while the cart as such is fine. */
function errorOf(call: Call, cart: Cart, line: SentLine, sku: Sku): LineError | undefined {
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
  if (!segmentsOfCustomer(cart.customer).has(sku.segment))
    return lineError(10002, 'The customer is not qualified for the segment of the offer.');
  if (sku.needsAttestation && line.attestationAccepted !== true)
    return lineError(10012, 'The attestation of the offer was not accepted.');
  if (sku.isAddon && !hasBase(call, cart, sku))
    return lineError(400041, 'The addon is not purchasable without a compatible base product.');
  if (sku.terms === 'trial' && owned(call, cart.customer).has(`${sku.productId}:${sku.id}`))
    return lineError(10002, 'The trial was used before.', {
      availableQuantity: 0,
      purchasedQuantity: sku.maximum,
    });
  return undefined;
}

function lineError(
  errorCode: number,
  errorDescription: string,
  additionalInformation?: Readonly<Record<string, number>>,
): LineError {
  return { errorCode, errorDescription, additionalInformation };
}

function hasBase(call: Call, cart: Cart, addon: Sku): boolean {
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

function pricingOf(call: Call, cart: Cart, line: SentLine, sku: Sku, term: Term): LinePricing {
  const list = listPrice(sku, term, cart.market);
  const discounted = cents(list * (1 - discountOf(call, cart, line, sku)));
  return {
    listPrice: list,
    discountedPrice: discounted,
    proratedPrice: discounted,
    price: discounted,
    extendedPrice: cents(line.quantity * discounted * billsOf(term)),
  };
}

/** A named promotion must fit (400/27007); one that applies by itself is simply there when it fits. */
function discountOf(call: Call, cart: Cart, line: SentLine, sku: Sku): number {
  const terms = {
    quantity: line.quantity,
    billingCycle: line.billingCycle,
    termDuration: line.termDuration ?? undefined,
  };
  const promotions = promotionsOf(call.world.catalogue, cart.market.iso2).filter(
    (promotion) => promotion.sku === sku,
  );
  if (line.promotionId === undefined || line.promotionId === null) {
    return (
      promotions.find(
        (promotion) => promotion.autoApplicable && promotionFault(promotion, terms) === undefined,
      )?.discount ?? 0
    );
  }
  const promotion = promotions.find((item) => item.id === line.promotionId);
  if (promotion === undefined || promotionFault(promotion, terms) !== undefined) {
    throw new Refusal(400, 27007, 'The promotion is not valid for the line item.', {
      data: ['promotionId'],
    });
  }
  return promotion.discount;
}

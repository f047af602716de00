import { z } from 'zod';
import type { Availability, Term } from '../data/availability';
import type { Market } from '../data/market';
import { EU_AND_EFTA } from '../data/markets';
import type { Sku } from '../data/offer';
import { monthsOf } from '../data/price';
import type { Call } from '../http/route';
import { Refusal } from '../refusal';
import type { CartLine, Customer } from '../state';
import { PARTNER_MPN_ID } from '../world';
import { resolveItem } from './catalogueItem';
import { marketOfCustomer } from './catalogueScope';
import { checkEntitlement, errorOf, lineError } from './lineErrors';
import type { CartFrame } from './lineErrors';
import { pricingOf } from './linePricing';

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

function judgeLine(call: Call, cart: CartFrame, line: SentLine): CartLine {
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
  checkEntitlement(call, cart, availability.sku);
  checkEndDate(call, line, term);
  const error = errorOf(call, cart, line, availability.sku);
  return {
    ...kept,
    orderGroup: groupOf(
      cart,
      [cycle, availability.sku.trigger ?? '', availability.sku.terms === 'trial'].join(),
    ),
    ...(error === undefined
      ? { pricing: pricingOf(call, cart.market, line, availability.sku, term) }
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

function groupOf(cart: CartFrame, key: string): string {
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
  if (line.provisioningContext?.['ParentSubscriptionId'] !== undefined)
    throw new Refusal(400, 2000, 'ParentSubscriptionId is not supported for this request.');
}

function checkEndDate(call: Call, line: SentLine, term: Term): void {
  const wanted = line.customTermEndDate ?? '';
  if (wanted === '') return;
  const end = Date.parse(wanted);
  const latest = new Date(call.world.now());
  latest.setUTCMonth(latest.getUTCMonth() + monthsOf(term.duration));
  if (Number.isNaN(end) || end <= call.world.now() || end > latest.getTime()) {
    throw new Refusal(400, 900242, 'The custom term end date is not valid.', {
      data: ['customTermEndDate'],
    });
  }
}

/** Partner-of-record numbers: known, not the provider's own, and more than one only in the EU and EFTA. */
function checkResellers(call: Call, cart: CartFrame, line: SentLine): void {
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

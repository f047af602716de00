import type { Market } from '../data/market';
import type { Segment, Sku } from '../data/offer';
import type { Call } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf, requiredQuery } from '../rules';
import type { Customer } from '../state';

const SEGMENTS: readonly Segment[] = ['commercial', 'education', 'government', 'nonprofit'];
/** Whose catalogue is being read. */
export interface Scope {
  readonly market: Market;
  readonly segments: ReadonlySet<Segment>;
  readonly self: string;
}

/** The catalogue of the country named in the query. */
export function scopeOfCountry(call: Call): Scope {
  const country = requiredQuery(call, 'country');
  const market = call.world.markets.get(country);
  if (market === undefined)
    throw new Refusal(400, 3000, `The country '${country}' is not supported.`, {
      data: ['country'],
    });
  // Nonprofit offers come only when they are asked for.
  return {
    market,
    segments: segmentsOf(call, new Set<Segment>(['commercial', 'education', 'government']), true),
    self: '',
  };
}

/** Segments that a customer may buy from: commercial, and that of its approved qualification. */
export function scopeOfCustomer(call: Call): Scope {
  const customer = customerOf(call);
  return {
    market: marketOfCustomer(call, customer),
    segments: segmentsOf(call, segmentsOfCustomer(customer), false),
    self: `/customers/${customer.id}`,
  };
}

/** The market that a customer buys in: that of its address. */
export function marketOfCustomer(call: Call, customer: Customer): Market {
  const market = call.world.markets.get(customer.billing.defaultAddress.country);
  if (market === undefined)
    throw new Refusal(400, 800070, 'The offer is not available in the country of the customer.');
  return market;
}

/** The segments that a customer's qualifications open. */
export function segmentsOfCustomer(customer: Customer): ReadonlySet<Segment> {
  const segments = new Set<Segment>(['commercial']);
  for (const { qualification, vettingStatus } of customer.qualifications) {
    if (vettingStatus !== 'Approved') continue;
    if (qualification.toLowerCase() === 'education') segments.add('education');
    if (qualification.toLowerCase() === 'governmentcommunitycloud') segments.add('government');
    if (qualification.toLowerCase() === 'nonprofit') segments.add('nonprofit');
  }
  return segments;
}

/** The wanted segment; in a customer's own catalogue only if its qualification opens it. */
function segmentsOf(
  call: Call,
  allowed: ReadonlySet<Segment>,
  isWhole: boolean,
): ReadonlySet<Segment> {
  const wanted = call.query.get('targetSegment')?.toLowerCase();
  if (wanted === undefined) return allowed;
  const segment = SEGMENTS.find((item) => item === wanted);
  if (segment === undefined)
    throw new Refusal(403, 400030, `The target segment '${wanted}' is not allowed.`);
  return new Set(isWhole || allowed.has(segment) ? [segment] : []);
}

/** Whether a scope shows a SKU: by segment and by market. */
export function isOffered(call: Call, sku: Sku, scope: Scope): boolean {
  return scope.segments.has(sku.segment) && call.world.catalogue.isSoldIn(sku, scope.market.iso2);
}

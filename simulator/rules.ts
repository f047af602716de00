import type { IncomingMessage } from 'node:http';
import type { Call, Route } from './http/route';
import { Refusal, throttled } from './refusal';
import type { Customer } from './state';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MINUTE_MS = 60_000;

/** Whether a text is a GUID, in any case of letters. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** Every call names its request and its correlation, once each, by GUIDs. */
export function checkIds(request: IncomingMessage): void {
  for (const name of ['MS-RequestId', 'MS-CorrelationId']) {
    const values = request.headersDistinct[name.toLowerCase()] ?? [];
    if (values.length === 0)
      throw new Refusal(400, 2000, `The header ${name} is missing.`, { data: [name] });
    if (values.length > 1 || !isGuid(values[0] ?? '')) {
      throw new Refusal(400, 2000, `The header ${name} is not one GUID.`, { data: [name] });
    }
  }
  if ((request.headersDistinct['authorization'] ?? []).length > 1)
    throw new Refusal(400, 2000, 'The header Authorization is repeated.');
  const accept = request.headers.accept ?? '*/*';
  if (!/(\*\/\*|application\/(json|\*)|text\/csv)/i.test(accept))
    throw new Refusal(406, 406, 'Only application/json is produced.');
}

/**
 * What holds for a route before its handler runs: its cloud, and the limit per customer and minute.
 * The request header `X-Simulator-Throttle: 57` asks for a 429 with that Retry-After.
 */
export function checkCall(call: Call, route: Route): void {
  const { options } = call.world;
  const asked = call.headers['x-simulator-throttle'];
  if (typeof asked === 'string') throw throttled(asked);
  if (route.publicCloudOnly === true && options.cloud === 'usGovernment') {
    throw new Refusal(404, 404, 'This resource is not available in this cloud.', {
      source: 'PartnerApiServiceControllers',
    });
  }
  const customerId = call.params.get('customerId');
  if (route.throttled !== true || customerId === undefined || options.requestsPerMinute === 0)
    return;
  const customer = call.world.state.customers.get(customerId.toLowerCase());
  if (customer === undefined) return;
  const minute = Math.floor(call.world.now() / MINUTE_MS);
  if (customer.usage.minute !== minute) customer.usage = { minute, count: 0 };
  customer.usage.count += 1;
  if (customer.usage.count > options.requestsPerMinute) {
    throw throttled(String(Math.ceil((MINUTE_MS - (call.world.now() % MINUTE_MS)) / 1000)));
  }
}

/**
 * The customer of a call. 400/2000 for what is no GUID; 404/60003 for an unknown one, and, while a new
 * customer propagates, the two texts observed: a third of the time the first, then the second.
 */
export function customerOf(call: Call): Customer {
  const id = (call.params.get('customerId') ?? '').toLowerCase();
  if (!isGuid(id)) throw new Refusal(400, 2000, 'The customer id is not a GUID.');
  const customer = call.world.state.customers.get(id);
  const age = customer === undefined ? 0 : call.world.now() - customer.createdAt;
  if (customer === undefined || age < customer.propagationMs / 3) {
    throw new Refusal(404, 60003, `A customer with the tenant Id '${id}' was not found.`, {
      retryable: true,
    });
  }
  if (age < customer.propagationMs) {
    throw new Refusal(404, 60003, `No company was found to be associated with tenant Id: '${id}'`, {
      retryable: true,
    });
  }
  return customer;
}

/** A required query parameter; 400/3000 without it. */
export function requiredQuery(call: Call, name: string): string {
  const value = call.query.get(name);
  if (value === null || value === '')
    throw new Refusal(400, 3000, `The query parameter '${name}' is required.`, { data: [name] });
  return value;
}

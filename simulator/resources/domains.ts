import { param, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';

/** HEAD /v1/domains/{domain}: 200 when taken, 404 when free, no body either way. */
export const domainRoutes: readonly Route[] = [
  route({ method: 'HEAD', path: '/v1/domains/:domain', token: 'any' }, head),
];

function head(call: Call): Answer {
  const domain = param(call, 'domain');
  return { kind: 'empty', status: isTaken(call, domain) ? 200 : 404 };
}

/** Held by a customer, or beginning with `taken`. A domain is taken from the moment its customer is created. */
export function isTaken(call: Call, domain: string): boolean {
  return (
    domain.toLowerCase().startsWith('taken') ||
    call.world.state.customerByDomain(domain) !== undefined
  );
}

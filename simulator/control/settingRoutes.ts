import { z } from 'zod';
import { json, route, routeWithBody } from '../http/route';
import type { Call, Route } from '../http/route';
import type { SimulatorOptions } from '../options';

const milliseconds = z.number().int().nonnegative().optional();

/** What may change while it runs; the data set and the kind of partner are fixed at the start. */
const changes = z.strictObject({
  sandbox: z.boolean().optional(),
  agreementModes: z.array(z.enum(['enhanced', 'classic', 'direct'])).optional(),
  latencyMs: milliseconds,
  createCustomerMs: milliseconds,
  checkoutMs: milliseconds,
  customerPropagationMs: milliseconds,
  slowPropagationMs: milliseconds,
  orderPendingMs: milliseconds,
  orderListLagMs: milliseconds,
  attestationLifetimeMs: milliseconds,
  linkLifetimeMs: milliseconds,
  cartLifetimeMs: milliseconds,
  tokenLifetimeSeconds: z.number().int().positive().optional(),
  priceSheetMegabytes: z.number().nonnegative().optional(),
  requestsPerMinute: z.number().int().nonnegative().optional(),
  quirks: z.boolean().optional(),
  strict: z.boolean().optional(),
});

/** Options that change while it runs, and its clock; a reset takes both back. */
export const settingRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/_simulator/settings', token: 'none' }, (call) =>
    json(settingsOf(call)),
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/settings', token: 'none' },
    changes,
    (call, sent) => {
      call.world.change(withoutUndefined(sent));
      return json(settingsOf(call));
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/clock', token: 'none' },
    z.strictObject({ advanceMs: z.number().int().positive() }),
    (call, { advanceMs }) => {
      call.world.advance(advanceMs);
      return json({ now: new Date(call.world.now()).toISOString() });
    },
  ),
];

function withoutUndefined(sent: z.output<typeof changes>): Partial<SimulatorOptions> {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

function settingsOf(call: Call): Record<string, unknown> {
  return { ...call.world.options, now: new Date(call.world.now()).toISOString() };
}

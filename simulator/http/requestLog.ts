import { createHash } from 'node:crypto';
import { isProcessed } from '../faults';
import type { Fault } from '../faults';
import type { LoggedRequest } from '../state';
import type { World } from '../world';
import type { Route } from './route';
import type { Echo } from './wire';

/** A request as far as the log is concerned. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string;
  readonly echo: Echo;
  readonly fault: Fault | undefined;
}

const NO_ROUTE = 'no such route';

/** Notes a request when it arrives: ids and names, never a token or a body. */
export function logged(world: World, arrival: Arrival, route: Route | undefined): LoggedRequest {
  const { fault, echo } = arrival;
  const entry: LoggedRequest = {
    at: world.now(),
    method: arrival.method,
    path: arrival.path,
    query: arrival.query,
    route: route === undefined ? NO_ROUTE : `${route.method} ${route.path}`,
    ...echo,
    token: world.tokens.get(arrival.authorization.replace(/^Bearer /i, ''))?.kind,
    fault: fault?.kind,
    faultProcessed: fault === undefined ? undefined : isProcessed(fault),
    replayed:
      route?.replayed === true &&
      world.replays.has(replayKey(arrival.method, arrival.path, echo.requestId)),
    bodyHash: undefined,
    status: undefined,
    durationMs: undefined,
  };
  world.state.log(entry);
  return entry;
}

/** One path and one request id are one operation, whatever the body of a repeat says. */
export function replayKey(method: string, path: string, requestId: string | undefined): string {
  return `${method} ${path.toLowerCase()} ${(requestId ?? '').toLowerCase()}`;
}

/** Sixteen hex digits that are the same for the same body. */
export function hashOf(body: unknown): string | undefined {
  if (body === undefined) return undefined;
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}

import { json, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import type { LoggedRequest } from '../state';

/** The requests that were received, with counts; never a token or a body. */
export const requestRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/_simulator/requests', token: 'none' }, list),
  route({ method: 'DELETE', path: '/_simulator/requests', token: 'none' }, (call) => {
    call.world.state.clearLog();
    return json({ total: 0 });
  }),
];

const FILTERS = ['method', 'route', 'requestId', 'correlationId', 'fault', 'token'] as const;

/** Filters: `method`, `path` (a part of it), `route`, `requestId`, `correlationId`, `status`, `fault`, `token`; `limit` takes the newest. */
function list(call: Call): Answer {
  const { state } = call.world;
  const found = state.requests.filter((request) => fits(request, call.query));
  const limit = Number(call.query.get('limit') ?? '0');
  const shown = Number.isInteger(limit) && limit > 0 ? found.slice(-limit) : found;
  return json({
    total: found.length,
    byRoute: Object.fromEntries(state.requestCounts),
    byStatus: Object.fromEntries(state.statusCounts),
    byFault: Object.fromEntries(state.faultCounts),
    requests: shown,
  });
}

function fits(request: LoggedRequest, query: URLSearchParams): boolean {
  const path = query.get('path') ?? '';
  const status = query.get('status');
  return (
    request.path.toLowerCase().includes(path.toLowerCase()) &&
    (status === null || String(request.status ?? 'none') === status) &&
    FILTERS.every((name) => {
      const wanted = query.get(name);
      return wanted === null || (request[name] ?? '').toLowerCase() === wanted.toLowerCase();
    })
  );
}

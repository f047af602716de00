import { EVERY_WAY, faultBody } from '../faults';
import { json, param, route, routeWithBody } from '../http/route';
import type { Route } from '../http/route';
import { Refusal } from '../refusal';

/** Faults from outside: add, list, take back one or all. */
export const faultRoutes: readonly Route[] = [
  routeWithBody(
    { method: 'POST', path: '/_simulator/faults', token: 'none' },
    faultBody,
    (call, { path, ...fault }) => {
      const { faults } = call.world;
      const id = faults.add({ ...fault, path: expression(path) });
      return json({ id, remaining: faults.remaining }, 201);
    },
  ),
  route({ method: 'GET', path: '/_simulator/faults', token: 'none' }, (call) =>
    json({
      remaining: call.world.faults.remaining,
      faults: call.world.faults.list(),
      everyWay: EVERY_WAY,
    }),
  ),
  route({ method: 'DELETE', path: '/_simulator/faults', token: 'none' }, (call) => {
    call.world.faults.clear();
    return json({ remaining: 0 });
  }),
  route({ method: 'DELETE', path: '/_simulator/faults/:faultId', token: 'none' }, (call) => {
    call.world.faults.clear(Number(param(call, 'faultId')));
    return json({ remaining: call.world.faults.remaining });
  }),
];

function expression(source: string): RegExp {
  try {
    return new RegExp(source, 'i');
  } catch {
    throw new Refusal(400, 3000, 'The path is not a regular expression.', { data: ['path'] });
  }
}

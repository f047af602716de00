import type { Market } from '../data/market';
import { COUNTRY_NOT_ONBOARDED } from '../data/markets';
import { sampleOf } from '../data/sampleOf';
import { json, param, route } from '../http/route';
import type { Route } from '../http/route';
import { Refusal } from '../refusal';

/**
 * The rules of every market as the simulator holds them, those included that Partner Center only discloses in an
 * error, each with a value that fits and one that does not.
 */
export const marketRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/_simulator/markets', token: 'none' }, (call) =>
    json({ markets: [...call.world.markets.values()].map(withExamples) }),
  ),
  route({ method: 'GET', path: '/_simulator/markets/:country', token: 'none' }, (call) => {
    const market = call.world.markets.get(param(call, 'country').toUpperCase());
    if (market === undefined) throw new Refusal(404, 404, 'There is no such market.');
    return json(withExamples(market));
  }),
];

function withExamples(market: Market): Record<string, unknown> {
  return {
    ...market,
    onboarded: market.iso2 !== COUNTRY_NOT_ONBOARDED,
    valid: {
      state: market.states?.[0] ?? null,
      postalCode: fitting(market.postalCode),
      phoneNumber: fitting(market.phone) ?? '12345678',
      registrationNumber: fitting(market.registrationNumber),
    },
    // The state of another market, a code cut short, letters in a number.
    broken: {
      state: market.states === undefined ? null : 'ZZZ',
      postalCode: market.postalCode === undefined ? null : '?',
      phoneNumber: 'none',
      registrationNumber: market.registrationNumber === undefined ? null : '?',
    },
  };
}

function fitting(expression: string | undefined): string | null {
  return expression === undefined ? null : sampleOf(expression);
}

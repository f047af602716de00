import { marketOf } from './market';
import type { Market, MarketEntry } from './market';
import { AMERICAS } from './marketsAmericas';
import { EUROPE } from './marketsEurope';
import { REST } from './marketsRest';

/** A country that Partner Center knows and this partner may not sell to: creating there is 403/2030. */
export const COUNTRY_NOT_ONBOARDED = 'KZ';

const NOT_ONBOARDED: MarketEntry = {
  name: 'Kazakhstan',
  region: 'europe',
  cultures: ['ru-KZ', 'kk-KZ'],
  currency: ['USD', 'US$', 1],
  callingCode: '7',
  postalCode: '^(\\d{6}|[A-Za-z]\\d{2}[A-Za-z]\\d[A-Za-z]\\d)$',
  registrationNumber: '^\\d{12}$',
};

/** The first markets of the data set, by ISO code, and the one that this partner may not sell to. */
export function marketsOf(count: number): ReadonlyMap<string, Market> {
  const entries = Object.entries({ ...AMERICAS, ...EUROPE, ...REST }).slice(0, count);
  return new Map(
    [...entries, [COUNTRY_NOT_ONBOARDED, NOT_ONBOARDED] as const].map(([iso2, entry]) => [
      iso2,
      marketOf(iso2, entry),
    ]),
  );
}

/** Members of the EU and EFTA among the markets, where orders may name additional resellers. */
export const EU_AND_EFTA: ReadonlySet<string> = new Set(
  Object.keys(EUROPE).filter((iso2) => iso2 !== 'GB' && iso2 !== 'UA'),
);

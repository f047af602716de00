import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { getCountryRules, type CountryRules } from './partnerCenter/countryRules';

const FRESH_MS = 24 * 60 * 60_000;

/** What addresses and phones look like, by country. */
export interface Countries {
  rules(country: string, context: CallContext): Promise<CountryRules>;
  age(country: string): CopyAge | undefined;
}

/** Rules are kept for a day. */
export function createCountries(client: PartnerCenterClient, copies: Copies): Countries {
  const copy = copies.of<CountryRules>({
    copied: 'countries',
    endpoint: 'getCountryRules',
    load: (country, context) => getCountryRules(client, country, context),
    freshMs: FRESH_MS,
  });
  return {
    rules: (country, context) => copy.get(country, context),
    age: (country) => copy.age(country),
  };
}

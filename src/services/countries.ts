import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { getCountryRules, type CountryRules } from './partnerCenter/countryRules';
import { createStaleCache } from './staleCache';

const FRESH_MS = 24 * 60 * 60_000;

/** What addresses and phones look like, by country. */
export interface Countries {
  rules(country: string, context: CallContext): Promise<CountryRules>;
}

/** Rules are kept for a day. */
export function createCountries(client: PartnerCenterClient): Countries {
  const cache = createStaleCache<CountryRules>(FRESH_MS);
  return {
    rules: (country, context) =>
      cache.get(country, () => getCountryRules(client, country, context)),
  };
}

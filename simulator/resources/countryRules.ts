import type { Market } from '../data/market';
import { json, param, route } from '../http/route';
import type { Call, Route } from '../http/route';
import { Refusal } from '../refusal';

/** GET /v1/countryvalidationrules/{iso2}, in the shape recorded from the real service. */
export const countryRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/countryvalidationrules/:country', token: 'any' }, (call) =>
    json(wireRules(marketOrRefusal(call, param(call, 'country')))),
  ),
];

/** The market of a country code; 400/3000 for one without rules (`UK`, lower case, unknown). The true status is not recorded. */
export function marketOrRefusal(call: Call, country: string): Market {
  const market = call.world.markets.get(country);
  if (market === undefined) {
    throw new Refusal(
      400,
      3000,
      `No validation rules were found for the country/region ${country}.`,
      { data: ['country'] },
    );
  }
  return market;
}

function wireRules(market: Market): Record<string, unknown> {
  return {
    iso2Code: market.iso2,
    defaultCulture: market.culture,
    isStateRequired: market.stateRequired,
    supportedStatesList: market.states ?? [],
    supportedLanguagesList: market.languages,
    supportedCulturesList: market.cultures,
    isPostalCodeRequired: market.postalCode !== undefined,
    postalCodeRegex: market.postalCode ?? null,
    isCityRequired: true,
    isVatIdSupported: market.vat !== undefined,
    taxIdFormat: market.vat?.format ?? null,
    taxIdSample: market.vat?.sample ?? null,
    vatIdRegex: market.vat?.regex ?? null,
    phoneNumberRegex: market.phone ?? null,
    isTaxIdSupported: market.taxIdSupported,
    isTaxIdOptional: true,
    countryCallingCodesList: [market.callingCode],
    attributes: { objectType: 'CountryValidationRules' },
  };
}

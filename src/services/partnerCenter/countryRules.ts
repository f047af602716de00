import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

const wireSchema = z
  .object({
    iso2Code: z.string(),
    defaultCulture: z.string().default('en-US'),
    isStateRequired: z.boolean().default(false),
    supportedStatesList: z.array(z.string()).default([]),
    supportedCulturesList: z.array(z.string()).default([]),
    supportedLanguagesList: z.array(z.string()).default(['en']),
    isPostalCodeRequired: z.boolean().default(false),
    postalCodeRegex: z.string().optional(),
    isCityRequired: z.boolean().default(true),
    phoneNumberRegex: z.string().optional(),
    countryCallingCodesList: z.array(z.string()).default([]),
  })
  .transform((wire) => ({
    country: wire.iso2Code,
    defaultCulture: wire.defaultCulture,
    stateRequired: wire.isStateRequired,
    states: wire.supportedStatesList,
    languages: wire.supportedLanguagesList,
    /** The default first. */
    cultures: [...new Set([wire.defaultCulture, ...wire.supportedCulturesList])],
    postalCodeRequired: wire.isPostalCodeRequired,
    postalCodePattern: usable(wire.postalCodeRegex),
    cityRequired: wire.isCityRequired,
    phoneNumberPattern: usable(wire.phoneNumberRegex),
    callingCodes: wire.countryCallingCodesList,
  }));

/** What an address and a phone of a country must look like. */
export type CountryRules = z.output<typeof wireSchema>;

/** GET /v1/countryvalidationrules/{iso2}. */
export function getCountryRules(
  client: PartnerCenterClient,
  country: string,
  context: CallContext,
): Promise<CountryRules> {
  return client.call(
    {
      endpoint: 'getCountryRules',
      method: 'GET',
      path: `/v1/countryvalidationrules/${encodeURIComponent(country)}`,
      token: 'app',
      read: bodyOf(wireSchema),
    },
    context,
  );
}

/** A pattern that this runtime can't compile is as good as none; the server checks by its own. */
function usable(pattern: string | undefined): string | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  try {
    new RegExp(pattern);
    return pattern;
  } catch {
    return undefined;
  }
}

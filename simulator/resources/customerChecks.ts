import { z } from 'zod';
import { COUNTRY_NOT_ONBOARDED } from '../data/markets';
import type { Market } from '../data/market';
import type { Call } from '../http/route';
import { Refusal, propertyRefusal } from '../refusal';
import { isGuid } from '../rules';
import { requireTokenKind } from '../tokens';
import { isTaken } from './domains';

const address = z.strictObject({
  firstName: z.string().nullish(),
  middleName: z.string().nullish(),
  lastName: z.string().nullish(),
  addressLine1: z.string(),
  addressLine2: z.string().max(200).nullish(),
  city: z.string(),
  state: z.string().nullish(),
  postalCode: z.string().nullish(),
  country: z.string(),
  phoneNumber: z.string().nullish(),
  region: z.string().nullish(),
});

/** What POST /v1/customers takes. `userCredentials` is not among it, as in the real service. */
export const newCustomer = z.strictObject({
  enableGDAPByDefault: z.boolean().nullish(),
  companyProfile: z.strictObject({
    domain: z.string(),
    companyName: z.string().nullish(),
    organizationRegistrationNumber: z.string().nullish(),
  }),
  billingProfile: z.strictObject({
    email: z.string(),
    culture: z.string(),
    language: z.string(),
    companyName: z.string(),
    firstName: z.string().max(50).nullish(),
    lastName: z.string().max(50).nullish(),
    defaultAddress: address,
  }),
  associatedPartnerId: z.string().nullish(),
});

/** A customer as it was sent. */
export type NewCustomer = z.output<typeof newCustomer>;

/** Only these initial domains can be created. 27 characters at most before the suffix. */
const DOMAIN = /^[a-z0-9]{1,27}\.onmicrosoft\.(com|us)$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SANDBOX_CUSTOMERS = 75;

/** [INFER] The true code for a domain that is taken is not documented. */
export const DOMAIN_TAKEN_CODE = 600_008;

/** Everything that Partner Center would refuse about a new customer, in its own codes. */
export function checkNewCustomer(call: Call, sent: NewCustomer): Market {
  const market = checkCountry(call, sent.billingProfile.defaultAddress.country);
  checkCompany(sent, market);
  checkAddress(sent, market);
  checkRegistration(sent, market);
  checkReseller(call, sent.associatedPartnerId ?? undefined);
  checkSandbox(call);
  checkDomain(call, sent.companyProfile.domain);
  return market;
}

function checkCountry(call: Call, country: string): Market {
  if (country === COUNTRY_NOT_ONBOARDED)
    throw new Refusal(403, 2030, `The partner is not onboarded for the country '${country}'.`);
  const market = call.world.markets.get(country);
  if (market === undefined)
    throw new Refusal(400, 20000, `The current country '${country}' is not supported.`);
  return market;
}

function checkCompany(sent: NewCustomer, market: Market): void {
  const { billingProfile } = sent;
  if (billingProfile.companyName.trim() === '') throw propertyRefusal('CompanyNameInvalid');
  if (!EMAIL.test(billingProfile.email)) throw propertyRefusal('EmailInvalid');
  if (!market.languages.includes(billingProfile.language)) throw propertyRefusal('LanguageInvalid');
  if (!market.cultures.includes(billingProfile.culture)) throw propertyRefusal('CultureInvalid');
}

function checkAddress(sent: NewCustomer, market: Market): void {
  const { defaultAddress } = sent.billingProfile;
  if (!isBetween(defaultAddress.firstName ?? '', 1, 50)) throw propertyRefusal('FirstNameInvalid');
  if (!isBetween(defaultAddress.lastName ?? '', 1, 50)) throw propertyRefusal('LastNameInvalid');
  if (!isBetween(defaultAddress.addressLine1, 1, 200)) throw propertyRefusal('AddressLine1Invalid');
  if (defaultAddress.city.trim() === '') throw propertyRefusal('CityInvalid');
  const state = defaultAddress.state ?? '';
  const isKnownState =
    market.states === undefined
      ? state.length <= 50
      : state === '' || market.states.includes(state);
  if (!isKnownState || (market.stateRequired && state === ''))
    throw propertyRefusal('StateInvalid');
  // Observed: a region, even "NA", makes the state invalid in the United States.
  if (market.iso2 === 'US' && typeof defaultAddress.region === 'string')
    throw propertyRefusal('StateInvalid');
  if (
    market.postalCode !== undefined &&
    !new RegExp(market.postalCode).test(defaultAddress.postalCode ?? '')
  ) {
    throw propertyRefusal('PostalCodeInvalid');
  }
  const phone = defaultAddress.phoneNumber ?? '';
  const expression = market.phone ?? '^\\d[\\d \\-\\(\\)\\.]{4,19}$';
  if (phone !== '' && !new RegExp(expression).test(phone))
    throw propertyRefusal('PhoneNumberInvalid');
}

function checkRegistration(sent: NewCustomer, market: Market): void {
  const number = sent.companyProfile.organizationRegistrationNumber ?? '';
  if (market.registrationNumber === undefined) {
    if (number !== '')
      throw new Refusal(
        400,
        600002,
        'Organization registration id is not supported in this country.',
      );
    return;
  }
  if (number === '')
    throw new Refusal(400, 600049, 'Organization registration id information is missing.');
  if (!new RegExp(market.registrationNumber).test(number)) {
    throw new Refusal(
      400,
      600050,
      `Organization registration id is invalid. It must match the regular expression ${market.registrationNumber}.`,
    );
  }
  if ((sent.billingProfile.defaultAddress.phoneNumber ?? '') === '')
    throw new Refusal(400, 600051, 'Phone number is missing.');
}

function checkReseller(call: Call, associatedPartnerId: string | undefined): void {
  if (associatedPartnerId === undefined || associatedPartnerId === '') return;
  // Creating for an indirect reseller takes application and user, although creating as such takes either.
  requireTokenKind(call.token, 'user');
  if (call.world.options.partner === 'direct')
    throw new Refusal(403, 600006, 'The requested action is not allowed.');
  if (!isGuid(associatedPartnerId))
    throw new Refusal(400, 2000, 'The associated partner id is not a GUID.', {
      data: ['associatedPartnerId'],
    });
  if (call.world.resellers.findByTenantId(associatedPartnerId) === undefined) {
    throw new Refusal(
      400,
      800016,
      'The associated partner is not an indirect reseller of this partner.',
      { data: ['associatedPartnerId'] },
    );
  }
}

function checkSandbox(call: Call): void {
  if (call.world.options.sandbox && call.world.state.createdCustomers.length >= SANDBOX_CUSTOMERS) {
    throw new Refusal(400, 800018, 'The sandbox limit of 75 customers is reached.');
  }
}

function checkDomain(call: Call, domain: string): void {
  if (!DOMAIN.test(domain)) throw propertyRefusal('DomainInvalid');
  if (isTaken(call, domain) || domain.toLowerCase().startsWith('race')) {
    throw new Refusal(400, DOMAIN_TAKEN_CODE, `The domain '${domain}' is already in use.`, {
      data: ['property_name:  DomainInvalid - Details', 'details:  \n'],
    });
  }
}

function isBetween(text: string, minimum: number, maximum: number): boolean {
  return text.trim().length >= minimum && text.length <= maximum;
}

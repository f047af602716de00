import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { CountryRules } from './partnerCenter/countryRules';

/*
 * Phone numbers between what a person types, what the draft keeps (E.164 where the number is one) and
 * what Partner Center takes, whose pattern differs by country (phoneNumberRegex) or is missing.
 */

/** What a number must fit: the country, and what Partner Center says of phones there. */
export type PhoneRules = Pick<CountryRules, 'country' | 'phoneNumberPattern' | 'callingCodes'>;

/** Where Partner Center names no pattern: digits with the usual separators. */
const ANY_PHONE = /^\d[\d ().-]{4,19}$/;

/** E.164 or, where it is none for the country, the number as typed; undefined for what no rule takes. */
export function keepPhone(typed: string, rules: PhoneRules): string | undefined {
  const phone = parsePhoneNumberFromString(typed, rules.country as CountryCode);
  if (phone?.isPossible() === true) {
    const isThere =
      rules.callingCodes.length === 0 || rules.callingCodes.includes(phone.countryCallingCode);
    return isThere && wirePhone(phone.number, rules) !== undefined ? phone.number : undefined;
  }
  return wirePhone(typed, rules) === undefined ? undefined : typed;
}

/** The first form of a kept number that Partner Center takes: national digits, without +, as typed. */
export function wirePhone(kept: string, rules: PhoneRules): string | undefined {
  const phone = kept.startsWith('+') ? parsePhoneNumberFromString(kept) : undefined;
  const national = phone?.formatNational().replace(/\D/g, '');
  const forms =
    phone === undefined ? [kept] : [phone.nationalNumber, kept.slice(1), national ?? ''];
  const pattern = rules.phoneNumberPattern;
  const taken = pattern === undefined ? ANY_PHONE : new RegExp(pattern);
  return forms.find((form) => taken.test(form));
}

/** Does it look like a number of a country at all? One that doesn't may still be one. */
export function isKnownPhone(kept: string): boolean {
  return kept.startsWith('+');
}

/** How a kept number reads: international form with blanks. */
export function readPhone(kept: string): string {
  return parsePhoneNumberFromString(kept)?.formatInternational() ?? kept;
}

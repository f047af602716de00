/*
 * Countries that ask for the company's registration number, and for its phone with it
 * (developer/create-a-customer, reg-number-id; checked 2026-11-23). Elsewhere the number is not sent:
 * Partner Center may refuse it there (600002). Its pattern is told by the refusal 600050 only.
 */

/** What the number is called where it is asked for. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  AE: ['TRN'],
  AM: ['INN'],
  AZ: ['TIN', 'INN'],
  BR: ['CNPJ'],
  BY: ['UNP'],
  HU: ['TIN'],
  IN: ['PAN'],
  IQ: [],
  KG: ['INN'],
  KZ: ['BIN', 'IIN'],
  MD: ['IDNO', 'IDNP'],
  MM: [],
  PL: ['NIP'],
  RU: ['INN'],
  SA: [],
  SS: [],
  TH: [],
  TJ: ['INN', 'EIN', 'KPP'],
  TR: ['TIN'],
  UA: ['EDRPOU'],
  UZ: ['INN'],
  VE: ['RIF'],
  VN: ['TIN'],
  ZA: ['TRN'],
};

/** Does a customer of that country need a registration number and a phone? */
export function needsRegistrationNumber(country: string): boolean {
  return Object.hasOwn(KINDS, country);
}

/** Local names of the number, such as CNPJ in Brazil; empty where none is documented. */
export function registrationNumberKinds(country: string): readonly string[] {
  return needsRegistrationNumber(country) ? (KINDS[country] ?? []) : [];
}

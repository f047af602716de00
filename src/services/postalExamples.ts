/*
 * A postal code of each country as an example of how it is written there. Partner Center gives the
 * pattern alone (countryvalidationrules), which says nothing to a clerk.
 */
const EXAMPLES: Readonly<Record<string, string>> = {
  AR: 'C1425CLA',
  AT: '1010',
  AU: '2000',
  BE: '1000',
  BG: '1000',
  BR: '01310-100',
  CA: 'K1A 0B1',
  CH: '8001',
  CL: '8320000',
  CO: '110111',
  CZ: '110 00',
  DE: '10115',
  DK: '1050',
  EE: '10111',
  ES: '28013',
  FI: '00100',
  FR: '75001',
  GB: 'SW1A 1AA',
  GR: '104 31',
  HR: '10000',
  HU: '1051',
  IE: 'D02 X285',
  IN: '110001',
  IT: '00184',
  JP: '100-0001',
  KR: '04524',
  KZ: '010000',
  LT: '01103',
  LU: '1009',
  LV: '1010',
  MX: '06000',
  NL: '1012 JS',
  NO: '0150',
  NZ: '6011',
  PE: '15001',
  PL: '00-001',
  PT: '1000-001',
  RO: '010011',
  SA: '11564',
  SE: '111 22',
  SG: '018956',
  SI: '1000',
  SK: '811 01',
  TH: '10200',
  TR: '06100',
  UA: '01001',
  US: '98052',
  VN: '100000',
  ZA: '0001',
};

/** How a postal code looks in a country; undefined where no example is known or it does not fit. */
export function postalExample(country: string, pattern: string | undefined): string | undefined {
  const example = EXAMPLES[country];
  if (example === undefined || pattern === undefined) return undefined;
  return new RegExp(pattern).test(example) ? example : undefined;
}

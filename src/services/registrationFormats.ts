/*
 * What a company's registration number looks like by country. Partner Center tells its own pattern only
 * when it refuses a number (600050), so these are the public formats of the kinds that it names (facts:
 * developer/reg-number-id); where a kind has no single public format, only what can't be a number at all
 * is refused here, and Partner Center has the last word.
 */

/** How a number is written, and one that shows it. */
export interface RegistrationFormat {
  readonly pattern: string;
  readonly example: string;
}

/** At least three letters or digits, with the separators that registers use. */
const ANY: RegistrationFormat = {
  pattern: '^(?=(?:[^A-Za-z0-9]*[A-Za-z0-9]){3})[A-Za-z0-9][A-Za-z0-9 ./-]{2,29}$',
  example: '1234567890',
};

const digits = (pattern: string, example: string): RegistrationFormat => ({
  pattern: `^(${pattern})$`,
  example,
});

const FORMATS: Readonly<Record<string, RegistrationFormat>> = {
  AE: digits('\\d{15}', '100123456700003'),
  AM: digits('\\d{8,10}', '01234567'),
  AZ: digits('\\d{10}', '1234567891'),
  // Letters are part of a CNPJ since July 2026.
  BR: digits(
    '[A-Z0-9]{12}\\d{2}|[A-Z0-9]{2}\\.[A-Z0-9]{3}\\.[A-Z0-9]{3}/[A-Z0-9]{4}-\\d{2}',
    '12.345.678/0001-95',
  ),
  BY: digits('\\d{9}', '123456789'),
  HU: digits('\\d{8}|\\d{8}-\\d-\\d{2}', '12345678-1-42'),
  IN: digits('[A-Z]{5}\\d{4}[A-Z]|\\d{2}[A-Z]{5}\\d{4}[A-Z][A-Z\\d]Z[A-Z\\d]', 'AAAPL1234C'),
  KG: digits('\\d{14}', '01234567891011'),
  KZ: digits('\\d{12}', '123456789012'),
  MD: digits('\\d{13}', '1003600012345'),
  PL: digits('\\d{10}|\\d{11}', '1234563218'),
  RU: digits('\\d{10}|\\d{12}', '7707083893'),
  SA: digits('\\d{10}|\\d{15}', '1010123456'),
  TH: digits('\\d{13}', '0105556012345'),
  TJ: digits('\\d{9,10}', '012345678'),
  TR: digits('\\d{10}', '1234567890'),
  UA: digits('\\d{8}', '12345678'),
  UZ: digits('\\d{9}', '301234567'),
  VE: digits('[JGVEPC]-?\\d{8}-?\\d', 'J-12345678-9'),
  VN: digits('\\d{10}(-\\d{3})?', '0123456789'),
  ZA: digits('\\d{10}|\\d{4}/\\d{6}/\\d{2}', '2020/123456/07'),
};

/** The format in a country that asks for the number. */
export function registrationFormat(country: string): RegistrationFormat {
  return FORMATS[country] ?? ANY;
}

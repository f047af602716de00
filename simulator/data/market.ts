/** Regions in which a partner may sell; a reseller of another region cannot be used. */
export type Region =
  'us' | 'canada' | 'latinAmerica' | 'europe' | 'middleEastAfrica' | 'asiaPacific';

/** A country with the rules that Partner Center would publish for it. */
export interface Market {
  readonly iso2: string;
  readonly name: string;
  readonly region: Region;
  readonly culture: string;
  readonly languages: readonly string[];
  readonly cultures: readonly string[];
  readonly currency: string;
  readonly symbol: string;
  /** Units of this currency for one US dollar, for prices. */
  readonly perDollar: number;
  readonly callingCode: string;
  /** Absent where no postal code is required. */
  readonly postalCode?: string;
  readonly states?: readonly string[];
  readonly stateRequired: boolean;
  readonly phone?: string;
  readonly vat?: { readonly format: string; readonly sample: string; readonly regex: string };
  readonly taxIdSupported: boolean;
  /**
   * Present where the company's registration number and a phone number are required.
   * The expressions are inferred: Partner Center discloses them only in the text of error 600050.
   */
  readonly registrationNumber?: string;
}

/** How a market is written down in the tables beside this file; everything else has a default. */
export interface MarketEntry {
  readonly name: string;
  readonly region: Region;
  /** The first is the default. `en-US` is added everywhere. */
  readonly cultures: readonly string[];
  readonly currency: readonly [code: string, symbol: string, perDollar: number];
  readonly callingCode: string;
  readonly postalCode?: string;
  readonly states?: string;
  readonly stateRequired?: boolean;
  readonly phone?: string;
  readonly vat?: readonly [format: string, sample: string, regex: string];
  readonly taxIdSupported?: boolean;
  readonly registrationNumber?: string;
}

/** The full market of an entry. */
export function marketOf(iso2: string, entry: MarketEntry): Market {
  const cultures = [...new Set([...entry.cultures, 'en-US'])];
  const [currency, symbol, perDollar] = entry.currency;
  return {
    iso2,
    name: entry.name,
    region: entry.region,
    culture: cultures[0] ?? 'en-US',
    cultures,
    languages: [...new Set(cultures.map(languageOf))],
    currency,
    symbol,
    perDollar,
    callingCode: entry.callingCode,
    stateRequired: entry.stateRequired ?? entry.states !== undefined,
    taxIdSupported: entry.taxIdSupported ?? false,
    ...(entry.postalCode === undefined ? {} : { postalCode: entry.postalCode }),
    ...(entry.states === undefined ? {} : { states: entry.states.split(' ') }),
    ...(entry.phone === undefined ? {} : { phone: entry.phone }),
    ...(entry.vat === undefined
      ? {}
      : { vat: { format: entry.vat[0], sample: entry.vat[1], regex: entry.vat[2] } }),
    ...(entry.registrationNumber === undefined
      ? {}
      : { registrationNumber: entry.registrationNumber }),
  };
}

/** Two letters, save for Portuguese of Portugal and Chinese, which keep their region. */
function languageOf(culture: string): string {
  return culture === 'pt-PT' || culture.startsWith('zh-')
    ? culture
    : (culture.split('-')[0] ?? culture);
}

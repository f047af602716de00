import { localeOf, type Language } from '../language';

/*
 * Dates, numbers, money and country names as a reader of a language writes them. Formatted here, on
 * the server: Teams shows `{{DATE()}}` of cards as it stands.
 */

/** For whom something is written: in which language, and in which time zone (IANA) as far as it is known. */
export interface Reader {
  readonly language: Language;
  readonly timeZone?: string | undefined;
}

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.DisplayNames>();

/** Intl's formatters take up to a millisecond to make, so each is made once. */
function once<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.DisplayNames>(
  key: string,
  type: abstract new (...args: never[]) => T,
  make: () => T,
): T {
  const known = made.get(key);
  if (known instanceof type) return known;
  const formatter = make();
  made.set(key, formatter);
  return formatter;
}

/** A calendar day (`2026-03-09`) in words; what is not a day comes back as it is. */
export function formatDate(language: Language, isoDate: string): string {
  const time = Date.parse(isoDate);
  if (Number.isNaN(time)) return isoDate;
  return once(
    `date ${language}`,
    Intl.DateTimeFormat,
    () => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }),
  ).format(time);
}

/**
 * A moment in the given IANA time zone, which is named beside it; UTC where none is given or the
 * channel sent one that does not exist. What is not a moment comes back as it is.
 */
export function formatDateTime(language: Language, iso: string, timeZone = 'UTC'): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return dateTimeFormat(language, zoneOf(timeZone)).format(time);
}

/** The calendar day of a moment (`2026-03-09`) where the reader is; UTC for an unknown time zone. */
export function dayIn(timeZone: string | undefined, moment: Date): string {
  const zone = zoneOf(timeZone ?? 'UTC');
  // Sweden writes dates as ISO 8601 does.
  return once(
    `day ${zone}`,
    Intl.DateTimeFormat,
    () => new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }),
  ).format(moment);
}

function dateTimeFormat(language: Language, timeZone: string): Intl.DateTimeFormat {
  return once(
    `time ${language} ${timeZone}`,
    Intl.DateTimeFormat,
    () =>
      new Intl.DateTimeFormat(localeOf(language), {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      }),
  );
}

/** Clients may write a zone in any case: what they made up is not remembered for ever. */
const MOST_ZONES = 1_000;
const zones = new Map<string, string>();

/** The zone by its one name; UTC for what is none. */
function zoneOf(timeZone: string): string {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  let zone = 'UTC';
  try {
    zone = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    // No zone that this machine knows.
  }
  if (zones.size >= MOST_ZONES) zones.clear();
  zones.set(timeZone, zone);
  return zone;
}

const AGES = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** How long something lasts already, in its largest whole unit: `3 hours`. */
export function formatAge(language: Language, ms: number): string {
  const found = AGES.find(([, length]) => ms >= length);
  const [unit, length] = found ?? ['second', 1_000];
  return once(
    `age ${language} ${unit}`,
    Intl.NumberFormat,
    () => new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long' }),
  ).format(Math.max(Math.floor(ms / length), 0));
}

/** A number with the language's separators. */
export function formatNumber(language: Language, value: number): string {
  return once(
    `number ${language}`,
    Intl.NumberFormat,
    () => new Intl.NumberFormat(localeOf(language)),
  ).format(value);
}

/** An amount in a currency (ISO 4217), in that currency's own number of decimals. */
export function formatMoney(language: Language, amount: number, currency: string): string {
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${formatNumber(language, amount)} ${currency}`;
  return once(
    `money ${language} ${currency}`,
    Intl.NumberFormat,
    () => new Intl.NumberFormat(localeOf(language), { style: 'currency', currency }),
  ).format(amount);
}

/** A country's name (ISO 3166-1 alpha-2) in the language; an unknown code comes back as it is. */
export function countryName(language: Language, iso2: string): string {
  if (!/^[A-Za-z]{2}$/.test(iso2)) return iso2;
  return (
    once(
      `country ${language}`,
      Intl.DisplayNames,
      () => new Intl.DisplayNames(localeOf(language), { type: 'region' }),
    ).of(iso2.toUpperCase()) ?? iso2
  );
}

/** A language's name (BCP 47, `es-MX`) in the reader's language; an unknown tag comes back as it is. */
export function languageName(language: Language, tag: string): string {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(tag)) return tag;
  return (
    once(
      `language ${language}`,
      Intl.DisplayNames,
      () => new Intl.DisplayNames(localeOf(language), { type: 'language' }),
    ).of(tag) ?? tag
  );
}

/** The languages in which Alta speaks; every text exists in each of them. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language used when a person's own is not known or not spoken. */
export const DEFAULT_LANGUAGE: Language = 'en';

/**
 * The spoken language nearest to a BCP 47 tag such as `es-MX`; undefined when there is none,
 * so that a caller can go on to its next source (saved choice, activity, default).
 */
export function languageOf(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', es: 'es-ES' };

/** The locale sent to Partner Center as `X-Locale` and used by Intl for dates, numbers and money. */
export function localeOf(language: Language): string {
  return LOCALES[language];
}

import { createInstance } from 'i18next';
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../language';
import { formatNumber } from './format';
import en from './texts/en.json';
import es from './texts/es.json';
import reasonsEn from './texts/reasons.en.json';
import reasonsEs from './texts/reasons.es.json';

/** The values of a text's `{{places}}`; numbers are written with the language's separators. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * A text of ours in one language. Where the text has plural forms (`_one`, `_other`), the number
 * `count` picks one. Outside production an unknown key or a missing parameter is a `TextError`.
 */
export type Texts = (key: string, params?: TextParams) => string;

/** A text that does not exist, or that was asked for without one of its parameters. */
export class TextError extends Error {
  constructor(
    readonly code: 'texts.unknownKey' | 'texts.missingParameter',
    readonly key: string,
  ) {
    super(`${code}: ${key}`);
    this.name = 'TextError';
  }
}

/** What a person sees in production instead of the key of a text that no language has. */
const NO_TEXT = '…';

const isStrict = process.env['NODE_ENV'] !== 'production';

// All words are final: nothing is escaped (cards would show `&amp;`), and what stands in a parameter
// is never read as a template of i18next's (`nest: false`, `skipOnVariables`).
const i18n = createInstance({
  initAsync: false,
  fallbackLng: isStrict ? false : DEFAULT_LANGUAGE,
  supportedLngs: [...LANGUAGES],
  resources: {
    en: { translation: { ...en, reasons: reasonsEn } },
    es: { translation: { ...es, reasons: reasonsEs } },
  },
  nsSeparator: false,
  returnNull: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
  parseMissingKeyHandler: (key) => {
    if (isStrict) throw new TextError('texts.unknownKey', key);
    return NO_TEXT;
  },
  missingInterpolationHandler: (text: string) => {
    if (isStrict) throw new TextError('texts.missingParameter', text);
    return '';
  },
});
void i18n.init();

const textsByLanguage: Readonly<Record<Language, Texts>> = {
  en: makeTexts('en'),
  es: makeTexts('es'),
};

function makeTexts(language: Language): Texts {
  const translate = i18n.getFixedT(language);
  // A card asks for dozens of texts that never change: they are looked up once.
  const fixed = new Map<string, string>();
  return (key, params) => {
    if (params === undefined) {
      const known = fixed.get(key);
      if (known !== undefined) return known;
      const text = translate(key, { replace: {}, nest: false });
      fixed.set(key, text);
      return text;
    }
    const { count } = params;
    return translate(key, {
      // Apart from i18next's own options, so that no parameter's name can be one of them.
      replace: written(language, params),
      nest: false,
      ...(typeof count === 'number' && { count }),
    });
  };
}

function written(language: Language, params: TextParams): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? formatNumber(language, value) : value,
    ]),
  );
}

/** The texts of a language. */
export function textsFor(language: Language): Texts {
  return textsByLanguage[language];
}

/** Adds words of a section that is not among the product's own; those that exist are left as they are. */
export function addTexts(language: Language, texts: Readonly<Record<string, unknown>>): void {
  i18n.addResourceBundle(language, 'translation', texts, true, false);
}

/** Does the language itself have this text (a plural form counts)? */
export function hasText(language: Language, key: string): boolean {
  return (
    i18n.exists(key, { lng: language, fallbackLng: [] }) ||
    i18n.exists(key, { lng: language, fallbackLng: [], count: 1 })
  );
}

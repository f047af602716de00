import { formatMoney } from '../../src/cards/format';
import { hasText } from '../../src/cards/texts';
import en from '../../src/cards/texts/en.json';
import es from '../../src/cards/texts/es.json';
import reasonsEn from '../../src/cards/texts/reasons.en.json';
import reasonsEs from '../../src/cards/texts/reasons.es.json';

/** Every key of a file of texts, with its text. */
function textsIn(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => {
    const key = path === '' ? name : `${path}.${name}`;
    return typeof value === 'object' && value !== null
      ? textsIn(value, key)
      : [[key, String(value)] as [string, string]];
  });
}

const ENGLISH = new Map([...textsIn(en), ...textsIn({ reasons: reasonsEn })]);
const SPANISH = new Map([...textsIn(es), ...textsIn({ reasons: reasonsEs })]);

/** Spanish has a plural form more (`_many`), and no key may be missing otherwise. */
const stem = (key: string) => key.replace(/_(one|other|many)$/, '');

test('each language has every text of the other', () => {
  const english = new Set([...ENGLISH.keys()].map(stem));
  const spanish = new Set([...SPANISH.keys()].map(stem));
  expect([...english].filter((key) => !spanish.has(key))).toEqual([]);
  expect([...spanish].filter((key) => !english.has(key))).toEqual([]);
  expect(hasText('es', 'button.submit')).toBe(true);
  expect(hasText('es', 'button.nothing')).toBe(false);
});

test('a text has the same places in both languages', () => {
  const places = (text: string) => [...new Set(text.match(/{{\w+}}/g))].sort();
  const different = [...ENGLISH].flatMap(([key, text]) => {
    const other = SPANISH.get(key);
    if (other === undefined) return [];
    return places(text).join() === places(other).join() ? [] : [key];
  });
  expect(different).toEqual([]);
});

test.each([
  ['en', 1234.5, 'EUR', /^€1,234\.50$/],
  ['es', 1234.5, 'EUR', /^1234,50\s€$/],
  ['en', 1200, 'JPY', /^¥1,200$/],
] as const)('money in %s', (language, amount, currency, expected) => {
  expect(formatMoney(language, amount, currency)).toMatch(expected);
});

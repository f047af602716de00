import { createTextIndex, pageOf } from '../../src/services/textIndex';

const NAMES = [
  'Adventure Works',
  'Contoso Ltd',
  'Peña Informática',
  'Łódź Cloud Straße',
  'Work Adventures',
  'Microsoft 365 Business Premium',
  'Northwind 4847383',
];
const index = createTextIndex(NAMES, (name) => name);
const found = (words: string): readonly string[] => index.search(words, 1, 10).items;

test.each<[string, string, readonly string[]]>([
  ['nothing: all, in the given order', ' ', NAMES],
  ['punctuation alone', '...', []],
  ['a whole word before its beginning', 'work', ['Work Adventures', 'Adventure Works']],
  ['the beginning of a word', 'infor', ['Peña Informática']],
  ['a part within a word', 'mium', ['Microsoft 365 Business Premium']],
  ['a part of a number', '4738', ['Northwind 4847383']],
  ['two letters within a word are too few', 'um', []],
  ['no accents', 'pena informatica', ['Peña Informática']],
  ['accents where there are none', 'Cóntoso', ['Contoso Ltd']],
  ['letters of other alphabets', 'lodz strasse', ['Łódź Cloud Straße']],
  ['a letter too few', 'contso', ['Contoso Ltd']],
  ['a letter too many', 'conttoso', ['Contoso Ltd']],
  ['a wrong letter', 'northwimd', ['Northwind 4847383']],
  ['two letters swapped', 'premuim', ['Microsoft 365 Business Premium']],
  ['a slip in the beginning of a word', 'mircos', ['Microsoft 365 Business Premium']],
  ['all words, in any order', 'premium microsoft', ['Microsoft 365 Business Premium']],
  ['a word that nobody has', 'contoso zzzz', []],
  ['two slips', 'cnotsoo', []],
])('%s', (_, words, names) => {
  expect(found(words)).toEqual(names);
});

test('a page beyond the end is the last, and what is not accepted does not count', () => {
  const page = index.search('', 9, 1, (name) => name.includes('Work'));
  expect(page).toEqual({ items: ['Work Adventures'], total: 2, pages: 2, page: 2 });
  expect(pageOf([], 1, 10)).toEqual({ items: [], total: 0, page: 1, pages: 1 });
});

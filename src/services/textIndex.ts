export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** Counted from 1; never beyond the last. */
  readonly page: number;
  readonly pages: number;
}

/** A page with nothing on it. */
export const EMPTY_PAGE: Page<never> = { items: [], total: 0, page: 1, pages: 1 };

/** Entries found by parts of words, without accents, with a typing slip. */
export interface TextIndex<T> {
  /** Entries that have every word typed; those that have it as a whole word or its beginning come first. */
  search(words: string, page: number, pageSize: number, accept?: (entry: T) => boolean): Page<T>;
}

/** How well a word fits what was typed, best last. */
const SLIP = 1;
const INSIDE = 2;
const BEGINNING = 3;
const WHOLE = 4;

/** Shorter parts stand inside nearly everything. */
const SHORTEST_INSIDE = 3;
/** Shorter words are one slip away from too many others. */
const SHORTEST_SLIP = 4;

/**
 * Builds an index over what `textOf` says; with no words, everything comes in the given order, which also
 * decides between entries that fit equally well. It is a list of the distinct words with the entries of
 * each: there are few of them beside the entries, so looking at every one is quick, and any part of a word
 * can be looked for.
 */
export function createTextIndex<T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
): TextIndex<T> {
  const places = new Map<string, number[]>();
  entries.forEach((entry, place) => {
    for (const word of new Set(wordsOf(textOf(entry)))) {
      const known = places.get(word);
      if (known === undefined) places.set(word, [place]);
      else known.push(place);
    }
  });

  /** The best fit of every entry for one word typed; 0 where there is none. */
  const fitsOf = (typed: string): Uint8Array => {
    const fits = new Uint8Array(entries.length);
    let found = false;
    for (const [word, where] of places) {
      const fit = fitOf(typed, word);
      if (fit === 0) continue;
      found = true;
      raise(fits, where, fit);
    }
    // A slip is suspected only in what stands nowhere.
    if (found || typed.length < SHORTEST_SLIP) return fits;
    for (const [word, where] of places) {
      if (beginsOneSlipAway(typed, word)) raise(fits, where, SLIP);
    }
    return fits;
  };

  const find = (words: string): readonly T[] => {
    const typed = wordsOf(words);
    if (typed.length === 0) return words.trim() === '' ? entries : [];
    const fits = typed.map(fitsOf);
    const found: { readonly entry: T; readonly score: number }[] = [];
    entries.forEach((entry, place) => {
      let score = 0;
      for (const fit of fits) {
        const own = fit[place] ?? 0;
        if (own === 0) return;
        score += own;
      }
      found.push({ entry, score });
    });
    // The sort is stable: equals stay in the given order.
    return found.sort((a, b) => b.score - a.score).map(({ entry }) => entry);
  };

  return {
    search(words, page, pageSize, accept) {
      const found = find(words);
      return pageOf(accept === undefined ? found : found.filter(accept), page, pageSize);
    },
  };
}

function raise(fits: Uint8Array, where: readonly number[], fit: number): void {
  for (const place of where) {
    if ((fits[place] ?? 0) < fit) fits[place] = fit;
  }
}

function fitOf(typed: string, word: string): number {
  const at = word.indexOf(typed);
  if (at === -1) return 0;
  if (at === 0) return word.length === typed.length ? WHOLE : BEGINNING;
  return typed.length >= SHORTEST_INSIDE ? INSIDE : 0;
}

/** Is it, but for one letter too many, too few, wrong or swapped with the next, how the word begins? */
function beginsOneSlipAway(typed: string, word: string): boolean {
  let at = 0;
  while (at < typed.length && typed[at] === word[at]) at += 1;
  const isRest = (ofTyped: number, ofWord: number): boolean =>
    word.startsWith(typed.slice(at + ofTyped), at + ofWord);
  return (
    isRest(1, 0) ||
    isRest(0, 1) ||
    isRest(1, 1) ||
    (typed[at] === word[at + 1] && typed[at + 1] === word[at] && isRest(2, 2))
  );
}

/** One page of a list; a page beyond the end is the last. */
export function pageOf<T>(all: readonly T[], page: number, pageSize: number): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / pageSize));
  const current = Math.min(Math.max(1, page), pages);
  return {
    items: all.slice((current - 1) * pageSize, current * pageSize),
    total: all.length,
    page: current,
    pages,
  };
}

/** Letters that are one of their own, and how they are typed without a key for them. */
const LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Words without accents and capitals. */
function wordsOf(text: string): readonly string[] {
  const bare = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[æøœßłđðþı]/g, (letter) => LETTERS[letter] ?? letter);
  return bare.match(/[\p{L}\p{N}]+/gu) ?? [];
}

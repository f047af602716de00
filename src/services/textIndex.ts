import MiniSearch from 'minisearch';

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
  search(words: string, page: number, pageSize: number): Page<T>;
}

const SLIP = 0.2;

/** Builds an index over what `textOf` says; with no words, everything comes in the given order. */
export function createTextIndex<T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
): TextIndex<T> {
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    processTerm: fold,
    searchOptions: {
      prefix: true,
      fuzzy: (term) => (term.length > 3 ? SLIP : 0),
      combineWith: 'AND',
    },
  });
  index.addAll(entries.map((entry, id) => ({ id, text: textOf(entry) })));
  return {
    search(words, page, pageSize) {
      const found =
        words.trim() === ''
          ? entries
          : index.search(words).flatMap(({ id }) => entries[id as number] ?? []);
      return pageOf(found, page, pageSize);
    },
  };
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

function fold(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

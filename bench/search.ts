import { performance } from 'node:perf_hooks';
import MiniSearch from 'minisearch';
import { DEFAULT_OPTIONS } from '../simulator/options';
import { World } from '../simulator/world';
import { createTextIndex } from '../src/services/textIndex';

/*
 * Searching 10,000 resellers and 5,000 SKUs as people do: by the beginning of a word, by a part within
 * it, without its accents, with a typing slip. Side by side in one run: Alta's index, minisearch as it
 * comes, and a plain scan that matches the same way.
 *
 *   npm run bench:search [-- --json]
 */

const QUERIES = 400;
const WARM_UP = 50;
const SHORTEST_WORD = 5;

type Kind = 'beginning' | 'part' | 'accents' | 'slip';
const KINDS: readonly Kind[] = ['beginning', 'part', 'accents', 'slip'];

interface Query {
  readonly words: string;
  /** Place of the entry that is looked for. */
  readonly wanted: number;
}

interface Searcher {
  readonly name: string;
  /** Places of what is found, the best first. */
  search(words: string): readonly number[];
}

/** A generator of the same numbers at each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string[] =>
  text.split(/[^\p{L}\p{N}]+/u).filter((one) => one !== '');

function queriesOf(texts: readonly string[], kind: Kind): readonly Query[] {
  const random = randomFrom(7);
  const pick = (below: number): number => Math.floor(random() * below);
  const queries: Query[] = [];
  for (let tries = 0; queries.length < QUERIES && tries < 1_000_000; tries += 1) {
    const wanted = pick(texts.length);
    const words = wordsOf(texts[wanted] ?? '');
    const word = words[pick(words.length)] ?? '';
    if (word.length < SHORTEST_WORD || /\d/.test(word)) continue;
    if (kind === 'accents' && fold(word) === word.toLowerCase()) continue;
    queries.push({ wanted, words: typed(word, kind, pick) });
  }
  return queries;
}

function typed(word: string, kind: Kind, pick: (below: number) => number): string {
  switch (kind) {
    case 'beginning':
      return word.slice(0, 4);
    case 'part':
      return word.slice(1, 5);
    case 'accents':
      return fold(word);
    case 'slip': {
      const at = 1 + pick(word.length - 2);
      return `${word.slice(0, at)}${word.slice(at + 1)}`;
    }
  }
}

function alta(texts: readonly string[]): Searcher {
  const entries = texts.map((text, place) => ({ text, place }));
  const index = createTextIndex(entries, ({ text }) => text);
  return {
    name: 'Alta',
    search: (words) => index.search(words, 1, texts.length).items.map(({ place }) => place),
  };
}

function miniSearch(texts: readonly string[]): Searcher {
  const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return {
    name: 'minisearch as it comes',
    search: (words) => index.search(words).map(({ id }) => Number(id)),
  };
}

/** Every word of every text against every word typed: parts of words, or one slip away from a word. */
function scan(texts: readonly string[]): Searcher {
  const folded = texts.map((text) => ({ whole: fold(text), words: wordsOf(fold(text)) }));
  return {
    name: 'plain scan',
    search(words) {
      const wanted = wordsOf(fold(words));
      return folded.flatMap(({ whole, words: ofText }, place) =>
        wanted.every(
          (one) => whole.includes(one) || ofText.some((other) => isOneSlipAway(one, other)),
        )
          ? [place]
          : [],
      );
    },
  };
}

function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end += 1;
  }
  return Math.max(a.length, b.length) - start - end <= 1;
}

interface Measured {
  readonly over: string;
  readonly kind: Kind;
  readonly searcher: string;
  readonly p50: number;
  readonly p99: number;
  /** Share of the entries looked for that were found. */
  readonly found: number;
}

function measure(
  over: string,
  searcher: Searcher,
  kind: Kind,
  queries: readonly Query[],
): Measured {
  for (const { words } of queries.slice(0, WARM_UP)) searcher.search(words);
  const times: number[] = [];
  let found = 0;
  for (const { words, wanted } of queries) {
    const begun = performance.now();
    const places = searcher.search(words);
    times.push(performance.now() - begun);
    if (places.includes(wanted)) found += 1;
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return {
    over,
    kind,
    searcher: searcher.name,
    p50: at(0.5),
    p99: at(0.99),
    found: found / queries.length,
  };
}

function main(): void {
  const world = new World(DEFAULT_OPTIONS);
  const texts = {
    resellers: world.resellers.all().map(({ name, mpnId }) => `${name} ${mpnId}`),
    SKUs: world.catalogue.products().flatMap(({ skus }) => skus.map(({ title }) => title)),
  };
  const measured: Measured[] = [];
  for (const [over, all] of Object.entries(texts)) {
    const begun = performance.now();
    const own = alta(all);
    const builtMs = performance.now() - begun;
    process.stderr.write(`${all.length} ${over}, Alta's index built in ${builtMs.toFixed(0)} ms\n`);
    for (const kind of KINDS) {
      const queries = queriesOf(all, kind);
      if (queries.length === 0) continue;
      for (const searcher of [own, miniSearch(all), scan(all)]) {
        measured.push(measure(over, searcher, kind, queries));
      }
    }
  }
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    return;
  }
  const rows = measured.map(({ over, kind, searcher, p50, p99, found }) => ({
    over,
    kind,
    searcher,
    'p50 ms': p50.toFixed(2),
    'p99 ms': p99.toFixed(2),
    found: `${(100 * found).toFixed(0)} %`,
  }));
  console.table(rows);
}

main();

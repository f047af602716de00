import { createHash } from 'node:crypto';

/** A source of numbers in [0, 1) that repeats itself exactly for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One entry of a list, by a seeded source. */
export function pick<T>(random: () => number, list: readonly T[]): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('Cannot pick from an empty list.');
  return chosen;
}

/** A whole number that is always the same for the same text (FNV-1a, 32 bits). */
export function stableNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // The last bits of FNV follow the last character closely; mixing spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A GUID that is always the same for the same text. */
export function stableGuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A GUID drawn from a seeded source; much cheaper than `stableGuid` for thousands of them. */
export function drawnGuid(random: () => number): string {
  const part = (): string =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

const CATALOGUE_ALPHABET = '0123456789BCDFGHJKLMNPQRSTVWXZ';

/** Four characters as in catalogue ids, always the same for the same text. */
export function stableCode(text: string): string {
  let value = stableNumber(text);
  let code = '';
  for (let index = 0; index < 4; index += 1) {
    code += CATALOGUE_ALPHABET.charAt(value % CATALOGUE_ALPHABET.length);
    value = Math.floor(value / CATALOGUE_ALPHABET.length);
  }
  return code;
}

/** Longest text from a person or from Partner Center that a card shows. */
const MOST_CHARACTERS = 2_000;

/** Text from elsewhere without control characters and direction overrides, and not endless. */
export function harmless(text: string): string {
  return text
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu, ' ')
    .slice(0, MOST_CHARACTERS);
}

/**
 * The same for slots that clients may read as Markdown (labels, choice titles): a word joiner (U+2060)
 * behind each active character keeps the look and takes the effect.
 */
export function withoutMarkdown(text: string): string {
  return harmless(text).replace(/[*_[\]()`~#>]/g, (active) => `${active}\u2060`);
}

/** Longest text from a person or from Partner Center that a card shows. */
const MOST_CHARACTERS = 2_000;

/** Text from elsewhere without control characters and direction overrides, and not endless. */
export function harmless(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu, ' ')
      // Clients put a date in its place, in every slot.
      .replace(/\{\{(?=DATE|TIME)/g, '{\u2060{')
      .slice(0, MOST_CHARACTERS)
  );
}

/** Characters of Markdown that nothing switches off, and what looks like them. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '*': '\u2217',
  '`': '\u02cb',
  '~': '\u223c',
};

/**
 * The same for slots that clients read as Markdown with HTML in it: whatever could become a format, a
 * link, an image or a list stays text. A word joiner (U+2060) keeps the look and takes the effect of most
 * characters; those of which CommonMark takes no notice of it are replaced by lookalikes. Only for text
 * that is not harmless yet: it would take its own marks out.
 */
export function withoutMarkdown(text: string): string {
  const inert = harmless(text)
    .trimStart()
    // An asterisk at the end, behind a blank, marks what is required and can't begin or end anything.
    .replace(/(?<!\s)\*|\*(?!$)|[`~]/g, (active) => LOOKALIKES[active] ?? '')
    .replace(/[_[\]<\\]/g, '$&\u2060')
    // Entities, addresses that clients make links of by themselves, and dashes and signs likewise.
    .replace(
      /[&:@](?=[^\s\d\u2060])|\.(?=[\p{L}.])|\/(?=\/)|[+-](?=-)|\((?=(?:c|r|p|tm)\))/giu,
      '$&\u2060',
    );
  return /^(?:[#>+=-]|\d+[.)])/.test(inert) ? `\u2060${inert}` : inert;
}

/** Longest prefix that Partner Center's own clients take (facts, 3.1). */
const LONGEST_PREFIX = 27;

/** Legal forms at the end of a name; they make a domain longer and no clearer. */
const TRAILING_FORMS =
  /(?:[\s,]+(?:llc|inc|ltd|limited|gmbh|corp|corporation|company|co|plc|sa|sas|sl|slu|srl|sarl|spa|bv|nv|ag|kg|oy|ab|as|aps|ltda|pty|pvt))+$/u;

/** The part before `.onmicrosoft.com` that a company's name suggests; '' where it has no Latin letters. */
export function proposePrefix(companyName: string): string {
  const plain = companyName
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/ł/g, 'l');
  const named = plain.replace(/\./g, '').replace(TRAILING_FORMS, '');
  return bare(named).slice(0, LONGEST_PREFIX);
}

/** The prefix, in small letters, where somebody types all of the initial domain. */
export function withoutSuffix(typed: string, suffix: string): string {
  const domain = typed.toLowerCase();
  return domain.endsWith(suffix) ? domain.slice(0, -suffix.length) : domain;
}

/**
 * Prefixes near one that is taken, likeliest first. Whether one is free is for Partner Center to say.
 */
export function alternativesTo(prefix: string, companyName: string, country: string): string[] {
  const name = proposePrefix(companyName);
  const region = country.toLowerCase();
  const candidates = [
    name,
    withEnd(prefix, region),
    withEnd(prefix, 'group'),
    withEnd(name, region),
    `my${prefix}`,
    `${region}${prefix}`,
    withEnd(prefix, '1'),
    `go${name}`,
  ];
  const fitting = candidates
    .map((one) => one.slice(0, LONGEST_PREFIX))
    .filter((one) => one.length > 2 && one !== prefix);
  return [...new Set(fitting)];
}

function withEnd(prefix: string, end: string): string {
  return prefix === '' ? '' : `${prefix.slice(0, LONGEST_PREFIX - end.length)}${end}`;
}

function bare(text: string): string {
  return text.replace(/[^a-z0-9]/g, '');
}

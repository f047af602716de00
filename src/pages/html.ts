/** Markup that may stand in a page as it is: made by `html` alone. */
export class Html {
  constructor(readonly markup: string) {}
}

/**
 * A template literal that makes markup: every value in it is escaped, unless it is markup itself; lists
 * are joined; undefined and false leave nothing.
 *
 *     html`<p>${texts('page.lead')}</p>`
 */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = pieces.map((piece, at) => piece + (at < values.length ? markupOf(values[at]) : ''));
  return new Html(parts.join(''));
}

type Value = Html | string | number | false | undefined | readonly Value[];

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(markupOf).join('');
  return String(value).replace(/[&<>"']/g, (active) => ENTITIES[active] ?? active);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

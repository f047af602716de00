/** Markup that is safe to put into a page: escaped text, or what a template of ours made. */
export class Html {
  constructor(readonly text: string) {}
}

/** A template literal whose values are escaped, unless they are markup themselves; lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const pieces = strings.map(
    (literal, index) => literal + (index < values.length ? rendered(values[index]) : ''),
  );
  return new Html(pieces.join(''));
}

function rendered(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(rendered).join('');
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); --accent: light-dark(#0b5cad, #7ab8ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem 1.25rem 4rem; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#fbfbfc, #16181d); color: light-dark(#1d2026, #e6e8ec); }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 .75rem; } a { color: var(--accent); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { background: var(--soft); font-weight: 600; white-space: nowrap; } tr:last-child td { border-bottom: 0; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
button { font: inherit; padding: .3rem .9rem; border-radius: 6px; border: 1px solid var(--accent); background: transparent; color: var(--accent); cursor: pointer; }
button.main { background: var(--accent); color: light-dark(#fff, #10131a); }
form { display: inline; } .quiet { opacity: .7; } .paper { max-width: 42rem; margin: 0 auto; }
`;

/** A whole page with the simulator's one stylesheet. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
}

/** A table, or a line saying that there is nothing to show. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly unknown[])[],
  whenEmpty: string,
): Html {
  if (rows.length === 0) return html`<p class="quiet">${whenEmpty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${headings[0] ?? ''}">
    <table>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A time of day for tables, in UTC. */
export function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
}

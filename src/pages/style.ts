/** The one style sheet of the pages: it stands in each of them, and their policy names its hash. */
export const STYLE = `
:root { color-scheme: light dark;
  --ink: light-dark(#1b1f24, #e7eaee); --paper: light-dark(#ffffff, #1d2127);
  --ground: light-dark(#f2f4f7, #14171b); --quiet: light-dark(#57606a, #a0a8b3);
  --line: light-dark(#d5dae0, #363c45); --accent: light-dark(#0b5cad, #7ab8ff);
  --on-accent: light-dark(#ffffff, #10131a); --warn: light-dark(#8a4600, #ffb86b); }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 "Segoe UI", system-ui, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: 1.5rem 2rem 2rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 10px; }
main.wide { max-width: 76rem; }
.brand { margin: 0; color: var(--quiet); font-size: .85rem; letter-spacing: .06em; }
h1 { margin: .1rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
p { margin: .5rem 0 1rem; }
.quiet { color: var(--quiet); font-size: .9rem; }
a { color: var(--accent); }
form { margin: 1.25rem 0 0; }
button, a.button { display: inline-block; padding: .55rem 1.25rem; border: 1px solid var(--accent);
  border-radius: 6px; background: var(--accent); color: var(--on-accent); font: inherit;
  font-weight: 600; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { margin: 1rem 0; } dt { color: var(--quiet); font-size: .9rem; } dd { margin: 0 0 .9rem; }
.secret { display: inline-block; margin-top: .2rem; padding: .45rem .8rem; border: 1px dashed var(--quiet);
  border-radius: 6px; font: 600 1.25rem ui-monospace, Consolas, monospace; overflow-wrap: anywhere;
  user-select: all; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; list-style: none; }
.tiles li { min-width: 8.5rem; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: 8px; }
.tiles strong { display: block; font-size: 1.5rem; line-height: 1.2; }
.tiles .alert { border-color: var(--warn); } .tiles .alert strong { color: var(--warn); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .45rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td:not(.prose) { white-space: nowrap; }
td code { display: inline-block; min-width: 24ch; white-space: normal; }
code { font: .85em ui-monospace, Consolas, monospace; user-select: all; overflow-wrap: anywhere; }
`;

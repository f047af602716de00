import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** What a build reads. */
const COPIED = [
  'src',
  'simulator',
  'bench',
  'webchat',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** A block of a page that says what to write into which file. */
interface Change {
  readonly kind: string;
  readonly file: string;
  readonly text: string;
}

/** The blocks of docs/<page> that name a file, in order. */
function changesOf(page: string): readonly Change[] {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(ts|diff) (\S+)\n(.*?)^```$/gms)].map(
    ([, kind = '', file = '', body = '']) => ({ kind, file, text: body }),
  );
}

/** A copy of the sources with everything written that the pages ask for. */
export function applyPages(pages: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'alta-walkthrough-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const change of pages.flatMap(changesOf)) {
    const path = join(folder, change.file);
    mkdirSync(dirname(path), { recursive: true });
    const written =
      change.kind === 'diff' ? patched(readFileSync(path, 'utf8'), change) : change.text;
    writeFileSync(path, written);
  }
  return folder;
}

/** The lines that a block shows as they are must stand in the file exactly once. */
function patched(before: string, { file, text }: Change): string {
  const lines = text.split('\n').slice(0, -1);
  const part = (without: string): string =>
    lines
      .filter((line) => !line.startsWith(without))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const old = part('+');
  if (before.split(old).length !== 2) {
    throw new Error(`${file} does not have exactly one place like this:\n${old}`);
  }
  return before.replace(old, () => part('-'));
}

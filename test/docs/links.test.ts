import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const IGNORED = new Set([
  'node_modules',
  'dist',
  'package',
  'pictures',
  'test-output',
  '.git',
  '.data',
]);

function pagesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return IGNORED.has(entry.name) && folder === ROOT ? [] : pagesUnder(path);
    }
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A heading's anchor as GitHub makes it. */
function anchorsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pagesUnder(ROOT).map((page) => relative(ROOT, page)))(
  '%s: its links lead somewhere',
  (name) => {
    const page = join(ROOT, name);
    const text = readFileSync(page, 'utf8').replace(/^```.*?^```$/gms, '');
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        if (!existsSync(file)) return true;
        return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
      });
    expect(broken).toEqual([]);
  },
);

test('every command that a page names is a script of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = pagesUnder(ROOT).flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/npm run ([a-zA-Z:-]+[a-zA-Z])/g)].map(
      ([, script = '']) => script,
    ),
  );
  expect([...new Set(named)].filter((script) => !(script in scripts))).toEqual([]);
});

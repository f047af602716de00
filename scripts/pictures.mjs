/**
 * Takes a picture of every card anew, as a clerk sees it, and keeps them in docs/pictures: the browser runs
 * leave theirs in pictures/<run>/, this copies them over. Needs a Chromium, as those runs do.
 *
 *   npm run pictures
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const taken = join(root, 'pictures');
const kept = join(root, 'docs', 'pictures');

/** Every suite that takes pictures has a folder of its own under pictures/. */
const SUITES = [
  'test/e2e/addCustomer',
  'test/e2e/playground',
  'test/e2e/password',
  'test/pages/admin',
];

rmSync(taken, { recursive: true, force: true });
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, ...SUITES], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PICTURES: 'on' },
});
if (status !== 0) {
  process.stderr.write('A run did not end well; docs/pictures stays as it was.\n');
  process.exit(1);
}
if (!existsSync(taken)) {
  process.stderr.write('No run took a picture: is a Chromium installed?\n');
  process.exit(1);
}
rmSync(kept, { recursive: true, force: true });
cpSync(taken, kept, { recursive: true });
const runs = readdirSync(kept);
process.stdout.write(`docs/pictures: ${runs.join(', ')}\n`);

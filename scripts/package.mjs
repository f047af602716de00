/**
 * The production artefact: package/, with what runs and nothing else. It is started in an empty folder by
 *   npm ci --omit=dev && npm start
 *
 *   npm run package [-- --with-modules] [--to <folder>]    with the production dependencies as well; elsewhere
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './dist.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { 'with-modules': { type: 'boolean' }, to: { type: 'string' } },
});
const target = resolve(values.to ?? join(root, 'package'));
/** Of dist/: the simulator and the benchmarks stay at home. */
const LEFT_OUT = ['simulator', 'bench'];
const FILES = [
  'package-lock.json',
  '.env.example',
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'scripts/partnerConsent.mjs',
];

if (!build({ checkTypes: true })) process.exit(1);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const dist = join(root, 'dist');
cpSync(dist, join(target, 'dist'), {
  recursive: true,
  filter: (file) => !LEFT_OUT.includes(relative(dist, file).split(sep)[0]),
});
for (const name of FILES) cpSync(join(root, name), join(target, name));
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
if (values['with-modules']) install();
process.stdout.write(`Ready: ${target}\n`);

/** The lock file is checked against the dependencies, so both kinds stay; of the scripts those that need no tools do. */
function manifest() {
  const { scripts, ...rest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = Object.entries(scripts).filter(([, command]) =>
    /^node (dist\/src\/\w+\.js|scripts\/partnerConsent\.mjs)$/.test(command),
  );
  return { ...rest, scripts: Object.fromEntries(kept) };
}

function install() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: target,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

/**
 * Makes an empty embedded database that has all tables, and says where it lies. Making one takes ten
 * seconds of processor time; each product that a test starts begins with a copy of this one instead.
 */
const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} = require('node:fs');
const { dirname, join } = require('node:path');

const ROOT = join(__dirname, '..');
const MIGRATIONS = join(ROOT, 'dist', 'src', 'services', 'database', 'migrations');
const PGLITE = join(ROOT, 'node_modules', '@electric-sql', 'pglite', 'package.json');

/** Named after what goes into it: another release or another table is another folder. */
function nameOf() {
  const migrations = readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'));
  const hash = createHash('sha256').update(JSON.parse(readFileSync(PGLITE, 'utf8')).version);
  for (const name of migrations.sort()) hash.update(readFileSync(join(MIGRATIONS, name)));
  return `database-${hash.digest('hex').slice(0, 16)}`;
}

async function make(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  const { openDatabase } = require('../dist/src/services/database/connection.js');
  await (await openDatabase({ dataDir: made })).close();
  try {
    renameSync(join(made, 'database'), folder);
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

async function main() {
  const folder = join(ROOT, 'node_modules', '.cache', 'alta', nameOf());
  if (!existsSync(folder)) await make(folder);
  process.stdout.write(folder);
}

void main();

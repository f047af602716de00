/**
 * dist/: the compiled sources, the migrations, and the web chat page with Web Chat's bundle beside it,
 * so that a deployed package needs nothing but dist/ and its production dependencies.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

/** Written last, with the hash of what was built: a build that was cut short has none. */
const STAMP = '.built';

/** Of the 3.9 MB bundle, 9 makes 0.71 MB in 0.5 s; 11, the most there is, 0.64 MB in 7 s. */
const BROTLI_QUALITY = 9;

/** Folders and files that a build depends on; the lock file stands for the packages. */
const ROOMS = ['src', 'simulator', 'bench'];
const FOLDERS = [...ROOMS, 'webchat'];
const FILES = ['scripts/dist.mjs', 'tsconfig.json', 'package-lock.json'];

/** Is there a finished build, of whatever sources? */
export function hasBuild() {
  return existsSync(join(dist, STAMP));
}

/** Is dist/ the finished build of exactly these sources? Contents count, not times. */
export function isBuilt() {
  return hasBuild() && readFileSync(join(dist, STAMP), 'utf8').trim() === hashOfInputs();
}

/** Are the sources here, and the packages that a build needs? A deployed package has neither. */
export function canBuild() {
  return (
    existsSync(join(root, 'src')) && isInstalled('@swc/core') && isInstalled('botframework-webchat')
  );
}

function isInstalled(name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Builds dist/. Returns false where the sources don't compile: the compiler's words are printed then, and
 * the files of the build before stay. `checkTypes: false` looks at the syntax alone.
 */
export function build({ checkTypes }) {
  const started = Date.now();
  process.stdout.write('Building Alta into dist/ ... ');
  // Taken before the compiler reads, so that what is edited meanwhile is built the next time.
  const hash = hashOfInputs();
  rmSync(join(dist, STAMP), { force: true });
  const compiled = compile(checkTypes);
  if (compiled === undefined) return false;
  const copied = [
    ...copyFolder(join('src', 'services', 'database', 'migrations')),
    ...copyFolder('webchat'),
    ...copyWebChatBundle(),
    ...compressPage(),
  ];
  // What is gone from the sources goes last: whatever runs from dist/ meanwhile finds its files.
  removeAllBut(new Set([...compiled, ...copied]));
  writeFileSync(join(dist, STAMP), `${hash}\n`);
  process.stdout.write(`done in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
  return true;
}

/*
 * Each of these writes a part of dist/ and returns its files relative to it (Windows may write the same
 * full path in two ways).
 */

/** Types are the compiler's own matter; what runs is made by swc, which takes one second instead of twelve. */
function compile(checkTypes) {
  if (checkTypes && !typesHold()) return undefined;
  const files = ROOMS.flatMap((name) => filesUnder(join(root, name)));
  try {
    return files.flatMap((file) => {
      const name = relative(root, file);
      if (name.endsWith('.ts')) return emit(file, name.replace(/\.ts$/, '.js'));
      if (name.endsWith('.json')) return copyFile(file, name);
      return [];
    });
  } catch (error) {
    process.stdout.write(`the sources don't compile.\n${error.message}\n`);
    return undefined;
  }
}

function typesHold() {
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const flags = ['--noEmit', '-p', root];
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...flags], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) process.stdout.write(`the types don't hold.\n${stdout}`);
  return status === 0;
}

function emit(file, name) {
  // Not among the packages of a deployment, which has nothing to build.
  const { transformFileSync } = require('@swc/core');
  const { code, map } = transformFileSync(file, {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    // A package that is a module only is loaded by a real import().
    module: { type: 'commonjs', ignoreDynamic: true },
    sourceMaps: true,
    sourceFileName: relative(dirname(join(dist, name)), file)
      .split(sep)
      .join('/'),
  });
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  writeFileSync(join(dist, name), `${code}\n//# sourceMappingURL=${basename(name)}.map\n`);
  writeFileSync(join(dist, `${name}.map`), map);
  return [name, `${name}.map`];
}

function copyFile(file, name) {
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  cpSync(file, join(dist, name));
  return [name];
}

function copyFolder(name) {
  cpSync(join(root, name), join(dist, name), { recursive: true });
  return filesUnder(join(root, name)).map((file) => relative(root, file));
}

/** The package exports its module alone; the bundle for pages lies in its dist/, with its licences. */
function copyWebChatBundle() {
  const bundles = resolve(dirname(require.resolve('botframework-webchat')), '..', 'dist');
  return ['webchat.js', 'webchat.js.LICENSE.txt'].map((name) => {
    cpSync(join(bundles, name), join(dist, 'webchat', name));
    return join('webchat', name);
  });
}

/** What the page loads, as it goes over the wire: half a second here instead of at each start. */
function compressPage() {
  const folder = join(dist, 'webchat');
  return readdirSync(folder)
    .filter((name) => /\.(js|css|svg)$/.test(name))
    .flatMap((name) => {
      const body = readFileSync(join(folder, name));
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      };
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(body, { params }));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(body, { level: 9 }));
      return [`${name}.br`, `${name}.gz`].map((one) => join('webchat', one));
    });
}

function removeAllBut(kept) {
  for (const file of filesUnder(dist)) {
    if (!kept.has(relative(dist, file))) rmSync(file);
  }
}

function hashOfInputs() {
  const files = FOLDERS.map((name) => join(root, name))
    .filter((folder) => existsSync(folder))
    .flatMap(filesUnder)
    .concat(FILES.map((name) => join(root, name)));
  const lines = files.map((file) => {
    const content = createHash('sha256').update(readFileSync(file)).digest('hex');
    return `${relative(root, file).split(sep).join('/')} ${content}`;
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Does it start on this Node.js? Starts the built product in development on free ports and an empty data
 * folder, asks for its page, and stops it. It has 20 seconds to answer; ALTA_START_LIMIT_S says otherwise on
 * a machine that is slower or busy.
 *
 *   npm run start:check
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** No longer is waited for an answer, however late. */
const GIVES_UP_MS = 120_000;
const limitSeconds = Number(process.env.ALTA_START_LIMIT_S || 20);
if (!(limitSeconds > 0)) {
  process.stderr.write('ALTA_START_LIMIT_S must be a number of seconds.\n');
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dataDir = mkdtempSync(join(tmpdir(), 'alta-start-'));
const port = await freePort();
const child = spawn(process.execPath, [join(root, 'dist', 'src', 'index.js')], {
  env: {
    PATH: process.env.PATH,
    PORT: String(port),
    SIMULATOR_PORT: String(await freePort()),
    DATA_DIR: dataDir,
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const exited = new Promise((done) => child.once('exit', done));
const started = Date.now();
let answered = false;
while (!answered && child.exitCode === null && Date.now() - started < GIVES_UP_MS) {
  await delay(100);
  answered = await fetch(`http://127.0.0.1:${port}/`).then(
    (answer) => answer.ok,
    () => false,
  );
}
const seconds = (Date.now() - started) / 1_000;
child.kill('SIGTERM');
const code = await exited;
rmSync(dataDir, { recursive: true, force: true });
const isFine = answered && seconds <= limitSeconds && code === 0;
const took = answered ? `answered after ${seconds.toFixed(1)} s` : 'no answer';
process.stdout.write(
  `Node ${process.version}: ${took} (limit ${limitSeconds} s), ended with ${code}.\n`,
);
process.exitCode = isFine ? 0 : 1;

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

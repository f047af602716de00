/**
 * Does it start on this Node.js? Starts the built product in development on free ports and an empty data
 * folder, asks for its page, and stops it.
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

const LIMIT_MS = 60_000;
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
while (!answered && child.exitCode === null && Date.now() - started < LIMIT_MS) {
  await delay(100);
  answered = await fetch(`http://127.0.0.1:${port}/`).then(
    (answer) => answer.ok,
    () => false,
  );
}
const seconds = ((Date.now() - started) / 1_000).toFixed(1);
child.kill('SIGTERM');
const code = await exited;
rmSync(dataDir, { recursive: true, force: true });
const isFine = answered && code === 0;
process.stdout.write(
  `Node ${process.version}: ${answered ? `answered after ${seconds} s` : 'no answer'}, ended with ${code}.\n`,
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

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../freePort';

/** What `npm run playground` runs. */
const SCRIPT = join(__dirname, '../../scripts/playground.mjs');
const START_LIMIT_MS = 60_000;

/** The Agents Playground in front of a bot, as one of its channels. */
export interface Playground {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it without a browser and without telemetry, and waits until it answers. */
export async function startPlayground(
  botUrl: string,
  channel: 'msteams' | 'emulator' | 'webchat' | 'directline',
): Promise<Playground> {
  const port = await freePort();
  const args = ['-e', `${botUrl}/api/messages`, '-c', channel, '-p', String(port)];
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: mkdtempSync(join(tmpdir(), 'playground-')),
    env: { PATH: process.env['PATH'] ?? '', TEAMSAPPTESTER_BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (const started = Date.now(); Date.now() - started < START_LIMIT_MS;) {
    if (await answersPing(url)) return { url, stop };
    await delay(200);
  }
  await stop();
  throw new Error(`The Playground did not start:\n${Buffer.concat(said).toString('utf8')}`);
}

async function answersPing(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_debug/ping`, { signal: AbortSignal.timeout(1_000) });
    return response.ok;
  } catch {
    return false;
  }
}

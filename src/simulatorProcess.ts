import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The Partner Center stand-in that development brings up beside the bot. */
export interface SimulatorProcess {
  readonly url: string;
  stop(): void;
}

/** It did not come up: its port is taken, or it was not built. */
export class SimulatorError extends Error {
  readonly code = 'simulator.notStarted';
  constructor(readonly port: number) {
    super(`The simulator did not come up on port ${port}`);
    this.name = 'SimulatorError';
  }
}

const START_LIMIT_MS = 15_000;
const POLL_MS = 50;

/**
 * Starts `dist/simulator/main.js` as a process of its own. It ends with this one, whatever ends it: the
 * pipe to its standard input closes. One that runs on the port already is used as it is.
 */
export async function startSimulatorProcess(port: number): Promise<SimulatorProcess> {
  const url = `http://127.0.0.1:${port}`;
  if (await answers(url)) return { url, stop: () => undefined };
  const script = join(__dirname, '..', 'simulator', 'main.js');
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, SIMULATOR_PORT: String(port), SIMULATOR_PARENT: 'watch' },
  });
  const started = Date.now();
  while (child.exitCode === null && Date.now() - started < START_LIMIT_MS) {
    if (await answers(url)) return { url, stop: () => child.kill() };
    await delay(POLL_MS);
  }
  child.kill();
  throw new SimulatorError(port);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_simulator/state`, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

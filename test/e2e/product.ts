import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newDataDir } from '../dataDir';
import { freePort } from '../freePort';

const ROOT = join(__dirname, '..', '..');
const START_LIMIT_MS = 90_000;

/** The built product as `npm start` runs it, on ports and a data folder of its own. */
export interface Product {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Asks what was loaded by `preload`, and gives its answer. */
  ask(message: object): Promise<unknown>;
  /** Everything it wrote to stdout and stderr so far. */
  output(): string;
  /** As a power cut would: SIGKILL, and it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
}

export interface ProductOptions {
  /** Absent: a new one, with a database in it that is empty but for its tables. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it was built; the default is this repository. */
  readonly folder?: string;
  readonly ports?: { readonly bot: number; readonly simulator: number };
  /** A script that the process loads first, and that this one can talk to. */
  readonly preload?: string;
}

/** Starts it and waits until it answers. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const product = await spawnProduct(options);
  const started = Date.now();
  while (Date.now() - started < START_LIMIT_MS) {
    if (await answers(`${product.url}/readyz`)) return product;
    const code = await Promise.race([product.exited, delay(100, undefined)]);
    if (code !== undefined) throw new Error(`The product ended with ${code}:\n${product.output()}`);
  }
  await product.kill();
  throw new Error(`The product did not answer:\n${product.output()}`);
}

/** Starts it and waits for nothing. */
export async function spawnProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? newDataDir();
  const ports = options.ports ?? { bot: await freePort(), simulator: await freePort() };
  const folder = options.folder ?? ROOT;
  const { preload } = options;
  const loading = preload === undefined ? [] : ['--require', preload];
  const child = spawn(process.execPath, [...loading, join(folder, 'dist', 'src', 'index.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(ports.bot),
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_PROPAGATION_MS: '300',
      SIMULATOR_ORDER_MS: '300',
      SIMULATOR_QUIRKS: 'on',
      DATA_DIR: dataDir,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(preload === undefined ? [] : ['ipc' as const])],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    url: `http://127.0.0.1:${ports.bot}`,
    simulatorUrl: `http://127.0.0.1:${ports.simulator}`,
    dataDir,
    pid: child.pid ?? 0,
    ask: (message) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null || !child.connected) {
          reject(new Error('The product is gone.'));
          return;
        }
        child.once('message', resolve);
        child.once('exit', () => {
          reject(new Error('The product is gone.'));
        });
        child.send(message);
      }),
    output: () => Buffer.concat(chunks).toString('utf8'),
    kill: () => end(child, exited, 'SIGKILL'),
    stop: () => end(child, exited, 'SIGTERM'),
    exited,
  };
}

async function end(
  child: ChildProcess,
  exited: Promise<number | null>,
  signal: 'SIGKILL' | 'SIGTERM',
): Promise<void> {
  child.kill(signal);
  await exited;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

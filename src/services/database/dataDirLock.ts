import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Another living process uses the data folder; two at once would lose rows (PGlite has no lock). */
export class DataDirHeldError extends Error {
  readonly code = 'database.dataDirHeld';
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(`${dataDir} is in use by process ${pid}`);
    this.name = 'DataDirHeldError';
  }
}

const lockSchema = z.object({ pid: z.int().positive(), started: z.string() });

/** The data folder can't be written to. */
export class DataDirUnwritableError extends Error {
  readonly code = 'database.dataDirUnwritable';
  constructor(readonly dataDir: string) {
    super(`${dataDir} can't be written to`);
    this.name = 'DataDirUnwritableError';
  }
}

type Holder = z.infer<typeof lockSchema>;

/**
 * Holds `<dataDir>/lock` until the returned function is called. The lock of a dead process is taken
 * over; a pid that was given to another program since is told apart by its start time.
 */
export function holdDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'lock');
  const me: Holder = { pid: process.pid, started: startTime(process.pid) };
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    take(file, me, dataDir);
  } catch (error) {
    if (error instanceof DataDirHeldError) throw error;
    throw new DataDirUnwritableError(dataDir);
  }
  return () => {
    if (isSame(readHolder(file), me)) rmSync(file, { force: true });
  };
}

/** Two who find the same dead holder must not both go on; more rounds than this is somebody else's race. */
const MOST_ROUNDS = 10;
const SETTLED_MS = 100;

function take(file: string, me: Holder, dataDir: string): void {
  let isTakenOver = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    try {
      writeFileSync(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) throw new DataDirHeldError(dataDir, holder.pid);
      isTakenOver = true;
      removeDead(file, holder);
      continue;
    }
    if (!isTakenOver) return;
    // Somebody who saw the same dead holder may have moved this lock away, and is putting it back.
    sleep(SETTLED_MS);
    if (isSame(readHolder(file), me)) return;
  }
  throw new DataDirHeldError(dataDir, readHolder(file)?.pid ?? 0);
}

/** Moves the dead holder's lock away; what turns out to be another one by then goes back. */
function removeDead(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && !isSame(moved, dead)) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  rmSync(aside, { force: true });
}

function isSame(one: Holder | undefined, other: Holder | undefined): boolean {
  return one?.pid === other?.pid && one?.started === other?.started;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function readHolder(file: string): Holder | undefined {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
  return holder.pid !== process.pid && startTime(holder.pid) === holder.started;
}

/** Field 22 of /proc/<pid>/stat; 'unknown' where there is no /proc, so that the pid alone decides. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

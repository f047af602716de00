import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * Holds `<dataDir>/lock` until the returned function is called. The lock of a dead process is taken
 * over; a pid that was given to another program since is told apart by its start time.
 */
export function holdDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: startTime(process.pid) });
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch {
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) throw new DataDirHeldError(dataDir, holder.pid);
      if (attempt > 5) throw new DataDirHeldError(dataDir, holder?.pid ?? 0);
      rmSync(file, { force: true });
    }
  }
  return () => {
    if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function readHolder(file: string): z.infer<typeof lockSchema> | undefined {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(holder: z.infer<typeof lockSchema>): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
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

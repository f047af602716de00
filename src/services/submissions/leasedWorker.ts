import { setTimeout as delay } from 'node:timers/promises';
import { errorFields, type Log } from '../../log';
import { startPoller, type Poller } from '../poller';
import { LeaseLostError } from './journal';
import { holdLease, type Lease } from './lease';

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const POLL_MS = 1_000;
/** A stop lets what runs reach its journal write, for so long; then it is left to others. */
const STOP_MS = 10_000;
/** A look that is due sooner than this is kept in mind; later ones are found by polling. */
const LONGEST_TIMER_MS = 60_000;

/** A table whose due rows are taken under a lease, one holder at a time over all instances. */
export interface LeasedQueue<T> {
  /** Takes one that is due; undefined when there is none. */
  take(leaseMs: number): Promise<T | undefined>;
  /** False: the lease is lost. */
  renew(taken: T, leaseMs: number): Promise<boolean>;
  /** Gives the lease back without a change. */
  release(taken: T): Promise<void>;
}

export interface LeasedWorkerOptions<T> {
  readonly queue: LeasedQueue<T>;
  /** Does the work under the lease; in how many ms it is due again. */
  readonly run: (taken: T, lease: Lease, isStopped: () => boolean) => Promise<number | undefined>;
  /** Side by side in one process. */
  readonly concurrency: number;
  readonly lease?: { readonly leaseMs: number; readonly renewMs: number } | undefined;
  /** What it says in the log. */
  readonly name: string;
  readonly fieldsOf: (taken: T) => Readonly<Record<string, string>>;
  readonly log: Log;
}

interface Run {
  readonly lease: Lease;
  readonly ended: Promise<void>;
}

/** Takes what is due and runs it, renewing its lease, until it is stopped. */
export function startLeasedWorker<T>(options: LeasedWorkerOptions<T>): Poller {
  const { queue, log, name, concurrency } = options;
  const { leaseMs, renewMs } = options.lease ?? { leaseMs: LEASE_MS, renewMs: RENEW_MS };
  const running = new Set<Run>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const wakeAfter = (afterMs: number | undefined): void => {
    if (stopped || afterMs === undefined || afterMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      poller.wake();
    }, afterMs);
    timers.add(timer);
  };

  const begin = (taken: T, takenAt: number): void => {
    const renew = () => queue.renew(taken, leaseMs);
    const lease = holdLease({ renew, leaseMs, renewMs, takenAt });
    const ended = options
      .run(taken, lease, () => stopped)
      .then(wakeAfter, (error: unknown) => {
        const fields = { ...errorFields(error), ...options.fieldsOf(taken) };
        if (error instanceof LeaseLostError) log.warn(`${name}.leaseLost`, fields);
        else log.error(`${name}.failed`, fields);
      })
      .finally(async () => {
        lease.end();
        await queue.release(taken).catch(() => undefined);
        running.delete(run);
        poller.wake();
      });
    const run: Run = { lease, ended };
    running.add(run);
  };

  const poller = startPoller({
    everyMs: POLL_MS,
    work: async () => {
      while (running.size < concurrency && !stopped) {
        const takenAt = performance.now();
        const taken = await queue.take(leaseMs);
        if (taken === undefined) return;
        begin(taken, takenAt);
      }
    },
    onError: (error) => {
      log.error(`${name}.lookFailed`, errorFields(error));
    },
  });

  return {
    wake: () => {
      poller.wake();
    },
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await poller.stop();
      const all = Promise.allSettled([...running].map(({ ended }) => ended));
      await Promise.race([all, delay(STOP_MS, undefined, { ref: false })]);
      for (const { lease } of running) lease.abandon();
      await all;
    },
  };
}

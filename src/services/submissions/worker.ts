import { setTimeout as delay } from 'node:timers/promises';
import { errorFields } from '../../log';
import { startPoller, type Poller } from '../poller';
import { LeaseLostError, type TakenSubmission } from './journal';
import { factsOf } from './journalEntry';
import { holdLease, type Lease } from './lease';
import { runStep, type StepServices } from './runStep';
import type { Step, StepName } from './step';
import { STEPS } from './steps';

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const POLL_MS = 1_000;
/** Side by side in one process; each mostly waits for Partner Center. */
const CONCURRENCY = 32;
/** A stop lets running steps reach their journal write, for so long; then they are left to others. */
const STOP_MS = 10_000;
/** A look that is due sooner than this is kept in mind; later ones are found by polling. */
const LONGEST_TIMER_MS = 60_000;

export interface WorkerOptions extends StepServices {
  readonly onSubmissionChanged: (submissionId: string) => void;
  /** Times of the lease, for tests that let it run out. */
  readonly lease?: { readonly leaseMs: number; readonly renewMs: number };
  readonly steps?: readonly Step[];
}

interface Run {
  readonly lease: Lease;
  readonly ended: Promise<void>;
}

/** Takes due submissions and brings each as far as it goes. */
export function startWorker(options: WorkerOptions): Poller {
  const { journal, log } = options;
  const { leaseMs, renewMs } = options.lease ?? { leaseMs: LEASE_MS, renewMs: RENEW_MS };
  const running = new Set<Run>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const wakeAfter = (afterMs: number): void => {
    if (stopped || afterMs > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      poller.wake();
    }, afterMs);
    timers.add(timer);
  };

  const begin = (taken: TakenSubmission, takenAt: number): void => {
    const renew = () => journal.renew(taken, leaseMs);
    const lease = holdLease({ renew, leaseMs, renewMs, takenAt });
    const ended = advance(options, taken, lease, () => stopped)
      .then(wakeAfter, (error: unknown) => {
        const fields = { ...errorFields(error), submissionId: taken.id };
        if (error instanceof LeaseLostError) log.warn('worker.leaseLost', fields);
        else log.error('worker.failed', fields);
      })
      .finally(async () => {
        lease.end();
        await journal.release(taken).catch(() => undefined);
        running.delete(run);
        poller.wake();
      });
    const run: Run = { lease, ended };
    running.add(run);
  };

  const poller = startPoller({
    everyMs: POLL_MS,
    work: async () => {
      while (running.size < CONCURRENCY && !stopped) {
        const takenAt = performance.now();
        const taken = await journal.take(leaseMs);
        if (taken === undefined) return;
        begin(taken, takenAt);
      }
    },
    onError: (error) => {
      log.error('worker.lookFailed', errorFields(error));
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

/** Runs step after step under the lease; says in how many ms it is due again. */
async function advance(
  options: WorkerOptions,
  taken: TakenSubmission,
  lease: Lease,
  isStopped: () => boolean,
): Promise<number> {
  const plan = (options.steps ?? STEPS).filter((step) => step.applies(taken.order));
  let facts = factsOf(taken.entries);
  const isDone = (name: StepName) =>
    taken.entries.some((entry) => entry.step === name && entry.state === 'done');
  const open = plan.filter((step) => !isDone(step.name));
  for (const [index, step] of open.entries()) {
    if (isStopped()) return 0;
    const following = open[index + 1]?.name;
    const ran = await runStep(options, { taken, lease, step, facts, following });
    if (ran.isNews) options.onSubmissionChanged(taken.id);
    if (ran.facts === undefined) return ran.afterMs;
    facts = { ...facts, ...ran.facts };
  }
  return 0;
}

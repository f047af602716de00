import type { Poller } from '../poller';
import type { TakenSubmission } from './journal';
import { factsOf } from './journalEntry';
import type { Lease } from './lease';
import { startLeasedWorker } from './leasedWorker';
import { runStep, type StepServices } from './runStep';
import type { Step, StepName } from './step';
import { STEPS } from './steps';

/** Each mostly waits for Partner Center. */
const CONCURRENCY = 32;

export interface WorkerOptions extends StepServices {
  readonly onSubmissionChanged: (submissionId: string) => void;
  /** Times of the lease, for tests that let it run out. */
  readonly lease?: { readonly leaseMs: number; readonly renewMs: number };
  readonly steps?: readonly Step[];
}

/** Takes due submissions and brings each as far as it goes. */
export function startWorker(options: WorkerOptions): Poller {
  return startLeasedWorker({
    queue: options.journal,
    run: (taken, lease, isStopped) => advance(options, taken, lease, isStopped),
    concurrency: CONCURRENCY,
    lease: options.lease,
    name: 'worker',
    fieldsOf: ({ id }) => ({ submissionId: id }),
    log: options.log,
  });
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

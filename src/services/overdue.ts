import { errorFields, type Log } from '../log';
import type { Operations, SubmissionLine } from './operations';
import { startPoller, type Poller } from './poller';
import { isOverdue } from './submissions/waits';

/*
 * What alerts wait for and nobody else would say: a submission that has waited for most of its time, and one
 * that no worker takes. Every instance says it, those without a worker too, since where no worker runs there
 * is nobody else to say it.
 */

export interface OverdueOptions {
  readonly operations: Pick<Operations, 'underWay'>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Log;
}

const EVERY_MS = 60_000;
/** An instance says the same of a submission once a day, for as long as it is so. */
const AGAIN_MS = 24 * 60 * 60_000;

/** Looks now and every minute. */
export function startOverdueWatch({ operations, now, log }: OverdueOptions): Poller {
  /** When something was last said, by what it was. */
  let saidAt: ReadonlyMap<string, number> = new Map();
  return startPoller({
    everyMs: EVERY_MS,
    work: async () => {
      const still = new Map<string, number>();
      for (const line of await operations.underWay()) {
        const ms = Math.max(0, now() - line.since.getTime());
        const event = eventOf(line, ms);
        if (event === undefined) continue;
        // A wait for something else is news.
        const what = `${event} ${line.id} ${line.reason ?? ''}`;
        const said = saidAt.get(what) ?? -Infinity;
        const isDue = now() - said >= AGAIN_MS;
        still.set(what, isDue ? now() : said);
        if (!isDue) continue;
        const { id: submissionId, correlationId, state } = line;
        const step = line.step ?? undefined;
        const reason = line.reason ?? undefined;
        log.warn(event, { submissionId, correlationId, state, step, reason, ms });
      }
      saidAt = still;
    },
    onError: (error) => {
      log.error('overdue.lookFailed', errorFields(error));
    },
  });
}

/** The name by which an alert of the deployment templates finds it. */
function eventOf(
  { isLeft, state, reason }: SubmissionLine,
  waitedMs: number,
): 'submission.left' | 'submission.overdue' | undefined {
  if (isLeft) return 'submission.left';
  if (state !== 'waiting' || reason === null) return undefined;
  return isOverdue(reason, waitedMs) ? 'submission.overdue' : undefined;
}

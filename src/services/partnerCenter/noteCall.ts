import { count, measure, noteEnded } from '../../telemetry';
import type { CallRecord } from './client';

/** Notes a call in the trace that made it, and in the metrics. */
export function noteCall(record: CallRecord): void {
  const { endpoint, status, attempts, ms, requestId, correlationId } = record;
  const outcome = outcomeOf(status);
  const ids = { requestId, correlationId };
  noteEnded(
    'partnerCenter.call',
    ms,
    { endpoint, status, attempts, outcome, ...ids },
    isTrouble(outcome),
  );
  count('partnerCenterCalls', { endpoint, outcome });
  measure('partnerCenterDuration', ms, { endpoint, outcome });
}

type CallOutcome = 'ok' | 'refused' | 'unauthorized' | 'throttled' | 'failed' | 'broken';

/** `refused` is an answer like any other (a domain is taken, a field is wrong); the rest below is trouble. */
function outcomeOf(status: number | undefined): CallOutcome {
  if (status === undefined) return 'broken';
  if (status < 400) return 'ok';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 429) return 'throttled';
  return status < 500 ? 'refused' : 'failed';
}

function isTrouble(outcome: CallOutcome): boolean {
  return outcome !== 'ok' && outcome !== 'refused';
}

import { coarseStateOf } from '../dialogs/statusView';
import type { SubmissionStatus } from '../services/submissions/status';
import type { TurnOutcome } from './outcome';

/** A submission's card that this turn shows; it changes by itself from now on. */
export function liveSubmissionCard(status: SubmissionStatus): NonNullable<TurnOutcome['liveCard']> {
  const { id, version } = status;
  return { subject: `submission:${id}`, version, state: coarseStateOf(status) };
}

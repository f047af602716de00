import type { PartnerCenterError } from '../partnerCenter/errors';
import type { StepResult } from './step';
import { isSignInTrouble } from './waits';

/** What a call's own failure means for the submission. */
export function meaningOf(
  error: PartnerCenterError,
): Extract<StepResult, { type: 'wait' | 'stop' }> {
  const { reason, helps, property, definitive, retryAfterMs } = error;
  // An answer that can't be read is as good as none: it is asked for again, until its clock runs out.
  const isOurs = helps === 'token' || error.endpoint === 'token' || isSignInTrouble(reason);
  if (helps === 'waiting' || isOurs || !definitive) {
    return { type: 'wait', reason, ...(retryAfterMs !== undefined && { atLeastMs: retryAfterMs }) };
  }
  return { type: 'stop', reason, helps, definitive, ...(property !== undefined && { property }) };
}

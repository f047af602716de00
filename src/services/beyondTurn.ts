import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { CallContext } from './partnerCenter/client';
import type { Endpoint } from './partnerCenter/endpoints';
import { PartnerCenterError } from './partnerCenter/errors';

/**
 * Waits for something that is kept for everybody, such as the list of all resellers, no longer than the
 * turn has time. The load itself goes on without the turn's limit, so that the next click finds it done;
 * a list that takes longer than a turn could otherwise never be had.
 */
export async function beyondTurn<T>(
  endpoint: Endpoint,
  context: CallContext,
  get: (unlimited: CallContext) => Promise<T>,
): Promise<T> {
  const { correlationId, locale, deadline } = context;
  const running = get({ correlationId, locale });
  if (deadline === undefined) return running;
  const timer = new AbortController();
  const late = delay(Math.max(0, deadline - Date.now()), LATE, { signal: timer.signal }).catch(
    () => LATE,
  );
  const first = await Promise.race([running, late]).finally(() => {
    timer.abort();
  });
  if (first !== LATE) return first as T;
  // Whoever waits for it next is told what became of it.
  running.catch(() => undefined);
  throw new PartnerCenterError({
    reason: 'outage',
    endpoint,
    requestId: randomUUID(),
    correlationId,
    definitive: false,
    attempts: 0,
  });
}

const LATE = Symbol('late');

import { setMaxListeners } from 'node:events';
import type { CallContext, CallSpec, PartnerCenterClient } from '../partnerCenter/client';
import { LeaseLostError } from './journal';

/** A worker's hold on a submission while it runs steps. */
export interface Lease {
  /** Aborted when the lease can no longer be counted on, or `abandon` was called. */
  readonly signal: AbortSignal;
  /**
   * Throws `LeaseLostError` where it can't be counted on, by the clock: a process that was stopped wakes
   * up to answers first and to its timers later.
   */
  check(): void;
  /** Ends what runs under it; the next call throws. */
  abandon(): void;
  /** Stops renewing. */
  end(): void;
}

export interface LeaseOptions {
  /** Extends the lease from now; false where it is lost. */
  readonly renew: () => Promise<boolean>;
  readonly leaseMs: number;
  readonly renewMs: number;
  /** `performance.now()` just before it was taken. */
  readonly takenAt: number;
}

/** What runs under a lease is ended so long before somebody else may take it. */
const MARGIN_MS = 2_000;
/** Orders have 50 lines at most. */
const MOST_CALLS_AT_ONCE = 100;

/**
 * Renews a lease until it ends. Time is counted from before each renewal was asked for, by a clock that
 * nobody sets, so that the hold here is over before it is over in the database.
 */
export function holdLease({ renew, leaseMs, renewMs, takenAt }: LeaseOptions): Lease {
  const abort = new AbortController();
  // A step asks for every line of an order at once, and each call listens.
  setMaxListeners(MOST_CALLS_AT_ONCE, abort.signal);
  const abandon = (): void => {
    abort.abort(new LeaseLostError());
  };
  let until = 0;
  let deadline: NodeJS.Timeout | undefined;
  const holdFrom = (asked: number): void => {
    clearTimeout(deadline);
    until = asked + leaseMs - MARGIN_MS;
    deadline = setTimeout(abandon, until - performance.now());
  };
  holdFrom(takenAt);
  const renewal = setInterval(() => {
    const asked = performance.now();
    renew().then(
      (isMine) => {
        if (!isMine) abandon();
        else if (!abort.signal.aborted) holdFrom(asked);
      },
      // The database may be back before the lease runs out; if not, the deadline ends it.
      () => undefined,
    );
  }, renewMs);
  return {
    signal: abort.signal,
    check() {
      if (performance.now() >= until) abandon();
      abort.signal.throwIfAborted();
    },
    abandon,
    end() {
      clearInterval(renewal);
      clearTimeout(deadline);
    },
  };
}

/** The client for calls under a lease: none begins or goes on after it is lost. */
export function underLease(client: PartnerCenterClient, lease: Lease): PartnerCenterClient {
  return {
    call: <T>(spec: CallSpec<T>, context: CallContext) => {
      lease.check();
      return endedBy(lease.signal, client.call(spec, { ...context, signal: lease.signal }));
    },
    close: () => client.close(),
  };
}

async function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let end = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => {
      reject(new LeaseLostError());
    };
    signal.addEventListener('abort', end);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

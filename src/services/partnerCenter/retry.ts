/** How one attempt ended. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** No usable answer: reset, time limit, broken body. */
  | { readonly kind: 'broken' };

export interface RetryableCall {
  /** A read, or a write that carries a request id kept over attempts. */
  readonly repeatable: boolean;
}

const MAX_ATTEMPTS = 4;
const BASE_MS = 250;
const MAX_BACKOFF_MS = 20_000;
/** A Retry-After beyond this is not waited for inside a call; the caller comes back later. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Should the same call be tried again? `attempt` counts from 1. Business refusals never are. */
export function shouldRetry(call: RetryableCall, attempt: number, outcome: Outcome): boolean {
  if (attempt >= MAX_ATTEMPTS) return false;
  if (outcome.kind === 'broken') return call.repeatable;
  if (outcome.status === 429) {
    return call.repeatable && (outcome.retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS;
  }
  return outcome.status >= 500 && call.repeatable;
}

/** Milliseconds to wait: what Partner Center asked for, else full jitter over a doubling span. */
export function backoff(attempt: number, outcome: Outcome, random: () => number): number {
  if (outcome.kind === 'answer' && outcome.retryAfterMs !== undefined) return outcome.retryAfterMs;
  return Math.round(random() * Math.min(MAX_BACKOFF_MS, BASE_MS * 2 ** attempt));
}

/** Retry-After as seconds or a date, in milliseconds from now; undefined when absent or absurd. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

/** How one attempt ended. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** No whole answer: reset, time limit, a body that breaks off or is no JSON. It may have been processed. */
  | { readonly kind: 'broken' }
  /** A whole answer that can't be used: too large, or not what the schema says. The next would be the same. */
  | { readonly kind: 'unusable' };

export interface RetryableCall {
  /** A read, or a write that carries a request id kept over attempts. */
  readonly repeatable: boolean;
  /** What is left of the call's budget once it has waited; of the turn's budget, where that is less. */
  readonly remainingMs: number;
}

/** The first and three more. */
export const MAX_ATTEMPTS = 4;
/** From its first attempt on, a call begins no other one later than this. */
export const CALL_BUDGET_MS = 60_000;
const BASE_MS = 250;
const MAX_BACKOFF_MS = 20_000;
/** Longer than any throttling window: such a Retry-After is a mistake. */
const ABSURD_RETRY_AFTER_MS = 24 * 60 * 60_000;

/**
 * Should the same call be tried again? `attempt` counts from 1. Throttling (429), trouble of the server
 * (5xx) and broken connections pass; a business refusal (other 4xx) is a decision.
 */
export function shouldRetry(call: RetryableCall, attempt: number, outcome: Outcome): boolean {
  if (attempt >= MAX_ATTEMPTS || call.remainingMs <= 0 || !call.repeatable) return false;
  switch (outcome.kind) {
    case 'broken':
      return true;
    case 'unusable':
      return false;
    case 'answer':
      return outcome.status === 429 || outcome.status >= 500;
  }
}

/**
 * Milliseconds to wait before the next attempt: full jitter over a span that doubles; on top of what
 * Partner Center asked for, where it did, so that those who were turned away together do not come back
 * together. Throttled callers never come back at once, for refused calls count as well.
 */
export function backoff(attempt: number, outcome: Outcome, random: () => number): number {
  const jitter = Math.round(random() * Math.min(MAX_BACKOFF_MS, BASE_MS * 2 ** attempt));
  if (outcome.kind !== 'answer') return jitter;
  if (outcome.retryAfterMs !== undefined) {
    return outcome.retryAfterMs + Math.round(random() * BASE_MS);
  }
  return outcome.status === 429 ? BASE_MS * 2 ** attempt + jitter : jitter;
}

/**
 * Retry-After, as seconds or as a date, in milliseconds from now. Undefined when it is absent or absurd:
 * no number, negative, a date gone by, more than a day.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return ms >= 0 && ms <= ABSURD_RETRY_AFTER_MS ? ms : undefined;
}

/** An HTTP date; `Date.parse` alone takes `-1` and `2` for dates as well. */
function dateOf(text: string): number {
  return /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
}

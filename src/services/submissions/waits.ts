import type { Reason } from '../partnerCenter/reasons';

/*
 * Each thing that a submission waits for has a clock of its own: how soon it looks again, how rare the
 * looks become, and when a person is asked. A look is made after a quarter of what was waited so far, so
 * that something quick is seen at once and something slow costs little.
 */

interface Clock {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Waited for longer than this, a person is asked. */
  readonly limitMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The part of the time waited so far after which the next look comes. */
const SHARE = 0.25;

/** A failure of a call that waiting helps against: outage, throttling. */
const DEFAULT_CLOCK: Clock = { firstMs: SECOND, longestMs: MINUTE, limitMs: 30 * MINUTE };

/**
 * The service's own sign-in is refused: whoever runs the service mends it, once for all submissions, and
 * whoever submitted can't. Long enough for a weekend and a holiday.
 */
const SIGN_IN_CLOCK: Clock = { firstMs: SECOND, longestMs: 5 * MINUTE, limitMs: 7 * DAY };
const SIGN_IN_REASONS = [
  'signInRefused',
  'signInExpired',
  'signInRevoked',
  'tokenRefused',
  'tokenKind',
  'tokenAudience',
  'tokenNeedsMfa',
] as const satisfies readonly Reason[];

const CLOCKS: Readonly<Record<string, Clock>> = {
  // Usually 90 s (facts, 2.7).
  customerNotReadable: { firstMs: 200, longestMs: 5 * SECOND, limitMs: 15 * MINUTE },
  creationUnclear: { firstMs: SECOND, longestMs: 30 * SECOND, limitMs: 10 * MINUTE },
  acceptanceLinkMissing: { firstMs: 500, longestMs: MINUTE, limitMs: HOUR },
  // The link's own life ends first where Microsoft made it shorter.
  waitingForSigner: { firstMs: SECOND, longestMs: 5 * MINUTE, limitMs: 14 * DAY },
  waitingForCustomer: { firstMs: SECOND, longestMs: 5 * MINUTE, limitMs: 14 * DAY },
  agreementMissing: { firstMs: SECOND, longestMs: MINUTE, limitMs: HOUR },
  // Vetting takes days (facts, 3.10).
  qualificationInReview: { firstMs: SECOND, longestMs: 15 * MINUTE, limitMs: 14 * DAY },
  // "Check back in a few days" (800073).
  customerUnderReview: { firstMs: SECOND, longestMs: HOUR, limitMs: 7 * DAY },
  // Lists lag by up to 15 minutes; so long recoverCheckout.ts looks.
  orderUnclear: { firstMs: SECOND, longestMs: MINUTE, limitMs: 30 * MINUTE },
  orderNotListed: { firstMs: SECOND, longestMs: MINUTE, limitMs: 30 * MINUTE },
  inProgress: { firstMs: 300, longestMs: 30 * SECOND, limitMs: 30 * MINUTE },
  orderPending: { firstMs: 200, longestMs: MINUTE, limitMs: DAY },
  orderUnderReview: { firstMs: SECOND, longestMs: HOUR, limitMs: 7 * DAY },
  poUpload: { firstMs: SECOND, longestMs: HOUR, limitMs: 14 * DAY },
  ...Object.fromEntries(SIGN_IN_REASONS.map((reason) => [reason, SIGN_IN_CLOCK])),
};

const clockOf = (reason: string): Clock => CLOCKS[reason] ?? DEFAULT_CLOCK;

/** When to look again after so much waiting for that reason; `ask` where the limit is passed. */
export function nextLook(reason: string, waitedMs: number, atLeastMs = 0): number | 'ask' {
  const { firstMs, longestMs, limitMs } = clockOf(reason);
  if (waitedMs >= limitMs) return 'ask';
  return Math.max(Math.min(Math.max(waitedMs * SHARE, firstMs), longestMs), atLeastMs);
}

/** A wait is overdue when so much of its limit is used up: while there is still time to do something. */
const OVERDUE_SHARE = 0.5;

/** Is it time that whoever runs the service looks, although the submission still waits by itself? */
export function isOverdue(reason: string, waitedMs: number): boolean {
  return waitedMs >= OVERDUE_SHARE * clockOf(reason).limitMs;
}

/** Does everything wait for whoever runs the service to mend its sign-in? */
export function isSignInTrouble(reason: string): boolean {
  return (SIGN_IN_REASONS as readonly string[]).includes(reason);
}

/**
 * A call failed on the way to what is really waited for: an outage, throttling. It has its clock, and takes
 * none from the wait that it broke in on.
 */
export function isHiccup(reason: string): boolean {
  return CLOCKS[reason] === undefined;
}

/** Waits that a person may end to change an answer: nothing that costs money is under way meanwhile. */
const INTERRUPTIBLE: ReadonlySet<string> = new Set([
  'waitingForSigner',
  'waitingForCustomer',
  'acceptanceLinkMissing',
  'qualificationInReview',
]);

export function isInterruptible(reason: string | undefined): boolean {
  return reason !== undefined && INTERRUPTIBLE.has(reason);
}

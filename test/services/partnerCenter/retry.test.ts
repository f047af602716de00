import {
  backoff,
  CALL_BUDGET_MS,
  MAX_ATTEMPTS,
  parseRetryAfter,
  shouldRetry,
  type Outcome,
} from '../../../src/services/partnerCenter/retry';

const answer = (status: number, retryAfterMs?: number): Outcome => ({
  kind: 'answer',
  status,
  retryAfterMs,
});
const broken: Outcome = { kind: 'broken' };
const unusable: Outcome = { kind: 'unusable' };

test.each<[string, boolean, number, number, Outcome, boolean]>([
  ['a reset read', true, 1, 1000, broken, true],
  ['a reset write without a request id', false, 1, 1000, broken, false],
  ['an answer of another schema', true, 1, 1000, unusable, false],
  ['a bad request', true, 1, 1000, answer(400), false],
  ['a refused token', true, 1, 1000, answer(401), false],
  ['a refusal for good', true, 1, 1000, answer(403), false],
  ['something that is not there', true, 1, 1000, answer(404), false],
  ['a conflict', true, 1, 1000, answer(409), false],
  ['a server error', true, 1, 1000, answer(500), true],
  ['a server error of a write without a request id', false, 1, 1000, answer(500), false],
  ['an unavailable service', true, 3, 1000, answer(503), true],
  ['throttling', true, 1, 1000, answer(429, 57_000), true],
  ['throttling of a write without a request id', false, 1, 1000, answer(429, 0), false],
  ['throttling beyond the budget', true, 1, -1, answer(429, 57_000), false],
  ['a reset with the budget spent', true, 1, 0, broken, false],
  ['the last attempt', true, MAX_ATTEMPTS, 1000, answer(503), false],
])('%s', (_, repeatable, attempt, remainingMs, outcome, expected) => {
  expect(shouldRetry({ repeatable, remainingMs }, attempt, outcome)).toBe(expected);
});

test.each<[string, number, Outcome, number, number]>([
  ['a first reset', 1, broken, 0, 500],
  ['a second one', 2, broken, 0, 1000],
  ['a server error', 3, answer(503), 0, 2000],
  ['a server error that says when', 1, answer(503, 2000), 2000, 2250],
  ['many attempts', 12, broken, 0, 20_000],
  ['throttling that says when', 1, answer(429, 57_000), 57_000, 57_250],
  ['throttling that does not: never at once', 1, answer(429), 500, 1000],
  ['throttling that does not, again', 2, answer(429), 1000, 2000],
])('the wait after %s has full jitter', (_, attempt, outcome, shortest, longest) => {
  expect(backoff(attempt, outcome, () => 0)).toBe(shortest);
  expect(backoff(attempt, outcome, () => 1)).toBe(longest);
  expect(backoff(attempt, outcome, () => 0.5)).toBe((shortest + longest) / 2);
});

const NOW = Date.parse('2026-10-21T07:28:00Z');

test.each<[string, string | undefined, number | undefined]>([
  ['seconds', '57', 57_000],
  ['no seconds', '0', 0],
  ['a date', 'Wed, 21 Oct 2026 07:28:09 GMT', 9_000],
  ['a date of the old kind', 'Wednesday, 21-Oct-26 07:28:09 GMT', 9_000],
  ['nothing', undefined, undefined],
  ['nothing in it', ' ', undefined],
  ['a date gone by', 'Thu, 01 Jan 1970 00:00:01 GMT', undefined],
  ['a negative number', '-1', undefined],
  ['part of a second', '1.5', undefined],
  ['words', 'soon', undefined],
  ['seconds beyond a day', '99999999999', undefined],
  ['a date beyond a day', 'Fri, 31 Dec 9999 23:59:59 GMT', undefined],
  ['an impossible date', 'Wed, 45 Oct 2026 07:28:09 GMT', undefined],
])('Retry-After with %s', (_, header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});

test('the longest usual throttling fits the budget of a call', () => {
  expect(backoff(1, answer(429, 57_000), () => 1)).toBeLessThan(CALL_BUDGET_MS);
});

import {
  backoff,
  parseRetryAfter,
  shouldRetry,
  type Outcome,
} from '../../../src/services/partnerCenter/retry';

const answer = (status: number, retryAfterMs?: number): Outcome => ({
  kind: 'answer',
  status,
  retryAfterMs,
});

test.each<[string, boolean, number, Outcome, boolean]>([
  ['a reset read', true, 1, { kind: 'broken' }, true],
  ['a reset write without a request id', false, 1, { kind: 'broken' }, false],
  ['a business refusal', true, 1, answer(400), false],
  ['a server error', true, 1, answer(503), true],
  ['throttling with a short wait', true, 1, answer(429, 1000), true],
  ['throttling with an absurd wait', true, 1, answer(429, 3_600_000), false],
  ['the fourth attempt', true, 4, answer(503), false],
])('%s', (_, repeatable, attempt, outcome, expected) => {
  expect(shouldRetry({ repeatable }, attempt, outcome)).toBe(expected);
});

test('the wait is what Partner Center asked for, else at most a doubling span', () => {
  expect(backoff(1, answer(429, 57_000), () => 1)).toBe(57_000);
  expect(backoff(2, answer(503), () => 1)).toBe(1000);
  expect(parseRetryAfter('57', 0)).toBe(57_000);
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
  expect(parseRetryAfter('soon', 0)).toBeUndefined();
});

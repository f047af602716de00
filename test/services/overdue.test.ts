import { createLog } from '../../src/log';
import type { SubmissionLine } from '../../src/services/operations';
import { startOverdueWatch } from '../../src/services/overdue';

/* How often the same is said; what is said, and that it is true, test/e2e/overdue.test.ts sees. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Lines that are said at each look, of what stands there then. */
async function saidAt(
  looks: readonly { readonly atMs: number; readonly stands: readonly Partial<SubmissionLine>[] }[],
): Promise<readonly string[][]> {
  const said: string[][] = [];
  const log = createLog('silent');
  const since = new Date(0);
  let now = 0;
  let stands: readonly SubmissionLine[] = [];
  const watch = startOverdueWatch({
    operations: { underWay: () => Promise.resolve(stands) },
    now: () => now,
    log: {
      ...log,
      warn: (event, { submissionId = '', reason = '' } = {}) => {
        said.at(-1)?.push([event, submissionId, reason].join(' '));
      },
    },
  });
  for (const look of looks) {
    await new Promise(setImmediate);
    said.push([]);
    now = look.atMs;
    stands = look.stands.map((line) => ({
      id: 'a',
      state: 'waiting',
      step: 'createCustomer',
      reason: 'outage',
      correlationId: 'c',
      createdAt: since,
      since,
      isLeft: false,
      ...line,
    }));
    watch.wake();
    await new Promise(setImmediate);
  }
  await watch.stop();
  return said;
}

test('an overdue wait is said once a day, and anew where it waits for something else', async () => {
  expect(
    await saidAt([
      { atMs: 14 * MINUTE, stands: [{}] },
      { atMs: 15 * MINUTE, stands: [{}, { id: 'b', reason: 'waitingForSigner' }] },
      { atMs: 16 * MINUTE, stands: [{}] },
      { atMs: 17 * MINUTE, stands: [{ reason: 'throttled' }] },
      { atMs: 23 * HOUR, stands: [{ reason: 'throttled' }] },
      { atMs: 25 * HOUR, stands: [{ reason: 'throttled' }] },
    ]),
  ).toEqual([
    [],
    ['submission.overdue a outage'],
    [],
    ['submission.overdue a throttled'],
    [],
    ['submission.overdue a throttled'],
  ]);
});

test('what runs has no limit, and what no worker takes is said whatever it waits for', async () => {
  const running = { state: 'running', reason: null } as const;
  expect(
    await saidAt([
      { atMs: 40 * HOUR, stands: [running, { id: 'b', isLeft: true }] },
      { atMs: 41 * HOUR, stands: [{ ...running, isLeft: true }, { id: 'b' }] },
    ]),
  ).toEqual([['submission.left b outage'], ['submission.left a ', 'submission.overdue b outage']]);
});

import { isOver, startSaga, type Saga } from './saga';

/*
 * While the service's own sign-in is refused, submissions wait for whoever runs it, for days, and go on by
 * themselves when it is mended: whoever submitted can't do anything about it.
 */

const DAY = 24 * 60 * 60_000;

let saga: Saga;
let later = 0;

// One for each test: no tokens are left of the one before.
beforeEach(async () => {
  later = 0;
  saga = await startSaga({ existingCustomers: 0 }, { now: () => Date.now() + later });
});
afterEach(() => saga.stop());

test.each([
  ['tokens without a second factor', /\/customers$/, 401, 900421, 'tokenNeedsMfa'],
  ['tokens for another audience', /\/customers$/, 401, 900420, 'tokenAudience'],
  ['no tokens at all', /\/oauth2\/token$/, 400, 400, 'signInRefused'],
])('%s', async (_, path, status, code, reason) => {
  const { faults, state } = saga.simulator;
  faults.add({ kind: 'refuse', status, code, path, times: 1_000 });
  const id = await saga.submit();
  const waits = await saga.when(id, ({ state: at }) => at === 'waiting');
  expect(waits.reason).toBe(reason);

  later = 2 * DAY;
  const asked = state.requests.length;
  const still = await saga.when(id, (at) => state.requests.length > asked || isOver(at));
  expect([still.state, still.reason]).toEqual(['waiting', reason]);
  expect(state.createdCustomers).toEqual([]);

  // Back at a time at which it is looked at within moments.
  later = 0;
  faults.clear();
  const second = await saga.submit();
  expect((await saga.when(second, isOver)).state).toBe('done');
});

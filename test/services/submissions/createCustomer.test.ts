import type { Fault } from '../../../simulator/faults';
import { isOver, startSaga, type Saga } from './saga';

/*
 * The tenant whose creation got no answer: one customer, whatever Partner Center remembers of the
 * request, and nobody else's customer taken for ours.
 */

let saga: Saga;

beforeAll(async () => {
  saga = await startSaga({ existingCustomers: 0 });
});
afterEach(() => {
  saga.simulator.faults.clear();
});
afterAll(() => saga.stop());

const lost = (fault: Partial<Fault> = {}): Fault => ({
  kind: 'resetAfter',
  method: 'POST',
  path: /^\/v1\/customers$/,
  ...fault,
});

test.each([
  ['once: the repeat brings it, with the password', lost(), true],
  ['beyond all repeats: the next attempt brings it', lost({ times: 5 }), true],
  ['once, and the request id is forgotten', lost({ forgetsId: true }), false],
  [
    'beyond all repeats, and the request id is forgotten',
    lost({ forgetsId: true, times: 5 }),
    false,
  ],
])('the answer is lost %s', async (_, fault, hasPassword) => {
  saga.simulator.faults.add(fault);
  const status = await saga.when(await saga.submit(), isOver);
  expect([status.state, status.reason]).toEqual(['done', undefined]);
  const [customer, ...others] = saga.customersOf(status);
  expect(others).toEqual([]);
  expect(status.facts.customerId).toBe(customer?.id);
  expect(status.hasPassword).toBe(hasPassword);
  expect(status.facts.passwordLost).toBe(hasPassword ? undefined : true);
});

test('a domain that was taken before anything was sent is refused at once', async () => {
  const first = await saga.when(await saga.submit(), isOver);
  const { domain } = first.order;
  const second = await saga.when(await saga.submit({ domain, companyName: 'Fabrikam' }), isOver);
  expect([second.state, second.reason]).toEqual(['needsAttention', 'domainTaken']);
  expect(second.isReopened).toBe(true);
  expect(saga.customersOf(second)).toHaveLength(1);
});

test('somebody else took the domain after it was seen free: their customer is not taken for ours', async () => {
  const { faults, state } = saga.simulator;
  // Our first request is lost before it does anything; theirs comes before our repeat.
  faults.add({ ...lost(), kind: 'resetBefore', times: 4 });
  const id = await saga.submit();
  await saga.when(id, () => faults.remaining === 0);
  const { order } = await saga.when(id, ({ state: at }) => at === 'waiting');
  const [known] = state.customers.values();
  if (known === undefined) throw new Error('There is no customer to be like.');
  state.customers.set('theirs', { ...known, id: 'theirs', domain: order.domain });
  const status = await saga.when(id, ({ reason }) => reason === 'creationUnclear');
  expect(status.facts.customerId).toBeUndefined();
});

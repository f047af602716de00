import { isOver, line, startSaga, TEST_OFFER, type Saga } from './saga';

/*
 * The last look before anything is spent: what can be known to fail stops before there is a customer,
 * and what nobody can say now is waited for.
 */

let saga: Saga;

beforeAll(async () => {
  saga = await startSaga({ existingCustomers: 0 });
});
beforeEach(() => {
  saga.simulator.world.reset();
});
afterAll(() => saga.stop());

test('an offer that is listed and not sold any more', async () => {
  const lines = [line('1'), line('2', { sku: TEST_OFFER.notPurchasable })];
  const asks = await saga.when(await saga.submit({ lines }), isOver);
  expect([asks.state, asks.reason, asks.isReopened]).toEqual(['needsAttention', 'offerGone', true]);
  expect(asks.stopped?.outcome.stop?.problems).toEqual([{ line: '2', reason: 'offerGone' }]);
  expect(saga.simulator.state.createdCustomers).toEqual([]);
});

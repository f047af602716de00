import type { Fault } from '../../../simulator/faults';
import type { Order } from '../../../simulator/state';
import type { SubmissionStatus } from '../../../src/services/submissions/status';
import { isOver, line, startSaga, TEST_OFFER, type Saga } from './saga';

/*
 * Orders whose answer was lost, or that come to nothing: what was bought is never bought again, and what
 * was not bought is not forgotten. Two lines of one SKU are two purchases.
 */

const MONTHLY = line('monthly');
const ANNUAL = line('annual', { billingCycle: 'annual' });
const SHORT = line('short', { termDuration: 'P1M' });
/** `Create order was not successful`: passes by itself. */
const PASSING_CODE = 800005;
const HOUR_MS = 60 * 60_000;
/** Lists show an order after 15 minutes at the latest; the wait for it is over, and no limit is. */
const PAST_LIST_LAG_MS = 17 * 60_000;

/** A failing call is waited for half an hour. */
const PAST_CALL_LIMIT_MS = 31 * 60_000;

let saga: Saga;

beforeAll(async () => {
  saga = await startSaga({ existingCustomers: 0 });
});
beforeEach(() => {
  saga.simulator.world.reset();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => saga.stop());

const atCheckout = (fault: Partial<Fault> = {}): Fault => ({
  kind: 'resetAfter',
  method: 'POST',
  path: /\/checkout$/,
  ...fault,
});

/** Everything that stands in Partner Center, as `term, billing`, in the order of time. */
function standing(): readonly string[] {
  const orders = [...saga.simulator.state.orders.values()].filter(({ cancelled }) => !cancelled);
  return orders
    .flatMap(({ lines }) => lines)
    .filter(({ fulfilment }) => fulfilment === 'afterPending')
    .map(({ cartLine }) => `${cartLine.termDuration}, ${cartLine.billingCycle}`);
}

function theOrder(billingCycle: string): Order {
  const orders = [...saga.simulator.state.orders.values()];
  const found = orders.find((one) => one.billingCycle === billingCycle && !one.cancelled);
  if (found === undefined) throw new Error(`There is no ${billingCycle} order.`);
  return found;
}

const refusedLines = ({ stopped }: SubmissionStatus): readonly string[] =>
  stopped?.outcome.stop?.problems.map((problem) => problem.line) ?? [];

function letTimePass(ms: number): void {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
}

async function retry(status: SubmissionStatus): Promise<void> {
  expect(await saga.decisions.retry(status)).toBe(true);
}

test('one of two orders of one SKU is cancelled: only that one is bought again', async () => {
  saga.simulator.world.change({ orderPendingMs: HOUR_MS });
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, ({ reason }) => reason === 'orderPending');
  theOrder('annual').cancelled = true;
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'orderRefused']);
  expect(refusedLines(asks)).toEqual(['annual']);
  saga.simulator.world.change({ orderPendingMs: 0 });
  await retry(asks);
  expect((await saga.when(id, ({ state }) => state === 'done')).facts.orderIds).toHaveLength(2);
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('one line of an order is never fulfilled: only that one is bought again', async () => {
  saga.simulator.world.change({ orderPendingMs: HOUR_MS });
  const id = await saga.submit({ lines: [MONTHLY, SHORT] });
  await saga.when(id, ({ reason }) => reason === 'orderPending');
  const order = theOrder('monthly');
  const lines = order.lines.map((one) =>
    one.cartLine.termDuration === 'P1M' ? { ...one, fulfilment: 'never' as const } : one,
  );
  saga.simulator.state.orders.set(order.id, { ...order, lines });
  saga.simulator.world.change({ orderPendingMs: 0 });
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'orderRefused']);
  expect(refusedLines(asks)).toEqual(['short']);
  await retry(asks);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1M, monthly']);
});

test('an order that nobody can assign is left to a person, and nothing is bought again', async () => {
  saga.simulator.world.change({ orderPendingMs: HOUR_MS });
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  const { facts } = await saga.when(id, ({ reason }) => reason === 'orderPending');
  expect(facts.placed).toHaveLength(2);
  // Some of each order's lines came to nothing, and the lines are not those that were sent.
  const order = theOrder('annual');
  const [first] = order.lines;
  if (first === undefined) throw new Error('There is no line.');
  const lines = [first, { ...first, lineItemNumber: 1, fulfilment: 'never' as const }];
  saga.simulator.state.orders.set(order.id, { ...order, lines });
  saga.simulator.world.change({ orderPendingMs: 0 });
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'orderRefused']);
  expect(refusedLines(asks)).toEqual([]);
  expect(asks.facts.bought).toHaveLength(2);
  const orders = saga.simulator.state.orders.size;
  await retry(asks);
  await saga.when(id, (status) => status.version > asks.version + 1 && isOver(status));
  expect(saga.simulator.state.orders.size).toBe(orders);
});

test.each([
  ['once', 1],
  ['beyond all repeats', 5],
])('the answer of the checkout is lost %s: two orders, once', async (_, times) => {
  saga.simulator.faults.add(atCheckout({ times }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('the answer is lost and the cart is gone; one of two lines was ordered: the other is bought too', async () => {
  const { faults, state } = saga.simulator;
  faults.add(atCheckout({ times: 4 }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, () => faults.remaining === 0 && state.orders.size === 2);
  state.orders.delete(theOrder('annual').id);
  state.carts.clear();
  const waits = await saga.when(id, ({ reason }) => reason === 'orderUnclear');
  expect(waits.facts.bought).toHaveLength(1);
  letTimePass(PAST_LIST_LAG_MS);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('the answer is lost and the cart is gone; both were ordered, and lists show them late: nothing is bought again', async () => {
  const { faults, state, world } = saga.simulator;
  world.change({ orderListLagMs: HOUR_MS });
  faults.add(atCheckout({ times: 4 }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, () => faults.remaining === 0 && state.orders.size === 2);
  state.carts.clear();
  await saga.when(id, ({ reason }) => reason === 'orderUnclear');
  world.change({ orderListLagMs: 0 });
  const status = await saga.when(id, isOver);
  expect([status.state, status.facts.orderIds?.length]).toEqual(['done', 2]);
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

/** Nobody knows what became of the checkout; every repeat is refused: 900416, locked for transactions. */
async function refusedAfterLostAnswers(lost: Fault['kind']): Promise<string> {
  const { faults } = saga.simulator;
  faults.add(atCheckout({ kind: lost, times: 4 }));
  faults.add(atCheckout({ kind: 'refuse', status: 403, code: 900416, times: 1_000 }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, ({ state, reason }) => state === 'needsAttention' || reason !== undefined);
  return id;
}

test('the answer is lost and the repeat is refused for good; both were ordered: nothing is bought again', async () => {
  const id = await refusedAfterLostAnswers('resetAfter');
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('the same, and lists show the orders late: changed answers are not bought as well', async () => {
  const { world, faults } = saga.simulator;
  world.change({ orderListLagMs: HOUR_MS });
  const id = await refusedAfterLostAnswers('resetAfter');
  const waits = await saga.when(
    id,
    ({ state, reason }) => state !== 'running' && reason !== 'outage',
  );
  expect([waits.state, waits.reason, waits.isReopened]).toEqual(['waiting', 'orderUnclear', false]);
  world.change({ orderListLagMs: 0 });
  faults.clear();
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('nothing came of the checkout and the repeat is refused: somebody is asked when lists have caught up', async () => {
  const { faults } = saga.simulator;
  const id = await refusedAfterLostAnswers('resetBefore');
  await saga.when(id, ({ reason }) => reason === 'orderUnclear');
  letTimePass(PAST_LIST_LAG_MS);
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason, asks.isReopened]).toEqual([
    'needsAttention',
    'customerLocked',
    true,
  ]);
  faults.clear();
  await saga.resubmit(id, { lines: [MONTHLY] });
  expect((await saga.when(id, ({ state }) => state === 'done')).facts.orderIds).toHaveLength(1);
  expect(standing()).toEqual(['P1Y, monthly']);
});

test('nothing came of the checkout and the offers were re-issued: bought once, after the lists have caught up', async () => {
  const { faults, state } = saga.simulator;
  faults.add(atCheckout({ kind: 'resetBefore', times: 4 }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, () => faults.remaining === 0);
  state.catalogueGeneration += 1;
  await saga.when(id, ({ reason }) => reason === 'orderUnclear');
  letTimePass(PAST_LIST_LAG_MS);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

/** As a restored database has it: the submission goes on from before the cart, and knows no order. */
const submitAgain = (status: SubmissionStatus): Promise<void> =>
  saga.forget(status, ['createCart', 'checkout', 'confirmOrder']);

test('a journal that knows neither cart nor orders finds the orders, and buys what is missing', async () => {
  const { faults, state } = saga.simulator;
  faults.add({ kind: 'delay', method: 'POST', path: /\/carts$/, times: 100, forgetsId: true });
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL, SHORT] });
  const done = await saga.when(id, isOver);
  expect(standing()).toEqual(['P1Y, monthly', 'P1M, monthly', 'P1Y, annual']);
  state.orders.delete(theOrder('annual').id);
  await submitAgain(done);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1M, monthly', 'P1Y, annual']);
});

test('an order of the same offer with another quantity is asked about before a cart is made', async () => {
  const { state } = saga.simulator;
  const id = await saga.submit({ lines: [MONTHLY] });
  const done = await saga.when(id, isOver);
  const order = theOrder('monthly');
  const lines = order.lines.map((one) => ({ ...one, cartLine: { ...one.cartLine, quantity: 9 } }));
  state.orders.set(order.id, { ...order, lines });
  await submitAgain(done);
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason, refusedLines(asks)]).toEqual([
    'needsAttention',
    'orderUnknown',
    ['monthly'],
  ]);
  expect([state.carts.size, state.orders.size]).toEqual([1, 1]);
});

test('a price that was accepted for five licences says nothing about ten', async () => {
  const estimate = { currency: 'USD', unitPrice: 0.2, total: 1 };
  saga.simulator.faults.add(
    atCheckout({
      kind: 'refuse',
      status: 201,
      body: { orders: [], orderErrors: [{ orderGroupId: '0', code: 800020 }] },
    }),
  );
  const id = await saga.submit({ lines: [{ ...MONTHLY, estimate }] });
  const asks = await saga.when(id, isOver);
  expect(asks.reason).toBe('priceChanged');
  expect(await saga.decisions.acceptPrices(asks)).toBe(true);
  const refused = await saga.when(id, ({ state, reason }) => {
    return state === 'needsAttention' && reason !== 'priceChanged';
  });
  const total = refused.facts.cartLines?.[0]?.total ?? 0;
  // What was accepted for the old quantity is neither the measure for another, nor does it let it pass.
  const ten = { ...MONTHLY, quantity: 10 };
  await saga.resubmit(id, { lines: [{ ...ten, estimate: { ...estimate, total } }] });
  const again = await saga.when(id, isOver);
  expect([again.reason, standing()]).toEqual(['priceChanged', []]);
  await saga.resubmit(id, { lines: [{ ...ten, estimate: { ...estimate, total: 2 * total } }] });
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly']);
});

test('an attempt of an earlier generation that nobody knows the end of is looked for as well', async () => {
  const { faults, world } = saga.simulator;
  world.change({ orderListLagMs: HOUR_MS });
  faults.add(atCheckout({ times: 1_000 }));
  const id = await saga.submit({ lines: [MONTHLY] });
  await saga.when(id, ({ state }) => state === 'waiting');
  letTimePass(PAST_CALL_LIMIT_MS);
  await saga.when(id, isOver);
  faults.clear();
  faults.add(atCheckout({ kind: 'refuse', status: 403, code: 900416, times: 1_000 }));
  await saga.resubmit(id, {}, ['confirmAgreement']);
  const waits = await saga.when(id, ({ state }) => state !== 'running');
  expect([waits.state, waits.reason]).toEqual(['waiting', 'orderUnclear']);
  world.change({ orderListLagMs: 0 });
  expect((await saga.when(id, isOver)).facts.orderIds).toHaveLength(1);
  expect(standing()).toEqual(['P1Y, monthly']);
});

test('a suspended order is left to a person, and nothing is bought again', async () => {
  saga.simulator.world.change({ orderPendingMs: HOUR_MS });
  const id = await saga.submit({ lines: [MONTHLY] });
  await saga.when(id, ({ reason }) => reason === 'orderPending');
  theOrder('monthly').held = 'suspended';
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'orderRefused']);
  expect([refusedLines(asks), asks.facts.bought?.length]).toEqual([[], 1]);
  await retry(asks);
  await saga.when(id, (status) => status.version > asks.version + 1 && isOver(status));
  expect(saga.simulator.state.orders.size).toBe(1);
  theOrder('monthly').held = undefined;
  saga.simulator.world.change({ orderPendingMs: 0 });
  await retry(await saga.when(id, isOver));
  expect((await saga.when(id, ({ state }) => state === 'done')).facts.orderIds).toHaveLength(1);
});

test('a part of the order that can only be tried later, until the limit: the rest can be answered', async () => {
  const order = {
    id: 'feedfacecafe',
    billingCycle: 'monthly',
    status: 'completed',
    lineItems: [{ offerId: `${MONTHLY.sku}:X`, quantity: 5, termDuration: 'P1Y' }],
  };
  const body = { orders: [order], orderErrors: [{ orderGroupId: '1', code: PASSING_CODE }] };
  saga.simulator.faults.add(atCheckout({ kind: 'refuse', status: 201, body, times: 1_000 }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  await saga.when(id, ({ state, reason }) => state === 'waiting' && reason === 'outage');
  letTimePass(PAST_CALL_LIMIT_MS);
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason, asks.isReopened]).toEqual([
    'needsAttention',
    'orderPartly',
    true,
  ]);
  expect([refusedLines(asks), asks.stopped?.outcome.stop?.property]).toEqual([['annual'], 'offer']);
});

test('an outage does not set back the clock of the wait that it broke in on', async () => {
  const { faults, world } = saga.simulator;
  world.change({ customerPropagationMs: HOUR_MS });
  const id = await saga.submit({ lines: [MONTHLY] });
  await saga.when(id, ({ reason }) => reason === 'customerNotReadable');
  faults.add({ kind: '503', method: 'GET', path: /\/customers\/[^/]+$/, times: 1_000 });
  await saga.when(id, ({ reason }) => reason === 'outage');
  // Past the limit of the customer, not of the outage.
  letTimePass(16 * 60_000);
  faults.clear();
  const asks = await saga.when(id, ({ state }) => state === 'needsAttention');
  expect(asks.reason).toBe('customerNotReadable');
});

test('offers that are always stale: the cart is made again a few times, then somebody is asked', async () => {
  const id = await saga.submit({ lines: [line('stale', { sku: TEST_OFFER.stale })] });
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'offerStale']);
  expect([saga.simulator.state.carts.size, standing()]).toEqual([4, []]);
});

test('one group is refused for good: the other stands, and is not bought again', async () => {
  const id = await saga.submit({ lines: [MONTHLY, line('no', { sku: TEST_OFFER.refused })] });
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', 'orderPartly']);
  expect(refusedLines(asks)).toEqual(['no']);
  await saga.resubmit(id, { lines: [MONTHLY, ANNUAL] });
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

test('an order stands and the other group is to be tried later; then the cart is gone: what stands is not bought again', async () => {
  const { faults, state } = saga.simulator;
  const order = {
    id: 'feedfacecafe',
    billingCycle: 'monthly',
    status: 'pending',
    lineItems: [{ offerId: `${MONTHLY.sku}:X`, quantity: 5, termDuration: 'P1Y' }],
  };
  const body = { orders: [order], orderErrors: [{ orderGroupId: '1', code: PASSING_CODE }] };
  faults.add(atCheckout({ kind: 'refuse', status: 201, body }));
  const id = await saga.submit({ lines: [MONTHLY, ANNUAL] });
  const waits = await saga.when(id, ({ state: at }) => at === 'waiting');
  expect([waits.reason, waits.facts.orderIds]).toEqual(['outage', ['feedfacecafe']]);
  expect(waits.facts.bought).toHaveLength(1);

  // Partner Center has what it said that it has.
  const [cart] = state.carts.values();
  const [cartLine] = cart?.lines ?? [];
  if (cart === undefined || cartLine === undefined) throw new Error('There is no cart.');
  state.orders.set(order.id, {
    ...order,
    customerId: cart.customerId,
    createdAt: Date.now(),
    currencyCode: 'USD',
    currencySymbol: '$',
    totalPrice: 0,
    held: undefined,
    cancelled: false,
    lines: [
      { lineItemNumber: 0, cartLine, subscriptionId: 's', title: '', fulfilment: 'afterPending' },
    ],
  });
  state.carts.clear();
  await saga.when(id, ({ reason }) => reason === 'orderUnclear');
  letTimePass(PAST_LIST_LAG_MS);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expect(standing()).toEqual(['P1Y, monthly', 'P1Y, annual']);
});

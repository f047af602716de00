import { setTimeout as delay } from 'node:timers/promises';
import { FakeConnector } from '../e2e/connector';
import { startTestApp, type TestApp } from '../e2e/testApp';
import { Clerk } from './clerk';

/*
 * Attempts whose end is not known, followed by a refusal. Hours pass by the clocks of the product and
 * of the simulator alone.
 */

jest.setTimeout(120_000);

const MINUTE = 60_000;

let app: TestApp;
let connector: FakeConnector;
let people = 0;
let passed = 0;

beforeAll(async () => {
  [app, connector] = await Promise.all([
    // Lists show an order after a quarter of an hour, as Partner Center's do.
    startTestApp({ orderListLagMs: 15 * MINUTE }, {}, { now: () => Date.now() + passed }),
    FakeConnector.start(),
  ]);
});
afterEach(() => {
  app.simulator.faults.clear();
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

async function lever(path: string, body: object): Promise<void> {
  const response = await fetch(`${app.simulator.url}/_simulator/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

async function letPass(ms: number): Promise<void> {
  await lever('clock', { advanceMs: ms });
  passed += ms;
}

async function atReview(): Promise<Clerk> {
  people += 1;
  const clerk = new Clerk({
    botUrl: app.url,
    connector,
    companyName: `Unclear ${people}`,
    domainPrefix: `unclear${people}`,
  });
  await clerk.begin();
  await clerk.accept(await clerk.goOn(/^Review[^]*Acceptance page/));
  return clerk;
}

function held({ domainPrefix }: Clerk) {
  const { customers, orders } = app.simulator.state;
  const ids = [...customers.values()]
    .filter(({ domain }) => domain === `${domainPrefix}.onmicrosoft.com`)
    .map(({ id }) => id);
  const placed = [...orders.values()].filter(({ customerId }) => ids.includes(customerId));
  return { customers: ids.length, orders: placed.length };
}

const calls = (end: RegExp): number =>
  app.simulator.state.requests.filter(({ method, path }) => method === 'POST' && end.test(path))
    .length;

async function until(isSo: () => boolean): Promise<void> {
  for (let look = 0; look < 600 && !isSo(); look += 1) await delay(50);
  expect(isSo()).toBe(true);
}

const CHECKOUT = /\/checkout$/;
const CART = /\/carts$/;
const CREATE = /^\/v1\/customers$/;

const looks = (): number =>
  app.simulator.state.requests.filter(
    ({ method, path }) => method === 'GET' && path.endsWith('/orders'),
  ).length;

test('no answer to a checkout, then a stale cart: orders are looked for as long as lists lag, then it is made anew', async () => {
  const clerk = await atReview();
  app.simulator.faults.add({ kind: 'resetBefore', path: CHECKOUT, times: 1_000 });
  const [checkouts, carts] = [calls(CHECKOUT), calls(CART)];
  await clerk.submitNow();
  await until(() => calls(CHECKOUT) > checkouts);
  await lever('catalogue/reissue', {});
  app.simulator.faults.clear();
  const before = looks();
  await until(() => looks() > before + 1);
  // Nothing was ordered, and nobody can know it yet: no second cart.
  expect(calls(CART)).toBe(carts + 1);
  expect(held(clerk)).toEqual({ customers: 1, orders: 0 });
  await letPass(16 * MINUTE);
  await clerk.goOn(/Customer added/);
  expect(calls(CART)).toBe(carts + 2);
  expect(held(clerk)).toEqual({ customers: 1, orders: 1 });
});

test('the order was made, its answer lost and its cart gone: it is found when lists show it, and made once', async () => {
  const clerk = await atReview();
  app.simulator.faults.add({ kind: 'resetAfter', path: CHECKOUT, times: 1_000 });
  const carts = calls(CART);
  await clerk.submitNow();
  await until(() => held(clerk).orders === 1);
  // By the time of the next attempt the cart is no more.
  app.simulator.faults.clear();
  app.simulator.faults.add({
    kind: 'refuse',
    path: CHECKOUT,
    status: 404,
    code: 800008,
    description: 'The cart was not found.',
    times: 1_000,
  });
  const before = looks();
  await until(() => looks() > before + 1);
  expect(calls(CART)).toBe(carts + 1);
  await letPass(15 * MINUTE);
  await clerk.goOn(/Customer added/);
  expect(calls(CART)).toBe(carts + 1);
  expect(held(clerk)).toEqual({ customers: 1, orders: 1 });
});

const REFUSED_PHONE = {
  kind: 'refuse',
  method: 'POST',
  path: CREATE,
  status: 400,
  code: 600051,
} as const;

test('no answer, then a refusal of the request, and the domain is free: the person is asked at once', async () => {
  const clerk = await atReview();
  app.simulator.faults.add({ kind: 'resetBefore', method: 'POST', path: CREATE });
  app.simulator.faults.add(REFUSED_PHONE);
  await clerk.submitNow();
  const asks = await clerk.goOn(/needs you/, 60_000);
  expect(asks.text).toMatch(/phone/i);
  expect(held(clerk)).toEqual({ customers: 0, orders: 0 });
  // The answer can be changed, and goes out under an id of its own.
  await clerk.press(asks, 'Try again');
  await clerk.goOn(/Customer added/);
  expect(held(clerk)).toEqual({ customers: 1, orders: 1 });
});

test('an answer lost after the customer was made, then a refusal: the customer is ours, and made once', async () => {
  const clerk = await atReview();
  app.simulator.faults.add({ kind: 'resetAfter', method: 'POST', path: CREATE });
  app.simulator.faults.add(REFUSED_PHONE);
  await clerk.submitNow();
  const result = await clerk.goOn(/Customer added|needs you/);
  expect(result.text).toMatch(/password never arrived/);
  expect(held(clerk)).toEqual({ customers: 1, orders: 1 });
});

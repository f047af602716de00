import { randomUUID } from 'node:crypto';
import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCustomer } from './partner';

let simulator: Simulator;
let partner: Partner;
const PATH = '/v1/customers';

beforeAll(async () => {
  simulator = await startSimulator({ customerPropagationMs: 0, skus: 100, resellers: 20 });
  partner = new Partner(simulator);
  await partner.get(PATH);
});
afterEach(() => {
  expect(simulator.faults.remaining).toBe(0);
});
afterAll(() => simulator.stop());

test.each([
  [
    '429' as const,
    { retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    429,
    'Wed, 21 Oct 2026 07:28:00 GMT',
  ],
  ['429' as const, { retryAfter: null }, 429, null],
  ['429' as const, {}, 429, '57'],
  ['500' as const, { code: 800005 }, 500, null],
  ['503' as const, { retryAfter: '2' }, 503, '2'],
  ['401' as const, {}, 401, null],
  ['refuse' as const, { status: 409, code: 800060 }, 409, null],
])('%s with %j is answered once and not processed', async (kind, more, status, retryAfter) => {
  simulator.faults.add({ kind, method: 'POST', path: /customers$/, ...more });
  const before = simulator.state.customers.size;
  const reply = await partner.post(PATH, newCustomer());
  expect(reply.status).toBe(status);
  expect(reply.headers.get('retry-after')).toBe(retryAfter);
  expect(simulator.state.customers.size).toBe(before);
  expect((await partner.post(PATH, newCustomer())).status).toBe(201);
});

test.each([
  ['resetBefore' as const, 0],
  ['resetAfter' as const, 1],
])(
  '%s cuts the connection with %d customers made, and a repeat makes it one',
  async (kind, made) => {
    simulator.faults.add({ kind, method: 'POST', path: /customers$/ });
    const before = simulator.state.customers.size;
    const requestId = randomUUID();
    const body = newCustomer();
    await expect(partner.post(PATH, body, { requestId })).rejects.toThrow();
    expect(simulator.state.customers.size).toBe(before + made);
    const repeated = await partner.post(PATH, body, { requestId });
    expect(repeated.at('userCredentials.userName')).toBe('admin');
    expect(simulator.state.customers.size).toBe(before + 1);
  },
);

test('a timeout never answers, and takes effect only where that is asked for', async () => {
  simulator.faults.add({ kind: 'timeout', path: /customers$/, processed: true });
  const before = simulator.state.customers.size;
  const requestId = randomUUID();
  const body = newCustomer();
  const waiting = partner.post(PATH, body, { requestId }).catch(() => 'cut');
  const early = await Promise.race([
    waiting,
    new Promise((resolve) => setTimeout(resolve, 150, 'nothing yet')),
  ]);
  expect(early).toBe('nothing yet');
  expect(simulator.state.customers.size).toBe(before + 1);
  expect((await partner.post(PATH, body, { requestId })).status).toBe(201);
  expect(simulator.state.customers.size).toBe(before + 1);
});

test('answers are malformed, truncated, of another schema, or huge', async () => {
  simulator.faults.add({ kind: 'malformed', path: /customers$/ });
  const malformed = await partner.get(PATH);
  expect(malformed.status).toBe(200);
  expect(malformed.body).toBeUndefined();

  simulator.faults.add({ kind: 'truncated', path: /customers$/ });
  await expect(partner.get(PATH)).rejects.toThrow();

  simulator.faults.add({ kind: 'wrongSchema', path: /customers$/ });
  expect((await partner.get(PATH)).at('items')).toBe('none');

  simulator.faults.add({ kind: 'huge', path: /customers$/ });
  const huge = await partner.get(PATH);
  expect(huge.raw.length).toBeGreaterThan(5_000_000);
  expect(huge.list().length).toBeGreaterThan(0);
});

test('another process adds faults by HTTP, for a number of requests after a number of others', async () => {
  const fault = { kind: '500', method: 'get', path: '/v1/customers$', times: 2, skip: 1 };
  expect((await partner.post('/_simulator/faults', fault, { as: 'nobody' })).at('remaining')).toBe(
    2,
  );
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1) statuses.push((await partner.get(PATH)).status);
  expect(statuses).toEqual([200, 500, 500, 200]);
  expect(
    (await partner.post('/_simulator/faults', { kind: 'fire' }, { as: 'nobody' })).status,
  ).toBe(400);
});

test.each([
  ['500' as const, { code: 800005 }, '500/800005'],
  ['503' as const, {}, '503/undefined'],
  ['429' as const, { retryAfter: '1' }, '429/undefined'],
  ['refuse' as const, { status: 409, code: 800060 }, '409/800060'],
])(
  '%s after processing leaves a customer behind, and the repeat shows it',
  async (kind, more, refusal) => {
    simulator.faults.add({ kind, method: 'POST', path: /customers$/, processed: true, ...more });
    const before = simulator.state.customers.size;
    const requestId = randomUUID();
    const body = newCustomer();
    expect((await partner.post(PATH, body, { requestId })).refusal).toBe(refusal);
    expect(simulator.state.customers.size).toBe(before + 1);
    expect((await partner.post(PATH, body, { requestId })).status).toBe(201);
    expect(simulator.state.customers.size).toBe(before + 1);
  },
);

test('an answer begins with a byte order mark, is empty, is a page of a gateway, or comes late', async () => {
  const ask = async (): Promise<Response> => {
    const token = (await partner.askForToken({ grant_type: 'client_credentials' })).text(
      'access_token',
    );
    return fetch(`${simulator.url}${PATH}`, {
      headers: {
        Authorization: `Bearer ${token}`,
        'MS-RequestId': randomUUID(),
        'MS-CorrelationId': randomUUID(),
      },
    });
  };
  simulator.faults.add({ kind: 'bom', path: /customers$/ });
  const bytes = Buffer.from(await (await ask()).arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect((JSON.parse(bytes.subarray(3).toString()) as { items: unknown[] }).items).not.toHaveLength(
    0,
  );

  simulator.faults.add({ kind: 'empty', path: /customers$/ });
  expect(await partner.get(PATH)).toMatchObject({ status: 200, raw: '' });

  simulator.faults.add({ kind: 'html', path: /customers$/ });
  const page = await partner.get(PATH);
  expect(page.status).toBe(502);
  expect(page.headers.get('content-type')).toBe('text/html');

  simulator.faults.add({ kind: 'wrongSchema', path: /customers$/, body: true });
  expect((await partner.get(PATH)).body).toBe(true);

  simulator.faults.add({ kind: 'delayAfter', delayMs: 120, path: /customers$/ });
  const begun = performance.now();
  expect((await partner.get(PATH)).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(110);
});

test('a question without a body can be lost or refused as well', async () => {
  const path = '/v1/domains/free.onmicrosoft.com';
  simulator.faults.add({ kind: 'resetAfter', path: /domains/ });
  await expect(partner.call('HEAD', path)).rejects.toThrow();
  simulator.faults.add({ kind: '503', path: /domains/, processed: true });
  expect((await partner.call('HEAD', path)).status).toBe(503);
  simulator.faults.add({ kind: 'malformed', path: /domains/ });
  expect((await partner.call('HEAD', path)).status).toBe(404);
});

test('a timeout with an end cuts the connection then', async () => {
  simulator.faults.add({ kind: 'timeout', hangMs: 100, path: /customers$/ });
  const begun = performance.now();
  await expect(partner.get(PATH)).rejects.toThrow();
  expect(performance.now() - begun).toBeGreaterThan(90);
});

test('a part of all calls fails, the same ones for the same seed, until the fault is taken back', async () => {
  const failing = async (seed: number): Promise<readonly boolean[]> => {
    const added = await partner.post('/_simulator/faults', {
      kind: '503',
      path: '/v1/customers$',
      probability: 0.3,
      seed,
    });
    const failed: boolean[] = [];
    for (let count = 0; count < 40; count += 1)
      failed.push((await partner.get(PATH)).status === 503);
    const listed = await partner.get('/_simulator/faults');
    expect(listed.at('faults.0.hits')).toBe(failed.filter(Boolean).length);
    await partner.call('DELETE', `/_simulator/faults/${String(added.at('id'))}`);
    return failed;
  };
  const first = await failing(7);
  const hits = first.filter(Boolean).length;
  expect(hits).toBeGreaterThan(4);
  expect(hits).toBeLessThan(24);
  expect(await failing(7)).toEqual(first);
  expect(await failing(8)).not.toEqual(first);
  expect((await partner.get(PATH)).status).toBe(200);
});

test('calls fail in every way there is, and what took effect did so once', async () => {
  simulator.faults.add({ kind: 'any', path: /customers$/, probability: 1, seed: 3 });
  const before = simulator.state.createdCustomers.length;
  const requestId = randomUUID();
  const body = newCustomer();
  for (let count = 0; count < 60; count += 1)
    await partner.post(PATH, body, { requestId }).catch(() => undefined);
  simulator.faults.clear();
  const seen = simulator.state.requests.filter((request) => request.requestId === requestId);
  expect(new Set(seen.map((request) => request.fault)).size).toBeGreaterThan(10);
  expect(simulator.state.createdCustomers).toHaveLength(before + 1);
  expect((await partner.post(PATH, body, { requestId })).status).toBe(201);
}, 120_000);

test('the token endpoint can fail, too', async () => {
  simulator.faults.add({ kind: '500', path: /oauth2\/token$/ });
  expect((await partner.askForToken({ grant_type: 'client_credentials' })).status).toBe(500);
});

test('requests are noted with their ids, faults, and whether they were replayed', async () => {
  const requestId = randomUUID();
  const body = newCustomer();
  await partner.post(PATH, body, { requestId });
  await partner.post(PATH, body, { requestId });
  const noted = simulator.state.requests.filter((request) => request.requestId === requestId);
  expect(noted).toMatchObject([
    { method: 'POST', path: PATH, status: 201, replayed: false, token: 'user' },
    { status: 201, replayed: true },
  ]);
});

test('the log over HTTP counts and filters, tells bodies apart, and holds no secret', async () => {
  await partner.call('DELETE', '/_simulator/requests');
  const requestId = randomUUID();
  const body = newCustomer({ companyName: 'Marker Of The Body Ltd' });
  await partner.post(PATH, body, { requestId });
  await partner.post(PATH, body, { requestId });
  await partner.post(PATH, newCustomer(), { requestId });
  simulator.faults.add({ kind: 'resetAfter', path: /customers$/ });
  await partner.get(PATH).catch(() => undefined);
  await partner.get('/v1/nothing-here');
  await partner.askForToken({ grant_type: 'client_credentials', client_secret: 'marker-secret' });

  const log = await partner.get('/_simulator/requests');
  expect(log.body).toMatchObject({
    total: 6,
    byRoute: { 'POST /v1/customers': 3, 'GET /v1/customers': 1, 'no such route': 1 },
    byStatus: { 201: 3, 404: 1, 200: 1, none: 1 },
    byFault: { resetAfter: 1 },
  });
  const own = await partner.get(`/_simulator/requests?requestId=${requestId}`);
  expect(own.list('requests')).toHaveLength(3);
  expect(own.at('requests.1.bodyHash')).toBe(own.at('requests.0.bodyHash'));
  expect(own.at('requests.2.bodyHash')).not.toBe(own.at('requests.0.bodyHash'));
  expect(own.at('requests.0.durationMs')).toBeGreaterThanOrEqual(0);
  expect((await partner.get('/_simulator/requests?status=none')).list('requests')).toMatchObject([
    { fault: 'resetAfter', faultProcessed: true },
  ]);
  expect((await partner.get('/_simulator/requests?limit=2')).list('requests')).toHaveLength(2);
  expect(log.raw).not.toMatch(/Bearer|eyJ|marker-secret|Marker Of/);
});

test('latency and other options change while it runs, and time passes on demand, until a reset', async () => {
  await partner.post('/_simulator/settings', { latencyMs: 60 });
  const begun = performance.now();
  await partner.get(PATH);
  expect(performance.now() - begun).toBeGreaterThan(55);
  expect((await partner.post('/_simulator/settings', { partner: 'direct' })).status).toBe(400);
  await partner.post('/_simulator/settings', { latencyMs: 0, customerPropagationMs: 5_000 });
  const customer = await partner.createCustomer();
  expect((await partner.get(customer)).status).toBe(404);
  await partner.post('/_simulator/clock', { advanceMs: 5_000 });
  expect((await partner.get(customer)).status).toBe(200);
  await partner.post('/_simulator/reset', {});
  const settings = await partner.get('/_simulator/settings');
  expect(settings.at('customerPropagationMs')).toBe(0);
  expect(Math.abs(Date.parse(settings.text('now')) - Date.now())).toBeLessThan(2_000);
});

import { readFileSync } from 'node:fs';
import { optionsFromEnvironment } from '../../simulator/environment';
import type { SimulatorOptions } from '../../simulator/options';
import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCart, newCustomer } from './partner';

const running: Simulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function start(options: Partial<SimulatorOptions>): Promise<Partner> {
  const simulator = await startSimulator({
    customerPropagationMs: 0,
    skus: 200,
    resellers: 20,
    ...options,
  });
  running.push(simulator);
  return new Partner(simulator);
}

test('US Government has no agreements and no relationship requests, and orders without them', async () => {
  const partner = await start({ cloud: 'usGovernment' });
  expect((await partner.get('/v1/agreements?agreementType=*')).status).toBe(404);
  expect((await partner.get('/v1/customers/relationshiprequests')).status).toBe(404);
  expect((await partner.post('/v1/attestations/enhanced', {}, { as: 'app' })).status).toBe(404);
  const customer = await partner.createCustomer();
  const offer = await partner.findOffer('Microsoft 365 E3');
  const cart = await partner.post(`${customer}/carts`, newCart({ catalogItemId: offer }));
  expect((await partner.post(`${customer}/carts/${cart.text('id')}/checkout`)).status).toBe(201);
});

test('a direct partner has no resellers', async () => {
  const partner = await start({ partner: 'direct' });
  const list = await partner.get(
    '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf',
  );
  expect(list).toMatchObject({
    status: 403,
    body: { code: 1002, description: 'Authorization Failed' },
  });
  const body = newCustomer({
    top: { associatedPartnerId: '00000000-0000-4000-8000-000000000000' },
  });
  expect((await partner.post('/v1/customers', body)).refusal).toBe('403/600006');
  const offer = await partner.findOffer('Microsoft 365 E3');
  const line = {
    catalogItemId: offer,
    participants: [{ key: 'transaction_reseller', value: '4847383' }],
  };
  const customer = await partner.createCustomer();
  const cart = await partner.post(`${customer}/carts`, newCart(line));
  expect(cart.at('lineItems.0.error.errorCode')).toBe(10004);
});

test('a sandbox takes 75 customers, 5 subscriptions each, 25 licences a subscription', async () => {
  const partner = await start({ sandbox: true });
  const customer = await partner.createSignedCustomer();
  const offer = await partner.findOffer('Microsoft 365 E3');
  const many = await partner.post(
    `${customer}/carts`,
    newCart({ catalogItemId: offer, quantity: 26 }),
  );
  expect(many.at('lineItems.0.error.errorCode')).toBe(10009);
  const six = Array.from({ length: 6 }, () => ({ catalogItemId: offer }));
  const cart = await partner.post(`${customer}/carts`, newCart(...six));
  expect((await partner.post(`${customer}/carts/${cart.text('id')}/checkout`)).refusal).toBe(
    '400/800018',
  );
  expect((await partner.get('/v1/customers/relationshiprequests')).refusal).toBe('403/900322');
  for (let count = 1; count < 75; count += 1) await partner.createCustomer();
  expect((await partner.post('/v1/customers', newCustomer())).refusal).toBe('400/800018');
  expect((await partner.call('DELETE', customer)).status).toBe(204);
  expect((await partner.post('/v1/customers', newCustomer())).status).toBe(201);
});

test('outside a sandbox no customer is removed', async () => {
  const partner = await start({});
  const customer = await partner.createCustomer();
  expect((await partner.call('DELETE', customer)).refusal).toBe('403/900322');
});

test('with the quirks on, bodies begin with a mark, codes change their type, headers repeat and dates lose their zone', async () => {
  const partner = await start({ quirks: true });
  const replies = [];
  for (let count = 0; count < 4; count += 1)
    replies.push(await partner.get('/v1/profiles/mpn?mpnId=9999999'));
  // fetch takes the mark off when it reads text, so the bytes are asked. A refusal does as well as an answer.
  const { url } = running[0] ?? { url: '' };
  const bytesOf = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${url}${path}`)).arrayBuffer());
  const bytes = await bytesOf('/v1/customers');
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  // The simulator's own levers are free of them.
  expect((await bytesOf('/_simulator/state')).subarray(0, 1).toString()).toBe('{');
  expect(new Set(replies.map((reply) => typeof reply.at('code')))).toEqual(
    new Set(['string', 'number']),
  );
  const [first, second] = (replies[0]?.headers.get('ms-correlationid') ?? '').split(',');
  expect(first).toHaveLength(36);
  expect(second).toBe(first);

  const customer = await partner.createCustomer();
  const made = await partner.post(`${customer}/agreements`, {
    primaryContact: { firstName: 'Lee', lastName: 'Gu', email: 'lee@contoso.example' },
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    dateAgreed: '2025-05-04',
    type: 'MicrosoftCustomerAgreement',
  });
  expect(made.text('dateAgreed')).toBe('2025-05-04T00:00:00.0000000');
});

test('without strictness, unknown fields are passed over', async () => {
  const partner = await start({ strict: false });
  const body = newCustomer({ top: { colour: 'red' }, address: { street: 'x' } });
  expect((await partner.post('/v1/customers', body)).status).toBe(201);
});

test('a customer whose domain begins with slow takes the longer time', async () => {
  let now = Date.now();
  const partner = await start({ now: () => now });
  const slow = await partner.createCustomer({ domain: 'slowone.onmicrosoft.com' });
  now += 89_000;
  expect((await partner.get(slow)).text('description')).toContain('No company was found');
  now += 1_000;
  expect((await partner.get(slow)).status).toBe(200);
});

test('more than the calls of a minute on one customer are throttled until the minute is over', async () => {
  let now = Date.UTC(2026, 0, 1);
  const partner = await start({ requestsPerMinute: 3, now: () => now });
  const customer = await partner.createCustomer();
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1) statuses.push((await partner.get(customer)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  now += 60_000;
  expect((await partner.get(customer)).status).toBe(200);
});

test('a reset forgets what was done and keeps tokens good', async () => {
  const partner = await start({});
  await partner.createCustomer();
  await partner.post('/_simulator/reset', {});
  expect(running[0]?.state.createdCustomers).toHaveLength(0);
  expect((await partner.get('/v1/customers')).status).toBe(200);
});

test('settings come from the environment, and every wrong one is named at once', () => {
  expect(optionsFromEnvironment({})).toEqual({ port: 3979 });
  expect(
    optionsFromEnvironment({
      SIMULATOR_PARTNER: 'direct',
      SIMULATOR_ORDER_MS: '5',
      SIMULATOR_LATENCY_MS: '',
      SIMULATOR_QUIRKS: 'on',
      SIMULATOR_STRICT: 'off',
      SIMULATOR_AGREEMENT_MODES: 'enhanced, direct',
      SIMULATOR_PRICE_SHEET_MB: '60',
    }),
  ).toEqual({
    port: 3979,
    partner: 'direct',
    orderPendingMs: 5,
    quirks: true,
    strict: false,
    agreementModes: ['enhanced', 'direct'],
    priceSheetMegabytes: 60,
  });
  expect(() => optionsFromEnvironment({ SIMULATOR_PORT: 'x', SIMULATOR_CLOUD: 'china' })).toThrow(
    /SIMULATOR_PORT[\s\S]*SIMULATOR_CLOUD/,
  );
});

test('every setting stands in the README, and the README names no other', () => {
  const names = (text: string): ReadonlySet<string> =>
    new Set(text.match(/SIMULATOR_[A-Z_]*[A-Z]/g) ?? []);
  const source = names(readFileSync('simulator/environment.ts', 'utf8'));
  expect(names(readFileSync('simulator/README.md', 'utf8'))).toEqual(source);
});

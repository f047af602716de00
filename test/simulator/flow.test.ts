import { randomUUID } from 'node:crypto';
import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCart, newCustomer } from './partner';

let now = Date.UTC(2026, 4, 4);
let simulator: Simulator;
let partner: Partner;

beforeAll(async () => {
  simulator = await startSimulator({
    customerPropagationMs: 3_000,
    orderPendingMs: 2_000,
    now: () => now,
  });
  partner = new Partner(simulator);
});
afterAll(() => simulator.stop());

test('a customer is created, its agreement accepted by the signer, and its order completed', async () => {
  const domain = 'fabrikam.onmicrosoft.com';
  expect((await partner.call('HEAD', `/v1/domains/${domain}`)).status).toBe(404);

  const signer = {
    signatoryFirstName: 'Lee',
    signatoryLastName: 'Gu',
    signatoryEmail: 'lee@fabrikam.example',
  };
  const attestation = await partner.post(
    '/v1/attestations/enhanced',
    { country: 'US', language: 'en-US', companyName: 'Fabrikam, Inc.', ...signer },
    { as: 'app' },
  );
  expect(attestation).toMatchObject({ status: 201, body: { status: 'pending' } });
  const acceptanceUrl = attestation.text('url');
  const attestationPath = `/v1/attestations/enhanced/${attestation.text('id')}`;

  const resellers = await partner.get(
    '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf',
  );
  const mpnId = resellers.text('items.0.mpnId');
  const requestId = randomUUID();
  const body = newCustomer({
    domain,
    companyName: 'Fabrikam, Inc.',
    top: { associatedPartnerId: resellers.text('items.0.id') },
  });
  const created = await partner.post('/v1/customers', body, { requestId });
  expect(created).toMatchObject({ status: 201, body: { userCredentials: { userName: 'admin' } } });
  const customer = `/v1/customers/${created.text('id')}`;
  expect((await partner.call('HEAD', `/v1/domains/${domain}`)).status).toBe(200);

  const repeated = await partner.post('/v1/customers', body, { requestId });
  expect(repeated.raw).toBe(created.raw);
  expect(simulator.state.createdCustomers).toHaveLength(1);

  expect((await partner.get(customer)).text('description')).toContain('was not found');
  now += 1_500;
  expect((await partner.get(customer)).text('description')).toContain('No company was found');
  now += 1_500;
  const readable = await partner.get(customer);
  expect(readable).toMatchObject({ status: 200, body: { companyProfile: { domain } } });
  expect(readable.at('userCredentials')).toBeUndefined();

  const agreement = { attestationId: attestation.text('id'), type: 'MicrosoftCustomerAgreement' };
  const agreementId = randomUUID();
  const confirm = (): ReturnType<Partner['post']> =>
    partner.post(`${customer}/agreements`, agreement, { as: 'app', requestId: agreementId });
  expect(await confirm()).toMatchObject({ status: 400, body: { isRetryable: true } });

  expect(await (await fetch(acceptanceUrl)).text()).toContain('Accept');
  expect((await partner.get(attestationPath, { as: 'app' })).at('status')).toBe('pending');
  await fetch(acceptanceUrl, { method: 'POST', body: new URLSearchParams() });
  const accepted = await partner.get(attestationPath, { as: 'app' });
  expect(accepted.at('status')).toBe('accepted');
  expect(accepted.text('acceptedAt')).toMatch(/\.\d{7}Z$/);

  const premium = await partner.findOffer('Microsoft 365 Business Premium');
  const cart = await partner.post(
    `${customer}/carts`,
    newCart({
      catalogItemId: premium,
      participants: [{ key: 'transaction_reseller', value: mpnId }],
    }),
  );
  expect(cart).toMatchObject({
    status: 201,
    body: { lineItems: [{ pricing: { listPrice: 23.1, extendedPrice: 1386 } }] },
  });
  const checkout = `${customer}/carts/${cart.text('id')}/checkout`;
  expect((await partner.post(checkout)).refusal).toBe('403/13605');

  expect((await confirm()).status).toBe(201);
  const ordered = await partner.post(checkout);
  expect(ordered).toMatchObject({
    status: 201,
    body: { orders: [{ status: 'pending', lineItems: [{ partnerIdOnRecord: mpnId }] }] },
  });
  expect(ordered.at('orders.0.lineItems.0.subscriptionId')).toBeUndefined();
  const orderId = ordered.text('orders.0.id');
  expect((await partner.post(checkout)).text('orders.0.id')).toBe(orderId);
  expect(simulator.state.orders.size).toBe(1);

  now += 2_000;
  const order = await partner.get(`${customer}/orders/${orderId}`);
  expect(order.at('status')).toBe('completed');
  const subscriptions = await partner.get(`${customer}/subscriptions?order_id=${orderId}`);
  expect(subscriptions.list()).toMatchObject([
    { id: order.text('lineItems.0.subscriptionId'), quantity: 5, status: 'active' },
  ]);
});

test('the state that other processes read shows what was done, and no password', async () => {
  const state = await partner.get('/_simulator/state', { as: 'nobody' });
  expect(state.list('customers')).toHaveLength(1);
  expect(state.list('orders')).toMatchObject([{ status: 'completed' }]);
  expect(state.at('requestCounts.POST /v1/customers')).toBe(2);
  expect(state.raw).not.toMatch(/password|userCredentials|Bearer|eyJ/i);
});

test('the page of the simulator shows what people typed as text, never as markup', async () => {
  await partner.createCustomer({ companyName: '<img src=x onerror=alert(1)> & Sons' });
  const page = await partner.get('/', { as: 'nobody' });
  expect(page.raw).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; Sons');
  expect(page.raw).not.toContain('<img');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

import { randomUUID } from 'node:crypto';
import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCart, newCustomer } from './partner';

let simulator: Simulator;
let partner: Partner;

beforeAll(async () => {
  simulator = await startSimulator({ customerPropagationMs: 300, orderPendingMs: 100 });
  partner = new Partner(simulator);
});
afterAll(() => simulator.stop());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a customer is created, its agreement accepted by the signer, and its order completed', async () => {
  const domain = 'fabrikam.onmicrosoft.com';
  expect((await partner.call('HEAD', `/v1/domains/${domain}`)).status).toBe(404);

  const attestation = await partner.post(
    '/v1/attestations/enhanced',
    {
      country: 'US',
      language: 'en-US',
      companyName: 'Fabrikam, Inc.',
      signatoryFirstName: 'Lee',
      signatoryLastName: 'Gu',
      signatoryEmail: 'lee@fabrikam.example',
    },
    { as: 'app' },
  );
  expect(attestation).toMatchObject({ status: 201, body: { status: 'pending' } });

  const reseller = (
    await partner.get('/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf')
  ).body.items[0];
  const requestId = randomUUID();
  const body = newCustomer({
    domain,
    companyName: 'Fabrikam, Inc.',
    top: { associatedPartnerId: reseller.id },
  });
  const created = await partner.post('/v1/customers', body, { requestId });
  expect(created).toMatchObject({ status: 201, body: { userCredentials: { userName: 'admin' } } });
  const customer = `/v1/customers/${created.body.id}`;
  expect((await partner.call('HEAD', `/v1/domains/${domain}`)).status).toBe(200);

  const repeated = await partner.post('/v1/customers', body, { requestId });
  expect(repeated.text).toBe(created.text);
  expect(simulator.state.createdCustomers).toHaveLength(1);

  const early = await partner.get(customer);
  expect(early).toMatchObject({
    status: 404,
    body: { description: expect.stringContaining('was not found') },
  });
  await sleep(150);
  expect((await partner.get(customer)).body.description).toContain('No company was found');
  await sleep(200);
  expect((await partner.get(customer)).body.userCredentials).toBeUndefined();

  const agreement = { attestationId: attestation.body.id, type: 'MicrosoftCustomerAgreement' };
  const pending = await partner.post(`${customer}/agreements`, agreement, { as: 'app' });
  expect(pending).toMatchObject({ status: 400, body: { isRetryable: true } });

  const acceptancePage = await (await fetch(attestation.body.url)).text();
  expect(acceptancePage).toContain('Accept');
  expect(
    (await partner.get(`/v1/attestations/enhanced/${attestation.body.id}`, { as: 'app' })).body
      .status,
  ).toBe('pending');
  await fetch(attestation.body.url, { method: 'POST', body: new URLSearchParams() });
  expect(
    (await partner.get(`/v1/attestations/enhanced/${attestation.body.id}`, { as: 'app' })).body,
  ).toMatchObject({
    status: 'accepted',
    acceptedAt: expect.stringMatching(/\.\d{7}Z$/),
  });

  const premium = await partner.findOffer('Microsoft 365 Business Premium');
  const cart = await partner.post(
    `${customer}/carts`,
    newCart({
      catalogItemId: premium.catalogItemId,
      participants: [{ key: 'transaction_reseller', value: reseller.mpnId }],
    }),
  );
  expect(cart).toMatchObject({
    status: 201,
    body: { lineItems: [{ pricing: { listPrice: 23.1, extendedPrice: 23.1 * 5 * 12 } }] },
  });
  const blocked = await partner.post(`${customer}/carts/${cart.body.id}/checkout`);
  expect(blocked).toMatchObject({ status: 403, body: { code: 13605 } });

  expect((await partner.post(`${customer}/agreements`, agreement, { as: 'app' })).status).toBe(201);
  const checkout = await partner.post(`${customer}/carts/${cart.body.id}/checkout`);
  expect(checkout).toMatchObject({
    status: 201,
    body: { orders: [{ status: 'pending', lineItems: [{ partnerIdOnRecord: reseller.mpnId }] }] },
  });
  const again = await partner.post(`${customer}/carts/${cart.body.id}/checkout`);
  expect(again.body.orders.map((order: { id: string }) => order.id)).toEqual([
    checkout.body.orders[0].id,
  ]);
  expect(simulator.state.orders.size).toBe(1);

  await sleep(150);
  const order = await partner.get(`${customer}/orders/${checkout.body.orders[0].id}`);
  expect(order.body).toMatchObject({
    status: 'completed',
    lineItems: [{ subscriptionId: expect.any(String) }],
  });
  const subscriptions = await partner.get(`${customer}/subscriptions?order_id=${order.body.id}`);
  expect(subscriptions.body.items).toMatchObject([
    { id: order.body.lineItems[0].subscriptionId, quantity: 5, status: 'active' },
  ]);
});

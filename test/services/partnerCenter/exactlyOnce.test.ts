import { randomUUID } from 'node:crypto';
import type { Fault } from '../../../simulator/faults';
import { confirmClassic, newestTemplateId } from '../../../src/services/partnerCenter/agreements';
import { checkoutCart, createCart } from '../../../src/services/partnerCenter/carts';
import { createCustomer } from '../../../src/services/partnerCenter/customers';
import {
  listAvailabilities,
  listProducts,
  listSkus,
} from '../../../src/services/partnerCenter/products';
import { NEW_CUSTOMER } from './calls';
import { startSimulated, type Simulated } from './simulated';

/** Long enough for a good answer, short enough to wait for one that never comes. */
const LONGEST_MS = 1_500;

let simulated: Simulated;

beforeAll(async () => {
  simulated = await startSimulated({ existingCustomers: 0 }, { longestMs: LONGEST_MS });
});
afterEach(() => {
  expect(simulated.simulator.faults.remaining).toBe(0);
});
afterAll(() => simulated.stop());

/** What loses, spoils or replaces the answer of a request that has taken effect. */
const LOST: readonly Omit<Fault, 'path'>[] = [
  { kind: 'resetAfter' },
  { kind: 'resetAfter', times: 3 },
  { kind: 'timeout', processed: true },
  { kind: '500', code: 800005, processed: true },
  { kind: '503', processed: true },
  { kind: '429', retryAfter: '0', processed: true },
  { kind: 'truncated' },
  { kind: 'malformed' },
  { kind: 'empty' },
  { kind: 'html' },
];
const rows = LOST.map((fault) => [`${fault.kind} ${fault.times ?? 1} times`, fault] as const);

test.each(rows)(
  '%s after a customer was created: one customer, with its password',
  async (_, fault) => {
    const { simulator, client, context } = simulated;
    const before = simulator.state.customers.size;
    simulator.faults.add({ ...fault, method: 'POST', path: /\/v1\/customers$/ });
    const created = await createCustomer(client, customerOf(randomUUID()), randomUUID(), context);
    expect(simulator.state.customers.size).toBe(before + 1);
    expect(created.userCredentials?.password).toMatch(/\S{8,}/);
    expect(simulator.state.customers.has(created.id)).toBe(true);
  },
);

test.each(rows)('%s after a cart was checked out: one order', async (_, fault) => {
  const { simulator, client, context } = simulated;
  const { id } = await createCustomer(client, customerOf(randomUUID()), randomUUID(), context);
  const templateId = (await newestTemplateId(client, context)) ?? '';
  const primaryContact = { firstName: 'Ana', lastName: 'Pérez', email: 'ana@contoso.example' };
  const agreement = { primaryContact, templateId, dateAgreed: '2026-01-05T00:00:00Z' };
  await confirmClassic(client, id, agreement, randomUUID(), context);
  const cart = await createCart(client, id, await cartOf(), randomUUID(), context);
  const before = simulator.state.orders.size;
  simulator.faults.add({ ...fault, method: 'POST', path: /\/checkout$/ });
  const { orders } = await checkoutCart(client, id, cart.id, randomUUID(), context);
  expect(orders).toHaveLength(1);
  expect(simulator.state.orders.size).toBe(before + 1);
  expect(simulator.state.orders.has(orders[0]?.id ?? '')).toBe(true);
});

function customerOf(unique: string): typeof NEW_CUSTOMER {
  const domain = `c${unique.replaceAll('-', '').slice(0, 20)}.onmicrosoft.com`;
  return { ...NEW_CUSTOMER, companyProfile: { ...NEW_CUSTOMER.companyProfile, domain } };
}

async function cartOf() {
  const { client, context } = simulated;
  const market = { country: 'US', segment: 'commercial' };
  const product = (await listProducts(client, market, context)).find(
    ({ title }) => title === 'Microsoft 365 Business Premium',
  );
  const productId = product?.id ?? '';
  const skuId = (await listSkus(client, productId, market, context))[0]?.id ?? '';
  const [offer] = await listAvailabilities(client, { productId, skuId }, market, context);
  return {
    partnerOnRecordAttestationAccepted: true,
    lineItems: [
      {
        id: 0,
        catalogItemId: offer?.catalogItemId ?? '',
        quantity: 1,
        termDuration: 'P1Y',
        billingCycle: 'annual',
      },
    ],
  };
}

import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCart } from './partner';
import type { Reply } from './reply';

let now = Date.UTC(2026, 4, 4);
let simulator: Simulator;
let partner: Partner;
let premium: string;

beforeAll(async () => {
  simulator = await startSimulator({
    customerPropagationMs: 0,
    orderPendingMs: 2_000,
    now: () => now,
  });
  partner = new Partner(simulator);
  premium = await partner.findOffer('Microsoft 365 Business Premium');
});
afterAll(() => simulator.stop());

const testOffer = (ending: string): Promise<string> =>
  partner.findOffer(`Simulator test offer: ${ending}`);

/** A cart of these lines for a new customer that may buy, and its path. */
async function cartOf(
  companyName: string,
  ...lines: readonly Readonly<Record<string, unknown>>[]
): Promise<{ cart: Reply; path: string; customer: string }> {
  const customer = await partner.createSignedCustomer({ companyName });
  const cart = await partner.post(`${customer}/carts`, newCart(...lines));
  return { cart, customer, path: `${customer}/carts/${String(cart.at('id'))}` };
}

describe('a cart is refused', () => {
  test('without the attestation of the partner of record', async () => {
    const customer = await partner.createCustomer();
    const cart = {
      ...newCart({ catalogItemId: premium }),
      partnerOnRecordAttestationAccepted: undefined,
    };
    expect((await partner.post(`${customer}/carts`, cart)).refusal).toBe('400/900206');
  });

  test.each([
    ['a cycle longer than the term', { termDuration: 'P1M', billingCycle: 'annual' }, '400/900270'],
    ['a term that is not offered', { termDuration: 'P3Y' }, '400/800121'],
    ['a term of nowhere', { termDuration: 'P2W' }, '400/800121'],
    ['a cycle of nowhere', { billingCycle: 'weekly' }, '400/900268'],
    ['no licence at all', { quantity: 0 }, '400/2002'],
    ['half a licence', { quantity: 1.5 }, '400/3000'],
    ['a quantity as text', { quantity: '5' }, '400/3000'],
    ['an end date in the past', { customTermEndDate: '2026-05-01' }, '400/900242'],
    ['a promotion of nowhere', { promotionId: 'x' }, '400/27007'],
    [
      'an unknown PartnerID',
      { participants: [{ key: 'transaction_reseller', value: '9999999' }] },
      '404/800015',
    ],
    [
      "the provider's own PartnerID",
      { participants: [{ key: 'transaction_reseller', value: '6052121' }] },
      '400/800016',
    ],
    [
      'a tenant for a PartnerID',
      { participants: [{ key: 'transaction_reseller', value: 'a-b' }] },
      '400/2071',
    ],
    [
      'a second reseller outside Europe',
      {
        participants: [
          { key: 'transaction_reseller', value: '4847383' },
          { key: 'additional_transaction_reseller', value: '4390934' },
        ],
      },
      '400/2072',
    ],
  ])('for %s', async (_, line, refusal) => {
    const { cart } = await cartOf('Contoso', { catalogItemId: premium, ...line });
    expect(cart.refusal).toBe(refusal);
  });

  test('for an offer of a segment that the customer is not qualified for', async () => {
    const { cart } = await cartOf('Contoso', {
      catalogItemId: await partner.findOffer('Microsoft 365 A3 for faculty'),
    });
    expect(cart.refusal).toBe('400/800086');
  });
});

describe('a line in error leaves the cart a 201, and checkout refuses it', () => {
  test.each([
    [
      'an unknown catalogue id',
      async () => Promise.resolve({ catalogItemId: 'CFQ7TTC0LCHC:0001:CFQ7TTC00000' }),
      10001,
    ],
    [
      'the id of another market',
      async () => ({
        catalogItemId: await partner.findOffer('Microsoft 365 Business Premium', 'DE'),
      }),
      10001,
    ],
    [
      '301 seats of a Business SKU',
      async () => Promise.resolve({ catalogItemId: premium, quantity: 301 }),
      10015,
    ],
    [
      'another currency',
      async () => Promise.resolve({ catalogItemId: premium, currencyCode: 'EUR' }),
      10000,
    ],
    [
      'an add-on without its base',
      async () => ({ catalogItemId: await partner.findOffer('Microsoft Teams Phone Standard') }),
      400041,
    ],
    [
      'an attestation that is missing',
      async () => ({
        catalogItemId: await partner.findOffer(
          'Windows 365 Business 2 vCPU, 8 GB, 128 GB (with Windows Hybrid Benefit)',
        ),
      }),
      10012,
    ],
  ])('%s', async (_, line, errorCode) => {
    const { cart, path } = await cartOf('Contoso', await line());
    expect(cart).toMatchObject({ status: 201, body: { lineItems: [{ error: { errorCode } }] } });
    expect((await partner.post(`${path}/checkout`)).refusal).toBe('400/800009');
  });

  test('a cart with its errors mended is put back whole and bought', async () => {
    const phone = await partner.findOffer('Microsoft Teams Phone Standard');
    const { path } = await cartOf('Contoso', { catalogItemId: phone });
    const put = await partner.call('PUT', path, {
      body: newCart({ catalogItemId: phone }, { catalogItemId: premium }),
    });
    expect(put.list('lineItems')).toHaveLength(2);
    expect(put.at('lineItems.0.error')).toBeUndefined();
    expect((await partner.post(`${path}/checkout`)).status).toBe(201);
    expect(
      (await partner.call('PUT', path, { body: newCart({ catalogItemId: premium }) })).refusal,
    ).toBe('400/800065');
  });
});

test('lines of different billing cycles become different orders', async () => {
  const { cart, customer, path } = await cartOf(
    'Contoso',
    { catalogItemId: premium },
    { catalogItemId: premium, billingCycle: 'annual' },
    { catalogItemId: premium, quantity: 1 },
  );
  expect(cart.list('lineItems')).toMatchObject([
    { orderGroup: '0' },
    { orderGroup: '1' },
    { orderGroup: '0' },
  ]);
  const checkout = await partner.post(`${path}/checkout`);
  expect(checkout.list('orders')).toMatchObject([
    { billingCycle: 'monthly', lineItems: [{}, {}] },
    { billingCycle: 'annual', lineItems: [{}] },
  ]);
  expect((await partner.get(`${customer}/orders?billingType=annual`)).list()).toHaveLength(1);
});

test('a refused group leaves the other orders standing, and a repeat does not make them twice', async () => {
  const { path, customer } = await cartOf(
    'Contoso',
    { catalogItemId: premium },
    { catalogItemId: await testOffer('refused at checkout (800020)') },
  );
  const first = await partner.post(`${path}/checkout`);
  expect(first).toMatchObject({
    status: 201,
    body: { orders: [{}], orderErrors: [{ orderGroupId: '1', code: 800020 }] },
  });
  const second = await partner.post(`${path}/checkout`);
  expect(second.text('orders.0.id')).toBe(first.text('orders.0.id'));
  expect((await partner.get(`${customer}/orders`)).list()).toHaveLength(1);
});

test.each([
  ['Review Us', '403/800073'],
  ['Denied Us', '403/800075'],
  ['Locked Us', '403/900416'],
  ['NoCredit Us', '403/800023'],
])(
  'a company named %s meets %s at checkout until its account is cleared',
  async (companyName, refusal) => {
    const { path, customer } = await cartOf(companyName, { catalogItemId: premium });
    expect((await partner.post(`${path}/checkout`)).refusal).toBe(refusal);
    await partner.post(customer.replace('/v1/', '/_simulator/'), { review: 'none' });
    expect((await partner.post(`${path}/checkout`)).status).toBe(201);
  },
);

test.each([
  ['stale at checkout (400019)', '404/400019'],
  ['risk check failed (800069)', '403/800069'],
])('the test offer that is %s is refused whole with %s', async (ending, refusal) => {
  const { path } = await cartOf('Contoso', { catalogItemId: await testOffer(ending) });
  expect((await partner.post(`${path}/checkout`)).refusal).toBe(refusal);
});

test.each([
  ['9992203', '403/900123'],
  ['9992204', '400/900154'],
])('a reseller in trouble (%s) is found out at checkout with %s', async (value, refusal) => {
  const { path } = await cartOf('Contoso', {
    catalogItemId: premium,
    participants: [{ key: 'transaction_reseller', value }],
  });
  expect((await partner.post(`${path}/checkout`)).refusal).toBe(refusal);
});

test('availability ids of an earlier catalogue are taken into a cart and stale at checkout', async () => {
  const { path } = await cartOf('Contoso', { catalogItemId: premium });
  await partner.post('/_simulator/catalogue/reissue', {});
  expect((await partner.post(`${path}/checkout`)).refusal).toBe('404/400019');
  premium = await partner.findOffer('Microsoft 365 Business Premium');
  await partner.call('PUT', path, { body: newCart({ catalogItemId: premium }) });
  expect((await partner.post(`${path}/checkout`)).status).toBe(201);
});

test('a Flaky company gets 800005 once, its orders are there, and the repeat shows them', async () => {
  const { path, customer } = await cartOf('Flaky Goods', { catalogItemId: premium });
  expect((await partner.post(`${path}/checkout`)).refusal).toBe('500/800005');
  expect((await partner.get(`${customer}/orders`)).list()).toHaveLength(1);
  expect((await partner.post(`${path}/checkout`)).list('orders')).toHaveLength(1);
  expect((await partner.get(`${customer}/orders`)).list()).toHaveLength(1);
});

test('a Throttle company gets one 429 on its first cart', async () => {
  const { cart, customer } = await cartOf('Throttle Goods', { catalogItemId: premium });
  expect(cart.status).toBe(429);
  expect(cart.headers.get('retry-after')).toBe('2');
  expect(
    (await partner.post(`${customer}/carts`, newCart({ catalogItemId: premium }))).status,
  ).toBe(201);
});

test('of two checkouts at the same time, the second is told that the first is at work', async () => {
  const slow = await startSimulator({
    customerPropagationMs: 0,
    checkoutMs: 100,
    skus: 100,
    resellers: 20,
  });
  const before = partner;
  try {
    partner = new Partner(slow);
    const { path } = await cartOf('Contoso', {
      catalogItemId: await partner.findOffer('Microsoft 365 Business Premium'),
    });
    const replies = await Promise.all([
      partner.post(`${path}/checkout`),
      partner.post(`${path}/checkout`),
    ]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409]);
    expect(slow.state.orders.size).toBe(1);
  } finally {
    partner = before;
    await slow.stop();
  }
});

test('orders that are held wait to be released; others fail or complete by themselves', async () => {
  const { path, customer } = await cartOf(
    'Contoso',
    { catalogItemId: premium },
    { catalogItemId: await testOffer('order held for review') },
    { catalogItemId: await testOffer('ordered and never fulfilled') },
    { catalogItemId: await testOffer('waits for a purchase order') },
  );
  await partner.post(`${path}/checkout`);
  now += 2_000;
  const orders = await partner.get(`${customer}/orders`);
  expect(orders.list()).toMatchObject([
    { status: 'completed' },
    { status: 'pending review' },
    { status: 'error' },
    { status: 'pending po upload' },
  ]);
  const held = orders.text('items.1.id');
  const lines = async (id: string): Promise<unknown> =>
    (await partner.get(`${customer}/orders/${id}/provisioningstatus`)).at('items.0.status');
  expect(await lines(held)).toBe('prefulfillmentpending');
  expect(await lines(orders.text('items.2.id'))).toBe('unfulfilled');
  await partner.post(`/_simulator/orders/${held}/release`, {});
  expect(await lines(held)).toBe('fulfilled');
});

test('a trial is bought once, in 25 licences', async () => {
  const trial = await partner.findOffer('Microsoft 365 Business Premium Trial');
  const line = { catalogItemId: trial, quantity: 25, termDuration: 'P1M', billingCycle: 'none' };
  const { path, customer } = await cartOf('Contoso', line);
  expect(
    (await partner.post(`${customer}/carts`, newCart({ ...line, quantity: 26 }))).refusal,
  ).toBe('400/900275');
  expect((await partner.post(`${path}/checkout`)).status).toBe(201);
  expect((await partner.post(`${customer}/carts`, newCart(line))).refusal).toBe('400/27006');
});

test('a promotion takes its part off the price', async () => {
  const promotions = await partner.get('/v1/productpromotions?country=US&segment=commercial');
  const found = promotions.list().find((item) => JSON.stringify(item).includes('CFQ7TTC0LCHC')) as {
    id: string;
  };
  const { cart } = await cartOf('Contoso', { catalogItemId: premium, promotionId: found.id });
  expect(cart.at('lineItems.0.pricing')).toMatchObject({ listPrice: 23.1, discountedPrice: 19.64 });
});

test('a cart lives for seven days', async () => {
  const { path } = await cartOf('Contoso', { catalogItemId: premium });
  expect((await partner.get(path)).status).toBe(200);
  now += 7 * 24 * 60 * 60_000;
  partner = new Partner(simulator);
  expect((await partner.get(path)).refusal).toBe('404/800008');
});

import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { World } from '../../simulator/world';
import { Partner } from './partner';

let simulator: Simulator;
let partner: Partner;

beforeAll(async () => {
  simulator = await startSimulator({ customerPropagationMs: 0 });
  partner = new Partner(simulator);
});
afterAll(() => simulator.stop());

const skusOf = (
  world: World,
): readonly { readonly productId: string; readonly id: string; readonly title: string }[] =>
  world.catalogue.products().flatMap((product) => product.skus);

test('the data set has its size, no two things share an id, and the seed repeats it', () => {
  const { world } = simulator;
  const skus = skusOf(world);
  expect(skus).toHaveLength(5_000);
  expect(new Set(skus.map((sku) => `${sku.productId}:${sku.id}`)).size).toBe(5_000);
  expect(new Set(skus.map((sku) => sku.title)).size).toBe(5_000);
  const resellers = world.resellers.all();
  expect(resellers).toHaveLength(10_000);
  expect(new Set(resellers.map((reseller) => reseller.mpnId)).size).toBe(10_000);
  expect(new Set(resellers.map((reseller) => reseller.tenantId)).size).toBe(10_000);

  expect(new World(world.options).resellers.all()).toEqual(resellers);
  const other = new World({ ...world.options, seed: 2 });
  expect(other.resellers.all()).not.toEqual(resellers);
});

test('Business Premium is sold in the United States by the year, paid by the month', async () => {
  const products = await partner.get(
    '/v1/products?country=US&targetView=OnlineServices&targetSegment=commercial',
    { as: 'app' },
  );
  expect(products.list().length).toBeGreaterThan(500);
  expect(products.list()).toContainEqual(
    expect.objectContaining({ id: 'CFQ7TTC0LCHC', title: 'Microsoft 365 Business Premium' }),
  );
  const skus = await partner.get('/v1/products/CFQ7TTC0LCHC/skus?country=US', { as: 'app' });
  expect(skus.list()).toMatchObject([
    { id: '0001', maximumQuantity: 300, isTrial: false },
    { id: '0002', isTrial: true, minimumQuantity: 25 },
  ]);
  const offers = await partner.get(
    '/v1/products/CFQ7TTC0LCHC/skus/0001/availabilities?country=US',
    { as: 'app' },
  );
  expect(offers.list('items.0.terms')).toContainEqual(
    expect.objectContaining({ duration: 'P1Y', billingCycle: 'Monthly' }),
  );
});

test('a three-year term is an availability of its own', async () => {
  const offers = await partner.get('/v1/products/CFQ7TTC0LFLX/skus/0001/availabilities?country=US');
  expect(offers.list()).toHaveLength(2);
  expect(offers.list('items.1.terms')).toMatchObject([
    { duration: 'P3Y' },
    { duration: 'P3Y' },
    { duration: 'P3Y', billingCycle: 'Triennial' },
  ]);
});

test.each([
  ['/v1/products?country=US&targetView=Books', '403/400036'],
  ['/v1/products?country=US&targetView=OnlineServices&targetSegment=army', '403/400030'],
  ['/v1/products?country=US', '400/3000'],
  ['/v1/products?targetView=OnlineServices', '400/3000'],
  ['/v1/products/NOTHING/skus?country=US', '404/400013'],
  ['/v1/products/CFQ7TTC0LCHC/skus/0009/availabilities?country=US', '404/400018'],
  ['/v1/products/CFQ7TTC0LCHC/skus/0001/availabilities/CFQ7TTC00000?country=US', '404/400019'],
])('%s is refused with %s', async (path, refusal) => {
  expect((await partner.get(path)).refusal).toBe(refusal);
});

test('nonprofit offers show only when asked for, education offers to qualified customers', async () => {
  const ids = async (path: string): Promise<string> => (await partner.get(path)).raw;
  expect(await ids('/v1/products?country=US&targetView=OnlineServices')).not.toContain(
    'Nonprofit Staff',
  );
  expect(
    await ids('/v1/products?country=US&targetView=OnlineServices&targetSegment=nonprofit'),
  ).toContain('Nonprofit Staff');
  const customer = await partner.createCustomer();
  const path = `${customer}/products?targetView=OnlineServices`;
  expect(await ids(path)).not.toContain('A3 for faculty');
  await partner.post(`${customer}/qualifications`, {
    qualification: 'Education',
    educationSegment: 'K12',
  });
  await partner.post(customer.replace('/v1/', '/_simulator/'), { vetting: 'Approved' });
  expect(await ids(path)).toContain('A3 for faculty');
});

test('promotions are listed, and eligibility names what is wrong', async () => {
  const promotions = await partner.get('/v1/productpromotions?country=US&segment=commercial');
  const premium = promotions
    .list()
    .find((item) => JSON.stringify(item).includes('CFQ7TTC0LCHC')) as { id: string };
  const catalogItemId = await partner.findOffer('Microsoft 365 Business Premium');
  const customer = await partner.createCustomer();
  const check = (line: Readonly<Record<string, unknown>>): ReturnType<Partner['post']> =>
    partner.post(`${customer}/promotionEligibilities`, {
      items: [
        {
          id: '0',
          catalogItemId,
          quantity: 5,
          termDuration: 'P1Y',
          billingCycle: 'monthly',
          ...line,
        },
      ],
    });
  expect((await check({})).at('items.0.eligibilities.0')).toMatchObject({
    promotionId: premium.id,
    isEligible: true,
  });
  const type = async (line: Readonly<Record<string, unknown>>): Promise<unknown> =>
    (await check(line)).at('items.0.eligibilities.0.errors.0.type');
  expect(await type({ billingCycle: 'annual' })).toBe('Term');
  expect(await type({ quantity: 3_000 })).toBe('SeatCount');
  expect(await type({ promotionId: 'x' })).toBe('InvalidPromotion');
  expect(await type({ catalogItemId: 'x:0001:y' })).toBe('InvalidCatalogItemId');
});

test('the price sheet streams every SKU of a market as CSV, deflated where that is asked for', async () => {
  const path = "/v1.0/sales/pricesheets(Market='US',PricesheetView='updatedlicensebased')/$value";
  const plain = await partner.get(path, {
    headers: { Accept: 'text/csv', 'Accept-Encoding': 'identity' },
  });
  const lines = plain.raw.trimEnd().split('\r\n');
  expect(lines.length).toBeGreaterThan(12_000);
  expect(
    lines.find(
      (line) => line.includes(',Microsoft 365 Business Premium,') && line.includes(',P1Y,Monthly,'),
    ),
  ).toContain(',US,USD,23.10,');
  // fetch inflates by itself; that it could shows that the stream was whole.
  const deflated = await partner.get(path, {
    headers: { Accept: 'text/csv', 'Accept-Encoding': 'deflate' },
  });
  expect(deflated.headers.get('content-encoding')).toBe('deflate');
  expect(deflated.raw).toBe(plain.raw);
  expect((await partner.get(path.replace('US', 'XX'))).refusal).toBe('400/3000');
});

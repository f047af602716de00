import { Lane } from './lane';
import { wrongWith } from './verdict';

jest.setTimeout(120_000);

describe('the indirect reseller', () => {
  let lane: Lane;
  beforeAll(async () => {
    lane = await Lane.open();
    await lane.start();
  });
  afterAll(() => lane.close());

  test.each([
    ['stands on the customer by tenant and on every line by PartnerID', 'Adler Cloud'],
    ['stands nowhere when there is none', undefined],
  ])('%s', async (_, reseller) => {
    const [product] = lane.products;
    if (product === undefined) throw new Error('There is no product.');
    const clerk = lane.clerk(product, reseller === undefined ? {} : { reseller });
    await clerk.begin();
    await clerk.goOn(/Customer added/);
    expect(await wrongWith(lane, clerk)).toEqual([]);

    const { state, world } = lane.simulator;
    const domain = `${clerk.domainPrefix}.onmicrosoft.com`;
    const customer = [...state.customers.values()].find((one) => one.domain === domain);
    const carts = [...state.carts.values()].filter((one) => one.customerId === customer?.id);
    const participants = carts.flatMap(({ lines }) => lines.map((line) => line.participants));
    expect(participants.length).toBeGreaterThan(0);
    if (reseller === undefined) {
      expect(customer?.associatedPartnerId).toBeUndefined();
      expect(participants).toEqual(participants.map(() => []));
      return;
    }
    const known = world.resellers.findByTenantId(customer?.associatedPartnerId ?? '');
    expect(known?.name).toMatch(reseller);
    const wanted = [{ key: 'transaction_reseller', value: known?.mpnId }];
    expect(participants).toEqual(participants.map(() => wanted));
  });

  test('could not be asked about until Submit: without an agreement it stops before there is a customer', async () => {
    const [product] = lane.products;
    if (product === undefined) throw new Error('There is no product.');
    const { faults, state } = lane.simulator;
    faults.add({ kind: 'refuse', status: 403, code: 900308, path: /agreementstatus$/, times: 100 });
    const clerk = lane.clerk(product, { reseller: 'Unsigned Agreement Partners' });
    await clerk.begin();
    const review = await clerk.goOn(/^Review/);
    expect(review.text).toMatch(/Unsigned Agreement Partners Inc ⚠ Could not be checked/);
    faults.clear();
    const asks = await clerk.goOn(/has not accepted the Microsoft Partner Agreement/);
    expect(asks.text).toMatch(/To correct: PartnerID/);
    const domain = `${clerk.domainPrefix}.onmicrosoft.com`;
    expect([...state.customers.values()].filter((one) => one.domain === domain)).toEqual([]);
  });
});

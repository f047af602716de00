import type { Fault } from '../../../simulator/faults';
import { placeOf } from '../../../src/dialogs/wireProperties';
import { isOver, line, startSaga, TEST_OFFER, type Saga } from './saga';

/*
 * The last look before anything is spent: what can be known to fail stops before there is a customer,
 * and what nobody can say now is waited for.
 */

const NO_MORE = line('2', { sku: TEST_OFFER.notPurchasable });

let saga: Saga;

beforeAll(async () => {
  saga = await startSaga({ existingCustomers: 0 });
});
beforeEach(() => {
  saga.simulator.world.reset();
});
afterAll(() => saga.stop());

test('an offer that is listed and not sold any more', async () => {
  const lines = [line('1'), NO_MORE];
  const asks = await saga.when(await saga.submit({ lines }), isOver);
  expect([asks.state, asks.reason, asks.isReopened]).toEqual(['needsAttention', 'offerGone', true]);
  expect(asks.stopped?.outcome.stop?.problems).toEqual([{ line: '2', reason: 'offerGone' }]);
  expect(saga.simulator.state.createdCustomers).toEqual([]);
});

const COMPLIANCE = /^\/v1\/compliance\/csp\/agreementstatus$/;
const CODES = /\/validations$/;

const RESELLER = { tenantId: '5f1f5a2e-0000-4000-8000-000000000001', partnerId: '9992203' };
const CODE = {
  qualification: { qualification: 'GovernmentCommunityCloud', validationCode: '654321' },
} as const;

test.each([
  ['a reseller without an agreement', { reseller: RESELLER }, 'resellerAgreement', 'partnerId'],
  ['a validation code that is used up', CODE, 'validationCodeUsedUp', 'validationCode'],
])('%s stops it before there is a customer', async (_, changes, reason, field) => {
  const asks = await saga.when(await saga.submit(changes), isOver);
  expect([asks.state, asks.reason, asks.isReopened]).toEqual(['needsAttention', reason, true]);
  const property = asks.stopped?.outcome.stop?.property ?? '';
  expect(placeOf(property).labelKey).toBe(`field.${field}.label`);
  expect(saga.simulator.state.createdCustomers).toEqual([]);
});

test.each([
  ['the reseller', COMPLIANCE, { reseller: RESELLER }, 'resellerAgreement'],
  ['the validation code', CODES, CODE, 'validationCodeUsedUp'],
  ['an offer', /\/availabilities$/, { lines: [NO_MORE] }, 'offerGone'],
])(
  'nobody can say anything of %s: it waits, and is asked again',
  async (_, path, changes, reason) => {
    const { faults, state } = saga.simulator;
    const down: Fault = { kind: '500', path, times: 100 };
    faults.add(down);
    const id = await saga.submit(changes);
    const waits = await saga.when(id, ({ state: at }) => at === 'waiting');
    expect([waits.reason, state.createdCustomers]).toEqual(['outage', []]);
    faults.clear();
    const asks = await saga.when(id, isOver);
    expect([asks.state, asks.reason]).toEqual(['needsAttention', reason]);
    expect(state.createdCustomers).toEqual([]);
  },
);

test('another reseller mends it', async () => {
  const id = await saga.submit({ reseller: RESELLER });
  expect((await saga.when(id, isOver)).reason).toBe('resellerAgreement');
  const [good] = saga.simulator.world.resellers.all();
  if (good === undefined) throw new Error('There are no resellers.');
  await saga.resubmit(id, { reseller: { tenantId: good.tenantId, partnerId: good.mpnId } });
  const status = await saga.when(id, isOver);
  expect(status.state).toBe('done');
  expect(saga.customersOf(status)).toHaveLength(1);
});

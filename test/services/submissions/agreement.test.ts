import type { Fault } from '../../../simulator/faults';
import type { Customer } from '../../../simulator/state';
import type { DraftAttestation } from '../../../src/services/submissions/draftAttestation';
import type { SubmissionStatus } from '../../../src/services/submissions/status';
import { acceptAll, sendLink, theCustomer, vet } from '../../customerSide';
import { isOver, line, ORDER, startSaga, type Saga } from './saga';

/*
 * The agreement and the special qualification of a customer that exists: asked for once, whatever becomes
 * of the answer, and what is refused can be answered without a second customer.
 */

let saga: Saga;
let attestation: DraftAttestation;

beforeAll(async () => {
  saga = await startSaga(
    { existingCustomers: 0, customerPropagationMs: 0, orderPendingMs: 0 },
    { attestation: () => attestation },
  );
});
beforeEach(() => {
  attestation = { state: 'making' };
  saga.simulator.world.reset();
});
afterAll(() => saga.stop());

const LINES = [line('1')];
const { signer } = ORDER.agreement;
const DIRECT = { lines: LINES, agreement: { way: 'direct' } } as const;
const SCHOOL = {
  lines: LINES,
  qualification: {
    qualification: 'Education',
    educationSegment: 'K12',
    website: 'https://school.example',
  },
} as const;

const AGREEMENTS = /\/agreements$/;
const QUALIFICATIONS = /\/qualifications$/;

const customer = (): Customer => theCustomer(saga.simulator);

/** How often it was asked for with effect. */
function taken(path: RegExp): number {
  return saga.simulator.state.requests.filter(
    (one) =>
      one.method === 'POST' &&
      path.test(one.path) &&
      !one.replayed &&
      (one.status === 201 || one.faultProcessed === true),
  ).length;
}

function inject(fault: Partial<Fault> & Pick<Fault, 'kind' | 'path'>): void {
  saga.simulator.faults.add({ method: 'POST', ...fault });
}

async function done(id: string): Promise<SubmissionStatus> {
  const status = await saga.when(id, isOver);
  expect([status.state, status.reason]).toEqual(['done', undefined]);
  expect(customer().id).toBe(status.facts.customerId);
  expect(saga.simulator.state.orders.size).toBe(1);
  return status;
}

/** As it stands once it asks, after a change if `since` is given. */
async function asks(id: string, since = 0): Promise<SubmissionStatus> {
  const status = await saga.when(id, (at) => at.version > since && isOver(at));
  expect(status.state).toBe('needsAttention');
  return status;
}

describe('the customer accepts in the admin center', () => {
  test('before it is looked at: it goes on, and nothing is confirmed for them', async () => {
    const { world } = saga.simulator;
    world.change({ customerPropagationMs: 60_000 });
    const id = await saga.submit(DIRECT);
    await saga.when(id, ({ reason }) => reason === 'customerNotReadable');
    customer().directSigned = true;
    world.advance(60_000);
    await saga.lookNow(id);
    await done(id);
    expect(taken(AGREEMENTS)).toBe(0);
  });

  test('the question is not answered for a while: it is asked again, and never taken for yes', async () => {
    const path = /\/directSignedMicrosoftCustomerAgreementStatus$/;
    const { faults } = saga.simulator;
    inject({ kind: 'resetAfter', method: 'GET', path, times: 100 });
    const id = await saga.submit(DIRECT);
    const waits = await saga.when(id, ({ state }) => state === 'waiting');
    expect(waits.reason).toBe('outage');
    faults.clear();
    const still = await saga.when(id, ({ reason }) => reason === 'waitingForCustomer');
    expect(still.facts.customerId).toBe(customer().id);
    customer().directSigned = true;
    await done(id);
  });

  test('the question is refused: somebody is asked, and it goes on with the same customer', async () => {
    inject({
      kind: 'refuse',
      method: 'GET',
      path: /\/directSignedMicrosoftCustomerAgreementStatus$/,
      status: 403,
      code: 900112,
      times: 1,
    });
    const asked = await asks(await saga.submit(DIRECT));
    customer().directSigned = true;
    expect(await saga.decisions.retry(asked)).toBe(true);
    await done(asked.id);
  });
});

describe('the partner confirms', () => {
  test.each([1, 5])('the answer is lost %i times: confirmed once', async (times) => {
    inject({ kind: 'resetAfter', path: AGREEMENTS, times, forgetsId: true });
    await done(await saga.submit({ lines: LINES }));
    expect(customer().agreements).toHaveLength(1);
  });

  test('refused: the agreement can be changed, and it goes on with the same customer', async () => {
    saga.simulator.world.change({ agreementModes: ['direct'] });
    const asked = await asks(await saga.submit({ lines: LINES }));
    expect([asked.isReopened, customer().agreements]).toEqual([true, []]);
    customer().directSigned = true;
    await saga.resubmit(asked.id, DIRECT);
    await done(asked.id);
  });
});

describe('the signer’s link', () => {
  const BY_LINK = {
    lines: LINES,
    companyName: 'Linked Woods',
    agreement: { way: 'enhanced', signer },
  };

  function makeLink(expiresAt: number): void {
    const { companyName } = BY_LINK;
    const { id } = sendLink(saga.simulator, { companyName, signatory: signer, expiresAt });
    attestation = { state: 'made', id };
  }

  test.each([
    [
      'expired',
      'acceptanceExpired',
      () => {
        makeLink(100_000_000_000);
      },
    ],
    [
      'was never made',
      'acceptanceLinkFailed',
      () => {
        attestation = { state: 'failed' };
      },
    ],
  ])(
    '%s: somebody is asked, and another link goes on with the same customer',
    async (_, reason, begin) => {
      begin();
      const asked = await asks(
        await saga.submit({ ...BY_LINK, agreement: { way: 'enhanced', signer } }),
      );
      expect([asked.reason, asked.isReopened]).toEqual([reason, true]);
      saga.simulator.state.attestations.clear();
      makeLink(Date.now() + 3_600_000);
      await saga.resubmit(asked.id, {}, ['confirmAgreement']);
      await saga.when(asked.id, (at) => at.reason === 'waitingForSigner');
      acceptAll(saga.simulator);
      await done(asked.id);
      expect(customer().agreements).toHaveLength(1);
    },
  );
});

describe('a special qualification', () => {
  test('granted: the order waits for it', async () => {
    const id = await saga.submit(SCHOOL);
    await saga.when(id, ({ reason }) => reason === 'qualificationInReview');
    expect(saga.simulator.state.carts.size).toBe(0);
    vet(customer(), 'Approved');
    await done(id);
    expect(taken(QUALIFICATIONS)).toBe(1);
  });

  test.each([
    ['once', 1],
    ['beyond all repeats', 5],
  ])('the answer is lost %s: one vetting', async (_, times) => {
    inject({ kind: 'resetAfter', path: QUALIFICATIONS, times });
    const id = await saga.submit(SCHOOL);
    await saga.when(id, ({ reason }) => reason === 'qualificationInReview');
    vet(customer(), 'Approved');
    await done(id);
    expect(taken(QUALIFICATIONS)).toBe(1);
  });

  test('denied: asked, and asked again while nothing has changed; without it the same customer goes on', async () => {
    const id = await saga.submit(SCHOOL);
    await saga.when(id, ({ reason }) => reason === 'qualificationInReview');
    vet(customer(), 'Denied');
    const asked = await asks(id);
    expect(asked.reason).toBe('qualificationDenied');
    expect(await saga.decisions.retry(asked)).toBe(true);
    const again = await asks(id, asked.version + 1);
    expect([again.reason, taken(QUALIFICATIONS)]).toEqual(['qualificationDenied', 1]);
    await saga.resubmit(id, { qualification: undefined });
    await done(id);
  });

  test('a code that was used up meanwhile: refused as often as it is tried, gone on without', async () => {
    inject({
      kind: 'refuse',
      path: QUALIFICATIONS,
      status: 400,
      code: 3000,
      description: 'The validation code is invalid or used up.',
      data: ['validationCode'],
      times: 1_000,
    });
    const code = { qualification: 'GovernmentCommunityCloud', validationCode: '123456' } as const;
    const asked = await asks(await saga.submit({ lines: LINES, qualification: code }));
    expect(asked.facts.customerId).toBe(customer().id);
    expect([asked.reason, asked.isReopened]).toEqual(['qualificationDenied', true]);
    expect(await saga.decisions.retry(asked)).toBe(true);
    const again = await asks(asked.id, asked.version + 1);
    expect(again.reason).toBe('qualificationDenied');
    await saga.resubmit(asked.id, { qualification: undefined });
    await done(asked.id);
    expect(taken(QUALIFICATIONS)).toBe(0);
  });
});

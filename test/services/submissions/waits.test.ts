import { setTimeout as delay } from 'node:timers/promises';
import type { Customer } from '../../../simulator/state';
import type { CustomerOrder } from '../../../src/services/submissions/customerOrder';
import type { DraftAttestation } from '../../../src/services/submissions/draftAttestation';
import type { SubmissionStatus } from '../../../src/services/submissions/status';
import { acceptAll, sendLink, theCustomer, vet } from '../../customerSide';
import { isOver, line, ORDER, startSaga, TEST_OFFER, type Saga } from './saga';

/*
 * What a submission waits for, and for how long: it goes on by itself as soon as that is there, somebody is
 * asked when the time is over and not before, and either way there is one customer and one order.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let saga: Saga;
/** How much later it is for the waits than for Partner Center. */
let later = 0;
let attestation: DraftAttestation;

beforeAll(async () => {
  saga = await startSaga(
    { existingCustomers: 0, customerPropagationMs: 0, orderPendingMs: 0 },
    { now: () => Date.now() + later, attestation: () => attestation },
  );
});
beforeEach(() => {
  later = 0;
  attestation = { state: 'making' };
  saga.simulator.world.reset();
});
afterAll(() => saga.stop());

const { signer } = ORDER.agreement;
const SIGNED_BY_LINK = { agreement: { way: 'enhanced', signer } } as const;
const LINES = [line('1')];
const COMPANY = 'Waiting Woods';

/** The signer has a link, and has not followed it yet. */
function makeLink(): void {
  const expiresAt = Date.now() + DAY;
  const { id } = sendLink(saga.simulator, { companyName: COMPANY, signatory: signer, expiresAt });
  attestation = { state: 'made', id };
}

const customer = (): Customer => theCustomer(saga.simulator);

function release(): void {
  for (const order of saga.simulator.state.orders.values()) order.held = undefined;
}

interface Wait {
  readonly reason: string;
  readonly limitMs: number;
  readonly answers?: Partial<CustomerOrder>;
  /** Makes it so that it is waited for. */
  readonly begin?: () => void;
  /** What is waited for happens. */
  readonly end: () => void;
  /** When somebody is asked, the answers can be changed. */
  readonly reopens?: false;
}

const WAITS: readonly Wait[] = [
  {
    reason: 'customerNotReadable',
    limitMs: 15 * MINUTE,
    begin: () => {
      saga.simulator.world.change({ customerPropagationMs: DAY });
    },
    end: () => {
      const made = customer();
      saga.simulator.state.customers.set(made.id, { ...made, propagationMs: 0 });
    },
  },
  {
    reason: 'acceptanceLinkMissing',
    limitMs: HOUR,
    answers: SIGNED_BY_LINK,
    end: () => {
      makeLink();
      acceptAll(saga.simulator);
    },
  },
  {
    reason: 'waitingForSigner',
    limitMs: 14 * DAY,
    answers: SIGNED_BY_LINK,
    begin: makeLink,
    end: () => {
      acceptAll(saga.simulator);
    },
  },
  {
    reason: 'waitingForCustomer',
    limitMs: 14 * DAY,
    answers: { agreement: { way: 'direct' } },
    end: () => {
      customer().directSigned = true;
    },
  },
  {
    reason: 'qualificationInReview',
    limitMs: 14 * DAY,
    answers: { qualification: { qualification: 'Education', educationSegment: 'K12' } },
    end: () => {
      vet(customer(), 'Approved');
    },
  },
  {
    reason: 'outage',
    limitMs: 30 * MINUTE,
    begin: () => {
      const { faults } = saga.simulator;
      faults.add({ kind: '503', method: 'POST', path: /\/carts$/, times: 10_000 });
    },
    end: () => {
      saga.simulator.faults.clear();
    },
  },
  {
    reason: 'customerUnderReview',
    limitMs: 7 * DAY,
    answers: { companyName: 'Review Woods' },
    end: () => {
      customer().review = 'none';
    },
    // Nobody knows what became of the checkout while it is not decided.
    reopens: false,
  },
  {
    reason: 'orderPending',
    limitMs: DAY,
    begin: () => {
      saga.simulator.world.change({ orderPendingMs: 2 * DAY });
    },
    end: () => {
      saga.simulator.world.change({ orderPendingMs: 0 });
    },
  },
  {
    reason: 'orderUnderReview',
    limitMs: 7 * DAY,
    answers: { lines: [line('1', { sku: TEST_OFFER.review })] },
    end: release,
  },
  {
    reason: 'poUpload',
    limitMs: 14 * DAY,
    answers: { lines: [line('1', { sku: TEST_OFFER.poUpload })] },
    end: release,
  },
];

async function waiting({ reason, answers, begin }: Wait): Promise<SubmissionStatus> {
  begin?.();
  const id = await saga.submit({ companyName: COMPANY, lines: LINES, ...answers });
  const status = await saga.when(id, (at) => at.reason === reason || isOver(at));
  expect([status.state, status.reason]).toEqual(['waiting', reason]);
  return status;
}

function expectOneOfEach(): void {
  const { createdCustomers, orders } = saga.simulator.state;
  expect([createdCustomers.length, orders.size]).toEqual([1, 1]);
}

const byReason = WAITS.map((wait) => [wait.reason, wait] as const);

test.each(byReason)('%s: goes on by itself', async (_, wait) => {
  const { id } = await waiting(wait);
  wait.end();
  const status = await saga.when(id, isOver);
  expect([status.state, status.reason]).toEqual(['done', undefined]);
  expectOneOfEach();
});

test.each(byReason)('%s: somebody is asked at the end of its time', async (_, wait) => {
  const { id } = await waiting(wait);

  later = wait.limitMs - MINUTE;
  await saga.lookNow(id);
  const still = await saga.when(id, () => true);
  expect([still.state, still.reason]).toEqual(['waiting', wait.reason]);

  later = wait.limitMs + MINUTE;
  await saga.lookNow(id);
  const asks = await saga.when(id, isOver);
  expect([asks.state, asks.reason]).toEqual(['needsAttention', wait.reason]);
  expect(asks.stopped?.outcome.stop?.waitedTooLong).toBe(true);
  expect(asks.isReopened).toBe(wait.reopens ?? true);

  // Told to go on, it waits anew and asks not at once.
  expect(await saga.decisions.retry(asks)).toBe(true);
  const again = await saga.when(id, ({ state }) => state === 'waiting');
  expect(again.reason).toBe(wait.reason);

  wait.end();
  await saga.lookNow(id);
  expect((await saga.when(id, isOver)).state).toBe('done');
  expectOneOfEach();
});

describe('what a person decides meanwhile', () => {
  const byName = (reason: string): Wait => {
    const found = WAITS.find((wait) => wait.reason === reason);
    if (found === undefined) throw new Error(`There is no wait ${reason}.`);
    return found;
  };

  /** Held by one of two presses at once; none is taken while the worker looks. */
  async function hold(waits: SubmissionStatus): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const taken = await Promise.all([saga.decisions.hold(waits), saga.decisions.hold(waits)]);
      const isHeld = taken.filter(Boolean).length;
      expect(isHeld).toBeLessThanOrEqual(1);
      if (isHeld === 1) return;
      await delay(20);
    }
    throw new Error('It could not be held.');
  }

  test.each(['waitingForSigner', 'waitingForCustomer', 'acceptanceLinkMissing'])(
    '%s can be put on hold, changed and submitted again',
    async (reason) => {
      const waits = await waiting(byName(reason));
      const { id } = waits;
      await hold(waits);
      const held = await saga.when(id, isOver);
      expect([held.state, held.reason, held.isReopened]).toEqual([
        'needsAttention',
        'onHold',
        true,
      ]);
      // What is waited for happens, and nothing goes on behind the back of whoever changes something.
      byName(reason).end();
      await saga.lookNow(id);
      expect((await saga.when(id, () => true)).version).toBe(held.version);

      const { agreement } = ORDER;
      await saga.resubmit(id, { agreement: { ...agreement, way: 'classic' } });
      expect((await saga.when(id, ({ state }) => state === 'done')).reason).toBeUndefined();
      expectOneOfEach();
      const actions = await saga.audited(id);
      expect(actions.filter((action) => action === 'submission.hold')).toHaveLength(1);
    },
  );

  test('held and told to go on as it was', async () => {
    const wait = byName('waitingForSigner');
    const waits = await waiting(wait);
    await hold(waits);
    const held = await saga.when(waits.id, isOver);
    expect(await saga.decisions.retry(held)).toBe(true);
    await saga.when(waits.id, ({ reason }) => reason === 'waitingForSigner');
    wait.end();
    expect((await saga.when(waits.id, isOver)).state).toBe('done');
    expectOneOfEach();
  });

  test.each(['orderPending', 'customerNotReadable'])('%s can’t be held', async (reason) => {
    const waits = await waiting(byName(reason));
    expect(await saga.decisions.hold(waits)).toBe(false);
    byName(reason).end();
    expect((await saga.when(waits.id, isOver)).state).toBe('done');
  });

  test('given up: nothing goes on, and what was done stands', async () => {
    const wait = byName('waitingForSigner');
    const waits = await waiting(wait);
    expect(await saga.decisions.giveUp(waits)).toBe(false);
    await hold(waits);
    const held = await saga.when(waits.id, isOver);
    const isGivenUp = await Promise.all([saga.decisions.giveUp(held), saga.decisions.giveUp(held)]);
    expect(isGivenUp.filter(Boolean)).toHaveLength(1);
    wait.end();
    await saga.lookNow(held.id);
    const status = await saga.when(held.id, () => true);
    expect([status.state, status.hasPassword]).toEqual(['givenUp', true]);
    expect(await saga.decisions.retry(status)).toBe(false);
    const { createdCustomers, orders } = saga.simulator.state;
    expect([createdCustomers.length, orders.size]).toEqual([1, 0]);
    const actions = await saga.audited(held.id);
    expect(actions.filter((action) => action === 'submission.giveUp')).toHaveLength(1);
  });

  test('a press on what another person submitted decides nothing', async () => {
    const waits = await waiting(byName('waitingForSigner'));
    const foreign = { ...waits, owner: { ...waits.owner, objectId: 'eve' } };
    expect(await saga.decisions.hold(foreign)).toBe(false);
    expect((await saga.when(waits.id, () => true)).state).toBe('waiting');
    await hold(waits);
  });

  test('a qualification in review can be held, and gone on without', async () => {
    const waits = await waiting(byName('qualificationInReview'));
    await hold(waits);
    await saga.resubmit(waits.id, { qualification: undefined });
    expect((await saga.when(waits.id, ({ state }) => state === 'done')).reason).toBeUndefined();
    expectOneOfEach();
  });
});

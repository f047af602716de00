import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatorOptions } from '../../../simulator/options';
import type { Customer } from '../../../simulator/state';
import type { Simulator } from '../../../simulator/server';
import { createLog } from '../../../src/log';
import { createCatalogue } from '../../../src/services/catalogue';
import { openDatabase } from '../../../src/services/database/connection';
import { createEncryption } from '../../../src/services/encryption';
import { createCopies } from '../../../src/services/copies';
import { createPriceList } from '../../../src/services/priceList';
import { createSkuDirectories } from '../../../src/services/skuDirectory';
import type { CustomerOrder, OrderLine } from '../../../src/services/submissions/customerOrder';
import { createDecisions, type Decisions } from '../../../src/services/submissions/decisions';
import type { DraftAttestation } from '../../../src/services/submissions/draftAttestation';
import { createJournal } from '../../../src/services/submissions/journal';
import {
  createStatusReader,
  stepsToRepeat,
  type SubmissionStatus,
} from '../../../src/services/submissions/status';
import type { StepName } from '../../../src/services/submissions/step';
import { startWorker } from '../../../src/services/submissions/worker';
import { createTurnStore } from '../../../src/services/turnStore';
import { startSimulated } from '../partnerCenter/simulated';

/** Submissions with everything that brings them forward: database, worker, client, and a Partner Center. */
export interface Saga {
  readonly simulator: Simulator;
  readonly decisions: Decisions;
  /** Submits an order of its own domain; gives the submission's id. */
  submit(changes?: Partial<CustomerOrder>): Promise<string>;
  /** The same submission with changed answers. */
  resubmit(id: string, changes: Partial<CustomerOrder>, redo?: readonly StepName[]): Promise<void>;
  /** The journal loses these steps, as a database restored from before them, and goes on. */
  forget(status: SubmissionStatus, steps: readonly StepName[]): Promise<void>;
  /** Looks at one that waits, however long it would be until the next look. */
  lookNow(id: string): Promise<void>;
  /** What was decided and done about it, oldest first. */
  audited(id: string): Promise<readonly string[]>;
  /** How it stands as soon as it stands so. */
  when(id: string, stands: (status: SubmissionStatus) => boolean): Promise<SubmissionStatus>;
  /** What Partner Center has of a submission's customer. */
  customersOf(status: SubmissionStatus): readonly Customer[];
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;
const LOOK_MS = 20;
/** An answer that never comes is given up after this. */
const LONGEST_MS = 1_500;

const OWNER = { tenantId: 'tenant', objectId: 'ana' };

/** What is submitted unless a test says otherwise. */
export const ORDER = {
  country: 'US',
  gdapByDefault: true,
  culture: 'en-US',
  language: 'en',
  segment: 'commercial',
  contact: { firstName: 'Ana', lastName: 'Beebe', email: 'ana@contoso.example' },
  address: {
    addressLine1: '1 Main Street',
    city: 'Redmond',
    state: 'WA',
    postalCode: '98052',
    country: 'US',
  },
  agreement: {
    way: 'classic',
    signer: { firstName: 'Sam', lastName: 'Signer', email: 'sam@contoso.example' },
    dateAgreed: '2026-01-05',
  },
  lines: [],
  partnerAttestation: true,
} as const satisfies Omit<CustomerOrder, 'domain' | 'companyName'>;

/** Microsoft 365 E3 of the simulator's catalogue, which is sold for every term. */
export const E3 = 'CFQ7TTC0LFLX:0001';
/** Offers whose order goes wrong, by the simulator's own rules. */
export const TEST_OFFER = {
  refused: 'CFQ7TTC0TEST:0001',
  stale: 'CFQ7TTC0TEST:0002',
  review: 'CFQ7TTC0TEST:0003',
  unfulfilled: 'CFQ7TTC0TEST:0005',
  poUpload: 'CFQ7TTC0TEST:0006',
  notPurchasable: 'CFQ7TTC0TEST:0007',
} as const;

/** A line for a year, billed monthly, unless `changes` say otherwise. */
export function line(id: string, changes: Partial<OrderLine> = {}): OrderLine {
  return {
    id,
    sku: E3,
    title: `Line ${id}`,
    quantity: 5,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    ...changes,
  };
}

export interface SagaOptions {
  /** The clock of the waits. */
  readonly now?: () => number;
  /** The signer's acceptance link of every draft. */
  readonly attestation?: () => DraftAttestation;
}

export async function startSaga(
  options: Partial<SimulatorOptions> = {},
  // Not the function itself: tests put another in its place.
  { now = () => Date.now(), attestation = () => ({ state: 'making' }) }: SagaOptions = {},
): Promise<Saga> {
  const folder = mkdtempSync(join(tmpdir(), 'alta-saga-'));
  const log = createLog('silent');
  const [database, simulated] = await Promise.all([
    openDatabase({ dataDir: folder, log }),
    startSimulated(options, { longestMs: LONGEST_MS, wait: () => Promise.resolve() }),
  ]);
  const { client, simulator } = simulated;
  const encryption = createEncryption(randomBytes(32).toString('base64'));
  const turns = createTurnStore(database, encryption);
  const statuses = createStatusReader(database, encryption);
  const copies = createCopies({ onFailed: () => undefined });
  const worker = startWorker({
    journal: createJournal(database, encryption, 'saga'),
    client,
    catalogue: createCatalogue({
      client,
      copies,
      directories: createSkuDirectories(client, copies),
      priceList: createPriceList({ client, copies }),
    }),
    attestationOf: () => Promise.resolve(attestation()),
    priceTolerance: 0,
    now,
    onSubmissionChanged: () => undefined,
    log,
  });

  const commit = async (
    id: string,
    order: CustomerOrder,
    { draftVersion, redo }: { draftVersion: number | undefined; redo: readonly string[] },
  ): Promise<void> => {
    const committed = await turns.commit({
      conversation: {
        id: `webchat/${id}`,
        person: OWNER,
        channelId: 'webchat',
        reference: {},
        language: undefined,
        spokenLanguage: 'en',
        currentDraft: id,
        welcomeDraft: undefined,
        body: undefined,
        recentActivities: [],
      },
      draft: {
        id,
        owner: OWNER,
        expectedVersion: draftVersion,
        state: 'submitted',
        revision: 1,
        lastClick: undefined,
        body: '{}',
      },
      intents: [],
      submission: {
        id,
        draftId: id,
        owner: OWNER,
        conversationId: `webchat/${id}`,
        correlationId: randomUUID(),
        language: 'en',
        domainHmac: order.domain,
        payload: JSON.stringify(order),
        resubmits: draftVersion !== undefined,
        redo,
      },
      audit: [],
    });
    expect(committed).toBe('committed');
    worker.wake();
  };

  const get = async (id: string): Promise<SubmissionStatus> => {
    const status = await statuses.get(id);
    if (status === undefined) throw new Error('There is no such submission.');
    return status;
  };

  return {
    simulator,
    decisions: createDecisions(database, encryption),
    async submit(changes = {}) {
      const id = randomUUID();
      const prefix = `c${id.replaceAll('-', '').slice(0, 20)}`;
      const order = {
        ...ORDER,
        companyName: `Contoso ${prefix}`,
        domain: `${prefix}.onmicrosoft.com`,
        ...changes,
      };
      await commit(id, order, { draftVersion: undefined, redo: [] });
      return id;
    },
    async resubmit(id, changes, steps) {
      const { order, facts } = await get(id);
      const conversationId = `webchat/${id}`;
      const { draft } = await turns.read({ conversationId, draftId: id, person: OWNER });
      const redo = steps ?? stepsToRepeat(facts.customerId !== undefined);
      await commit(id, { ...order, ...changes }, { draftVersion: draft?.version, redo });
    },
    async forget({ id }, steps) {
      await database.rows(sql`with j as (delete from journal
          where owner_kind = 'submission' and owner_id = ${id} and step in ${[...steps]})
        update submissions set state = 'running', live = true, next_at = now(), version = version + 1
          where id = ${id} returning id`);
      worker.wake();
    },
    async lookNow(id) {
      const until = Date.now() + PATIENCE_MS;
      const wait = async (isSo: () => Promise<boolean>): Promise<void> => {
        while (!(await isSo())) {
          if (Date.now() > until) throw new Error('It was not looked at.');
          worker.wake();
          await delay(LOOK_MS);
        }
      };
      // A look that is under way would write another time over this one.
      await wait(async () => {
        const rows = await database.rows(sql`update submissions set next_at = now()
          where id = ${id} and (lease_owner is null or lease_until <= now()) returning id`);
        return rows.length > 0;
      });
      await wait(async () => {
        const rows = await database.rows(sql`select id from submissions
          where id = ${id} and live and (next_at <= now() or lease_owner is not null)
            and state in ('running', 'waiting')`);
        return rows.length === 0;
      });
      // What must not be looked at would have been by now.
      worker.wake();
      await delay(10 * LOOK_MS);
    },
    async audited(id) {
      const rows = await database.rows(sql`select action from audit
        where submission_id = ${id} order by id`);
      return rows.map(({ action }) => String(action));
    },
    async when(id, stands) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const status = await get(id);
        worker.wake();
        if (stands(status)) return status;
        if (Date.now() > until) {
          throw new Error(`It stands at ${status.state} ${status.reason ?? ''}`);
        }
        await delay(LOOK_MS);
      }
    },
    customersOf: ({ order }) =>
      simulator.state.createdCustomers.filter(({ domain }) => domain === order.domain),
    async stop() {
      await worker.stop();
      await simulated.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It came to an end, or asks. */
export function isOver({ state }: SubmissionStatus): boolean {
  return state === 'done' || state === 'needsAttention';
}

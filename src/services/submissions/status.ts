import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../database/connection';
import type { Encryption } from '../encryption';
import type { Person } from '../person';
import { customerOrderSchema, type CustomerOrder } from './customerOrder';
import { entriesOf } from './journal';
import { factsOf, openEntry, type JournalEntry } from './journalEntry';
import { STEP_NAMES, type Facts, type StepName } from './step';
import { STEPS } from './steps';

/** How a submission stands, for its card. */
export interface SubmissionStatus {
  readonly id: string;
  readonly draftId: string;
  readonly owner: Person;
  readonly conversationId: string;
  readonly state: 'running' | 'waiting' | 'needsAttention' | 'done' | 'givenUp';
  readonly version: number;
  readonly correlationId: string;
  readonly order: CustomerOrder;
  readonly steps: readonly StepStatus[];
  /** Why it waits or what needs attention: a key of `reasons.`. */
  readonly reason: string | undefined;
  /** The step that stopped, with why; undefined while nothing asks. */
  readonly stopped: JournalEntry | undefined;
  /** The draft is open: answers can be changed. */
  readonly isReopened: boolean;
  /** Of the draft as it was read. */
  readonly draftRevision: number | undefined;
  /** The administrator's password is kept here and waits to be fetched. */
  readonly hasPassword: boolean;
  readonly facts: Facts;
  readonly updatedAt: Date;
}

export interface StepStatus {
  readonly name: StepName;
  readonly state: 'todo' | 'running' | 'waiting' | 'done' | 'failed';
  /** When it last moved; undefined before it began. */
  readonly at: Date | undefined;
}

const rowSchema = z.object({
  id: z.string(),
  draft_id: z.string(),
  tenant_id: z.string(),
  object_id: z.string(),
  conversation_id: z.string(),
  state: z.enum(['running', 'waiting', 'needsAttention', 'done', 'givenUp']),
  step: z.enum(STEP_NAMES).nullable(),
  reason: z.string().nullable(),
  version: z.number(),
  correlation_id: z.string(),
  payload: z.string(),
  updated_at: z.coerce.date(),
  draft_state: z.string().nullable(),
  draft_revision: z.number().nullable(),
  has_password: z.boolean(),
  entries: z.array(z.unknown()).nullable(),
});

/** Reads how submissions stand. */
export interface StatusReader {
  get(submissionId: string): Promise<SubmissionStatus | undefined>;
  /** A person's submissions: those under way first, then the newest. */
  list(
    person: Person,
    page: { offset: number; limit: number },
  ): Promise<readonly SubmissionStatus[]>;
}

const columns = sql`s.id, s.draft_id, s.tenant_id, s.object_id, s.conversation_id, s.state, s.step,
  s.reason, s.version, s.correlation_id, s.payload, s.updated_at, d.state as draft_state,
  d.revision as draft_revision,
  exists (select 1 from passwords p where p.submission_id = s.id) as has_password,
  ${entriesOf(sql`s.id`)} as entries`;

export function createStatusReader(database: Database, encryption: Encryption): StatusReader {
  const read = (row: unknown) => statusOf(rowSchema.parse(row), encryption);
  return {
    async get(submissionId) {
      const rows = await database.rows(sql`select ${columns}
        from submissions s left join drafts d on d.id = s.draft_id where s.id = ${submissionId}`);
      return rows[0] === undefined ? undefined : read(rows[0]);
    },
    async list(person, { offset, limit }) {
      const rows = await database.rows(sql`select ${columns}
        from submissions s left join drafts d on d.id = s.draft_id
        where s.tenant_id = ${person.tenantId} and s.object_id = ${person.objectId}
        order by s.live desc, s.created_at desc offset ${offset} limit ${limit}`);
      return rows.map(read);
    },
  };
}

function statusOf(row: z.output<typeof rowSchema>, encryption: Encryption): SubmissionStatus {
  const entries = (row.entries ?? []).map((entry) => openEntry(encryption, row.id, entry));
  const payload: unknown = JSON.parse(encryption.open('submissions', row.id, row.payload));
  const order = customerOrderSchema.parse(payload);
  const current = row.step ?? undefined;
  return {
    id: row.id,
    draftId: row.draft_id,
    owner: { tenantId: row.tenant_id, objectId: row.object_id },
    conversationId: row.conversation_id,
    state: row.state,
    version: row.version,
    correlationId: row.correlation_id,
    order,
    steps: planOf(order).map((name) => {
      const own = entries.filter((entry) => entry.step === name);
      const settled = own.find(({ state }) => state === 'done');
      if (settled !== undefined) return { name, state: 'done', at: settled.updatedAt };
      if (name !== current) return { name, state: 'todo', at: undefined };
      return { name, state: CURRENT[row.state], at: own.at(-1)?.updatedAt ?? row.updated_at };
    }),
    reason: row.reason ?? undefined,
    stopped:
      row.state === 'needsAttention'
        ? entries.findLast((entry) => entry.step === current && entry.state !== 'done')
        : undefined,
    isReopened: row.draft_state === 'needsAnswer',
    draftRevision: row.draft_revision ?? undefined,
    hasPassword: row.has_password,
    facts: factsOf(entries),
    updatedAt: row.updated_at,
  };
}

const CURRENT = {
  running: 'running',
  waiting: 'waiting',
  needsAttention: 'failed',
  done: 'done',
  givenUp: 'failed',
} as const;

function planOf(order: CustomerOrder): readonly StepName[] {
  return STEPS.filter((step) => step.applies(order)).map((step) => step.name);
}

/** A submission as this turn leaves it, before any worker has seen it. */
export function newStatus(
  submission: Pick<
    SubmissionStatus,
    'id' | 'draftId' | 'owner' | 'conversationId' | 'correlationId' | 'order'
  >,
): SubmissionStatus {
  return {
    ...submission,
    state: 'running',
    version: 1,
    steps: planOf(submission.order).map((name) => ({ name, state: 'todo', at: undefined })),
    reason: undefined,
    stopped: undefined,
    isReopened: false,
    draftRevision: undefined,
    hasPassword: false,
    facts: {},
    updatedAt: new Date(),
  };
}

/** A submission that asked, as this turn sends it on with changed answers. */
export function goingOn(asks: SubmissionStatus, begun: SubmissionStatus): SubmissionStatus {
  const again = new Set(stepsToRepeat(asks.facts.customerId !== undefined));
  const done = new Map(asks.steps.map((step) => [step.name, step]));
  const steps = begun.steps.map((step) => {
    const before = done.get(step.name);
    return before?.state === 'done' && !again.has(step.name) ? before : step;
  });
  const { facts, hasPassword } = asks;
  return { ...begun, steps, facts, hasPassword, version: asks.version + 1 };
}

/** Settled steps that changed answers make run again. What was bought stays bought. */
export function stepsToRepeat(customerExists: boolean): readonly StepName[] {
  return customerExists ? ['createCart', 'checkout', 'confirmOrder'] : ['preflight'];
}

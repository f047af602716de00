import { randomUUID } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../database/connection';
import type { Encryption } from '../encryption';
import type { Person } from '../person';
import { customerOrderSchema, type CustomerOrder } from './customerOrder';
import { openEntry, sealOutcome, type EntryOutcome, type JournalEntry } from './journalEntry';
import { requestIdOf } from './requestId';
import type { StepName } from './step';

/*
 * The submission row is the queue and the journal is its memory. Every write of a worker carries
 * "where the lease is mine": one that lost its lease changes nothing.
 */

/** A submission taken by a worker, with everything its steps need. */
export interface TakenSubmission {
  readonly id: string;
  /** Names this taking of it, so that not even the same process can be mistaken for another run. */
  readonly lease: string;
  readonly draftId: string;
  readonly owner: Person;
  readonly correlationId: string;
  readonly language: string;
  readonly generation: number;
  readonly order: CustomerOrder;
  readonly entries: readonly JournalEntry[];
}

/** How a submission goes on after a step. */
export interface Progress {
  readonly state: 'running' | 'waiting' | 'needsAttention' | 'done';
  readonly step: StepName | undefined;
  readonly reason: string | undefined;
  readonly afterMs: number;
  /** The draft is opened again so that answers can be changed. */
  readonly reopens?: boolean;
  /** Whoever takes it next runs under new request ids. */
  readonly beginsGeneration?: boolean;
}

/** What becomes of a step that is not settled. */
export interface Unsettled {
  readonly outcome: EntryOutcome;
  /** Partner Center said no and did nothing: its request id is spent. */
  readonly isRefused: boolean;
  /** Settled steps that have to run again. */
  readonly redo: readonly StepName[];
}

/** The lease ran out and somebody else may have the submission. */
export class LeaseLostError extends Error {
  readonly code = 'submissions.leaseLost';
}

const rowSchema = z.object({
  id: z.string(),
  draft_id: z.string(),
  tenant_id: z.string(),
  object_id: z.string(),
  correlation_id: z.string(),
  language: z.string(),
  generation: z.number(),
  payload: z.string(),
  entries: z.array(z.unknown()).nullable(),
});

export interface Journal {
  /** Takes one submission that is due; undefined when there is none. */
  take(leaseMs: number): Promise<TakenSubmission | undefined>;
  /** False: the lease is lost. */
  renew(taken: TakenSubmission, leaseMs: number): Promise<boolean>;
  /** Writes, before the first call, under which request id a step will run; counts an attempt. */
  intend(taken: TakenSubmission, step: StepName): Promise<JournalEntry>;
  /** Keeps what an open step has found out. */
  note(taken: TakenSubmission, entry: JournalEntry, outcome: EntryOutcome): Promise<void>;
  /** Settles a step and says how the submission goes on, in one statement. */
  settle(
    taken: TakenSubmission,
    entry: JournalEntry,
    settled: { outcome: EntryOutcome; password: string | undefined },
    progress: Progress,
  ): Promise<void>;
  /** The step is not settled: the submission waits, asks, or goes back. */
  pause(
    taken: TakenSubmission,
    entry: JournalEntry,
    unsettled: Unsettled,
    progress: Progress,
  ): Promise<void>;
  /** Gives the lease back without a change. */
  release(taken: TakenSubmission): Promise<void>;
}

/** Columns of journal rows, as `openEntry` reads them. */
export const entryColumns = sql`json_build_object('step', j.step, 'generation', j.generation,
  'state', j.state, 'request_id', j.request_id, 'attempts', j.attempts, 'outcome', j.outcome,
  'updated_at', j.updated_at)`;

/** The journal of the submission whose id stands in `id`, oldest first, as one JSON array. */
export function entriesOf(id: SQL): SQL {
  return sql`(select json_agg(${entryColumns} order by j.created_at, j.generation) from journal j
    where j.owner_kind = 'submission' and j.owner_id = ${id})`;
}

/** `worker` names the process in leases. */
export function createJournal(database: Database, encryption: Encryption, worker: string): Journal {
  /** Runs parts that hang on the lease; the part named `s` must touch the submission. */
  const run = async (parts: readonly SQL[]): Promise<void> => {
    const hit = await database.prepared(
      sql`with ${sql.join([...parts], sql`, `)} select count(*)::text from s`,
    );
    if (Number(hit) === 0) throw new LeaseLostError();
  };

  return {
    async take(leaseMs) {
      const lease = `${worker}/${randomUUID()}`;
      const row = await database.prepared(sql`
        with t as (update submissions set lease_owner = ${lease}, lease_until = ${inMs(leaseMs)}
          where id = (select id from submissions
            where live and state in ('running', 'waiting') and next_at <= now()
              and (lease_until is null or lease_until <= now())
            order by next_at limit 1 for update skip locked)
          returning id, draft_id, tenant_id, object_id, correlation_id, language, generation, payload)
        select json_build_object('id', t.id, 'draft_id', t.draft_id, 'tenant_id', t.tenant_id,
          'object_id', t.object_id, 'correlation_id', t.correlation_id, 'language', t.language,
          'generation', t.generation, 'payload', t.payload,
          'entries', ${entriesOf(sql`t.id`)})::text from t`);
      return row === undefined ? undefined : openTaken(encryption, lease, JSON.parse(row));
    },

    async renew(taken, leaseMs) {
      const rows = await database.rows(sql`update submissions set lease_until = ${inMs(leaseMs)}
        where ${mine(taken)} returning id`);
      return rows.length > 0;
    },

    async intend(taken, step) {
      const requestId = requestIdOf({ ...taken, step });
      const row = await database.prepared(sql`
        with s as (update submissions set step = ${step},
            updated_at = case when step is distinct from ${step} then now() else updated_at end
          where ${mine(taken)} returning id),
        j as (insert into journal (owner_kind, owner_id, generation, step, state, request_id)
            select 'submission', ${taken.id}, ${taken.generation}, ${step}, 'intent', ${requestId}
            where exists (select 1 from s)
          on conflict (owner_kind, owner_id, generation, step)
            do update set attempts = journal.attempts + 1, updated_at = now()
          returning *)
        select (${entryColumns})::text from j`);
      if (row === undefined) throw new LeaseLostError();
      return openEntry(encryption, taken.id, JSON.parse(row));
    },

    async note(taken, entry, outcome) {
      await run([
        sql`s as (select id from submissions where ${mine(taken)})`,
        sql`j as (update journal set updated_at = now(),
            outcome = ${sealOutcome(encryption, taken.id, entry, outcome)}
          where ${keyOf(taken, entry)} and exists (select 1 from s))`,
      ]);
    },

    async settle(taken, entry, { outcome, password }, progress) {
      const kept =
        password === undefined
          ? []
          : [
              sql`p as (insert into passwords (submission_id, value)
                select ${taken.id}, ${encryption.seal('passwords', taken.id, password)}
                where exists (select 1 from s) on conflict (submission_id) do nothing)`,
            ];
      await run([
        ...submissionParts(taken, progress),
        sql`j as (update journal set state = 'done', reason = null, updated_at = now(),
            outcome = ${sealOutcome(encryption, taken.id, entry, outcome)}
          where ${keyOf(taken, entry)} and exists (select 1 from s))`,
        ...kept,
        auditPart(taken, entry, 'step.done'),
      ]);
    },

    async pause(taken, entry, { outcome, isRefused, redo }, progress) {
      const voided =
        redo.length === 0
          ? []
          : [
              sql`v as (update journal set state = 'void', updated_at = now()
                where owner_kind = 'submission' and owner_id = ${taken.id} and state = 'done'
                  and step in ${[...redo]} and exists (select 1 from s))`,
            ];
      const isNews = progress.state === 'needsAttention';
      await run([
        ...submissionParts(taken, progress),
        sql`j as (update journal set reason = ${progress.reason ?? null}, updated_at = now(),
            state = ${isRefused ? 'failed' : 'intent'},
            outcome = ${sealOutcome(encryption, taken.id, entry, outcome)}
          where ${keyOf(taken, entry)} and exists (select 1 from s))`,
        ...voided,
        ...(isNews ? [auditPart(taken, entry, 'step.stopped', progress.reason)] : []),
      ]);
    },

    async release(taken) {
      await database.rows(sql`update submissions set lease_owner = null, lease_until = null
        where id = ${taken.id} and lease_owner = ${taken.lease} returning id`);
    },
  };
}

function openTaken(encryption: Encryption, lease: string, raw: unknown): TakenSubmission {
  const row = rowSchema.parse(raw);
  const payload: unknown = JSON.parse(encryption.open('submissions', row.id, row.payload));
  return {
    id: row.id,
    lease,
    draftId: row.draft_id,
    owner: { tenantId: row.tenant_id, objectId: row.object_id },
    correlationId: row.correlation_id,
    language: row.language,
    generation: row.generation,
    order: customerOrderSchema.parse(payload),
    entries: (row.entries ?? []).map((one) => openEntry(encryption, row.id, one)),
  };
}

function inMs(milliseconds: number): SQL {
  return sql`now() + ${milliseconds} * interval '1 millisecond'`;
}

function mine({ id, lease }: TakenSubmission): SQL {
  return sql`id = ${id} and lease_owner = ${lease} and lease_until > now()`;
}

/** `version` moves when something moves that a card shows; a look that changes nothing is no news. */
function submissionParts(taken: TakenSubmission, progress: Progress): readonly SQL[] {
  const { state, afterMs } = progress;
  const step = progress.step ?? null;
  const reason = progress.reason ?? null;
  // What does not go on at once is free for whoever looks when it is due.
  const gives = state !== 'running' || afterMs > 0;
  const draftState =
    state === 'done' ? 'finished' : progress.reopens === true ? 'needsAnswer' : 'submitted';
  return [
    sql`b as (select version, (state, step, reason) is distinct from
        (${state}::text, ${step}::text, ${reason}::text) as moves
      from submissions where ${mine(taken)})`,
    sql`s as (update submissions set state = ${state}, step = ${step}, reason = ${reason},
        version = submissions.version + case when b.moves then 1 else 0 end,
        updated_at = case when b.moves then now() else updated_at end,
        generation = generation + ${progress.beginsGeneration === true ? 1 : 0},
        next_at = ${inMs(afterMs)}, live = ${state !== 'done'}
        ${gives ? sql`, lease_owner = null, lease_until = null` : sql``}
      from b where ${mine(taken)} returning id, submissions.version)`,
    sql`c as (update cards set wanted = greatest(wanted, (select version from s))
      where subject = ${`submission:${taken.id}`} and exists (select 1 from s))`,
    sql`r as (update drafts set version = version + 1, updated_at = now(), state = ${draftState}
      where id = ${taken.draftId} and exists (select 1 from s) and state <> ${draftState})`,
  ];
}

function keyOf({ id }: TakenSubmission, entry: JournalEntry): SQL {
  return sql`owner_kind = 'submission' and owner_id = ${id}
    and generation = ${entry.generation} and step = ${entry.step}`;
}

function auditPart(
  taken: TakenSubmission,
  entry: JournalEntry,
  action: string,
  reason?: string,
): SQL {
  const detail = JSON.stringify({ step: entry.step, ...(reason !== undefined && { reason }) });
  return sql`a as (insert into audit (tenant_id, object_id, action, draft_id, submission_id, detail)
    select ${taken.owner.tenantId}, ${taken.owner.objectId}, ${action}, ${taken.draftId},
      ${taken.id}, ${detail}::jsonb where exists (select 1 from s))`;
}

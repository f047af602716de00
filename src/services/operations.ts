import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Level, ReadLevels } from '../telemetry';
import type { Database } from './database/connection';
import { STEP_NAMES } from './submissions/step';

/*
 * How the service stands, for those who run it: counts, ages, ids, states and reason keys. Nothing sealed
 * is opened for it, so no customer's data can be among it.
 */

const submissionSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'waiting', 'needsAttention', 'done', 'givenUp']),
  step: z.enum(STEP_NAMES).nullable(),
  reason: z.string().nullable(),
  correlationId: z.string(),
  createdAt: z.coerce.date(),
  /** Since when it stands as it does. */
  since: z.coerce.date(),
  /** Due for a while, and no worker takes it. */
  isLeft: z.boolean(),
});

const overviewSchema = z.object({
  submissions: z.partialRecord(submissionSchema.shape.state, z.number()),
  openDrafts: z.number(),
  /** Passwords that nobody has fetched yet, and since when the oldest waits. */
  passwords: z.number(),
  oldestPassword: z.coerce.date().nullable(),
  /** Cards that could not be shown several times in a row. */
  failingCards: z.number(),
  /** Acceptance links that could not be made so far. */
  failingLinks: z.number(),
  attention: z.array(submissionSchema),
  underWay: z.array(submissionSchema),
  ended: z.array(submissionSchema),
  audit: z.array(
    z.object({
      at: z.coerce.date(),
      objectId: z.string(),
      action: z.string(),
      draftId: z.string().nullable(),
      submissionId: z.string().nullable(),
      detail: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
    }),
  ),
});

export type OperationsOverview = z.output<typeof overviewSchema>;
export type SubmissionLine = z.output<typeof submissionSchema>;
export type AuditLine = OperationsOverview['audit'][number];

export interface Operations {
  overview(): Promise<OperationsOverview>;
  /** Submissions that run or wait, and those that no worker takes. */
  underWay(): Promise<readonly SubmissionLine[]>;
  /** The same as numbers, for those who watch them. */
  levels(): ReturnType<ReadLevels>;
}

const MOST_SUBMISSIONS = 100;
const MOST_ENDED = 20;
const MOST_AUDIT = 50;
/** Failures in a row after which something is more than a hiccup. */
const FAILURES = 3;
/** Workers look every second; what is due for so long nobody takes. */
const LEFT_AFTER_MS = 2 * 60_000;

export function createOperations(database: Database): Operations {
  const lines = (where: ReturnType<typeof sql>, order: ReturnType<typeof sql>, limit: number) =>
    sql`(select coalesce(json_agg(l), '[]'::json) from (
      select ${LINE} from submissions where ${where} order by ${order} limit ${limit}) l)`;
  return {
    async overview() {
      const rows = await database.rows(sql`select json_build_object(
        'submissions', (select coalesce(json_object_agg(state, n), '{}'::json)
          from (select state, count(*)::int as n from submissions group by state) s),
        'openDrafts', (select count(*)::int from drafts where state = 'open'),
        'passwords', (select count(*)::int from passwords),
        'oldestPassword', (select min(created_at) from passwords),
        'failingCards', (select count(*)::int from cards
          where wanted > shown and failures >= ${FAILURES}),
        'failingLinks', (select count(*)::int from journal
          where owner_kind = 'draft' and state = 'intent' and attempts >= ${FAILURES}),
        'attention', ${lines(
          sql`live and (state = 'needsAttention' or ${IS_LEFT})`,
          sql`updated_at`,
          MOST_SUBMISSIONS,
        )},
        'underWay', ${lines(
          sql`live and state in ('running', 'waiting') and not ${IS_LEFT}`,
          sql`updated_at`,
          MOST_SUBMISSIONS,
        )},
        'ended', ${lines(sql`not live`, sql`updated_at desc`, MOST_ENDED)},
        'audit', (select coalesce(json_agg(a), '[]'::json) from (
          select at, object_id as "objectId", action, draft_id as "draftId",
            submission_id as "submissionId", detail
          from audit order by id desc limit ${MOST_AUDIT}) a)) as overview`);
      const found: unknown = rows[0]?.['overview'];
      return overviewSchema.parse(typeof found === 'string' ? JSON.parse(found) : found);
    },

    async underWay() {
      const rows = await database.rows(sql`select ${LINE} from submissions
        where live and state in ('running', 'waiting') order by updated_at`);
      return z.array(submissionSchema).parse(rows);
    },

    async levels() {
      const [submissions, others] = await Promise.all([
        database.rows(sql`select state, reason, count(*)::int as count,
            extract(epoch from now() - min(updated_at))::int as age
          from submissions where live group by state, reason`),
        database.rows(sql`select
          (select count(*)::int from drafts where state = 'open') as drafts,
          (select count(*)::int from passwords) as passwords`),
      ]);
      const rows = z.array(levelSchema).parse(submissions);
      const { drafts, passwords } = othersSchema.parse(others[0]);
      const level = (name: 'count' | 'age'): readonly Level[] =>
        rows.map((row) => ({
          value: row[name],
          fields: { state: row.state, reason: row.reason ?? undefined },
        }));
      return {
        drafts: [{ value: drafts, fields: {} }],
        submissions: level('count'),
        ages: level('age'),
        passwords: [{ value: passwords, fields: {} }],
      };
    },
  };
}

const levelSchema = z.object({
  state: z.string(),
  reason: z.string().nullable(),
  count: z.number(),
  age: z.number(),
});
const othersSchema = z.object({ drafts: z.number(), passwords: z.number() });

const IS_LEFT = sql`(state in ('running', 'waiting')
  and next_at < now() - ${LEFT_AFTER_MS} * interval '1 millisecond'
  and (lease_until is null or lease_until < now()))`;

const LINE = sql`id, state, step, reason, correlation_id as "correlationId",
  created_at as "createdAt", updated_at as since, ${IS_LEFT} as "isLeft"`;

import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from './database/connection';
import type { Encryption } from './encryption';
import {
  customerOrderSchema,
  type CustomerOrder,
  type OrderAgreement,
} from './submissions/customerOrder';

/** For how long what is over is kept, in days after the last change. */
export interface RetentionDays {
  /** Drafts; and of submissions that have ended, what tells of persons. */
  readonly draftDays: number;
  /** What is left of submissions that have ended, and conversations that nobody came back to. */
  readonly recordDays: number;
}

export interface Retention {
  /** Forgets what is due. What can't be opened stays; `onFailed` hears of it. */
  sweep(days: RetentionDays): Promise<void>;
}

/** So many are erased by one query. */
const BATCH = 50;

const dueSchema = z.object({ id: z.string(), draft_id: z.string(), payload: z.string() });

/**
 * Whatever is alive stays whole: an open draft that somebody works on, a submission that runs, waits or
 * asks. One that has ended and whose password nobody fetched loses what tells of persons like any other;
 * its record stays as long as the password. The audit log stays: it has no values.
 */
export function createRetention(
  database: Database,
  encryption: Encryption,
  onFailed: (submissionId: string, error: unknown) => void,
): Retention {
  const erasePersons = async (draftDays: number): Promise<void> => {
    let last = '';
    for (;;) {
      const rows = await database.rows(sql`select s.id, s.draft_id, s.payload
        from submissions s join drafts d on d.id = s.draft_id
        where not s.live and s.id > ${last} and ${isOlder(sql`s.updated_at`, draftDays)}
          and not exists (select 1 from submissions o where o.draft_id = s.draft_id and o.live)
        order by s.id limit ${BATCH}`);
      const due = z.array(dueSchema).parse(rows);
      for (const row of due) {
        try {
          await eraseOne(row);
        } catch (error) {
          onFailed(row.id, error);
        }
      }
      const end = due.at(-1);
      if (end === undefined) return;
      last = end.id;
    }
  };

  const eraseOne = async (row: z.output<typeof dueSchema>): Promise<void> => {
    const opened: unknown = JSON.parse(encryption.open('submissions', row.id, row.payload));
    const order = withoutPersons(customerOrderSchema.parse(opened));
    const sealed = encryption.seal('submissions', row.id, JSON.stringify(order));
    // The draft is the mark that this is still to be done, so both go together.
    await database.rows(sql`with d as (delete from drafts where id = ${row.draft_id} returning id)
      update submissions set payload = ${sealed}
      where id = ${row.id} and not live and exists (select 1 from d)`);
  };

  return {
    async sweep({ draftDays, recordDays }) {
      await database.rows(sql`delete from drafts
        where state in ('open', 'discarded') and ${isOlder(sql`updated_at`, draftDays)}`);
      await erasePersons(draftDays);
      // Search words of lists.
      await database.rows(sql`update conversations set body = null
        where body is not null and ${isOlder(sql`updated_at`, draftDays)}`);
      await database.rows(sql`with s as (delete from submissions
          where not live and ${isOlder(sql`updated_at`, recordDays)}
            and not exists (select 1 from passwords p where p.submission_id = submissions.id)
          returning id, draft_id),
        d as (delete from drafts where id in (select draft_id from s)
          and not exists (select 1 from submissions o where o.draft_id = drafts.id and o.live)),
        j as (delete from journal where owner_kind = 'submission' and owner_id in (select id from s)),
        l as (delete from password_links where submission_id in (select id from s))
        delete from cards where subject in (select 'submission:' || id from s)`);
      // What belonged to drafts that are gone, for whatever reason.
      await database.rows(sql`delete from journal where owner_kind = 'draft'
        and not exists (select 1 from drafts d where d.id = journal.owner_id)`);
      await database.rows(sql`delete from cards
        where (subject like 'draft:%' or subject like 'handover:%')
        and not exists (select 1 from drafts d where d.id = substr(subject, strpos(subject, ':') + 1))`);
      await database.rows(sql`delete from conversations
        where ${isOlder(sql`updated_at`, recordDays)}
          and not exists (select 1 from submissions s where s.conversation_id = conversations.id)
          and not exists (select 1 from cards k where k.conversation_id = conversations.id)`);
    },
  };
}

function isOlder(column: ReturnType<typeof sql>, days: number): ReturnType<typeof sql> {
  return sql`${column} < now() - ${days} * interval '1 day'`;
}

/** What the company ordered, and nothing of the people and places behind it. */
function withoutPersons({ agreement, ...order }: CustomerOrder): CustomerOrder {
  return {
    ...order,
    registrationNumber: undefined,
    contact: NOBODY,
    address: { addressLine1: '', city: '', country: order.country },
    ...(agreement !== undefined && { agreement: withoutSigner(agreement) }),
  };
}

const NOBODY = { firstName: '', lastName: '', email: '' } as const;

function withoutSigner(agreement: OrderAgreement): OrderAgreement {
  return agreement.way === 'direct' ? agreement : { ...agreement, signer: NOBODY };
}

import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../database/connection';
import type { Encryption } from '../encryption';
import { priceKey } from './customerOrder';
import { sealOutcome } from './journalEntry';
import type { SubmissionStatus } from './status';
import { isInterruptible } from './waits';

/** What a person decides about a submission; each is guarded by its state, and false where it is another. */
export interface Decisions {
  /** Tries again what stopped. */
  retry(submission: SubmissionStatus): Promise<boolean>;
  /** Goes on with the prices of the cart, although the review had said others. */
  acceptPrices(submission: SubmissionStatus): Promise<boolean>;
  /** Ends a wait for another person, so that an answer can be changed. */
  hold(submission: SubmissionStatus): Promise<boolean>;
  /** Ends it; nothing that was done is undone. */
  giveUp(submission: SubmissionStatus): Promise<boolean>;
}

interface Decision {
  readonly submission: SubmissionStatus;
  readonly action: string;
  /** The row must be like this. */
  readonly guard: SQL;
  readonly change: SQL;
  readonly draftState: string;
  /** More that hangs on it. */
  readonly also?: SQL;
}

const ASKS = sql`state = 'needsAttention'`;

/**
 * New request ids where one was refused; an attempt whose end is not known keeps its own, so that a
 * repeat is known as one.
 */
const GOES_ON = sql`state = 'running', reason = null, next_at = now(),
  generation = generation + case when exists (select 1 from journal j
    where j.owner_kind = 'submission' and j.owner_id = submissions.id
      and j.generation = submissions.generation and j.state = 'failed') then 1 else 0 end`;

export function createDecisions(database: Database, encryption: Encryption): Decisions {
  const decide = async ({ submission, ...decision }: Decision): Promise<boolean> => {
    const { id, owner, version } = submission;
    const rows = await database.rows(sql`
      with s as (update submissions set ${decision.change}, version = version + 1, updated_at = now()
        where id = ${id} and tenant_id = ${owner.tenantId} and object_id = ${owner.objectId}
          and version = ${version} and ${decision.guard}
        returning id, draft_id, version),
      c as (update cards set wanted = (select version from s)
        where subject = ${`submission:${id}`} and exists (select 1 from s)),
      d as (update drafts set state = ${decision.draftState}, version = version + 1,
          updated_at = now()
        where id = (select draft_id from s)),
      ${decision.also === undefined ? sql`` : sql`${decision.also}, `}
      a as (insert into audit (tenant_id, object_id, action, draft_id, submission_id)
        select ${owner.tenantId}, ${owner.objectId}, ${decision.action}, draft_id, id from s)
      select count(*)::int as hit from s`);
    return Number(rows[0]?.['hit']) > 0;
  };

  return {
    retry: (submission) =>
      decide({
        submission,
        action: 'submission.retry',
        guard: ASKS,
        change: GOES_ON,
        draftState: 'submitted',
      }),

    acceptPrices: (submission) => {
      const stopped = submission.stopped;
      if (stopped === undefined || submission.reason !== 'priceChanged') {
        return Promise.resolve(false);
      }
      const { order, facts: known } = submission;
      const totals = order.lines.flatMap((line) => {
        const total = known.cartLines?.find((one) => one.line === line.id)?.total;
        return total === undefined ? [] : [[priceKey(line), total] as const];
      });
      const { outcome, generation, step } = stopped;
      const facts = { ...outcome.facts, acceptedTotals: Object.fromEntries(totals) };
      const sealed = sealOutcome(encryption, submission.id, stopped, { ...outcome, facts });
      return decide({
        submission,
        action: 'submission.acceptPrices',
        guard: ASKS,
        change: GOES_ON,
        draftState: 'submitted',
        also: sql`j as (update journal set outcome = ${sealed} where owner_kind = 'submission'
          and owner_id = (select id from s) and generation = ${generation} and step = ${step})`,
      });
    },

    hold: (submission) =>
      isInterruptible(submission.reason)
        ? decide({
            submission,
            action: 'submission.hold',
            guard: sql`state = 'waiting' and (lease_until is null or lease_until <= now())`,
            change: sql`state = 'needsAttention', reason = 'onHold'`,
            draftState: 'needsAnswer',
          })
        : Promise.resolve(false),

    giveUp: (submission) =>
      decide({
        submission,
        action: 'submission.giveUp',
        guard: ASKS,
        change: sql`state = 'givenUp', live = false`,
        draftState: 'givenUp',
      }),
  };
}

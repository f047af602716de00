import { and, eq, gt, isNull, like, lte, or, sql } from 'drizzle-orm';
import type { Database } from './database/connection';
import { cards } from './database/schema';

export type CardRow = typeof cards.$inferSelect;

/** Which cards are behind, and who is bringing which up to date. */
export interface CardStore {
  /** Takes the card's lease where nobody holds it. */
  take(subject: string, owner: string, leaseMs: number): Promise<CardRow | undefined>;
  /** Notes what is shown now and gives the lease back. */
  note(
    subject: string,
    owner: string,
    shown: { version: number; state: string; activityId?: string | undefined },
  ): Promise<void>;
  /** Gives the lease back after a failure; it is tried again after `afterMs`, as a new message if need be. */
  fail(subject: string, owner: string, afterMs: number, isMessageGone: boolean): Promise<void>;
  /** It can't be said there, and waits for the person's next visit (`TurnChange.takesUpCards`). */
  park(subject: string, owner: string): Promise<void>;
  /**
   * Nothing more can be said there: the person blocked the bot or removed it, or the conversation is
   * gone. What its cards are about waits for the person's next visit, wherever that is; the cards of
   * drafts are drawn anew then and are forgotten.
   */
  parkConversation(conversationId: string): Promise<void>;
  /** The card is about nothing that exists, or that anybody waits for. */
  forget(subject: string): Promise<void>;
  behind(limit: number): Promise<readonly string[]>;
}

const PARKED = {
  failures: sql`${cards.failures} + 1`,
  nextAt: sql`'infinity'`,
  leaseOwner: null,
  leaseUntil: null,
  activityId: null,
};

export function createCardStore({ db }: Database): CardStore {
  const free = or(isNull(cards.leaseUntil), lte(cards.leaseUntil, sql`now()`));
  return {
    async take(subject, owner, leaseMs) {
      const [row] = await db
        .update(cards)
        .set({ leaseOwner: owner, leaseUntil: sql`now() + ${leaseMs} * interval '1 millisecond'` })
        .where(and(eq(cards.subject, subject), free))
        .returning();
      return row;
    },
    async note(subject, owner, shown) {
      await db
        .update(cards)
        .set({
          shown: shown.version,
          shownState: shown.state,
          leaseOwner: null,
          leaseUntil: null,
          failures: 0,
          ...(shown.activityId !== undefined && { activityId: shown.activityId }),
        })
        .where(and(eq(cards.subject, subject), eq(cards.leaseOwner, owner)));
    },
    async fail(subject, owner, afterMs, isMessageGone) {
      await db
        .update(cards)
        .set({
          failures: sql`${cards.failures} + 1`,
          nextAt: sql`now() + ${afterMs} * interval '1 millisecond'`,
          leaseOwner: null,
          leaseUntil: null,
          ...(isMessageGone && { activityId: null }),
        })
        .where(and(eq(cards.subject, subject), eq(cards.leaseOwner, owner)));
    },
    async park(subject, owner) {
      await db
        .update(cards)
        .set(PARKED)
        .where(and(eq(cards.subject, subject), eq(cards.leaseOwner, owner)));
    },
    async parkConversation(conversationId) {
      const here = eq(cards.conversationId, conversationId);
      await db.delete(cards).where(and(here, like(cards.subject, 'draft:%')));
      await db.update(cards).set(PARKED).where(here);
    },
    async forget(subject) {
      await db.delete(cards).where(eq(cards.subject, subject));
    },
    async behind(limit) {
      const rows = await db
        .select({ subject: cards.subject })
        .from(cards)
        .where(and(gt(cards.wanted, cards.shown), lte(cards.nextAt, sql`now()`), free))
        .limit(limit);
      return rows.map(({ subject }) => subject);
    },
  };
}

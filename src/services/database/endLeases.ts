import { sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema';
import { cards, journal, submissions } from './schema';

/**
 * Ends the leases of a process that is gone, so that its work is taken up at once. For a database that
 * one process holds alone; on a shared one a lease runs out by itself, because its holder may be alive.
 */
export async function endLeases(db: PgDatabase<PgQueryResultHKT, typeof schema>): Promise<void> {
  for (const table of [submissions, cards, journal]) {
    await db
      .update(table)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(sql`${table.leaseUntil} is not null`);
  }
}

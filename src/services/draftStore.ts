import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Database } from './database/connection';
import { conversations, drafts } from './database/schema';
import type { Encryption } from './encryption';
import type { Person } from './person';
import { openDraft, type DraftRow } from './turnStore';

/** Drafts outside a turn's own row: lists, and what a worker writes. Bodies are opaque here. */
export interface DraftStore {
  /** A person's drafts that can still be taken up, newest first. */
  list(person: Person, page: { offset: number; limit: number }): Promise<readonly DraftRow[]>;
  /** The body as its owner sees it. */
  get(id: string): Promise<DraftRow | undefined>;
  /** Writes a body where the version is still the one read; moves `version` and nothing else. */
  update(id: string, expectedVersion: number, body: string): Promise<boolean>;
}

export interface ConversationReference {
  readonly id: string;
  readonly channelId: string;
  readonly person: Person;
  readonly reference: Readonly<Record<string, unknown>>;
  readonly language: string | undefined;
}

export function createDraftStore({ db }: Database, encryption: Encryption): DraftStore {
  return {
    async list(person, { offset, limit }) {
      const rows = await db
        .select()
        .from(drafts)
        .where(
          and(
            eq(drafts.tenantId, person.tenantId),
            eq(drafts.objectId, person.objectId),
            inArray(drafts.state, ['open', 'needsAnswer']),
          ),
        )
        .orderBy(desc(drafts.updatedAt))
        .offset(offset)
        .limit(limit);
      return rows.map((row) => openDraft(row, encryption, person));
    },
    async get(id) {
      const [row] = await db.select().from(drafts).where(eq(drafts.id, id));
      return row && openDraft(row, encryption, row);
    },
    async update(id, expectedVersion, body) {
      const rows = await db
        .update(drafts)
        .set({
          body: encryption.seal('drafts', id, body),
          version: sql`${drafts.version} + 1`,
        })
        .where(and(eq(drafts.id, id), eq(drafts.version, expectedVersion)))
        .returning({ id: drafts.id });
      return rows.length > 0;
    },
  };
}

/** Where to report to, for what happens outside a turn. */
export async function findConversation(
  { db }: Database,
  id: string,
): Promise<ConversationReference | undefined> {
  const [row] = await db.select().from(conversations).where(eq(conversations.id, id));
  return (
    row && {
      id: row.id,
      channelId: row.channelId,
      person: row,
      reference: row.reference,
      language: row.language ?? row.spokenLanguage ?? undefined,
    }
  );
}

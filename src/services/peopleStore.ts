import { eq, lt } from 'drizzle-orm';
import { people } from './database/schema';
import type { Database } from './database/connection';
import type { Person } from './person';

/** Who is behind a Direct Line user id, what they may do, until when. */
export interface DirectLinePerson extends Person {
  readonly roles: readonly string[];
  readonly expiresAt: Date;
  /** The conversation that the id speaks in. */
  readonly conversationId?: string | null;
}

export interface PeopleStore {
  save(userId: string, person: DirectLinePerson): Promise<void>;
  /** Undefined for an unknown or expired id. */
  find(userId: string): Promise<DirectLinePerson | undefined>;
  /** Who speaks in a conversation, expired or not: what its renewal is checked against. */
  findByConversation(
    conversationId: string,
  ): Promise<(DirectLinePerson & { readonly userId: string }) | undefined>;
  /** Removes ids that nobody renewed for so long. */
  forgetExpired(): Promise<void>;
}

/** After it a conversation can't be renewed any more. */
const KEPT_AFTER_EXPIRY_MS = 7 * 24 * 3_600_000;
const CACHE_MS = 60_000;
const CACHE_SIZE = 2_000;

/** Kept in the database; a short memory of it spares a look-up per turn. */
export function createPeopleStore({ db }: Database, now: () => number = Date.now): PeopleStore {
  const cache = new Map<string, { person: DirectLinePerson; until: number }>();
  const remember = (userId: string, person: DirectLinePerson): void => {
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(userId, { person, until: now() + CACHE_MS });
  };
  return {
    async save(userId, person) {
      const values = {
        tenantId: person.tenantId,
        objectId: person.objectId,
        roles: person.roles,
        expiresAt: person.expiresAt,
        conversationId: person.conversationId ?? null,
      };
      await db
        .insert(people)
        .values({ userId, ...values })
        .onConflictDoUpdate({ target: people.userId, set: values });
      remember(userId, person);
    },
    async find(userId) {
      const cached = cache.get(userId);
      // An expired one is looked up: it may have been renewed on another instance.
      if (cached !== undefined && cached.until > now() && isValid(cached.person, now())) {
        return cached.person;
      }
      const [row] = await db.select().from(people).where(eq(people.userId, userId));
      if (row === undefined) return undefined;
      remember(userId, row);
      return isValid(row, now()) ? row : undefined;
    },
    async findByConversation(conversationId) {
      const [row] = await db.select().from(people).where(eq(people.conversationId, conversationId));
      return row;
    },
    async forgetExpired() {
      await db.delete(people).where(lt(people.expiresAt, new Date(now() - KEPT_AFTER_EXPIRY_MS)));
    },
  };
}

function isValid(person: DirectLinePerson, now: number): boolean {
  return person.expiresAt.getTime() > now;
}

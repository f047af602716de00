import { eq } from 'drizzle-orm';
import { people } from './database/schema';
import type { Database } from './database/connection';
import type { Person } from './person';

/** Who is behind a Direct Line user id, what they may do, until when. */
export interface DirectLinePerson extends Person {
  readonly roles: readonly string[];
  readonly expiresAt: Date;
}

export interface PeopleStore {
  save(userId: string, person: DirectLinePerson): Promise<void>;
  /** Undefined for an unknown or expired id. */
  find(userId: string): Promise<DirectLinePerson | undefined>;
}

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
      };
      await db
        .insert(people)
        .values({ userId, ...values })
        .onConflictDoUpdate({ target: people.userId, set: values });
      remember(userId, person);
    },
    async find(userId) {
      const cached = cache.get(userId);
      if (cached !== undefined && cached.until > now()) return unlessExpired(cached.person, now());
      const [row] = await db.select().from(people).where(eq(people.userId, userId));
      if (row === undefined) return undefined;
      remember(userId, row);
      return unlessExpired(row, now());
    },
  };
}

function unlessExpired(person: DirectLinePerson, now: number): DirectLinePerson | undefined {
  return person.expiresAt.getTime() > now ? person : undefined;
}

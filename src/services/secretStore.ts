import { createHash, createHmac, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { secrets } from './database/schema';
import type { Database } from './database/connection';
import type { Encryption } from './encryption';
import type { RefreshTokenStore } from './partnerCenter/tokens';

/** Keys and tokens of the service itself, sealed under DATA_KEY. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
  /** The one that was made first, by whichever instance. */
  getOrCreate(name: string, make: () => string): Promise<string>;
}

export function createSecretStore({ db }: Database, encryption: Encryption): SecretStore {
  const get = async (name: string): Promise<string | undefined> => {
    const [row] = await db.select().from(secrets).where(eq(secrets.name, name));
    return row && encryption.open('secrets', name, row.value);
  };
  return {
    get,
    async put(name, value) {
      const sealed = encryption.seal('secrets', name, value);
      await db
        .insert(secrets)
        .values({ name, value: sealed })
        .onConflictDoUpdate({
          target: secrets.name,
          set: { value: sealed, updatedAt: new Date() },
        });
    },
    async getOrCreate(name, make) {
      const made = make();
      await db
        .insert(secrets)
        .values({ name, value: encryption.seal('secrets', name, made) })
        .onConflictDoNothing();
      return (await get(name)) ?? made;
    },
  };
}

const DOMAIN_KEY_BYTES = 32;

/**
 * HMAC of a domain, by which a second submitter meets the first without the domain standing in the
 * database. Its key is made once and never rotated, or live submissions would not be found.
 */
export async function createDomainHmac(store: SecretStore): Promise<(domain: string) => string> {
  const key = Buffer.from(
    await store.getOrCreate('domainHmacKey', () =>
      randomBytes(DOMAIN_KEY_BYTES).toString('base64'),
    ),
    'base64',
  );
  return (domain) => createHmac('sha256', key).update(domain.toLowerCase()).digest('base64url');
}

const rotatedSchema = z.object({ from: z.string(), token: z.string() });

/**
 * The rotated refresh token, with a hash of the configured one that it came from: a changed setting
 * wins over what was kept.
 */
export function createRefreshTokenStore(store: SecretStore, configured: string): RefreshTokenStore {
  const from = createHash('sha256').update(configured).digest('base64url');
  return {
    async load() {
      const kept = await store.get('refreshToken');
      if (kept === undefined) return undefined;
      const rotated = rotatedSchema.parse(JSON.parse(kept));
      return rotated.from === from ? rotated.token : undefined;
    },
    save: (token) => store.put('refreshToken', JSON.stringify({ from, token })),
  };
}

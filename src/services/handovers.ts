import { createHmac, randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from './database/connection';
import { handovers } from './database/schema';
import type { Person } from './person';
import type { SecretStore } from './secretStore';

/** Drafts that wait for the colleague who has their code. Offers and takings are part of a turn's commit. */
export interface Handovers {
  /**
   * The code of a draft at a revision: the same however often it is asked for, so that a click that is
   * delivered twice does not spoil the code that was read already.
   */
  codeOf(draftId: string, revision: number): string;
  /** What the database knows a code by. */
  hashOf(code: string): string;
  /** The draft behind a code that is still good, and who gave it. */
  find(code: string): Promise<Handover | undefined>;
  expire(): Promise<void>;
}

export interface Handover {
  readonly draftId: string;
  readonly giver: Person;
}

/** A code that nobody took by then is worth nothing. */
export const HANDOVER_HOURS = 24;
const KEY_BYTES = 32;
/** Without 0, 1, I, L, O and U, which are read for one another or make words. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;
const CODE_LENGTH = 2 * GROUP;

export async function createHandovers({ db }: Database, secrets: SecretStore): Promise<Handovers> {
  const made = () => randomBytes(KEY_BYTES).toString('base64');
  const key = Buffer.from(await secrets.getOrCreate('handoverKey', made), 'base64');
  const hmac = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const hashOf = (code: string): string => hmac(`hash:${code}`).toString('base64url');
  return {
    codeOf: (draftId, revision) => spell(hmac(`code:${draftId}:${revision}`)),
    hashOf,
    async find(code) {
      const [row] = await db
        .select()
        .from(handovers)
        .where(and(eq(handovers.codeHash, hashOf(code)), gt(handovers.expiresAt, sql`now()`)));
      return (
        row && {
          draftId: row.draftId,
          giver: { tenantId: row.tenantId, objectId: row.objectId },
        }
      );
    },
    async expire() {
      await db.delete(handovers).where(lt(handovers.expiresAt, sql`now()`));
    },
  };
}

/** `XXXXX-XXXXX`: 49 bits, of which a guesser may try a few a minute for a day. */
function spell(bytes: Buffer): string {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let code = '';
  for (let index = 0; index < CODE_LENGTH; index += 1) {
    code += ALPHABET[Number(number % BigInt(ALPHABET.length))] ?? '';
    number /= BigInt(ALPHABET.length);
  }
  return `${code.slice(0, GROUP)}-${code.slice(GROUP)}`;
}

const CODE = new RegExp(`^([${ALPHABET}]{${GROUP}})[ -]?([${ALPHABET}]{${GROUP}})$`);

/** A code as it was typed, in its one spelling; undefined for what can't be one. */
export function readCode(typed: string): string | undefined {
  const [, left, right] = CODE.exec(typed.trim().toUpperCase()) ?? [];
  return left === undefined || right === undefined ? undefined : `${left}-${right}`;
}

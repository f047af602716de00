import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Text sealed for one row of one table: moved to another row it does not open. */
export interface Encryption {
  seal(table: string, rowId: string, text: string): string;
  /** Throws `EncryptionError` for another key, row or a changed text. */
  open(table: string, rowId: string, sealed: string): string;
}

/** A sealed text that can't be opened, or a DATA_KEY that is none. */
export class EncryptionError extends Error {
  constructor(readonly code: 'encryption.badKey' | 'encryption.cannotOpen') {
    super(code);
    this.name = 'EncryptionError';
  }
}

/**
 * AES-256-GCM under the keys of DATA_KEY: base64 of 32 bytes each, comma-separated; the first
 * encrypts, all decrypt, so that a key is rotated by putting a new one in front.
 */
export function createEncryption(dataKey: string): Encryption {
  const keys = dataKey.split(',').map((text) => {
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== KEY_BYTES) throw new EncryptionError('encryption.badKey');
    return { key, id: createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES) };
  });
  const first = keys[0];
  if (first === undefined) throw new EncryptionError('encryption.badKey');
  return {
    seal(table, rowId, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, first.key, nonce);
      cipher.setAAD(associatedData(table, rowId));
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [Buffer.from([VERSION]), first.id, nonce, cipher.getAuthTag(), data];
      return Buffer.concat(parts).toString('base64url');
    },
    open(table, rowId, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      let at = 1;
      const take = (length: number): Buffer => bytes.subarray(at, (at += length));
      const id = take(KEY_ID_BYTES);
      const nonce = take(NONCE_BYTES);
      const tag = take(TAG_BYTES);
      const key = keys.find((one) => one.id.equals(id))?.key;
      if (bytes[0] !== VERSION || key === undefined) {
        throw new EncryptionError('encryption.cannotOpen');
      }
      try {
        const decipher = createDecipheriv(ALGORITHM, key, nonce);
        decipher.setAAD(associatedData(table, rowId));
        decipher.setAuthTag(tag);
        return decipher.update(bytes.subarray(at), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new EncryptionError('encryption.cannotOpen');
      }
    },
  };
}

function associatedData(table: string, rowId: string): Buffer {
  return Buffer.from(`${VERSION}|${table}|${rowId}`);
}

/** The development key: made once, kept in `<dataDir>/key` for its owner alone. */
export function loadOrCreateDataKey(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'key');
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch {
    // It exists already: the one that was made first stands.
  }
  return readFileSync(file, 'utf8').trim();
}

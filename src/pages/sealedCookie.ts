import { EncryptJWT, jwtDecrypt } from 'jose';

/** What a cookie of ours carries: made by this service, readable by it alone, until it expires. */
export interface SealedCookies {
  /** `kind` keeps a cookie made for one purpose from passing as one of another. */
  seal(
    kind: string,
    content: Readonly<Record<string, unknown>>,
    lifetimeMs: number,
  ): Promise<string>;
  /** Undefined for what was not sealed here, for another kind, or is over. */
  open(kind: string, sealed: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** A JWE (RFC 7516), `dir` with AES-256-GCM; `key` has 32 bytes and is the same in every instance. */
export function createSealedCookies(key: Uint8Array, now: () => number = Date.now): SealedCookies {
  return {
    seal(kind, content, lifetimeMs) {
      return new EncryptJWT({ ...content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(kind)
        .setExpirationTime(Math.floor((now() + lifetimeMs) / 1000))
        .encrypt(key);
    },
    async open(kind, sealed) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          audience: kind,
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          currentDate: new Date(now()),
          requiredClaims: ['exp'],
        });
        return payload;
      } catch {
        return undefined;
      }
    },
  };
}

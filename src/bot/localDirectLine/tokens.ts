import { createHmac, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** Direct Line's documented life of a token. */
export const TOKEN_LIFETIME_S = 1_800;
/** A stream address must be used within a minute. */
const STREAM_TOKEN_LIFETIME_S = 60;

const ALGORITHM = 'HS256';
const ISSUER = 'alta-local-direct-line';

/** What a token lets its bearer do: talk in a whole conversation, or open its stream once. */
export type TokenScope = 'conversation' | 'stream';

/** Who talks where: all that a token says. */
export interface TokenClaims {
  readonly conversationId: string;
  /** `dl_…`; it replaces `from.id` of every activity sent with the token. */
  readonly userId: string;
  readonly userName?: string | undefined;
}

export type TokenReading =
  | { readonly ok: true; readonly claims: TokenClaims }
  | { readonly ok: false; readonly reason: 'expired' | 'invalid' };

export interface TokenSigner {
  sign(claims: TokenClaims, scope: TokenScope): Promise<string>;
  /** `graceS`: how many seconds after its end a token is still taken (to renew a conversation). */
  read(token: string, scope: TokenScope, graceS?: number): Promise<TokenReading>;
}

// `user` under that very name: Web Chat reads the id of its own user from it.
const payloadSchema = z.object({
  user: z.string().startsWith('dl_'),
  name: z.string().optional(),
  conversation: z.string().min(1),
});

/**
 * Tokens as signed JWTs, so that one issued before a restart still opens its conversation afterwards.
 * `key` is any secret of the process; what signs is derived from it for this purpose alone.
 */
export function createTokenSigner(key: Buffer, now: () => number): TokenSigner {
  const secret = createHmac('sha256', key).update(ISSUER).digest();
  return {
    sign({ conversationId, userId, userName }, scope) {
      const issuedAt = Math.floor(now() / 1_000);
      const lifetime = scope === 'stream' ? STREAM_TOKEN_LIFETIME_S : TOKEN_LIFETIME_S;
      return new SignJWT({ user: userId, name: userName, conversation: conversationId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(scope)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetime)
        .sign(secret);
    },
    async read(token, scope, graceS = 0) {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          issuer: ISSUER,
          audience: scope,
          currentDate: new Date(now()),
          clockTolerance: graceS,
          requiredClaims: ['exp'],
        });
        const parsed = payloadSchema.safeParse(payload);
        if (!parsed.success) return { ok: false, reason: 'invalid' };
        const { user, name, conversation } = parsed.data;
        return {
          ok: true,
          claims: { conversationId: conversation, userId: user, userName: name },
        };
      } catch (error) {
        return { ok: false, reason: error instanceof errors.JWTExpired ? 'expired' : 'invalid' };
      }
    },
  };
}

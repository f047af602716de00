import { z } from 'zod';
import { AUDIENCE } from './clouds';
import { PartnerCenterError } from './errors';
import type { Reason } from './reasons';
import type { TokenKind, TokenSource } from './tokens';

/** What is wrong with the service's sign-in to Partner Center, in words for its administrator. */
export interface TokenProblem {
  readonly token: TokenKind;
  readonly reason: Reason;
  readonly advice: string;
}

const CONSENT = 'Run `npm run partner-consent` with the service account';

/** Constants of the code: they may stand in a log. */
const ADVICE: Readonly<Partial<Record<Reason, string>>> = {
  tokenAudience: `The token is not for ${AUDIENCE}. Check PARTNER_CENTER_TOKEN_URL and that the app has the permission "Microsoft Partner Center".`,
  tokenNeedsMfa: `The sign-in behind PARTNER_CENTER_REFRESH_TOKEN had no multifactor authentication. ${CONSENT}, and confirm the second factor when it asks.`,
  signInExpired: `The refresh token has expired. ${CONSENT} and set the new PARTNER_CENTER_REFRESH_TOKEN.`,
  signInRevoked: `The refresh token was revoked, by a new password or by an administrator. ${CONSENT} and set the new PARTNER_CENTER_REFRESH_TOKEN.`,
  signInRefused:
    'The sign-in was refused. Check PARTNER_CENTER_TOKEN_URL, PARTNER_CENTER_CLIENT_ID and PARTNER_CENTER_CLIENT_SECRET; a client secret may have expired.',
  throttled:
    'The token endpoint asks to wait: too many sign-ins. PARTNER_CENTER_CLIENT_ID may be shared with other programs.',
  outage: 'The token endpoint does not answer. Check PARTNER_CENTER_TOKEN_URL and the network.',
};

/** What an administrator does about it; undefined for what is nothing of the sign-in. */
export function adviceFor(reason: Reason): string | undefined {
  return ADVICE[reason];
}

const claimsSchema = z.object({
  aud: z.string(),
  amr: z.array(z.string()).optional(),
});

/**
 * Looks at both tokens before anybody needs them: can they be had, are they for Partner Center, does the
 * user's carry the MFA claim (without it every call is refused with 900421)? Empty when all is well.
 */
export async function checkTokens(
  tokens: TokenSource,
  correlationId: string,
): Promise<readonly TokenProblem[]> {
  const kinds: readonly TokenKind[] = ['app', 'user'];
  const found = await Promise.all(
    kinds.map(async (token) => {
      const reason = await checkToken(tokens, token, correlationId);
      return reason === undefined ? [] : [{ token, reason, advice: adviceFor(reason) ?? '' }];
    }),
  );
  return found.flat();
}

/** What is wrong with one token; undefined where nothing is, as far as can be told before it is used. */
export async function checkToken(
  tokens: TokenSource,
  kind: TokenKind,
  correlationId: string,
): Promise<Reason | undefined> {
  try {
    const claims = claimsOf(await tokens.get(kind, correlationId));
    // A token that can't be read is Partner Center's to judge.
    if (claims === undefined) return undefined;
    if (claims.aud.replace(/\/$/, '') !== AUDIENCE) return 'tokenAudience';
    return kind === 'user' && claims.amr?.includes('mfa') !== true ? 'tokenNeedsMfa' : undefined;
  } catch (error) {
    if (error instanceof PartnerCenterError) return error.reason;
    throw error;
  }
}

function claimsOf(token: string): z.output<typeof claimsSchema> | undefined {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return claimsSchema.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}

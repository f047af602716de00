import { getGlobalDispatcher, type Dispatcher } from 'undici';
import { z } from 'zod';
import { attemptOnce } from './attempt';
import { AUDIENCE } from './clouds';
import { PartnerCenterError } from './errors';

/** Application only, or application and user by the secure application model. */
export type TokenKind = 'app' | 'user';

/** Keeps the rotated refresh token. */
export interface RefreshTokenStore {
  load(): Promise<string | undefined>;
  save(token: string): Promise<void>;
}

export interface TokenSource {
  get(kind: TokenKind, correlationId: string): Promise<string>;
  /** Forgets a token that was refused, so that the next call gets another. */
  invalidate(kind: TokenKind, token: string): void;
}

export interface TokenSourceOptions {
  /** With the tenant in it: `https://login.microsoftonline.com/<tenant>/oauth2/token`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly store: RefreshTokenStore;
  /** The sign-in said no, as opposed to nothing at all. */
  readonly onRefused?: (kind: TokenKind, error: PartnerCenterError) => void;
  readonly dispatcher?: Dispatcher;
  readonly now?: () => number;
}

const tokenSchema = z.object({
  access_token: z.string(),
  expires_in: z.coerce.number(),
  refresh_token: z.string().optional(),
});

/** A token is not used in its last minutes, when it could expire under way. */
const SKEW_MS = 5 * 60_000;
const TIMEOUT_MS = 10_000;
/** A token is some kilobytes. */
const MAX_BODY_BYTES = 256 * 1024;

/** Gets the two tokens by form posts, caches them, one request of a kind in flight. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const now = options.now ?? Date.now;
  const cache = new Map<TokenKind, { token: string; until: number }>();
  const inFlight = new Map<TokenKind, Promise<string>>();

  const fetchToken = async (kind: TokenKind, correlationId: string): Promise<string> => {
    const kept = kind === 'user' ? await options.store.load() : undefined;
    const form = new URLSearchParams({
      client_id: options.clientId,
      client_secret: options.clientSecret,
      resource: AUDIENCE,
      ...(kind === 'app'
        ? { grant_type: 'client_credentials' }
        : {
            grant_type: 'refresh_token',
            refresh_token: kept ?? options.refreshToken,
            scope: 'openid',
          }),
    });
    const answer = await post(options, form, correlationId);
    if (answer.refresh_token !== undefined && kind === 'user') {
      await options.store.save(answer.refresh_token);
    }
    cache.set(kind, {
      token: answer.access_token,
      until: now() + Math.max(answer.expires_in * 1000 - SKEW_MS, 1000),
    });
    return answer.access_token;
  };

  return {
    get(kind, correlationId) {
      const cached = cache.get(kind);
      if (cached !== undefined && cached.until > now()) return Promise.resolve(cached.token);
      const running = inFlight.get(kind);
      if (running !== undefined) return running;
      const started = fetchToken(kind, correlationId)
        .catch((error: unknown) => {
          if (error instanceof PartnerCenterError && error.helps !== 'waiting') {
            options.onRefused?.(kind, error);
          }
          throw error;
        })
        .finally(() => {
          inFlight.delete(kind);
        });
      inFlight.set(kind, started);
      return started;
    },
    invalidate(kind, token) {
      if (cache.get(kind)?.token === token) cache.delete(kind);
    },
  };
}

async function post(
  options: TokenSourceOptions,
  form: URLSearchParams,
  correlationId: string,
): Promise<z.infer<typeof tokenSchema>> {
  const failed = (reason: SignInReason, httpStatus?: number): PartnerCenterError =>
    new PartnerCenterError({
      reason,
      endpoint: 'token',
      httpStatus,
      requestId: correlationId,
      correlationId,
      definitive: true,
    });
  const { outcome, status, body } = await attemptOnce({
    dispatcher: options.dispatcher ?? getGlobalDispatcher(),
    method: 'POST',
    url: options.tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    limitMs: TIMEOUT_MS,
    maxBodyBytes: MAX_BODY_BYTES,
    signal: undefined,
    accept: [],
    consume: undefined,
  });
  if (outcome.kind !== 'answer' || outcome.status >= 500) throw failed('outage', status);
  if (outcome.status === 429) throw failed('throttled', status);
  const parsed = tokenSchema.safeParse(body);
  if (status !== 200 || !parsed.success) throw failed(refusalOf(body), status);
  return parsed.data;
}

type SignInReason = 'outage' | 'throttled' | 'signInRefused' | 'signInExpired' | 'signInRevoked';

const refusalSchema = z.object({ error_description: z.string() });

/** Entra's numbers for a refresh token that was not used for too long, or lived too long. */
const EXPIRED: ReadonlySet<string> = new Set(['70008', '700082', '700084']);
/** For one that was taken back: a new password, an administrator's order, a new sign-in rule. */
const REVOKED: ReadonlySet<string> = new Set([
  '50173',
  '50076',
  '50079',
  '50132',
  '50133',
  '70043',
]);

/** Why a grant was refused; the description itself names people and is not kept. */
function refusalOf(body: unknown): SignInReason {
  const said = refusalSchema.safeParse(body);
  const number = /AADSTS(\d+)/.exec(said.success ? said.data.error_description : '')?.[1] ?? '';
  if (EXPIRED.has(number)) return 'signInExpired';
  return REVOKED.has(number) ? 'signInRevoked' : 'signInRefused';
}

import { randomUUID } from 'node:crypto';
import { DEFAULT_LANGUAGE, localeOf } from '../language';
import { createPartnerCenterClient, type CallContext } from '../services/partnerCenter/client';
import { getCountryRules } from '../services/partnerCenter/countryRules';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { getOrganizationProfile } from '../services/partnerCenter/profiles';
import type { Reason } from '../services/partnerCenter/reasons';
import { checkToken } from '../services/partnerCenter/tokenCheck';
import {
  createTokenSource,
  type TokenKind,
  type TokenSource,
} from '../services/partnerCenter/tokens';
import { finder, type Finding } from './finding';

export interface PartnerCenterSettings {
  readonly url: string;
  readonly pricingUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

const LIMIT_MS = 20_000;

/**
 * Gets both tokens and reads with them: the application's alone, and that of application and user, which
 * Partner Center takes only with the claim of multifactor authentication. Nothing is written, the rotated
 * refresh token included: the one in use stays good.
 */
export async function checkPartnerCenter(
  settings: PartnerCenterSettings,
  rotatedRefreshToken: string | undefined,
): Promise<readonly Finding[]> {
  const tokens = createTokenSource({
    ...settings,
    store: {
      load: () => Promise.resolve(rotatedRefreshToken),
      save: () => Promise.resolve(),
    },
  });
  const client = createPartnerCenterClient({
    baseUrl: settings.url,
    pricingUrl: settings.pricingUrl,
    tokens,
  });
  const call: CallContext = {
    correlationId: randomUUID(),
    locale: localeOf(DEFAULT_LANGUAGE),
    deadline: Date.now() + LIMIT_MS,
  };
  try {
    const app = await tokenFinding(tokens, 'app', call.correlationId);
    const { good, skipped } = finder('partnerCenter');
    // Both tokens come from the same app by the same way.
    if (app.state === 'wrong') {
      return [app, finder('partnerCenterUser').skipped('noApp'), skipped('noToken')];
    }
    const user = await tokenFinding(tokens, 'user', call.correlationId);
    if (user.state === 'wrong') return [app, user, skipped('noToken')];
    const refused =
      (await refusalOf('app', () => getCountryRules(client, 'US', call))) ??
      (await refusalOf('user', () => getOrganizationProfile(client, call)));
    if (refused === undefined) return [app, user, good()];
    // What is wrong with a token is told where the token is.
    switch (refused.check) {
      case 'partnerCenterApp':
        return [refused, finder('partnerCenterUser').skipped('noApp'), skipped('noToken')];
      case 'partnerCenterUser':
        return [app, refused, skipped('noToken')];
      default:
        return [app, user, refused];
    }
  } finally {
    await client.close();
  }
}

const CHECK_OF = { app: 'partnerCenterApp', user: 'partnerCenterUser' } as const;

/** What is wrong with a token, by the code of its texts; whatever else keeps it away is a refusal. */
const CODE_OF: Readonly<Partial<Record<Reason, string>>> = {
  outage: 'unreachable',
  throttled: 'unreachable',
  signInExpired: 'expired',
  signInRevoked: 'revoked',
  tokenNeedsMfa: 'noMfa',
  tokenAudience: 'audience',
};

async function tokenFinding(
  tokens: TokenSource,
  kind: TokenKind,
  correlationId: string,
): Promise<Finding> {
  const { good, wrong } = finder(CHECK_OF[kind]);
  const reason = await checkToken(tokens, kind, correlationId);
  return reason === undefined ? good() : wrong(CODE_OF[reason] ?? 'refused');
}

async function refusalOf(
  kind: TokenKind,
  ask: () => Promise<unknown>,
): Promise<Finding | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    const { reason, correlationId, httpStatus } = error;
    // A token whose claims could not be read is judged by Partner Center alone.
    if (reason === 'tokenNeedsMfa' || reason === 'tokenAudience') {
      return finder(CHECK_OF[kind]).wrong(CODE_OF[reason] ?? 'refused');
    }
    const { wrong } = finder('partnerCenter');
    if (httpStatus === undefined || reason === 'outage') return wrong('unreachable');
    return wrong('refused', { status: httpStatus, reason, correlationId });
  }
}

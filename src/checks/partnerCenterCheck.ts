import { randomUUID } from 'node:crypto';
import { DEFAULT_LANGUAGE, localeOf } from '../language';
import { createPartnerCenterClient, type CallContext } from '../services/partnerCenter/client';
import { getCountryRules } from '../services/partnerCenter/countryRules';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { getOrganizationProfile } from '../services/partnerCenter/profiles';
import { createTokenSource, type TokenKind } from '../services/partnerCenter/tokens';
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
    const app = await checkToken('partnerCenterApp', () => tokens.get('app', call.correlationId));
    const { good, skipped } = finder('partnerCenter');
    // Both tokens come from the same app by the same way.
    if (app.state === 'wrong') {
      return [app, finder('partnerCenterUser').skipped('noApp'), skipped('noToken')];
    }
    const user = await checkToken('partnerCenterUser', () =>
      tokens.get('user', call.correlationId),
    );
    if (user.state === 'wrong') return [app, user, skipped('noToken')];
    const refused =
      (await refusalOf('app', () => getCountryRules(client, 'US', call))) ??
      (await refusalOf('user', () => getOrganizationProfile(client, call)));
    if (refused === undefined) return [app, user, good()];
    // What is wrong with a token is told where the token is.
    return refused.check === 'partnerCenter'
      ? [app, user, refused]
      : [app, refused, skipped('noToken')];
  } finally {
    await client.close();
  }
}

async function checkToken(
  check: 'partnerCenterApp' | 'partnerCenterUser',
  get: () => Promise<unknown>,
): Promise<Finding> {
  const { good, wrong } = finder(check);
  try {
    await get();
    return good();
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    return wrong(error.reason === 'outage' ? 'unreachable' : 'refused');
  }
}

/** Refusals that are about the token of application and user itself. */
const OF_THE_TOKEN: Readonly<Record<string, string>> = {
  tokenNeedsMfa: 'noMfa',
  tokenAudience: 'audience',
};

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
    const ofTheToken = OF_THE_TOKEN[reason];
    if (kind === 'user' && ofTheToken !== undefined) {
      return finder('partnerCenterUser').wrong(ofTheToken, { correlationId });
    }
    const { wrong } = finder('partnerCenter');
    if (httpStatus === undefined || reason === 'outage') return wrong('unreachable');
    return wrong('refused', { status: httpStatus, reason, correlationId });
  }
}

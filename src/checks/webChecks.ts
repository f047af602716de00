import { z } from 'zod';
import { finder, type Finding } from './finding';

/*
 * What is asked of other servers over plain HTTP: the tenant's sign-in, Direct Line, and this service at
 * the address by which people reach it.
 */

const LIMIT_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Undefined: there was no answer. */
async function ask(url: string, init: RequestInit = {}): Promise<Answer | undefined> {
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const oauthErrorSchema = z.object({ error: z.string() });

/** Asks for a token of the app registration's own: the way to see whether its secret is still taken. */
async function credentialsOf(settings: {
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}): Promise<'taken' | 'refused' | 'unreachable'> {
  const { authority, tenantId, clientId, clientSecret, scope } = settings;
  const answer = await ask(`${authority}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope,
    }),
  });
  if (answer === undefined || answer.status >= 500) return 'unreachable';
  const error = oauthErrorSchema.safeParse(answer.body).data?.error;
  // Anything else that is refused, such as a scope, is refused after the secret was taken.
  return error === 'invalid_client' || error === 'unauthorized_client' ? 'refused' : 'taken';
}

/** The bot's own app registration: without a token of it, nothing the bot says arrives. */
export async function checkBotIdentity(
  bot:
    | {
        readonly appId: string;
        readonly password: string;
        readonly type: string;
        readonly tenantId: string;
        readonly channelService: string;
      }
    | undefined,
  authority: string,
): Promise<Finding> {
  const { good, skipped, wrong } = finder('botIdentity');
  if (bot === undefined) return skipped('development');
  // A managed identity gets its tokens from the machine that it is given to.
  if (bot.type === 'UserAssignedMsi') return skipped('managedIdentity');
  const host = bot.channelService.includes('.us') ? 'botframework.us' : 'botframework.com';
  const result = await credentialsOf({
    authority,
    tenantId: bot.tenantId,
    clientId: bot.appId,
    clientSecret: bot.password,
    scope: `https://api.${host}/.default`,
  });
  return result === 'taken' ? good() : wrong(result);
}

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });

/** The sign-in of the password page and `/admin`. */
export async function checkSignIn(
  signIn:
    | {
        readonly clientId: string;
        readonly clientSecret: string;
        readonly tenantId: string;
        readonly authority: string;
      }
    | undefined,
  redirectUri: string,
): Promise<Finding> {
  const { good, skipped, wrong } = finder('signIn');
  if (signIn === undefined) return skipped('development');
  const { authority, tenantId } = signIn;
  const found = await ask(`${authority}/${tenantId}/v2.0/.well-known/openid-configuration`);
  if (found === undefined || found.status >= 500) return wrong('unreachable');
  if (!discoverySchema.safeParse(found.body).success) return wrong('noTenant');
  const result = await credentialsOf({ ...signIn, scope: `${signIn.clientId}/.default` });
  return result === 'taken' ? good('good', { redirectUri }) : wrong(result);
}

/** The secret with which tokens for the partner's site are made. One is made, and forgotten. */
export async function checkDirectLine(
  site: { readonly directLineUrl: string; readonly directLineSecret: string } | undefined,
): Promise<Finding> {
  const { good, skipped, wrong } = finder('directLine');
  if (site === undefined) return skipped('notSetUp');
  const answer = await ask(`${site.directLineUrl}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${site.directLineSecret}` },
  });
  if (answer === undefined || answer.status >= 500) return wrong('unreachable');
  if (answer.status === 401 || answer.status === 403) return wrong('refused');
  return answer.status < 300 ? good() : wrong('unexpected', { status: answer.status });
}

const healthSchema = z.object({ status: z.literal('ready') });

/** This service, at the address that people and channels have. Not running is no mistake before a deployment. */
export async function checkPublicUrl(publicUrl: string): Promise<Finding> {
  const { good, wrong, warning } = finder('publicUrl');
  const answer = await ask(`${publicUrl}/readyz`);
  if (answer === undefined) return warning('noAnswer', { url: publicUrl });
  if (healthSchema.safeParse(answer.body).success) return good();
  return answer.status === 503
    ? wrong('notReady', { url: publicUrl })
    : wrong('somebodyElse', { url: publicUrl, status: answer.status });
}

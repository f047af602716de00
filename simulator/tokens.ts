import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, routeWithBody, route } from './http/route';
import type { Answer, Call, Route, TokenRule } from './http/route';
import { Refusal } from './refusal';
import type { World } from './world';

/** The audience that Partner Center's API takes; every other one is refused with 401/900420. */
export const PARTNER_CENTER_AUDIENCE = 'https://api.partnercenter.microsoft.com';

/** What the simulator remembers of an access token that it issued. */
export interface AccessToken {
  readonly kind: 'app' | 'user';
  readonly audience: string;
  readonly mfa: boolean;
  readonly userId: string;
  readonly expiresAt: number;
}

const form = z.object({
  grant_type: z.string().default(''),
  client_id: z.string().default(''),
  client_secret: z.string().default(''),
  resource: z.string().optional(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
  code: z.string().optional(),
});

/** Partner user whose identity user tokens carry; the classic agreement echoes it as `userId`. */
const PARTNER_USER_ID = '7e3a4f8c-52d1-4b6e-9a0f-3f1c2d4e5b6a';

/**
 * The sign-in authority: `POST /{tenant}/oauth2/token` (v1 and v2), and an authorize endpoint that signs in at once.
 * Any client id, secret and refresh token is taken, except those listed in the README.
 */
export const tokenRoutes: readonly Route[] = [
  routeWithBody(
    { method: 'POST', path: '/:tenant/oauth2/token', token: 'none', bodyKind: 'form' },
    form,
    issue,
  ),
  routeWithBody(
    { method: 'POST', path: '/:tenant/oauth2/v2.0/token', token: 'none', bodyKind: 'form' },
    form,
    issue,
  ),
  route({ method: 'GET', path: '/:tenant/oauth2/authorize', token: 'none' }, authorize),
  route({ method: 'GET', path: '/:tenant/oauth2/v2.0/authorize', token: 'none' }, authorize),
];

function issue(call: Call, body: z.output<typeof form>): Answer {
  if (body.client_id === '' || body.client_secret === '') {
    return oauthError(
      400,
      'invalid_request',
      "AADSTS900144: The request body must contain 'client_id' and a credential.",
    );
  }
  if (body.client_id === 'invalid-client' || body.client_secret === 'invalid-secret') {
    return oauthError(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  }
  const audience = requestedAudience(body);
  if (audience === undefined) {
    return oauthError(
      400,
      'invalid_request',
      "AADSTS900144: The request body must contain 'resource' or 'scope'.",
    );
  }
  switch (body.grant_type) {
    case 'client_credentials':
      return tokenAnswer(call, { kind: 'app', audience, mfa: false });
    case 'refresh_token':
      return refresh(call, body.refresh_token, audience);
    case 'authorization_code':
      if (body.code === undefined || !call.world.signInCodes.delete(body.code)) {
        return oauthError(
          400,
          'invalid_grant',
          'AADSTS70008: The provided authorization code is expired or was used before.',
        );
      }
      return tokenAnswer(call, { kind: 'user', audience, mfa: true }, 'refresh');
    default:
      return oauthError(
        400,
        'unsupported_grant_type',
        'AADSTS70003: The grant type is not supported.',
      );
  }
}

function refresh(call: Call, refreshToken: string | undefined, audience: string): Answer {
  if (refreshToken === undefined || refreshToken === '') {
    return oauthError(
      400,
      'invalid_request',
      "AADSTS900144: The request body must contain 'refresh_token'.",
    );
  }
  // A rotated token keeps the nature of the one it came from: its first part.
  const nature = refreshToken.split('.')[0] ?? '';
  if (nature === 'expired') {
    return oauthError(
      400,
      'invalid_grant',
      'AADSTS700082: The refresh token has expired due to inactivity.',
    );
  }
  if (nature === 'invalid') {
    return oauthError(
      400,
      'invalid_grant',
      'AADSTS70000: The provided grant is invalid or malformed.',
    );
  }
  if (nature === 'revoked') {
    return oauthError(
      400,
      'invalid_grant',
      'AADSTS50173: The provided grant has expired due to it being revoked.',
    );
  }
  const given = nature === 'wrong-audience' ? 'https://graph.windows.net' : audience;
  const kept = nature === 'no-mfa' || nature === 'wrong-audience' ? nature : 'refresh';
  return tokenAnswer(call, { kind: 'user', audience: given, mfa: nature !== 'no-mfa' }, kept);
}

function tokenAnswer(
  call: Call,
  nature: Pick<AccessToken, 'kind' | 'audience' | 'mfa'>,
  refreshNature?: string,
): Answer {
  const { world } = call;
  const tenant = call.params.get('tenant') ?? '';
  const lifetime = world.options.tokenLifetimeSeconds;
  const expiresAt = world.now() + lifetime * 1000;
  const claims = {
    aud: nature.audience,
    iss: `${call.origin}/${tenant}/`,
    tid: tenant,
    idtyp: nature.kind,
    oid: PARTNER_USER_ID,
    ...(nature.kind === 'user'
      ? { amr: nature.mfa ? ['pwd', 'mfa'] : ['pwd'], scp: 'user_impersonation' }
      : {}),
    iat: Math.floor(world.now() / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: randomUUID(),
  };
  const accessToken = [encode({ typ: 'JWT', alg: 'none' }), encode(claims), 'unsigned'].join('.');
  world.tokens.set(accessToken, { ...nature, userId: PARTNER_USER_ID, expiresAt });
  return json({
    token_type: 'Bearer',
    // The v1 endpoint sends these numbers as text, the v2 endpoint as numbers.
    expires_in: call.path.includes('/v2.0/') ? lifetime : String(lifetime),
    ext_expires_in: call.path.includes('/v2.0/') ? lifetime : String(lifetime),
    expires_on: String(claims.exp),
    not_before: String(claims.iat),
    resource: nature.audience,
    access_token: accessToken,
    ...(refreshNature === undefined
      ? {}
      : { refresh_token: `${refreshNature}.${randomUUID()}`, scope: 'user_impersonation' }),
  });
}

/** Signs the imagined partner user in without asking and sends the browser back with a code. */
function authorize(call: Call): Answer {
  const back = call.query.get('redirect_uri') ?? '';
  const target = URL.canParse(back) ? new URL(back) : undefined;
  if (target === undefined || !['localhost', '127.0.0.1'].includes(target.hostname)) {
    throw new Refusal(400, 400, 'redirect_uri must be on this machine (localhost or 127.0.0.1).');
  }
  const code = randomUUID();
  call.world.signInCodes.add(code);
  target.searchParams.set('code', code);
  const state = call.query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { kind: 'redirect', location: target.toString() };
}

function requestedAudience(body: z.output<typeof form>): string | undefined {
  if (body.resource !== undefined && body.resource !== '') return body.resource.replace(/\/$/, '');
  const scope = (body.scope ?? '').split(' ').find((part) => part.startsWith('https://'));
  return scope?.replace(/\/(\.default|user_impersonation)$/, '');
}

function oauthError(status: number, error: string, description: string): Answer {
  return json(
    {
      error,
      error_description: description,
      error_codes: [Number(/\d+/.exec(description)?.[0] ?? 0)],
    },
    status,
  );
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * The token of a call to the API, or the refusal that Partner Center gives.
 * 401/800001 none, 401/400 unknown or expired, 401/900420 audience, 401/900421 no MFA claim, 403 wrong kind.
 */
export function checkToken(
  world: World,
  authorization: string | undefined,
  rule: TokenRule,
): AccessToken | undefined {
  if (rule === 'none') return undefined;
  if (authorization === undefined) throw new Refusal(401, 800001, 'The partner token is missing.');
  const token = world.tokens.get(/^Bearer (.+)$/i.exec(authorization)?.[1] ?? '');
  if (token === undefined || token.expiresAt <= world.now()) {
    throw new Refusal(401, 400, 'Access denied: the access token is unknown or has expired.', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      retryable: true,
    });
  }
  if (token.audience !== PARTNER_CENTER_AUDIENCE) {
    throw new Refusal(401, 900420, `The token audience '${token.audience}' is not supported.`);
  }
  if (token.kind === 'user' && !token.mfa) {
    throw new Refusal(
      401,
      900421,
      'Multi-factor authentication is required: the token has no MFA claim.',
    );
  }
  requireTokenKind(token, rule);
  return token;
}

/** The rule of a route, or of one kind of body on a route that takes both kinds of token. */
export function requireTokenKind(token: AccessToken | undefined, rule: TokenRule): void {
  if (rule === 'user' && token?.kind !== 'user') {
    throw new Refusal(403, 900329, 'This API does not support application-only authentication.');
  }
  if (rule === 'app' && token?.kind !== 'app') {
    throw new Refusal(403, 2032, 'Access denied: this API takes application-only authentication.');
  }
}

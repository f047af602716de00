import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { DirectLinePerson } from '../services/peopleStore';
import { TokenRefused } from './tokenGrant';

export interface SiteTokenOptions {
  /** Where people sign in, without a tenant: `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** The client id of the app registration whose access tokens the site gets. */
  readonly audience: string;
  /** Tenants whose people may use the bot. */
  readonly tenants: readonly string[];
  readonly now?: () => number;
}

/** The person behind an Authorization header. Throws `TokenRefused`: 401, 403, or 502. */
export type VerifyCaller = (authorization: string | undefined) => Promise<DirectLinePerson>;

/** The roles of the app registration, of which a caller needs one. */
const ROLES: readonly string[] = ['Onboarding.Submit', 'Onboarding.Draft'];
/** Tokens of some hosts live for a day; who was let go must not be served that long. */
const MAX_PERSON_LIFETIME_MS = 90 * 60_000;
const DISCOVERY_LIMIT_MS = 5_000;
/** Clocks of two machines. */
const CLOCK_TOLERANCE_S = 5;
/** Registrations of version 1 tokens, Entra's default, are issued by this name in every public tenant. */
const V1_ISSUER = 'https://sts.windows.net';

interface Directory {
  readonly issuer: string;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

const discoverySchema = z.object({ issuer: z.string().min(1), jwks_uri: z.url() });
const claimsSchema = z.object({
  tid: z.string().min(1),
  oid: z.string().min(1),
  exp: z.number(),
  /** `app` where no person stands behind the token. */
  idtyp: z.string().optional(),
  roles: z.array(z.string()).default([]),
});

/**
 * Checks the access token that a partner's site got for its user (Microsoft identity platform, "Validate
 * tokens"): signed by the tenant it names, which must be ours, for this audience, not expired, of a
 * person with a role. Keys come from the tenant's OpenID configuration and are kept.
 */
export function createVerifyCaller(options: SiteTokenOptions): VerifyCaller {
  const { audience, now = Date.now } = options;
  const tenants = new Set(options.tenants.map((tenant) => tenant.toLowerCase()));
  const directories = new Map<string, Promise<Directory>>();

  function directoryOf(tenant: string): Promise<Directory> {
    const known = directories.get(tenant);
    if (known !== undefined) return known;
    const found = discover(`${options.authority}/${tenant}/v2.0`);
    directories.set(tenant, found);
    found.catch(() => directories.delete(tenant));
    return found;
  }

  async function verify(token: string, tenant: string): Promise<z.output<typeof claimsSchema>> {
    const { issuer, keys } = await directoryOf(tenant);
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer: [issuer, `${V1_ISSUER}/${tenant}/`],
      audience: [audience, `api://${audience}`],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'tid', 'oid'],
    });
    const claims = claimsSchema.safeParse(payload);
    // The issuer says which tenant it is: a token that names another one is nobody's.
    if (!claims.success || claims.data.tid.toLowerCase() !== tenant) throw unauthorized();
    return claims.data;
  }

  return async (authorization) => {
    const token = /^Bearer (?<token>\S+)$/i.exec(authorization ?? '')?.groups?.['token'];
    const tenant = token === undefined ? undefined : tenantNamedBy(token);
    // Only then is anything asked of anybody: the address of a tenant of ours.
    if (token === undefined || tenant === undefined || !tenants.has(tenant)) throw unauthorized();
    const claims = await verify(token, tenant).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const roles = claims.roles.filter((role) => ROLES.includes(role));
    if (roles.length === 0 || claims.idtyp === 'app') {
      const message = `Alta needs one of the roles ${ROLES.join(', ')}.`;
      throw new TokenRefused(403, 'RoleMissing', message);
    }
    const expiresAt = Math.min(claims.exp * 1_000, now() + MAX_PERSON_LIFETIME_MS);
    const objectId = claims.oid.toLowerCase();
    return { tenantId: tenant, objectId, roles, expiresAt: new Date(expiresAt) };
  };
}

async function discover(address: string): Promise<Directory> {
  const response = await fetch(`${address}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(DISCOVERY_LIMIT_MS),
  });
  if (!response.ok) throw unreachable();
  const { issuer, jwks_uri } = discoverySchema.parse(await response.json());
  return { issuer, keys: createRemoteJWKSet(new URL(jwks_uri)) };
}

/** What the token claims, before anything of it is believed. */
function tenantNamedBy(token: string): string | undefined {
  try {
    const { tid } = decodeJwt(token);
    return typeof tid === 'string' ? tid.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}

/** One answer for everything that is wrong with a token, but that it has expired: asking again helps then. */
function refusalOf(error: unknown): TokenRefused {
  if (error instanceof TokenRefused) return error;
  if (error instanceof errors.JWTExpired) {
    return new TokenRefused(401, 'TokenExpired', 'The access token has expired.');
  }
  const isOfTheKeys =
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC');
  return error instanceof errors.JOSEError && !isOfTheKeys ? unauthorized() : unreachable();
}

function unauthorized(): TokenRefused {
  const message = 'The access token is missing or not valid for Alta.';
  return new TokenRefused(401, 'Unauthorized', message);
}

function unreachable(): TokenRefused {
  return new TokenRefused(502, 'ServiceUnavailable', 'The sign-in can not be checked right now.');
}

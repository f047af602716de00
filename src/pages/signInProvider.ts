import type { BaseClient } from 'openid-client';
import { z } from 'zod';

/** How this service is known where people sign in. */
export interface SignInSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The one tenant whose people sign in. */
  readonly tenantId: string;
  /** Without the tenant: `https://login.microsoftonline.com`. */
  readonly authority: string;
}

/** Whom the tenant's token names. */
export interface SignedIn {
  readonly tenantId: string;
  readonly objectId: string;
  readonly roles: readonly string[];
}

/** What one sign-in is bound to, from the way there to the way back. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface SignInProvider {
  /** Where to send the browser. Throws `SignInError` where the tenant's sign-in can't be reached. */
  begin(): Promise<{ readonly attempt: SignInAttempt; readonly url: string }>;
  /** Takes the address to which the browser came back. Throws `SignInError`. */
  finish(attempt: SignInAttempt, returned: string): Promise<SignedIn>;
}

/** `refused`: whatever is wrong with the answer or its token; `unavailable`: nobody can tell now. */
export class SignInError extends Error {
  constructor(
    readonly code: 'signIn.refused' | 'signIn.unavailable',
    override readonly cause?: unknown,
  ) {
    super(code);
    this.name = 'SignInError';
  }
}

const LIMIT_MS = 5_000;
const CLOCK_TOLERANCE_S = 5;

const claimsSchema = z.object({
  tid: z.string().min(1),
  oid: z.string().min(1),
  roles: z.array(z.string()).default([]),
});

/**
 * Authorization code with PKCE against the tenant's OpenID configuration (Microsoft identity platform,
 * "OpenID Connect", v2.0). The library checks signature, issuer, audience, times and nonce of the ID token;
 * the tenant it names is checked here.
 */
export function createSignInProvider(
  settings: SignInSettings,
  redirectUri: string,
): SignInProvider {
  let known: Promise<BaseClient> | undefined;

  /** Found at the first sign-in, and kept: the library asks again for keys that it does not know. */
  const client = (): Promise<BaseClient> => {
    known ??= discover(settings, redirectUri).catch((error: unknown) => {
      known = undefined;
      throw new SignInError('signIn.unavailable', error);
    });
    return known;
  };

  return {
    async begin() {
      const { generators } = await import('openid-client');
      const attempt = {
        state: generators.state(),
        nonce: generators.nonce(),
        codeVerifier: generators.codeVerifier(),
      };
      const url = (await client()).authorizationUrl({
        scope: 'openid profile',
        response_mode: 'query',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: generators.codeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { attempt, url };
    },

    async finish(attempt, returned) {
      const found = await client();
      try {
        const tokens = await found.callback(redirectUri, found.callbackParams(returned), {
          state: attempt.state,
          nonce: attempt.nonce,
          code_verifier: attempt.codeVerifier,
          response_type: 'code',
        });
        const claims = claimsSchema.parse(tokens.claims());
        const tenantId = claims.tid.toLowerCase();
        if (tenantId !== settings.tenantId.toLowerCase()) throw new SignInError('signIn.refused');
        return { tenantId, objectId: claims.oid.toLowerCase(), roles: claims.roles };
      } catch (error) {
        throw isTrouble(error)
          ? new SignInError('signIn.unavailable', error)
          : new SignInError('signIn.refused', error);
      }
    },
  };
}

async function discover(settings: SignInSettings, redirectUri: string): Promise<BaseClient> {
  // Loaded at the first sign-in: a start does not wait for it.
  const { custom, Issuer } = await import('openid-client');
  custom.setHttpOptionsDefaults({ timeout: LIMIT_MS });
  const issuer = await Issuer.discover(`${settings.authority}/${settings.tenantId}/v2.0`);
  const client = new issuer.Client({
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    redirect_uris: [redirectUri],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'RS256',
  });
  client[custom.clock_tolerance] = CLOCK_TOLERANCE_S;
  return client;
}

/** Nothing was said, or the tenant's sign-in said that it is in trouble itself. */
const PASSING = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN'];
const troubleSchema = z.union([
  z.object({ code: z.enum(PASSING) }),
  z.object({ response: z.object({ statusCode: z.number().min(500) }) }),
]);

function isTrouble(error: unknown): boolean {
  return troubleSchema.safeParse(error).success;
}

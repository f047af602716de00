import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

export const TENANT = 'a1b2c3d4-0000-4000-8000-00000000000a';
export const CLIENT_ID = 'c0ffee00-0000-4000-8000-000000000001';
export const CLIENT_SECRET = 'signin-secret-of-the-test';

/** How the next ID token differs from a genuine one. */
export interface Forgery {
  readonly claims?: JWTPayload;
  /** Claims that are left out. */
  readonly without?: readonly string[];
  readonly signedBy?: 'tenant' | 'somebodyElse' | 'nobody' | 'clientSecret';
  /** The token endpoint answers with this status instead. */
  readonly status?: number;
}

/** The tenant's sign-in as the test plays it: OpenID discovery, keys, authorize and token endpoint. */
export interface TestIssuer {
  readonly authority: string;
  /** Whom the next sign-ins name. */
  person: { oid: string; roles: readonly string[] };
  forgery: Forgery;
  /** How often a code was exchanged. */
  exchanges: number;
  close(): Promise<void>;
}

interface Code {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

const KID = 'test-key';

export async function startIssuer(): Promise<TestIssuer> {
  const tenantKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(tenantKey.publicKey)), kid: KID, use: 'sig', alg: 'RS256' };
  const codes = new Map<string, Code>();

  const server = createServer((req, res) => {
    answer(req, res).catch(() => {
      res.writeHead(500);
      res.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = `${authority}/${TENANT}`;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '', authority);
    switch (url.pathname) {
      case `/${TENANT}/v2.0/.well-known/openid-configuration`:
        json(res, 200, {
          issuer: `${own}/v2.0`,
          authorization_endpoint: `${own}/oauth2/v2.0/authorize`,
          token_endpoint: `${own}/oauth2/v2.0/token`,
          jwks_uri: `${own}/discovery/v2.0/keys`,
          response_types_supported: ['code'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
        return;
      case `/${TENANT}/discovery/v2.0/keys`:
        json(res, 200, { keys: [jwk] });
        return;
      case `/${TENANT}/oauth2/v2.0/authorize`:
        authorize(url.searchParams, res);
        return;
      case `/${TENANT}/oauth2/v2.0/token`:
        await exchange(new URLSearchParams(await bodyOf(req)), res);
        return;
      default:
        json(res, 404, {});
    }
  }

  function authorize(query: URLSearchParams, res: ServerResponse): void {
    const code = randomUUID();
    const redirectUri = query.get('redirect_uri') ?? '';
    const isRight =
      query.get('client_id') === CLIENT_ID &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      (query.get('scope') ?? '').split(' ').includes('openid');
    if (!isRight) {
      json(res, 400, {});
      return;
    }
    codes.set(code, {
      nonce: query.get('nonce') ?? '',
      challenge: query.get('code_challenge') ?? '',
      redirectUri,
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    res.writeHead(302, { location: back.href });
    res.end();
  }

  async function exchange(form: URLSearchParams, res: ServerResponse): Promise<void> {
    issuer.exchanges += 1;
    const { forgery } = issuer;
    if (forgery.status !== undefined) {
      json(res, forgery.status, { error: 'server_error' });
      return;
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const isRight =
      code !== undefined &&
      form.get('client_secret') === CLIENT_SECRET &&
      form.get('redirect_uri') === code.redirectUri &&
      createHash('sha256').update(verifier).digest('base64url') === code.challenge;
    if (!isRight) {
      json(res, 400, { error: 'invalid_grant' });
      return;
    }
    json(res, 200, {
      token_type: 'Bearer',
      access_token: 'not-used',
      expires_in: 3600,
      id_token: await idToken(code.nonce),
    });
  }

  async function idToken(nonce: string): Promise<string> {
    const { claims = {}, without = [], signedBy = 'tenant' } = issuer.forgery;
    const now = Math.floor(Date.now() / 1000);
    const all: JWTPayload = {
      iss: `${own}/v2.0`,
      aud: CLIENT_ID,
      sub: 'pairwise-subject',
      iat: now,
      nbf: now,
      exp: now + 3600,
      tid: TENANT,
      nonce,
      name: 'Qzsignedinnameqz',
      ...issuer.person,
      ...claims,
    };
    const kept = Object.fromEntries(
      Object.entries(all).filter(([name]) => !without.includes(name)),
    );
    if (signedBy === 'nobody') return new UnsecuredJWT(kept).encode();
    if (signedBy === 'clientSecret') {
      return new SignJWT(kept)
        .setProtectedHeader({ alg: 'HS256', kid: KID })
        .sign(Buffer.from(CLIENT_SECRET));
    }
    const key: KeyObject = signedBy === 'tenant' ? tenantKey.privateKey : otherKey.privateKey;
    return new SignJWT(kept).setProtectedHeader({ alg: 'RS256', kid: KID }).sign(key);
  }

  const issuer: TestIssuer = {
    authority,
    person: { oid: randomUUID(), roles: [] },
    forgery: {},
    exchanges: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return issuer;
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

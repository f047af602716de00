import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload, type KeyLike } from 'jose';

/** What a token may differ in from a genuine one. */
export interface Forgery {
  /** Signed by somebody else, under the name of a published key. */
  readonly isForged?: boolean;
  /** Seconds from now; -3600 has expired an hour ago. */
  readonly expiresIn?: number;
}

const KEY_ID = 'of-this-issuer';
const CHANNELS = ['msteams', 'webchat', 'directline', 'emulator'];

/**
 * Signs tokens as the channels' issuer and as Entra do, and publishes the keys at the addresses where
 * either would: a bot whose settings name it lets its genuine tokens in.
 */
export class Issuer {
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly own: KeyLike,
    private readonly stranger: KeyLike,
  ) {}

  static async start(): Promise<Issuer> {
    const [own, stranger] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
    const jwk: JWK = { ...(await exportJWK(own.publicKey)), kid: KEY_ID, use: 'sig', alg: 'RS256' };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = new Issuer(
      server,
      `http://127.0.0.1:${port}`,
      own.privateKey,
      stranger.privateKey,
    );
    server.on('request', (req, res) => {
      issuer.asked.push(req.url ?? '');
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(issuer.document(req.url ?? '', jwk)));
    });
    return issuer;
  }

  private document(path: string, jwk: JWK): object {
    // Channels' keys say for which channels they speak.
    if (path === '/keys') return { keys: [{ ...jwk, endorsements: CHANNELS }] };
    const tenant = /^\/([^/]+)\/v2\.0\//.exec(path)?.[1];
    return {
      issuer: tenant === undefined ? 'https://api.botframework.com' : this.issuerOf(tenant),
      jwks_uri: `${this.url}/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  /** Where a bot finds the channels' keys: ToBotFromChannelOpenIdMetadataUrl. */
  get metadataUrl(): string {
    return `${this.url}/v1/.well-known/openidconfiguration`;
  }

  /** As a tenant's v2.0 tokens name their issuer. */
  issuerOf(tenant: string): string {
    return `${this.url}/${tenant}/v2.0`;
  }

  sign(claims: JWTPayload, { isForged = false, expiresIn = 3_600 }: Forgery = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
      .setIssuedAt(Math.min(now, now + expiresIn - 60))
      .setNotBefore(Math.min(now, now + expiresIn - 60))
      .setExpirationTime(now + expiresIn)
      .sign(isForged ? this.stranger : this.own);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }
}

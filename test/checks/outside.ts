import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The tenant's sign-in, Direct Line and the running service, as far as the doctor asks them. */
export interface Outside {
  readonly url: string;
  close(): Promise<void>;
}

export const TENANT = '11111111-2222-4333-8444-555555555555';
export const SECRETS = {
  bot: 'bot-secret',
  pages: 'pages-secret',
  directLine: 'direct-line-secret',
};

export async function startOutside(): Promise<Outside> {
  const server = createServer((req, res) => {
    void bodyOf(req).then((body) => {
      const { status, json } = answerTo(req, body);
      res.writeHead(status, { 'content-type': 'application/json' });
      res.end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answerTo(req: IncomingMessage, body: string): { status: number; json: unknown } {
  switch (`${req.method ?? ''} ${req.url ?? ''}`) {
    case `GET /${TENANT}/v2.0/.well-known/openid-configuration`:
      return {
        status: 200,
        json: { issuer: `x/${TENANT}/v2.0`, jwks_uri: 'http://x.example/keys' },
      };
    case `POST /${TENANT}/oauth2/v2.0/token`: {
      const form = new URLSearchParams(body);
      const isTaken = [SECRETS.bot, SECRETS.pages].includes(form.get('client_secret') ?? '');
      return isTaken
        ? { status: 200, json: { access_token: 'x' } }
        : { status: 401, json: { error: 'invalid_client' } };
    }
    case 'POST /v3/directline/tokens/generate':
      return req.headers.authorization === `Bearer ${SECRETS.directLine}`
        ? { status: 200, json: { token: 'x' } }
        : { status: 403, json: { error: { code: 'BadArgument' } } };
    case 'GET /readyz':
      return { status: 200, json: { status: 'ready' } };
    default:
      return { status: 404, json: { error: 'not_found' } };
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

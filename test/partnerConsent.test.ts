import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../simulator/server';

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({ skus: 10, resellers: 10 });
  folder = mkdtempSync(join(tmpdir(), 'alta-consent-'));
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs the script as an administrator does; `visit` is the browser. */
function consent(
  args: readonly string[],
  visit: (address: string) => Promise<unknown>,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = join(__dirname, '..', 'scripts', 'partnerConsent.mjs');
  const child = spawn(process.execPath, [script, '--no-open', '--port', '0', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PARTNER_CENTER_TOKEN_URL: `${simulator.url}/partner.onmicrosoft.com/oauth2/token`,
      PARTNER_CENTER_CLIENT_ID: 'client',
      PARTNER_CENTER_CLIENT_SECRET: 'PLANTED-secret',
      ...env,
    },
  });
  let said = '';
  let isVisited = false;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    const address = /^http\S+$/m.exec(said)?.[0];
    if (address === undefined || isVisited) return;
    isVisited = true;
    void visit(address);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, said });
    });
  });
}

test('the refresh token goes into .env, in place of the old one, and is never printed', async () => {
  const file = join(folder, '.env');
  writeFileSync(file, 'PORT=1\nPARTNER_CENTER_REFRESH_TOKEN=old\nLOG_LEVEL=info', {
    mode: 0o644,
  });
  const { code, said } = await consent(['--env', file], (address) => fetch(address));
  expect(said).toContain('Done.');
  expect(code).toBe(0);
  const text = readFileSync(file, 'utf8');
  const token = /^PARTNER_CENTER_REFRESH_TOKEN=(refresh\..+)$/m.exec(text)?.[1] ?? 'none';
  expect(text).toBe(`PORT=1\nPARTNER_CENTER_REFRESH_TOKEN=${token}\nLOG_LEVEL=info`);
  // Whoever else is on the machine can't read it, though the file was there before.
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said).not.toContain(token);
  expect(said).not.toContain('PLANTED');
});

test('the refresh token goes into a Key Vault secret, by the identity of the machine', async () => {
  const asked: { url: string; authorization: string; body: string }[] = [];
  const azure = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      response.writeHead(200, { 'content-type': 'application/json' });
      if (url.startsWith('/identity')) {
        const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
        response.end(JSON.stringify({ access_token: 'vault-token', expires_on, resource: '' }));
        return;
      }
      const body = Buffer.concat(chunks).toString();
      asked.push({ url, authorization: String(headers.authorization), body });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => azure.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(azure.address() as AddressInfo).port}`;
  const { code, said } = await consent(
    ['--vault', url, '--secret', 'partner-refresh-token'],
    (address) => fetch(address),
    { IDENTITY_ENDPOINT: `${url}/identity`, IDENTITY_HEADER: 'header', NODE_ENV: 'production' },
  );
  azure.closeAllConnections();
  azure.close();
  expect(said).toContain('the secret partner-refresh-token');
  expect(code).toBe(0);
  expect(asked).toEqual([
    {
      url: '/secrets/partner-refresh-token?api-version=7.4',
      authorization: 'Bearer vault-token',
      body: expect.stringMatching(/^\{"value":"refresh\.[^"]+"\}$/) as string,
    },
  ]);
});

test('a code of another sign-in is not taken', async () => {
  const file = join(folder, 'other.env');
  let status = 0;
  const { code } = await consent(['--env', file], async (address) => {
    const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
    back.search = 'code=stolen&state=other';
    status = (await fetch(back)).status;
    await fetch(address);
  });
  expect(status).toBe(400);
  expect(code).toBe(0);
});

test.each([
  ['nowhere to keep it', [], {}, /--vault and --secret, or --env/],
  ['a file in production', ['--env', 'x'], { NODE_ENV: 'production' }, /Key Vault/],
  [
    'a setting that is missing',
    ['--env', 'x'],
    { PARTNER_CENTER_CLIENT_ID: '' },
    /CLIENT_ID is not/,
  ],
])('%s is said in words', async (_, args, env, words) => {
  const { code, said } = await consent(args, () => Promise.resolve(), env);
  expect(code).toBe(1);
  expect(said).toMatch(words);
});

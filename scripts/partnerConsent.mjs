/**
 * The one-time partner consent of the secure application model: opens the sign-in page, receives the code on
 * this machine and keeps the refresh token where the service reads it. The refresh token is never printed.
 *
 *   npm run partner-consent -- --vault https://<name>.vault.azure.net --secret <secret name>
 *   npm run partner-consent -- --env .env            (development)
 *
 * Reads PARTNER_CENTER_TOKEN_URL, PARTNER_CENTER_CLIENT_ID and PARTNER_CENTER_CLIENT_SECRET. The app must have
 * http://localhost:<port>/ among its redirect addresses (--port, 8400 by default). --no-open only prints the
 * address. Sign in with the service account (Admin agent or Sales agent) and its second factor.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const AUDIENCE = 'https://api.partnercenter.microsoft.com';
const WAIT_MS = 10 * 60_000;
const SETTING = 'PARTNER_CENTER_REFRESH_TOKEN';
/** Each cloud's vaults take tokens of their own audience, from their own sign-in. */
const VAULTS = [
  { hosts: '.vault.usgovcloudapi.net', authorityHost: 'https://login.microsoftonline.us' },
  { hosts: '.vault.azure.net', authorityHost: 'https://login.microsoftonline.com' },
];
const VAULT_VERSION = '7.4';

class ConsentError extends Error {}

const { values: options } = parseArgs({
  options: {
    vault: { type: 'string' },
    secret: { type: 'string' },
    env: { type: 'string' },
    port: { type: 'string', default: '8400' },
    'no-open': { type: 'boolean', default: false },
  },
});

function setting(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new ConsentError(`${name} is not set.`);
  return value;
}

function checkTarget() {
  const isVault = options.vault !== undefined && options.secret !== undefined;
  if (isVault === (options.env !== undefined)) {
    throw new ConsentError('Say where the refresh token goes: --vault and --secret, or --env.');
  }
  if (options.env !== undefined && process.env.NODE_ENV === 'production') {
    throw new ConsentError('In production it goes to a Key Vault secret: --vault and --secret.');
  }
}

/** Waits for the browser to come back with a code of this very sign-in. */
function receiveCode(server, state) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new ConsentError('Nobody signed in within ten minutes.'));
    }, WAIT_MS);
    server.on('request', (request, response) => {
      const { searchParams } = new URL(request.url, 'http://localhost');
      const code = searchParams.get('code');
      const refused = searchParams.get('error');
      if (searchParams.get('state') !== state || (code === null && refused === null)) {
        response.writeHead(400, { 'content-type': 'text/plain' }).end('This is not the sign-in.');
        return;
      }
      clearTimeout(timer);
      response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' });
      response.end('You may close this page and go back to the terminal.');
      if (code === null) reject(new ConsentError(`The sign-in was refused: ${refused}.`));
      else resolve(code);
    });
  });
}

async function exchange(tokenUrl, form) {
  const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok || typeof body.refresh_token !== 'string') {
    const number = /AADSTS\d+/.exec(String(body.error_description))?.[0] ?? '';
    throw new ConsentError(`No refresh token was given: ${body.error ?? answer.status} ${number}`);
  }
  return body;
}

function hasMfa(accessToken) {
  const payload = String(accessToken).split('.')[1] ?? '';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return Array.isArray(claims.amr) && claims.amr.includes('mfa');
}

async function keepInVault(refreshToken) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const address = new URL(`/secrets/${options.secret}?api-version=${VAULT_VERSION}`, options.vault);
  const { hosts, authorityHost } =
    VAULTS.find((one) => address.hostname.endsWith(one.hosts)) ?? VAULTS.at(-1);
  const credential = new DefaultAzureCredential({ authorityHost });
  const token = await credential.getToken(`https://${hosts.slice(1)}/.default`);
  const answer = await fetch(address, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value: refreshToken }),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new ConsentError(`The Key Vault answered ${answer.status}.`);
  return `the secret ${options.secret} of ${address.origin}`;
}

function keepInFile(refreshToken) {
  const text = existsSync(options.env) ? readFileSync(options.env, 'utf8') : '';
  const line = `${SETTING}=${refreshToken}`;
  const pattern = new RegExp(`^${SETTING}=.*$`, 'm');
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  const changed = pattern.test(text)
    ? text.replace(pattern, () => line)
    : `${text}${separator}${line}\n`;
  // The mode of writeFileSync is for a new file alone; one that is there is closed before the token is in it.
  if (existsSync(options.env)) chmodSync(options.env, 0o600);
  writeFileSync(options.env, changed, { mode: 0o600 });
  return options.env;
}

function open(address) {
  const commands = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] };
  const [command, ...first] = commands[process.platform] ?? ['xdg-open'];
  execFile(command, [...first, address], () => undefined);
}

async function main() {
  checkTarget();
  const tokenUrl = setting('PARTNER_CENTER_TOKEN_URL');
  const client_id = setting('PARTNER_CENTER_CLIENT_ID');
  const client_secret = setting('PARTNER_CENTER_CLIENT_SECRET');
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(options.port), '127.0.0.1', resolve);
  });
  try {
    const redirect_uri = `http://localhost:${server.address().port}/`;
    const state = randomBytes(16).toString('base64url');
    const code_verifier = randomBytes(32).toString('base64url');
    const address = new URL(tokenUrl.replace(/\/token$/, '/authorize'));
    address.search = new URLSearchParams({
      client_id,
      response_type: 'code',
      redirect_uri,
      resource: AUDIENCE,
      scope: 'openid offline_access',
      prompt: 'login',
      state,
      code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    const received = receiveCode(server, state);
    process.stdout.write(`Sign in here with the service account:\n${address.href}\n`);
    if (!options['no-open']) open(address.href);
    const code = await received;
    const grant = { grant_type: 'authorization_code', code, redirect_uri, code_verifier };
    const answer = await exchange(tokenUrl, {
      ...grant,
      client_id,
      client_secret,
      resource: AUDIENCE,
    });
    if (!hasMfa(answer.access_token)) {
      throw new ConsentError(
        'The sign-in had no multifactor authentication, which Partner Center asks for. Set it up for the account and run this again.',
      );
    }
    const place =
      options.env === undefined
        ? await keepInVault(answer.refresh_token)
        : keepInFile(answer.refresh_token);
    process.stdout.write(`Done. The refresh token is in ${place}.\n`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

main().catch((error) => {
  // Whatever else went wrong is named by its kind alone: a message may quote what was sent.
  const words = error instanceof ConsentError ? error.message : `It failed: ${error.name}.`;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
});

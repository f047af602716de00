import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { Client } from 'pg';
import { startSimulator, type Simulator } from '../../simulator/server';
import { openDatabase } from '../../src/services/database/connection';
import { createEncryption } from '../../src/services/encryption';
import { createDomainHmac, createSecretStore } from '../../src/services/secretStore';
import { createLog } from '../../src/log';
import { freePort } from '../freePort';
import { describePostgres } from '../postgres';
import { SECRETS, startOutside, TENANT, type Outside } from './outside';

jest.setTimeout(60_000);

const DOCTOR = join(__dirname, '..', '..', 'dist', 'src', 'doctor.js');
const APP_ID = '0a1b2c3d-0000-4000-8000-00000000a17a';

interface Result {
  readonly code: number;
  readonly text: string;
}

/** As a pipeline runs it. */
function doctor(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Result> {
  return new Promise((resolve) => {
    const path = process.env['PATH'] ?? '';
    execFile(
      process.execPath,
      [DOCTOR, ...args],
      { env: { PATH: path, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
      },
    );
  });
}

function teamsPackage(botId: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'alta-teams-')), 'alta-teams.zip');
  const manifest = { bots: [{ botId }], validDomains: ['127.0.0.1'] };
  writeFileSync(file, zipSync({ 'manifest.json': Buffer.from(JSON.stringify(manifest)) }));
  return file;
}

describePostgres('npm run doctor', (postgres) => {
  let simulator: Simulator;
  let outside: Outside;
  let env: Record<string, string>;
  let closed: string;
  const right = teamsPackage(APP_ID);

  beforeAll(async () => {
    simulator = await startSimulator({});
    outside = await startOutside();
    closed = `http://127.0.0.1:${await freePort()}`;
    const databaseUrl = await postgres().createDatabase();
    const dataKey = randomBytes(32).toString('base64');
    const database = await openDatabase({
      databaseUrl,
      dataDir: '',
      log: createLog('silent'),
    });
    await createDomainHmac(createSecretStore(database, createEncryption(dataKey)));
    await database.close();
    env = {
      NODE_ENV: 'production',
      PUBLIC_URL: outside.url,
      MicrosoftAppId: APP_ID,
      MicrosoftAppPassword: SECRETS.bot,
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: TENANT,
      DATABASE_URL: databaseUrl,
      DATA_KEY: dataKey,
      PARTNER_CENTER_URL: simulator.url,
      PARTNER_CENTER_TOKEN_URL: `${simulator.url}/tenant/oauth2/token`,
      PARTNER_CENTER_CLIENT_ID: 'app',
      PARTNER_CENTER_CLIENT_SECRET: 'secret-of-the-app',
      PARTNER_CENTER_REFRESH_TOKEN: 'refresh-token',
      AGREEMENT_MODE: 'enhanced',
      SIGNIN_CLIENT_ID: 'pages',
      SIGNIN_CLIENT_SECRET: SECRETS.pages,
      SIGNIN_TENANT_ID: TENANT,
      SIGNIN_AUTHORITY: outside.url,
      ALLOWED_TENANTS: TENANT,
      SUBMITTERS: 'aaaaaaaa-0000-4000-8000-000000000001',
      WEBCHAT_ORIGINS: 'https://portal.partner.example',
      WEBCHAT_CLIENT_ID: 'site',
      DIRECT_LINE_SECRET: SECRETS.directLine,
      DIRECT_LINE_URL: outside.url,
    };
  });
  afterAll(async () => {
    await outside.close();
    await simulator.stop();
  });

  test('everything in order is green, in both languages, and leaves the database as it was', async () => {
    const good = await doctor(env, ['--teams', right]);
    expect(good).toEqual({
      code: 0,
      text: expect.stringMatching(/Nothing is wrong\.\n$/) as unknown,
    });
    expect(good.text.match(/^✔/gm)).toHaveLength(11);
    const spanish = await doctor({ ...env, LANG: 'es_ES.UTF-8' }, ['--teams', right]);
    expect(spanish.text).toMatch(/Todo está bien\.\n$/);
    // Neither a secret nor a key is ever printed.
    for (const name of ['DATA_KEY', 'PARTNER_CENTER_CLIENT_SECRET', 'DIRECT_LINE_SECRET']) {
      expect(good.text).not.toContain(env[name]);
    }
    const empty = await doctor({ ...env, DATABASE_URL: await postgres().createDatabase() }, [
      '--json',
    ]);
    expect(empty.code).toBe(0);
    expect(JSON.parse(empty.text)).toMatchObject({
      findings: expect.arrayContaining([
        { check: 'database', state: 'good', code: 'new' },
        { check: 'dataKey', state: 'good', code: 'nothingStored' },
      ]) as unknown,
    });
  });

  /** What is broken, how, and what is said of it. */
  const BROKEN: readonly (readonly [
    string,
    () => Promise<Record<string, string>> | Record<string, string>,
    RegExp,
  ])[] = [
    [
      'settings',
      () => ({ DATA_KEY: '', PORT: 'x', SIGNIN_CLIENT_ID: '' }),
      /Settings: .*\n +(DATA_KEY|PORT).*[^]*What to do: .*\.env\.example/,
    ],
    [
      "the database's address",
      () => ({ DATABASE_URL: `postgres://postgres@${new URL(closed).host}/x` }),
      /Database: .*does not answer \(ECONNREFUSED\)\.\n +What to do: .*DATABASE_URL/,
    ],
    [
      "the database's name",
      () => ({ DATABASE_URL: env['DATABASE_URL']?.replace(/test_\w+$/, 'nothing') ?? '' }),
      /Database: .*no database of that name \(3D000\)\.\n +What to do: create it/,
    ],
    [
      'the rights of the role',
      restrictedRole,
      /Database: .*may not create tables\.\n +What to do: .*MIGRATE_DATABASE_URL/,
    ],
    [
      'the data key',
      () => ({ DATA_KEY: randomBytes(32).toString('base64') }),
      /Data key: .*does not open .*\n +What to do: .*DATA_KEY/,
    ],
    [
      'the secret for Partner Center',
      () => ({ PARTNER_CENTER_CLIENT_SECRET: 'invalid-secret' }),
      /Partner Center, application: .*refuses it\.\n +What to do: .*PARTNER_CENTER_CLIENT_SECRET/,
    ],
    [
      'the token address',
      () => ({ PARTNER_CENTER_TOKEN_URL: `${closed}/tenant/oauth2/token` }),
      /Partner Center, application: .*does not answer\.\n +What to do: .*PARTNER_CENTER_TOKEN_URL/,
    ],
    [
      'the refresh token: expired',
      () => ({ PARTNER_CENTER_REFRESH_TOKEN: 'expired.x' }),
      /application and user: .*token has expired\.\n +What to do: .*90 days.*partner-consent/,
    ],
    [
      'the refresh token: revoked',
      () => ({ PARTNER_CENTER_REFRESH_TOKEN: 'revoked.x' }),
      /application and user: .*was revoked\.\n +What to do: .*password.*partner-consent/,
    ],
    [
      'the refresh token: of no use',
      () => ({ PARTNER_CENTER_REFRESH_TOKEN: 'invalid.x' }),
      /application and user: .*refuses the refresh token\.\n +What to do: .*partner-consent/,
    ],
    [
      'multifactor authentication',
      () => ({ PARTNER_CENTER_REFRESH_TOKEN: 'no-mfa.x' }),
      /application and user: .*without multifactor .*\n +What to do: require it.*partner-consent/,
    ],
    [
      "the token's audience",
      () => ({ PARTNER_CENTER_REFRESH_TOKEN: 'wrong-audience.x' }),
      /application and user: .*another service.*\n +What to do: .*partner-consent/,
    ],
    [
      "Partner Center's address",
      () => ({ PARTNER_CENTER_URL: closed }),
      /Partner Center: it does not answer\.\n +What to do: .*PARTNER_CENTER_URL/,
    ],
    [
      "the bot's secret",
      () => ({ MicrosoftAppPassword: 'old' }),
      /Bot identity: .*refuses.*\n +What to do: .*MicrosoftAppPassword/,
    ],
    [
      "the sign-in's tenant",
      () => ({ SIGNIN_TENANT_ID: '99999999-2222-4333-8444-555555555555' }),
      /Sign-in for the pages: .*no such tenant\.\n +What to do: .*SIGNIN_TENANT_ID/,
    ],
    [
      "the sign-in's secret",
      () => ({ SIGNIN_CLIENT_SECRET: 'old' }),
      /Sign-in for the pages: .*refuses.*\n +What to do: .*SIGNIN_CLIENT_SECRET/,
    ],
    [
      'the Direct Line secret',
      () => ({ DIRECT_LINE_SECRET: 'old' }),
      /Direct Line: it refuses the secret\.\n +What to do: .*DIRECT_LINE_SECRET/,
    ],
    [
      "Direct Line's address",
      () => ({ DIRECT_LINE_URL: closed }),
      /Direct Line: it does not answer\.\n +What to do: .*DIRECT_LINE_URL/,
    ],
    [
      'the public address',
      () => ({ PUBLIC_URL: simulator.url }),
      /Public address: .*not as this service\.\n +What to do: .*PUBLIC_URL/,
    ],
    [
      'https',
      () => ({ PUBLIC_URL: 'http://alta.partner.example' }),
      /Settings: .*\n +PUBLIC_URL: must be an https address.*\n +What to do: /,
    ],
  ];

  test.each(BROKEN)('with %s broken, that is named with its remedy', async (_name, how, said) => {
    const result = await doctor({ ...env, ...(await how()) });
    expect(result.text).toMatch(said);
    expect(result.code).toBe(1);
    // One cause, one finding: what depends on it is left out.
    expect(result.text.match(/^✖/gm)).toHaveLength(1);
  });

  test('a Teams package of another bot, and one that is none, are named', async () => {
    const other = await doctor(env, ['--teams', teamsPackage(TENANT)]);
    expect(other).toMatchObject({
      code: 1,
      text: expect.stringMatching(/Teams package: .*another bot/) as unknown,
    });
    const none = await doctor(env, ['--teams', DOCTOR]);
    expect(none).toMatchObject({
      code: 1,
      text: expect.stringMatching(/is not an app package/) as unknown,
    });
  });

  /** A role that may connect and nothing else, on a database without tables. */
  async function restrictedRole(): Promise<Record<string, string>> {
    const address = new URL(await postgres().createDatabase());
    const client = new Client({ connectionString: address.href });
    await client.connect();
    await client.query('create role weak login');
    await client.end();
    address.username = 'weak';
    return { DATABASE_URL: address.href };
  }
});

test('in development it needs nothing and says so', async () => {
  const result = await doctor({
    DATA_DIR: mkdtempSync(join(tmpdir(), 'alta-')),
    PUBLIC_URL: 'http://127.0.0.1:9',
  });
  expect(result.code).toBe(0);
  expect(result.text).toContain('Settings: development');
});

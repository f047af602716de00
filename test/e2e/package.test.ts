import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePostgres } from '../postgres';
import { spawnProduct, startProduct, type Product } from './product';

const ROOT = join(__dirname, '..', '..');
const INSTALL_LIMIT_MS = 240_000;
const GUID = '22222222-2222-2222-2222-222222222222';

/** Everything that production asks for; Partner Center is the simulator of the development product beside it. */
function productionSettings(databaseUrl: string, simulatorUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://alta.contoso.example',
    MicrosoftAppId: GUID,
    MicrosoftAppPassword: 'password',
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: GUID,
    DATABASE_URL: databaseUrl,
    DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
    PARTNER_CENTER_URL: simulatorUrl,
    PARTNER_CENTER_TOKEN_URL: `${simulatorUrl}/simulator/oauth2/token`,
    PARTNER_CENTER_CLIENT_ID: 'simulator-client',
    PARTNER_CENTER_CLIENT_SECRET: 'simulator-secret',
    PARTNER_CENTER_REFRESH_TOKEN: 'simulator-refresh-token',
    AGREEMENT_MODE: 'enhanced',
    ALLOWED_TENANTS: GUID,
    SUBMITTERS: GUID,
    SIGNIN_CLIENT_ID: GUID,
    SIGNIN_CLIENT_SECRET: 'secret',
    SIGNIN_TENANT_ID: GUID,
  };
}

describePostgres('the production package', (postgres) => {
  const folder = mkdtempSync(join(tmpdir(), 'alta-package-'));
  let development: Product;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'package.mjs'), '--to', folder]);
    execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'ignore',
    });
    development = await startProduct();
  }, INSTALL_LIMIT_MS);

  afterAll(async () => {
    await development.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('has what runs and its dependencies, and neither sources, simulator nor tools', () => {
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(
      expect.not.arrayContaining(['simulator', 'bench', 'test']),
    );
    expect(existsSync(join(folder, 'src'))).toBe(false);
    for (const tool of ['jest', '@swc/core', 'eslint', 'playwright-core']) {
      expect(existsSync(join(folder, 'node_modules', tool))).toBe(false);
    }
  });

  test('starts in production from its own files alone, serves, and stops on SIGTERM', async () => {
    const env = productionSettings(await postgres().createDatabase(), development.simulatorUrl);
    const product = await startProduct({ folder, env, dataDir: join(folder, 'unused') });
    try {
      expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
      const message = await fetch(`${product.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message' }),
      });
      expect([400, 401]).toContain(message.status);
      // Local Direct Line is for development.
      const local = await fetch(`${product.url}/v3/directline/conversations`, { method: 'POST' });
      expect(local.status).toBe(404);
      // Nothing is written beside the program: its file system may be read-only.
      expect(existsSync(join(folder, 'unused'))).toBe(false);
    } finally {
      await product.stop();
    }
    expect(await product.exited).toBe(0);
  });

  test('refuses to start with settings that are missing or wrong, and names all of them at once', async () => {
    const product = await spawnProduct({
      folder,
      env: {
        ...productionSettings('postgres://x/y', 'http://127.0.0.1:1'),
        // Empty is as good as missing.
        DATA_KEY: '',
        AGREEMENT_MODE: '',
        ALLOWED_TENANTS: '',
        MicrosoftAppType: 'Wrong',
      },
    });
    expect(await product.exited).toBe(1);
    for (const name of ['DATA_KEY', 'AGREEMENT_MODE', 'MicrosoftAppType', 'ALLOWED_TENANTS']) {
      expect(product.output()).toContain(name);
    }
    // Neither a value nor a stack.
    expect(product.output()).not.toMatch(/simulator-secret|Wrong|\bat \S+:\d+/);
  });

  test('npm run doctor there says what is wrong, and of a good one that nothing is', async () => {
    const env = productionSettings(await postgres().createDatabase(), development.simulatorUrl);
    const doctor = (settings: Readonly<Record<string, string>>) =>
      spawnSync('npm', ['run', 'doctor', '--', '--json'], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', ...settings },
        encoding: 'utf8',
      });
    const findingsOf = ({ stdout }: { stdout: string }) =>
      (
        JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
          findings: { check: string; state: string; code: string }[];
        }
      ).findings;
    const ours = ['settings', 'database', 'dataKey', 'partnerCenterApp', 'partnerCenterUser'];
    const found = findingsOf(doctor(env));
    for (const check of [...ours, 'partnerCenter']) {
      expect(found).toContainEqual(expect.objectContaining({ check, state: 'good' }));
    }
    const broken = doctor({ ...env, PARTNER_CENTER_REFRESH_TOKEN: 'expired.x' });
    expect(broken.status).toBe(1);
    expect(findingsOf(broken)).toContainEqual({
      check: 'partnerCenterUser',
      state: 'wrong',
      code: 'expired',
    });
    const consent = spawnSync('npm', ['run', 'partner-consent'], { cwd: folder, encoding: 'utf8' });
    expect(consent.stderr).toContain('Say where the refresh token goes');
  });

  test('npm start there builds nothing', () => {
    const { status, stderr } = spawnSync('npm', ['start'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production' },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('MicrosoftAppId: missing');
  });
});

import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { readConfig, ConfigError } from '../../src/config';
import { createSealedCookies } from '../../src/pages/sealedCookie';
import { DirectLineClient } from '../e2e/directLine';
import { fillDraft, submitDraft, TYPED } from '../e2e/draftSteps';
import { WORDS } from '../e2e/flow';
import { passwordLink } from '../e2e/passwordPage';
import { startProduct, type Product } from '../e2e/product';
import { describePostgres } from '../postgres';
import { BrowserSession } from './browserSession';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startIssuer,
  TENANT,
  type Forgery,
  type TestIssuer,
} from './issuer';

jest.setTimeout(120_000);

const NOBODYS_LINK = `/password/${'A'.repeat(22)}`;
const words = WORDS.en.page;

describePostgres('sign-in for the pages', (postgres) => {
  let issuer: TestIssuer;
  let product: Product;
  let database: Client;
  /** A link to the password of a customer that `owner` submitted. */
  let makeLink: () => Promise<string>;
  const owner = randomUUID();

  beforeAll(async () => {
    issuer = await startIssuer();
    const url = await postgres().createDatabase();
    product = await startProduct({
      env: {
        DATABASE_URL: url,
        LOG_LEVEL: 'trace',
        SIGNIN_CLIENT_ID: CLIENT_ID,
        SIGNIN_CLIENT_SECRET: CLIENT_SECRET,
        SIGNIN_TENANT_ID: TENANT,
        SIGNIN_AUTHORITY: issuer.authority,
      },
    });
    database = new Client({ connectionString: url });
    await database.connect();
    const client = await DirectLineClient.connect(product.url, 'signin');
    await fillDraft(client, TYPED);
    await submitDraft(client);
    const setOwner = (tenantId: string, objectId: string) =>
      database.query('update submissions set tenant_id = $1, object_id = $2', [tenantId, objectId]);
    makeLink = async () => {
      // In the chat of a developer the submitter is one; the page knows people of the tenant.
      await setOwner('development', 'signin');
      await client.say('status');
      await client.press(WORDS.en.button.show);
      const link = passwordLink(await client.press(WORDS.en.button.reveal));
      await setOwner(TENANT, owner);
      return link;
    };
  });
  afterAll(async () => {
    await database.end();
    await product.stop();
    await issuer.close();
  });
  beforeEach(() => {
    issuer.forgery = {};
    issuer.person = { oid: owner, roles: [] };
  });

  test('who submitted signs in and sees the password; the way back leads to the link', async () => {
    const link = await makeLink();
    const browser = new BrowserSession();
    const asked = await browser.open(link);
    expect(asked.url).toBe(link);
    expect(asked.text).toContain(words.password.show);
    expect((await browser.open(link, 'POST')).text).toContain('class="secret"');
    // Signed in once, and not asked again by the next link.
    const before = issuer.exchanges;
    expect((await browser.open(await makeLink())).text).toContain(words.password.show);
    expect(issuer.exchanges).toBe(before);
  });

  test('a colleague, and whoever is not signed in, get nothing and spend nothing', async () => {
    const link = await makeLink();
    const stranger = new BrowserSession();
    const refused = await stranger.step(link, 'POST');
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain('class="secret"');

    issuer.person = { oid: randomUUID(), roles: ['Onboarding.Admin'] };
    const colleague = new BrowserSession();
    const looked = await colleague.open(link);
    expect(looked.status).toBe(404);
    expect(looked.text).toBe((await colleague.open(`${product.url}${NOBODYS_LINK}`)).text);
    expect((await colleague.open(link, 'POST')).status).toBe(404);
    expect((await colleague.open(`${link}/kept`, 'POST')).status).toBe(404);

    issuer.person = { oid: owner, roles: [] };
    const submitter = new BrowserSession();
    await submitter.open(link);
    expect((await submitter.open(link, 'POST')).text).toContain('class="secret"');
  });

  const now = () => Math.floor(Date.now() / 1000);
  const FORGERIES: readonly (readonly [string, () => Forgery])[] = [
    ['signed by another key', () => ({ signedBy: 'somebodyElse' })],
    ['not signed', () => ({ signedBy: 'nobody' })],
    ['signed with the client secret', () => ({ signedBy: 'clientSecret' })],
    ['expired', () => ({ claims: { iat: now() - 7200, nbf: now() - 7200, exp: now() - 60 } })],
    ['valid from tomorrow', () => ({ claims: { nbf: now() + 86_400 } })],
    ['of a foreign tenant', () => ({ claims: { tid: randomUUID() } })],
    [
      'of a foreign issuer',
      () => ({ claims: { iss: `https://login.microsoftonline.com/${randomUUID()}/v2.0` } }),
    ],
    ['for another audience', () => ({ claims: { aud: randomUUID() } })],
    [
      'for us and others, issued to another',
      () => ({ claims: { aud: [CLIENT_ID, 'x'], azp: 'x' } }),
    ],
    ['of another nonce', () => ({ claims: { nonce: 'another' } })],
    ['without a nonce', () => ({ without: ['nonce'] })],
    ['without a tenant', () => ({ without: ['tid'] })],
    ['without an object id', () => ({ without: ['oid'] })],
    ['without an end', () => ({ without: ['exp'] })],
  ];

  test.each(FORGERIES)('a token %s lets nobody in', async (_name, forgery) => {
    issuer.forgery = forgery();
    const browser = new BrowserSession();
    const before = issuer.exchanges;
    const seen = await browser.open(`${product.url}${NOBODYS_LINK}`);
    expect(issuer.exchanges).toBe(before + 1);
    expect(seen).toMatchObject({ status: 401 });
    expect(seen.text).toContain(words.signIn.failed.title);
    expect(browser.cookie(product.url, 'alta_session')).toBeUndefined();
    // The same browser is let in by a genuine one.
    issuer.forgery = {};
    const again = await browser.open(`${product.url}${NOBODYS_LINK}`);
    expect(again.text).toContain(words.password.nothing.title);
    expect(browser.cookie(product.url, 'alta_session')).toBeDefined();
  });

  test('an answer that this browser did not ask for is refused before anything is exchanged', async () => {
    const victim = new BrowserSession();
    const attacker = new BrowserSession();
    const begun = await attacker.step(`${product.url}/signin`);
    const authorized = await attacker.step(begun.headers.get('location') ?? '');
    const callback = authorized.headers.get('location') ?? '';
    const before = issuer.exchanges;
    // Without an attempt of its own, with another attempt, and with an attempt that was tampered with.
    expect((await victim.step(callback)).status).toBe(401);
    await victim.step(`${product.url}/signin`);
    expect((await victim.step(callback)).status).toBe(401);
    const attempt = attacker.cookie(product.url, 'alta_signin') ?? '';
    victim.plant(product.url, 'alta_signin', `${attempt.slice(0, -6)}AAAAAA`);
    expect((await victim.step(callback)).status).toBe(401);
    expect(issuer.exchanges).toBe(before);
    expect((await attacker.step(callback)).status).toBe(303);
  });

  test('a session that was not sealed here, or for something else, is none', async () => {
    const browser = new BrowserSession();
    const begun = await browser.step(`${product.url}/signin`);
    expect(begun.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/);
    const attempt = browser.cookie(product.url, 'alta_signin') ?? '';
    for (const forged of [attempt, 'nonsense', `${Buffer.from('{}').toString('base64url')}....`]) {
      browser.plant(product.url, 'alta_session', forged);
      const response = await browser.step(`${product.url}${NOBODYS_LINK}`);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(
        `/signin?to=${encodeURIComponent(NOBODYS_LINK)}`,
      );
    }
  });

  test('the way back never leads elsewhere', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/v3/directline',
    ]) {
      const browser = new BrowserSession();
      const begun = await browser.step(`${product.url}/signin?to=${encodeURIComponent(to)}`);
      const authorized = await browser.step(begun.headers.get('location') ?? '');
      const back = await browser.step(authorized.headers.get('location') ?? '');
      expect(back.headers.get('location')).toBe('/admin');
    }
  });

  test('a person who says no, and a sign-in that does not answer, are told so', async () => {
    const browser = new BrowserSession();
    const begun = await browser.step(`${product.url}/signin`);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const no = await browser.open(
      `${product.url}/signin/callback?error=access_denied&state=${state}`,
    );
    expect(no.status).toBe(401);
    issuer.forgery = { status: 503 };
    const down = await new BrowserSession().open(`${product.url}${NOBODYS_LINK}`);
    expect(down.status).toBe(502);
    expect(down.text).toContain(words.signIn.unavailable.title);
  });

  test('no name, code or token of a sign-in is logged', () => {
    const output = product.output();
    expect(output).toContain('pages.signInFailed');
    expect(output).not.toMatch(/Qzsignedinname|eyJ|code=|state=/);
    expect(output).not.toContain(CLIENT_SECRET);
  });
});

test('a sealed cookie is over in time, and opens for its kind and key alone', async () => {
  let now = Date.now();
  const cookies = createSealedCookies(Buffer.alloc(32, 1), () => now);
  const sealed = await cookies.seal('session', { objectId: 'me' }, 60_000);
  expect(await cookies.open('session', sealed)).toMatchObject({ objectId: 'me' });
  expect(await cookies.open('signin', sealed)).toBeUndefined();
  const other = createSealedCookies(Buffer.alloc(32, 2), () => now);
  expect(await other.open('session', sealed)).toBeUndefined();
  now += 61_000;
  expect(await cookies.open('session', sealed)).toBeUndefined();
});

test('production does not start without the sign-in; development takes all of it or none', () => {
  const problems = (environment: Record<string, string>): readonly string[] => {
    try {
      readConfig(environment);
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.filter((line) => line.startsWith('SIGNIN_'));
    }
  };
  const names = (lines: readonly string[]) => lines.map((line) => line.split(':')[0]);
  const all = ['SIGNIN_CLIENT_ID', 'SIGNIN_CLIENT_SECRET', 'SIGNIN_TENANT_ID'];
  expect(names(problems({ NODE_ENV: 'production' }))).toEqual(all);
  expect(names(problems({ SIGNIN_CLIENT_ID: 'x' }))).toEqual(all.slice(1));
  expect(names(problems({ SIGNIN_TENANT_ID: 'contoso.onmicrosoft.com' }))).toEqual([
    'SIGNIN_TENANT_ID',
  ]);
  expect(names(problems({ SIGNIN_AUTHORITY: 'http://login.example' }))).toEqual([
    'SIGNIN_AUTHORITY',
  ]);
  expect(problems({})).toEqual([]);
});

import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Client } from 'pg';
import { startSimulator, type Simulator } from '../../simulator/server';
import { freePort } from '../freePort';
import { describePostgres } from '../postgres';
import { describeWithChromium, launchChromium } from './chromium';
import { PICTURES } from './cardPage';
import { DirectLineClient, type ReceivedCard } from './directLine';
import { fillDraft, submitDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { getPage, passwordLink } from './passwordPage';
import { startProduct, type Product } from './product';

jest.setTimeout(120_000);

const REVEAL = WORDS.en.button.reveal;
let count = 0;

/** One Partner Center for all products and their restarts: a process less each time. */
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    customerPropagationMs: 0,
    orderPendingMs: 0,
    skus: 100,
    quirks: true,
  });
});
afterAll(() => simulator.stop());

/** A product, and how to start it again where it was. */
async function startHere(env: Readonly<Record<string, string>> = {}) {
  const options = {
    ports: { bot: await freePort(), simulator: 0 },
    env: { PARTNER_CENTER_URL: simulator.url, ...env },
  };
  const product = await startProduct(options);
  const restart = () => startProduct({ ...options, dataDir: product.dataDir });
  return { product, restart };
}

/** A person whose customer is there, with the result card. */
async function personWithResult(product: Product, locale = 'en-US'): Promise<DirectLineClient> {
  count += 1;
  const name = `password${count}`;
  const client = await DirectLineClient.connect(product.url, name, locale);
  await fillDraft(client, { ...TYPED, domainPrefix: name });
  await submitDraft(client);
  return client;
}

/** The result card again, by the list of submissions. */
async function showResult(
  client: DirectLineClient,
  language: 'en' | 'es' = 'en',
): Promise<ReceivedCard> {
  const { list, button } = WORDS[language];
  return client.pressOn(
    await client.ask(language === 'en' ? 'status' : 'estado', list.status.title),
    button.show,
  );
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

/** As many as the tests of `behaviour` take. */
const PEOPLE = 7;

/** What holds on either database; gives access to the product that runs. */
function behaviour(
  start: () => Promise<{ product: Product; restart: () => Promise<Product> }>,
): () => Product {
  let product: Product;
  let restart: () => Promise<Product>;
  /** Whoever has not been taken for a test yet; all of them submit side by side. */
  let people: DirectLineClient[];
  const person = (): DirectLineClient => {
    const next = people.pop();
    if (next === undefined) throw new Error('More tests than people.');
    return next;
  };
  beforeAll(async () => {
    ({ product, restart } = await start());
    people = await Promise.all(Array.from({ length: PEOPLE }, () => personWithResult(product)));
  });
  afterAll(() => product.stop());

  test('GET spends nothing, the first POST shows the password, its cookie repeats that until it is kept', async () => {
    const client = person();
    const link = passwordLink(await client.press(REVEAL));
    for (let robot = 0; robot < 3; robot += 1) {
      const seen = await getPage(link, 'GET', { 'user-agent': 'SkypeUriPreview' });
      expect(seen).toMatchObject({ status: 200, password: undefined, cookies: [] });
    }
    const first = await getPage(link, 'POST');
    expect(first.password).toMatch(/.{8,}/);
    expect(first.headers.getSetCookie()[0]).toMatch(
      /^alta_password=[\w-]{43}; Path=\/password\/[\w-]{22}; Max-Age=86400; HttpOnly; SameSite=Strict$/,
    );
    const [cookie = ''] = first.cookies;
    const again = await getPage(link, 'POST', { cookie });
    expect(again).toMatchObject({ status: 200, password: first.password, cookies: [] });
    // Without the cookie the link is spent, and a cookie made up is none.
    const stranger = await getPage(link, 'POST');
    expect(stranger).toMatchObject({ status: 404, password: undefined });
    const forged = await getPage(link, 'POST', { cookie: `alta_password=${'a'.repeat(43)}` });
    expect(forged).toMatchObject({ status: 404, password: undefined });
    expect((await getPage(`${link}/kept`, 'POST')).status).toBe(404);

    const kept = await getPage(`${link}/kept`, 'POST', { cookie });
    expect(kept.status).toBe(200);
    expect(kept.text).toContain(WORDS.en.page.password.erased.title);
    expect((await getPage(`${link}/kept`, 'POST', { cookie })).status).toBe(200);
    for (const method of ['GET', 'POST'] as const) {
      const gone = await getPage(link, method, { cookie });
      expect(gone).toMatchObject({ status: 404, password: undefined });
    }
    // The chat does not offer it any more, whatever card is clicked.
    const card = await showResult(client);
    expect(card.buttons()).not.toContain(REVEAL);
  });

  test('pages are not kept, sent on, framed or scripted', async () => {
    const client = person();
    const link = passwordLink(await client.press(REVEAL));
    const asked = await getPage(link);
    const shown = await getPage(link, 'POST');
    const nothing = await getPage(`${product.url}/password/${'A'.repeat(22)}`);
    for (const { headers, text } of [asked, shown, nothing]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('script-src');
      expect(text).not.toContain('<script');
    }
  });

  test('unknown, replaced and cross-site requests give nothing away', async () => {
    const client = person();
    const older = passwordLink(await client.press(REVEAL));
    await showResult(client);
    const newer = passwordLink(await client.press(REVEAL));
    expect(newer).not.toBe(older);
    const answers = [
      await getPage(older, 'POST'),
      await getPage(`${product.url}/password/short`, 'POST'),
      await getPage(`${product.url}/password/${'A'.repeat(22)}`, 'POST'),
      await getPage(newer, 'POST', { 'sec-fetch-site': 'cross-site' }),
      await getPage(newer, 'POST', { origin: 'https://elsewhere.example' }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 404, password: undefined, cookies: [] });
      // Not even which of these it was.
      expect(answer.text).toBe(answers[0]?.text);
    }
    expect((await getPage(newer, 'POST')).password).toBeDefined();
  });

  test('of ten shows at once one spends the link', async () => {
    const client = person();
    const link = passwordLink(await client.press(REVEAL));
    const shows = await Promise.all(Array.from({ length: 10 }, () => getPage(link, 'POST')));
    expect(shows.filter(({ password }) => password !== undefined)).toHaveLength(1);
    expect(shows.flatMap(({ cookies }) => cookies)).toHaveLength(1);
  });

  test('killed before, between and after the show, the password is still to be had', async () => {
    const [arrived, linked, shown] = [person(), person(), person()];
    const link = passwordLink(await linked.press(REVEAL));
    const seen = passwordLink(await shown.press(REVEAL));
    const first = await getPage(seen, 'POST');
    expect(first.password).toBeDefined();
    await product.kill();
    product = await restart();
    await showResult(arrived);
    const fresh = passwordLink(await arrived.press(REVEAL));
    expect((await getPage(fresh, 'POST')).password).toBeDefined();
    expect((await getPage(link, 'POST')).password).toBeDefined();
    // The browser that has the cookie sees it again; one whose answer was lost asks for another link.
    const cookie = first.cookies[0] ?? '';
    expect((await getPage(seen, 'POST', { cookie })).password).toBe(first.password);
    await showResult(shown);
    const another = passwordLink(await shown.press(REVEAL));
    expect((await getPage(another, 'POST')).password).toBe(first.password);
    await getPage(`${seen}/kept`, 'POST', { cookie });
    expect((await getPage(another, 'POST')).status).toBe(404);
  });
  return () => product;
}

describe('the password page on the embedded database', () => {
  const product = behaviour(() => startHere());
  inBrowser(product);
});

describePostgres('the password page on PostgreSQL', (postgres) => {
  let databaseUrl: string;
  const product = behaviour(async () => {
    databaseUrl = await postgres().createDatabase();
    return startHere({ DATABASE_URL: databaseUrl });
  });

  test('late: a link after five minutes, a cookie after a day, the password after a day', async () => {
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    try {
      const client = await personWithResult(product());
      const late = passwordLink(await client.press(REVEAL));
      await database.query(
        "update password_links set expires_at = expires_at - interval '5 minutes'",
      );
      expect((await getPage(late)).status).toBe(404);
      expect((await getPage(late, 'POST')).password).toBeUndefined();

      await showResult(client);
      const link = passwordLink(await client.press(REVEAL));
      const { cookies, password } = await getPage(link, 'POST');
      expect(password).toBeDefined();
      await database.query("update passwords set shown_at = shown_at - interval '1 day'");
      await database.query("update password_links set spent_at = spent_at - interval '1 day'");
      const cookie = cookies[0] ?? '';
      expect((await getPage(link, 'POST', { cookie })).password).toBeUndefined();
      const audit = await database.query<{ action: string }>(
        "select action from audit where action like 'password.%' order by id desc limit 3",
      );
      expect(audit.rows.map(({ action }) => action)).toEqual([
        'password.shown',
        'password.link',
        'password.link',
      ]);
    } finally {
      await database.end();
    }
  });
});

describe('a whole run with a password', () => {
  test('the password stands in no activity, log or file, and on the page after the POST alone', async () => {
    const { product } = await startHere({ LOG_LEVEL: 'trace' });
    const client = await personWithResult(product);
    const link = passwordLink(await client.press(REVEAL));
    const before = await getPage(link);
    const shown = await getPage(link, 'POST');
    const password = shown.password ?? '';
    expect(password.length).toBeGreaterThan(7);
    const after = await getPage(link);
    await getPage(link, 'POST', { cookie: shown.cookies[0] ?? '' });
    await showResult(client);
    const activities = JSON.stringify(await client.messages());
    await product.kill();

    const files = filesUnder(product.dataDir).map((file) => readFileSync(file, 'latin1'));
    const secret = link.slice(link.lastIndexOf('/') + 1);
    expect(activities).not.toContain(password);
    for (const text of [product.output(), ...files]) {
      expect(text.includes(password)).toBe(false);
      // Nor is the link itself ever written down.
      expect(text.includes(secret)).toBe(false);
    }
    expect([before.text, after.text].some((text) => text.includes(password))).toBe(false);
    expect(activities).toContain(secret);
    expect(files.some((text) => text.includes('password.shown'))).toBe(true);
  });
});

/** What a person sees and presses there, without a script, and its pictures. */
function inBrowser(product: () => Product): void {
  describeWithChromium('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    test.each(['en', 'es'] as const)(
      'from the link to the erased password, language %s',
      async (language) => {
        const client = await personWithResult(product());
        if (language === 'es') {
          await client.say('idioma español');
          await showResult(client, 'es');
        }
        const words = WORDS[language];
        const link = passwordLink(await client.press(words.button.reveal), language);
        const context = await browser.newContext({
          viewport: { width: 900, height: 640 },
          locale: language === 'es' ? 'es-ES' : 'en-US',
          javaScriptEnabled: false,
        });
        const page = await context.newPage();
        mkdirSync(join(PICTURES, 'password', language), { recursive: true });
        const picture = (name: string) =>
          page.screenshot({ path: join(PICTURES, 'password', language, `${name}.png`) });

        await page.goto(link);
        await picture('1-asks');
        await page.getByRole('button', { name: words.page.password.show }).click();
        const password = await page.locator('.secret').innerText();
        await picture('2-shown');
        // Reloaded by mistake, and the browser sends the form again.
        await page.goto(link);
        await page.getByRole('button', { name: words.page.password.show }).click();
        expect(await page.locator('.secret').innerText()).toBe(password);
        await page.getByRole('button', { name: words.page.password.kept }).click();
        await page.getByRole('heading', { name: words.page.password.erased.title }).waitFor();
        await picture('3-erased');
        await page.goto(link);
        await page.getByRole('heading', { name: words.page.password.nothing.title }).waitFor();
        await picture('4-nothing');
        await context.close();
      },
    );
  });
}

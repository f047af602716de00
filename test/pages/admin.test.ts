import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PICTURES } from '../e2e/cardPage';
import { describeWithChromium, launchChromium } from '../e2e/chromium';
import { DirectLineClient } from '../e2e/directLine';
import { fillDraft, submitDraft, TYPED } from '../e2e/draftSteps';
import { WORDS } from '../e2e/flow';
import { startProduct, type Product } from '../e2e/product';
import { BrowserSession } from './browserSession';
import { CLIENT_ID, CLIENT_SECRET, startIssuer, TENANT, type TestIssuer } from './issuer';

jest.setTimeout(120_000);

/** Values that must not be on the page: each is one that nothing else could write. */
const MARKED = {
  ...TYPED,
  companyName: 'Qzcompanyqz Ltd.',
  firstName: 'Qzfirstqz',
  lastName: 'Qzlastqz',
  email: 'qzmailqz@customer.example',
  addressLine1: 'Qzstreetqz 1',
  signerEmail: 'qzsignerqz@customer.example',
};
const ADMIN = ['Onboarding.Admin'];

/** Refused for good by a fault: the order needs a person. */
async function failCheckout(product: Product): Promise<void> {
  const set = await fetch(`${product.simulatorUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'refuse',
      method: 'POST',
      path: '/checkout',
      status: 400,
      code: 800002,
      times: 20,
    }),
  });
  expect(set.status).toBe(201);
}

describeWithChromium('GET /admin', () => {
  let issuer: TestIssuer;
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    issuer = await startIssuer();
    [product, browser] = await Promise.all([
      startProduct({
        env: {
          SIGNIN_CLIENT_ID: CLIENT_ID,
          SIGNIN_CLIENT_SECRET: CLIENT_SECRET,
          SIGNIN_TENANT_ID: TENANT,
          SIGNIN_AUTHORITY: issuer.authority,
        },
      }),
      launchChromium(),
    ]);
    const done = await DirectLineClient.connect(product.url, 'done');
    await fillDraft(done, { ...MARKED, domainPrefix: 'qzdoneqz' });
    await submitDraft(done);
    const waiting = await DirectLineClient.connect(product.url, 'waiting');
    await fillDraft(waiting, { ...MARKED, domainPrefix: 'qzwaitingqz' });
    await waiting.press('Submit', { f_partnerAttestation: 'true' });
    await waiting.see(new RegExp(WORDS.en.reasons.waitingForSigner.cause.slice(0, 20)));
    await failCheckout(product);
    const failed = await DirectLineClient.connect(product.url, 'failed');
    await fillDraft(failed, { ...MARKED, domainPrefix: 'qzfailedqz' });
    const review = await failed.card();
    await fetch(review.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
    await failed.press('Submit', { f_partnerAttestation: 'true' });
    await failed.see(/needs you/, 30_000);
    const open = await DirectLineClient.connect(product.url, 'open');
    await open.say('add customer');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await issuer.close();
  });

  test('nobody without the role sees it', async () => {
    const stranger = await new BrowserSession().step(`${product.url}/admin`);
    expect(stranger.status).toBe(303);
    expect(stranger.headers.get('location')).toBe('/signin?to=%2Fadmin');
    expect(await stranger.text()).toBe('');
    for (const roles of [[], ['Onboarding.Submit'], ['onboarding.admin'], ['Onboarding.Admins']]) {
      issuer.person = { oid: randomUUID(), roles };
      const seen = await new BrowserSession().open(`${product.url}/admin`);
      expect(seen.status).toBe(403);
      expect(seen.text).toContain(WORDS.en.page.admin.notAllowed.title);
      expect(seen.text).not.toContain(WORDS.en.page.admin.audit.title);
    }
    issuer.person = { oid: randomUUID(), roles: ADMIN };
    expect((await new BrowserSession().open(`${product.url}/admin`)).status).toBe(200);
  });

  test.each(['en', 'es'] as const)('shows what needs attention, language %s', async (language) => {
    issuer.person = { oid: randomUUID(), roles: ADMIN };
    const words = WORDS[language].page.admin;
    const context = await browser.newContext({
      viewport: { width: 1280, height: 1000 },
      locale: language === 'es' ? 'es-ES' : 'en-US',
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${product.url}/admin`);
    await page.getByRole('heading', { name: words.title }).waitFor();
    mkdirSync(join(PICTURES, 'admin', language), { recursive: true });
    await page.screenshot({
      path: join(PICTURES, 'admin', language, 'operations.png'),
    });
    const rows = (name: string) =>
      page
        .getByRole('region', { name })
        .getByRole('row')
        .filter({ has: page.getByRole('cell') });
    expect(await rows(words.attention.title).count()).toBe(1);
    expect(await rows(words.underWay.title).count()).toBe(1);
    expect(await rows(words.ended.title).count()).toBe(1);
    const attention = await rows(words.attention.title).innerText();
    expect(attention).toContain(WORDS[language].step.checkout);
    expect(attention).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    const audit = await page.getByRole('region', { name: words.audit.title }).innerText();
    expect(audit).toContain('step.done');
    expect(audit).toContain('step.stopped');
    // No customer's data, and nothing that runs.
    expect(await page.content()).not.toMatch(/qz[a-z]+qz/i);
    expect(await page.content()).not.toContain('<script');
    // On a narrow screen the tables scroll by themselves, not the page.
    await page.setViewportSize({ width: 390, height: 800 });
    const overflow = await page
      .evaluate('document.documentElement.scrollWidth - innerWidth')
      .catch(() => 0);
    expect(overflow).toBeLessThanOrEqual(0);
    await context.close();
  });
});

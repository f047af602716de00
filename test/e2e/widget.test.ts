import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { freePort } from '../freePort';
import { showsAll } from './cardPage';
import { ChatPage } from './chatPage';
import { ChannelClient, FakeConnector } from './connector';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { PartnerSite } from './partnerSite';
import { axeViolations } from './pageAudit';
import { startProduct, type Product } from './product';
import { WidgetPage } from './widgetPage';

jest.setTimeout(180_000);

/** The policy that docs/web-chat.md asks of a site, for a bot at this address. */
function documentedPolicy(altaUrl: string): string {
  const page = readFileSync(join(__dirname, '../../docs/web-chat.md'), 'utf8');
  const policy = /^## Content Security Policy$.*?^```\n(.*?)\n```$/ms.exec(page)?.[1];
  if (policy === undefined) throw new Error('docs/web-chat.md names no policy.');
  return policy.replaceAll('https://alta.partner.example', altaUrl);
}

describeWithChromium('the widget on a page of a partner', () => {
  let ports: { readonly bot: number; readonly simulator: number };
  let product: Product;
  let site: PartnerSite;
  let browser: Browser;
  let startAgain: () => Promise<Product>;

  beforeAll(async () => {
    ports = { bot: await freePort(), simulator: await freePort() };
    const sitePort = await freePort();
    const env = { WEBCHAT_ORIGINS: `http://127.0.0.1:${sitePort}` };
    [product, browser] = await Promise.all([startProduct({ ports, env }), launchChromium()]);
    startAgain = () => startProduct({ ports, env, dataDir: product.dataDir });
    site = await PartnerSite.start(sitePort, product.url, documentedPolicy(product.url));
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([site.stop(), product.stop()]);
  });

  const openSample = (language: 'en' | 'es', colorScheme: 'light' | 'dark' = 'light') =>
    WidgetPage.open(browser, `${product.url}/webchat/sample.html?lang=${language}`, {
      colorScheme,
    });

  test.each(showsAll ? (['en', 'es'] as const) : (['es'] as const))(
    'a whole conversation under the documented policy, language %s: errors, a reload, an Update, the result',
    async (language) => {
      const widget = await WidgetPage.open(browser, `${site.url}/?lang=${language}`, {
        pictures: `widget/${language}`,
      });
      await widget.openPanel(WORDS[language].welcome.title);
      const options = {
        language,
        companyName: `Contoso Widget ${language}, Inc.`,
        domainPrefix: `contosowidget${language}`,
      };
      await fillUntilReview(widget, options);
      await updateFromReview(widget, options);
      await submitAndFinish(widget, language);
      expect(widget.refused).toEqual([]);
      await widget.close();
    },
  );

  test('what the policy does not name is refused by it', async () => {
    const widget = await WidgetPage.open(browser, `${site.url}/?lang=en`);
    await widget.page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<p style="color: red">x</p>')`,
    );
    for (let look = 0; look < 100 && widget.refused.length === 0; look += 1) {
      await widget.page.waitForTimeout(50);
    }
    expect(widget.refused).not.toEqual([]);
    await widget.close();
  });

  test.each([
    ['en', 'light'],
    ['es', 'dark'],
  ] as const)(
    'in %s, %s: opened by keyboard, without a violation of axe',
    async (language, scheme) => {
      const widget = await openSample(language, scheme);
      await widget.launcher.focus();
      expect(await widget.launcher.getAttribute('aria-expanded')).toBe('false');
      await widget.page.keyboard.press('Enter');
      await widget.cardSays(WORDS[language].welcome.title);
      expect(await widget.launcher.getAttribute('aria-expanded')).toBe('true');
      expect(await axeViolations(widget.page)).toEqual([]);
      expect(await axeViolations(widget.chat)).toEqual([]);
      expect(await widget.chat.evaluate('document.documentElement.lang')).toBe(language);
      expect(widget.refused).toEqual([]);
      await widget.close();
    },
  );

  test('the page with the chat takes at most 1.3 MB over the wire', async () => {
    const widget = await WidgetPage.open(browser, 'about:blank');
    const session = await widget.page.context().newCDPSession(widget.page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await widget.page.goto(`${product.url}/webchat/sample.html`);
    await widget.openPanel(WORDS.en.welcome.title);
    // Less would mean that the chat was not counted.
    expect(bytes).toBeGreaterThan(300_000);
    expect(bytes).toBeLessThanOrEqual(1_300_000);
    await widget.close();
  });

  test('Escape closes it from wherever the focus is, and the focus goes back to the button', async () => {
    const widget = await openSample('en');
    const { page, launcher, panel } = widget;
    const focused = () =>
      page.evaluate<string | null>('document.activeElement.id || document.activeElement.tagName');
    await widget.openPanel(WORDS.en.welcome.title);
    expect(await focused()).toBe('IFRAME');
    await widget.press(WORDS.en.button.addCustomer);
    const places = [
      () => widget.chat.getByLabel(WORDS.en.field.companyName.label).last().focus(),
      () => widget.chat.locator('[data-id="webchat-sendbox-input"]').focus(),
      () =>
        widget.chat
          .getByRole('button', { name: /^Next:/ })
          .last()
          .focus(),
      () => launcher.focus(),
    ];
    for (const focus of places) {
      await focus();
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'hidden' });
      expect(await focused()).toBe('BUTTON');
      expect(await launcher.getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('Enter');
      await panel.waitFor({ state: 'visible' });
    }
    await widget.see(WORDS.en.section.company);
    await widget.close();
  });

  test('older cards can be read and not pressed', async () => {
    const widget = await openSample('en');
    await widget.openPanel(WORDS.en.welcome.title);
    await widget.press(WORDS.en.button.addCustomer);
    await widget.fill({ [WORDS.en.field.companyName.label]: 'LLC' });
    await widget.press(/^Next:/);
    await widget.see(WORDS.en.error.companyNameLegalForm);
    const old = widget.chat.locator('.alta-outdated');
    await old.first().waitFor();
    expect(await old.last().innerText()).toContain(WORDS.en.section.company);
    expect(await old.last().getAttribute('data-note')).toMatch(/newer card/);
    const next = old.last().getByRole('button', { name: /^Next:/ });
    const cards = await widget.count();
    expect(await next.getAttribute('aria-disabled')).toBe('true');
    await next.click({ force: true });
    // The current one works, and is the only one that came.
    await widget.fill({ [WORDS.en.field.companyName.label]: 'Contoso Older, Inc.' });
    await widget.press(/^Next:/);
    await widget.see(WORDS.en.section.contact);
    expect(await widget.count()).toBe(cards + 1);
    await widget.close();
  });

  test.each(['the page', 'the widget'])(
    'on %s, Save for later keeps what the form would refuse, and what is missing',
    async (where) => {
      const { button, field, kept, section, welcome } = WORDS.en;
      const chat =
        where === 'the page'
          ? await ChatPage.open(browser, `${product.url}/?as=keeper&lang=en`)
          : await WidgetPage.open(browser, `${site.url}/?lang=en`);
      if (chat instanceof WidgetPage) await chat.openPanel(welcome.title);
      await chat.see(welcome.title);
      await chat.press(button.addCustomer);
      await chat.see(section.company);
      const company = () => chat.card.getByLabel(field.companyName.label);
      const domain = () => chat.card.getByLabel(field.domainPrefix.label);
      await company().fill('Contoso Half, Inc.');
      await domain().fill('not a domain!');
      // Next goes on being held up by the form itself.
      const cards = await chat.count();
      await chat.card.getByRole('button', { name: /^Next:/ }).click();
      await chat.see(field.domainPrefix.error);
      expect(await chat.count()).toBe(cards);

      const saveAndResume = async () => {
        await chat.press(button.save);
        await chat.see(kept.title);
        await chat.press(button.resume);
        await chat.see(section.company);
        return [await company().inputValue(), await domain().inputValue()];
      };
      expect(await saveAndResume()).toEqual(['Contoso Half, Inc.', 'not a domain!']);
      await company().fill('');
      await domain().fill('still no domain!');
      expect(await saveAndResume()).toEqual(['', 'still no domain!']);
      if (chat instanceof WidgetPage) expect(chat.refused).toEqual([]);
      await chat.close();
    },
  );

  test('a lost connection is said, what was typed stays, and it comes back by itself', async () => {
    const widget = await openSample('en');
    await widget.openPanel(WORDS.en.welcome.title);
    await widget.press(WORDS.en.button.addCustomer);
    await widget.see(WORDS.en.section.company);
    const name = { [WORDS.en.field.companyName.label]: 'Contoso Restarted, Inc.' };
    await widget.fill({ ...name, [WORDS.en.field.domainPrefix.label]: 'contosorestarted' });
    await product.kill();
    const problem = widget.chat
      .getByRole('alert')
      .filter({ hasText: /connection to Alta|cannot be reached/ });
    await problem.waitFor();
    product = await startAgain();
    await problem.waitFor({ state: 'hidden', timeout: 60_000 });
    await widget.press(/^Next:/);
    await widget.see(WORDS.en.section.contact);
    await widget.press(WORDS.en.button.back);
    const typed = widget.card.getByLabel(WORDS.en.field.companyName.label);
    expect(await typed.inputValue()).toBe('Contoso Restarted, Inc.');
    await widget.close();
  });

  test('a draft handed over in Teams is taken up here by its code', async () => {
    const connector = await FakeConnector.start();
    try {
      // In development everybody in Teams is the developer, and here whoever the address names.
      const teams = new ChannelClient(product.url, connector, 'msteams');
      const company = await teams.firstForm();
      await teams.press(company, /^Next/, {
        f_companyName: 'Contoso From Teams',
        f_domainPrefix: 'contosofromteams',
      });
      const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec((await teams.say('hand over')).card?.text ?? '');
      const chat = await ChatPage.open(browser, `${product.url}/?as=taker&lang=en`);
      await chat.see(WORDS.en.welcome.title);
      await chat.type(code?.[0] ?? 'no code');
      await chat.see(WORDS.en.notice.takenOver);
      await chat.press(WORDS.en.button.back);
      const name = chat.card.getByLabel(WORDS.en.field.companyName.label);
      expect(await name.inputValue()).toBe('Contoso From Teams');
      await chat.close();
    } finally {
      await connector.stop();
    }
  });
});

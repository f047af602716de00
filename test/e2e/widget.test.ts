import axe from 'axe-core';
import type { Browser, Frame, Page } from 'playwright-core';
import { ChannelClient, FakeConnector } from './connector';
import { describeWithChromium, launchChromium } from './chromium';
import { WORDS } from './flow';
import { startProduct, type Product } from './product';

jest.setTimeout(120_000);

describeWithChromium('the widget on a page of a partner', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  async function open(language: 'en' | 'es', colorScheme: 'light' | 'dark' = 'light') {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1100, height: 860 },
    });
    const page = await context.newPage();
    await page.goto(`${product.url}/webchat/sample.html?lang=${language}`);
    return { page };
  }

  const launcher = (page: Page) => page.locator('button[aria-controls="alta-panel"]');

  /** The chat's own document, once the newest card says so. */
  async function chat(page: Page, text: string): Promise<Frame> {
    await page
      .frameLocator('#alta-panel iframe')
      .locator('.ac-adaptiveCard')
      .last()
      .getByText(text)
      .first()
      .waitFor({ timeout: 60_000 });
    const frame = page.frames().find((one) => one.url().includes('embedded'));
    if (frame === undefined) throw new Error('The panel has no chat.');
    return frame;
  }

  async function violations(where: Page | Frame): Promise<string[]> {
    await where.evaluate(axe.source);
    const found = await where.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      // Web Chat reads a new card out by a copy of it that nobody can reach.
      `axe.run({ exclude: [['input[tabindex="-1"]']] }, { iframes: false }).then((it) => it.violations)`,
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  }

  test.each([
    ['en', 'light'],
    ['es', 'dark'],
  ] as const)(
    'in %s, %s: opened by keyboard, without a violation of axe',
    async (language, scheme) => {
      const { page } = await open(language, scheme);
      await launcher(page).focus();
      expect(await launcher(page).getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('Enter');
      const frame = await chat(page, WORDS[language].welcome.title);
      expect(await launcher(page).getAttribute('aria-expanded')).toBe('true');
      expect(await violations(page)).toEqual([]);
      expect(await violations(frame)).toEqual([]);
      expect(await frame.evaluate('document.documentElement.lang')).toBe(language);
      await page.context().close();
    },
  );

  test('after a reload it is open, and the conversation goes on', async () => {
    const { page } = await open('en');
    await launcher(page).click();
    const frame = await chat(page, WORDS.en.welcome.title);
    await frame.getByRole('button', { name: WORDS.en.button.addCustomer }).first().click();
    await chat(page, WORDS.en.section.company);
    await page.reload();
    const again = await chat(page, WORDS.en.section.company);
    await again.getByLabel(WORDS.en.field.companyName.label).last().fill('LLC');
    await again
      .getByRole('button', { name: /^Next:/ })
      .last()
      .click();
    await chat(page, WORDS.en.error.companyNameLegalForm);
    await page.context().close();
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
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${product.url}/?as=taker&lang=en`);
      await page.getByText(WORDS.en.welcome.title).first().waitFor({ timeout: 60_000 });
      await page.locator('[data-id="webchat-sendbox-input"]').fill(code?.[0] ?? 'no code');
      await page.keyboard.press('Enter');
      await page.getByText(WORDS.en.notice.takenOver).first().waitFor();
      await page.getByRole('button', { name: WORDS.en.button.back }).last().click();
      await page.getByLabel(WORDS.en.field.companyName.label).last().waitFor();
      const name = page.getByLabel(WORDS.en.field.companyName.label).last();
      expect(await name.inputValue()).toBe('Contoso From Teams');
      await context.close();
    } finally {
      await connector.stop();
    }
  });
});

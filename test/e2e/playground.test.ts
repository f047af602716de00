import type { Browser } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { startPlayground, type Playground } from './playground';
import { PlaygroundPage } from './playgroundPage';
import { startProduct, type Product } from './product';

jest.setTimeout(180_000);

describeWithChromium('a clerk adds customers in the Agents Playground', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  describe.each(['msteams', 'emulator'] as const)('channel %s', (channel) => {
    let playground: Playground;
    let chat: PlaygroundPage;

    beforeAll(async () => {
      playground = await startPlayground(product.url, channel);
      chat = await PlaygroundPage.open(browser, playground.url);
      await chat.see(WORDS.en.welcome.title);
    });
    afterAll(async () => {
      await chat.close();
      await playground.stop();
    });

    test.each(['en', 'es'] as const)('language %s', async (language) => {
      // The Playground speaks English whatever the browser does; a person says what they want.
      if (language === 'es') await chat.type('idioma español');
      chat.keepPicturesIn(`playground-${channel}-${language}`);
      const options = {
        language,
        companyName: `Contoso ${channel} ${language}, Inc.`,
        domainPrefix: `contoso${channel}${language}`,
      };
      await fillUntilReview(chat, options);
      await updateFromReview(chat, options);
      const forms = await chat.count();
      await submitAndFinish(chat, language);
      const all = await chat.count();
      // Since it was loaded again. Teams: the whole form in the message that the drafts were listed in;
      // the Emulator: every card a message of its own.
      if (channel === 'msteams') expect([forms, all]).toEqual([1, 1]);
      else expect(forms).toBeGreaterThanOrEqual(10);
    });
  });
});

import type { Browser } from 'playwright-core';
import { ChatPage } from './chatPage';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish, updateFromReview } from './flow';
import { startProduct, type Product } from './product';

jest.setTimeout(240_000);

describeWithChromium('a clerk adds a customer on the web chat page', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  test.each(['en', 'es'] as const)(
    'from Add customer to the closed result, language %s, with wrong entries corrected, a reload and an Update',
    async (language) => {
      const chat = await ChatPage.open(
        browser,
        `${product.url}/?as=ann-${language}&lang=${language}`,
        {
          pictures: language,
        },
      );
      const options = {
        language,
        companyName: `Contoso ${language}, Inc.`,
        domainPrefix: `contoso${language}`,
      };
      await fillUntilReview(chat, options);
      await updateFromReview(chat, options);
      await submitAndFinish(chat, language);
      await chat.close();
    },
  );
});

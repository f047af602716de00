import type { Browser } from 'playwright-core';
import { ChatPage } from './chatPage';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { startPlayground } from './playground';
import { startProduct, type Product } from './product';

jest.setTimeout(180_000);

/** The Playground's page on the channels of Direct Line: Web Chat, in a conversation of its own each time. */
class PlaygroundWebChatPage extends ChatPage {
  private wish: string | undefined;

  static override async open(browser: Browser, address: string): Promise<PlaygroundWebChatPage> {
    const options = { width: 1500 };
    return new PlaygroundWebChatPage(await ChatPage.load(browser, address, options), options);
  }

  /** The Playground speaks English whatever the browser does; a person says what they want. */
  async speak(wish: string): Promise<void> {
    this.wish = wish;
    await this.type(wish);
  }

  /** A page that is loaded again begins anew: the welcome has the draft. */
  override async comeBack(): Promise<void> {
    const [title = ''] = (await this.card.innerText()).split('\n');
    await this.page.reload();
    await this.see(WORDS.en.welcome.title);
    if (this.wish !== undefined) await this.type(this.wish);
    await this.press(/^(Resume|Continuar)$/);
    await this.see(title);
  }
}

describeWithChromium('a clerk adds customers in the Agents Playground’s Web Chat', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  test.each([
    ['webchat', 'es'],
    ['directline', 'en'],
  ] as const)('channel %s, language %s', async (channel, language) => {
    const playground = await startPlayground(product.url, channel);
    const chat = await PlaygroundWebChatPage.open(browser, playground.url);
    try {
      await chat.see(WORDS.en.welcome.title);
      if (language === 'es') await chat.speak('idioma español');
      const options = {
        language,
        companyName: `Contoso ${channel}, Inc.`,
        domainPrefix: `contoso${channel}`,
      };
      await fillUntilReview(chat, options);
      await updateFromReview(chat, options);
      await submitAndFinish(chat, language);
    } finally {
      await chat.close();
      await playground.stop();
    }
  });
});

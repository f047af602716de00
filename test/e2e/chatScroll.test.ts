import type { Browser } from 'playwright-core';
import { ChatPage } from './chatPage';
import { describeWithChromium, launchChromium } from './chromium';
import { WORDS } from './flow';
import { startProduct, type Product } from './product';

jest.setTimeout(120_000);

/** Where the newest card's top is below the transcript's: negative above what can be seen. */
const TOP_OF_NEWEST = `(() => {
  const top = (element) => element.getBoundingClientRect().top;
  const cards = [...document.querySelectorAll('.alta-card')];
  return top(cards.at(-1)) - top(document.querySelector('.webchat__basic-transcript__scrollable'));
})()`;

describeWithChromium('the chat page', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  async function open(as: string): Promise<ChatPage> {
    const address = `${product.url}/?as=${as}&lang=en`;
    return ChatPage.open(browser, address, { width: 1100, height: 600 });
  }

  /** Waits for the newest card's top to come to rest in view. */
  async function seesTop(chat: ChatPage): Promise<void> {
    let before: number | undefined;
    for (let tries = 0; tries < 40; tries += 1) {
      const top = await chat.page.evaluate<number>(TOP_OF_NEWEST);
      if (top === before && top >= 0 && top < 300) return;
      before = top;
      await chat.page.waitForTimeout(400);
    }
    throw new Error(`The newest card's top stays ${before} px below the transcript's.`);
  }

  test('after each answer and after a reload the newest card is seen from its top', async () => {
    const chat = await open('scroller');
    const { button, section, field, error } = WORDS.en;
    await chat.see(WORDS.en.welcome.title);
    await chat.press(button.addCustomer);
    await seesTop(chat);
    await chat.fill({ [field.companyName.label]: 'LLC', [field.domainPrefix.label]: 'scrolls' });
    await chat.press(/^Next:/);
    await chat.see(error.companyNameLegalForm);
    await seesTop(chat);
    await chat.fill({ [field.companyName.label]: 'Scrolls Inc' });
    await chat.press(/^Next:/);
    await chat.see(section.contact);
    await seesTop(chat);
    await chat.press(button.back);
    await chat.see(section.company);
    await seesTop(chat);
    await chat.press(/^Next:/);
    await chat.see(section.contact);
    await chat.page.reload();
    await chat.see(section.contact);
    await seesTop(chat);
    await chat.close();
  });

  test('the page speaks the language that the bot was told to speak, and tells it by its links', async () => {
    const chat = await open('translated');
    await chat.see(WORDS.en.welcome.title);
    await chat.type('idioma español');
    await chat.see(WORDS.es.welcome.title);
    await chat.page.getByRole('banner').getByText('Agregar clientes a Partner Center').waitFor();
    expect(await chat.page.evaluate('document.documentElement.lang')).toBe('es');
    expect(new URL(chat.page.url()).searchParams.get('lang')).toBe('es');
    await chat.page.getByRole('link', { name: 'English' }).click();
    await chat.see(WORDS.en.welcome.title);
    expect(await chat.page.evaluate('document.documentElement.lang')).toBe('en');
    await chat.close();
  });
});

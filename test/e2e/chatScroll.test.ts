import { ChatPage } from './chatPage';
import { DirectLineClient } from './directLine';
import { fillDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { describeProductInChromium } from './productInChromium';

jest.setTimeout(120_000);

/** Where the newest card's top is below the transcript's: negative above what can be seen. */
const TOP_OF_NEWEST = `(() => {
  const top = (element) => element.getBoundingClientRect().top;
  const cards = [...document.querySelectorAll('.alta-card')];
  return top(cards.at(-1)) - top(document.querySelector('.webchat__basic-transcript__scrollable'));
})()`;

describeProductInChromium('the chat page', (at) => {
  async function open(as: string): Promise<ChatPage> {
    const address = `${at.product.url}/?as=${as}&lang=en`;
    return ChatPage.open(at.browser, address, { width: 1100, height: 600 });
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

  /** Of the card whose text has that in it: how many buttons it has, and how many can be pressed. */
  async function buttonsOn(chat: ChatPage, text: string | RegExp) {
    const card = chat.page.locator('.alta-card', { hasText: text }).last();
    const buttons = card.locator('button.ac-pushButton');
    // Web Chat marks what can't be pressed either way.
    const off = card.locator('button.ac-pushButton:is([disabled], [aria-disabled=true])');
    return { all: await buttons.count(), off: await off.count() };
  }

  async function seesOff(chat: ChatPage, text: string | RegExp): Promise<void> {
    await chat.page.locator('.alta-outdated', { hasText: text }).last().waitFor();
    const { all, off } = await buttonsOn(chat, text);
    expect(all).toBeGreaterThan(0);
    expect(off).toBe(all);
  }

  test('a card that comes by itself takes nothing from who types; what Submit ended can’t be pressed', async () => {
    const clerk = await DirectLineClient.connect(at.product.url, 'typist');
    const atReview = await fillDraft(clerk, { ...TYPED, domainPrefix: 'contosotypist' });
    const link = atReview.link(/Acceptance page/);
    const chat = await open('typist');
    const { button, review, field, result, section, reasons } = WORDS.en;
    await chat.see(WORDS.en.welcome.title);
    await chat.press(button.resume);
    await chat.see(review.lead);
    await chat.tick(field.partnerAttestation.label);
    await chat.press(button.submit);
    await seesOff(chat, review.lead);
    await chat.see(reasons.waitingForSigner.cause);
    await chat.type('add customer');
    await chat.see(section.company);
    const form = chat.card;
    const name = form.getByLabel(field.companyName.label).first();
    const typed = await name.elementHandle();
    await seesTop(chat);
    await name.click();
    await chat.page.keyboard.type('Fabrikam');
    const top = async () => (await typed.boundingBox())?.y;
    const before = await top();

    await fetch(link, { method: 'POST', body: new URLSearchParams() });
    await chat.see(result.title);
    await chat.page.waitForTimeout(1_000);
    expect(await top()).toBe(before);
    await chat.page.keyboard.type(' Inc');
    expect(await typed.inputValue()).toBe('Fabrikam Inc');

    // The form, older than that card, goes on; its answer is where the person goes on.
    const older = chat.page.locator('.alta-card', { hasText: 'Step 1 of' }).last();
    const cards = await chat.count();
    await older.getByRole('button', { name: /^Next:/ }).click();
    await chat.see(section.contact);
    expect(await chat.count()).toBe(cards + 1);
    await seesTop(chat);
    await expectFocusIn(chat, section.contact);
    await chat.close();
  });

  async function expectFocusIn(chat: ChatPage, text: string): Promise<void> {
    const focused = chat.page.locator('.alta-card:focus, .alta-card:focus-within').last();
    await focused.getByText(text).first().waitFor({ timeout: 5_000 });
  }

  test('what Discard ended can’t be pressed, and a new draft can', async () => {
    const chat = await open('discarder');
    const { button, section, field, kept, notice } = WORDS.en;
    await chat.see(WORDS.en.welcome.title);
    await chat.press(button.addCustomer);
    await chat.see(section.company);
    await chat.fill({ [field.companyName.label]: 'Discards Inc' });
    await chat.press(button.save);
    await chat.see(kept.title);
    await seesOff(chat, section.company);
    await chat.press(button.discard);
    await chat.see(notice.discarded);
    await seesOff(chat, kept.title);
    await chat.press(button.addCustomer);
    await chat.see(section.company);
    expect(await buttonsOn(chat, section.company)).toMatchObject({ off: 0 });
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

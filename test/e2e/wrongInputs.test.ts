import { ChatPage } from './chatPage';
import { fillUntilReview, WORDS } from './flow';
import { describeProductInChromium } from './productInChromium';

jest.setTimeout(120_000);

/* A client sends no button of a card on which it finds an input wrong: what mends the input would be held back. */

describeProductInChromium('a wrong input', (at) => {
  test('keeps neither Remove nor the agreement’s text back', async () => {
    const { button, section, field, offers, agreement } = WORDS.en;
    const chat = await ChatPage.open(at.browser, `${at.product.url}/?as=wrong&lang=en`);
    await fillUntilReview(chat, {
      language: 'en',
      companyName: 'Wrong Inputs Inc',
      domainPrefix: 'wronginputs',
    });
    await chat.press(button.back);
    await chat.see(section.offers);
    await chat.fill({ [field.quantity.label]: '0' });
    await chat.press(/^Remove/);
    await chat.see(offers.choose);
    await chat.press(button.back);
    await chat.see(section.reseller);
    await chat.press(button.back);
    await chat.see(section.agreement);
    await chat.fill({ [field.signerFirstName.label]: '', [field.signerEmail.label]: 'nobody' });
    await chat.press(agreement.showText);
    await chat.see(agreement.textReady);
    await chat.press(/^Next:/);
    await chat.see(field.signerFirstName.error);
    await chat.see(field.signerEmail.error);
    await chat.close();
  });
});

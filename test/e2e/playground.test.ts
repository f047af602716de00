import type { Browser } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { lookAtOtherCards, lookAtStopped } from './otherCards';
import { startPlayground, type Playground } from './playground';
import { PlaygroundPage } from './playgroundPage';
import { startProduct, type Product } from './product';

jest.setTimeout(300_000);

/** All of them are pictured; a run without pictures shows every card on one channel in one language. */
const ALL = process.env['LOOKS'] === 'all' || process.env['PICTURES'] === 'on';
const SAMPLE = { msteams: ['es'], emulator: [] } as const;
const LANGUAGES = ['en', 'es'] as const;

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

    /** The Playground speaks English whatever the browser does; a person says what they want. */
    let spoken = 'en';
    const speak = async (language: 'en' | 'es') => {
      if (language !== spoken) {
        await chat.type(language === 'es' ? 'idioma español' : 'language english');
      }
      spoken = language;
    };

    test.each(LANGUAGES)('language %s', async (language) => {
      await speak(language);
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

    const shown = ALL ? LANGUAGES : SAMPLE[channel];
    if (shown.length === 0) return;

    test.each(shown)('every other card, language %s', async (language) => {
      await speak(language);
      chat.keepPicturesIn(`playground-${channel}-${language}`);
      await lookAtOtherCards(chat, language);
      chat.keepPicturesIn(undefined);
      await fillUntilReview(chat, {
        language,
        companyName: `Stopped ${channel} ${language}, Inc.`,
        domainPrefix: `stopped${channel}${language}`,
        email: 'accepts@contoso.example',
        offer: 'Simulator test offer: refused',
      });
      chat.keepPicturesIn(`playground-${channel}-${language}`);
      await lookAtStopped(chat, language);
    });
  });
});

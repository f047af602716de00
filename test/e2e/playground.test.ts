import { showsAll } from './cardPage';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { lookAtOtherCards } from './otherCards';
import { startPlayground, type Playground } from './playground';
import { PlaygroundPage } from './playgroundPage';
import { describeProductInChromium } from './productInChromium';
import { lookAtStopped } from './stoppedCards';

jest.setTimeout(300_000);

const LANGUAGES = ['en', 'es'] as const;
/** A run that does not show all of them takes the way once on each channel, and shows every other card on one. */
const SAMPLE = {
  msteams: { way: ['es'], others: ['es'] },
  emulator: { way: ['en'], others: [] },
} as const;
const ALL = { way: LANGUAGES, others: LANGUAGES } as const;

describeProductInChromium('a clerk adds customers in the Agents Playground', (at) => {
  describe.each(['msteams', 'emulator'] as const)('channel %s', (channel) => {
    const { way, others } = showsAll ? ALL : SAMPLE[channel];
    let playground: Playground;
    let chat: PlaygroundPage;

    beforeAll(async () => {
      playground = await startPlayground(at.product.url, channel);
      chat = await PlaygroundPage.open(at.browser, playground.url);
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

    test.each(way)('language %s', async (language) => {
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
      // Teams: the whole form in the message that the drafts were listed in; the Emulator: every card a
      // message of its own.
      const { cardsAtReturn } = chat;
      if (channel === 'msteams') {
        expect([1, 2]).toContain(cardsAtReturn);
        expect([forms, all]).toEqual([cardsAtReturn, cardsAtReturn]);
      } else expect(forms).toBeGreaterThanOrEqual(10);
    });

    if (others.length === 0) return;

    test.each(others)('every other card, language %s', async (language) => {
      await speak(language);
      const pictures = `playground-${channel}-${language}`;
      chat.keepPicturesIn(pictures);
      await lookAtOtherCards(chat, language);
      await lookAtStopped(chat, language, { named: `${channel}${language}`, pictures });
    });
  });
});

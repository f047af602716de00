import { showsAll } from './cardPage';
import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { startPlayground } from './playground';
import { PlaygroundChatPage } from './playgroundChatPage';
import { describeProductInChromium } from './productInChromium';

jest.setTimeout(180_000);

/** One of the two in a run that does not show all: the Playground's page is the same. */
const WEB_CHAT = ['webchat', 'es'] as const;
const DIRECT_LINE = ['directline', 'en'] as const;

describeProductInChromium('a clerk adds customers in the Agents Playground’s Web Chat', (at) => {
  test.each([WEB_CHAT, ...(showsAll ? [DIRECT_LINE] : [])])(
    'channel %s, language %s',
    async (channel, language) => {
      const playground = await startPlayground(at.product.url, channel);
      const chat = await PlaygroundChatPage.open(at.browser, playground.url);
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
    },
  );
});

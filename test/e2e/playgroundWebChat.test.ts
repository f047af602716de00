import { fillUntilReview, submitAndFinish, updateFromReview, WORDS } from './flow';
import { startPlayground } from './playground';
import { PlaygroundChatPage } from './playgroundChatPage';
import { describeProductInChromium } from './productInChromium';

jest.setTimeout(180_000);

describeProductInChromium('a clerk adds customers in the Agents Playground’s Web Chat', (at) => {
  test.each([
    ['webchat', 'es'],
    ['directline', 'en'],
  ] as const)('channel %s, language %s', async (channel, language) => {
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
  });
});

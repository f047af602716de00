import { showsAll, type PageOptions } from './cardPage';
import { ChatPage } from './chatPage';
import { fillUntilReview, submitAndFinish } from './flow';
import { lookAtOtherCards } from './otherCards';
import { describeProductInChromium } from './productInChromium';
import { lookAtDenied, lookAtStopped, lookAtUnknownOrder } from './stoppedCards';

jest.setTimeout(240_000);

/** A phone's width, the narrowest that pages must fit. */
const NARROW = 320;

/*
 * A run that does not show all looks shows every card in the way that is most often wrong, and the way from
 * Add customer to Done in another.
 */

type Look = readonly [language: 'en' | 'es', name: string, options: PageOptions];

const NARROW_DARK: Look = [
  'es',
  'narrow-dark',
  { width: NARROW, colorScheme: 'dark', pictures: 'looks/es-narrow-dark' },
];
const WIDE: Look = ['en', 'wide', { pictures: 'en' }];
const OTHER_LOOKS: readonly Look[] = [
  ['es', 'wide', { pictures: 'es' }],
  ['en', 'dark', { colorScheme: 'dark', pictures: 'looks/en-dark' }],
  ['es', 'contrast', { forcedColors: 'active', pictures: 'looks/es-contrast' }],
  [
    'en',
    'narrow-contrast',
    { width: NARROW, forcedColors: 'active', pictures: 'looks/en-narrow-contrast' },
  ],
];

describeProductInChromium('a clerk adds a customer on the web chat page', (at) => {
  function open([language, name, options]: Look, about: string): Promise<ChatPage> {
    const address = `${at.product.url}/?as=${about}-${language}-${name}&lang=${language}`;
    return ChatPage.open(at.browser, address, { audits: true, ...options });
  }

  /** What the pictures in the documentation show is called as a customer is. */
  const companyOf = (look: Look): string => {
    const [language, name] = look;
    const form = language === 'en' ? 'Inc.' : 'S.A.';
    return name === 'wide' ? `Bellows Harbor, ${form}` : `Bellows Harbor ${own(look)}, ${form}`;
  };
  const own = ([language, name]: Look): string => `${language}${name.replace('-', '')}`;

  describe.each([NARROW_DARK, WIDE, ...(showsAll ? OTHER_LOOKS : [])])('%s, %s', (...look) => {
    const [language] = look;

    test('from Add customer to the closed result, with wrong entries corrected on the way', async () => {
      const chat = await open(look, 'ann');
      await fillUntilReview(chat, {
        language,
        companyName: companyOf(look),
        domainPrefix: `harbor${own(look)}`,
      });
      await submitAndFinish(chat, language);
      expect(await chat.allProblems()).toEqual([]);
      await chat.close();
    });
  });

  describe.each([NARROW_DARK, ...(showsAll ? [WIDE, ...OTHER_LOOKS] : [])])('%s, %s', (...look) => {
    const [language] = look;

    test('every other card', async () => {
      const chat = await open(look, 'other');
      await lookAtOtherCards(chat, language);
      expect(await chat.allProblems()).toEqual([]);
      await chat.close();
    });

    test('a submission that stops, and the list in which it stands', async () => {
      const { pictures } = look[2];
      const chat = await open(look, 'stopped');
      await lookAtStopped(chat, language, { named: own(look), pictures });
      expect(await chat.allProblems()).toEqual([]);
      await chat.close();
    });

    if (!showsAll) return;

    test.each([
      ['a school that Microsoft does not take for one', 'denied', lookAtDenied],
      ['an order that nobody knows', 'unknown', lookAtUnknownOrder],
    ] as const)('%s', async (_, about, lookAt) => {
      const { pictures } = look[2];
      const chat = await open(look, about);
      await lookAt(
        chat,
        language,
        { named: `${about}${own(look)}`, pictures },
        at.product.simulatorUrl,
      );
      expect(await chat.allProblems()).toEqual([]);
      await chat.close();
    });
  });
});

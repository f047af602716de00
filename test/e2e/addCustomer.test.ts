import type { Browser } from 'playwright-core';
import type { PageOptions } from './cardPage';
import { ChatPage } from './chatPage';
import { describeWithChromium, launchChromium } from './chromium';
import { fillUntilReview, submitAndFinish } from './flow';
import { lookAtOtherCards, lookAtStopped } from './otherCards';
import { startProduct, type Product } from './product';

jest.setTimeout(240_000);

/** A phone's width, the narrowest that pages must fit. */
const NARROW = 320;

/**
 * LOOKS=all shows every card in every way; a run without it every card in the way that is most often
 * wrong, and the way from Add customer to Done in another.
 */
const ALL = process.env['LOOKS'] === 'all' || process.env['PICTURES'] === 'on';

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

  function open([language, name, options]: Look, about: string): Promise<ChatPage> {
    const address = `${product.url}/?as=${about}-${language}-${name}&lang=${language}`;
    return ChatPage.open(browser, address, { audits: true, ...options });
  }

  /** What the pictures in the documentation show is called as a customer is. */
  const companyOf = (look: Look): string => {
    const [language, name] = look;
    const form = language === 'en' ? 'Inc.' : 'S.A.';
    return name === 'wide' ? `Bellows Harbor, ${form}` : `Bellows Harbor ${own(look)}, ${form}`;
  };
  const own = ([language, name]: Look): string => `${language}${name.replace('-', '')}`;

  describe.each([NARROW_DARK, WIDE, ...(ALL ? OTHER_LOOKS : [])])('%s, %s', (...look) => {
    const [language] = look;

    test('from Add customer to the closed result, with wrong entries corrected on the way', async () => {
      const chat = await open(look, 'ann');
      await fillUntilReview(chat, {
        language,
        companyName: companyOf(look),
        domainPrefix: `bellowsharbor${own(look)}`,
      });
      await submitAndFinish(chat, language);
      expect(chat.problems).toEqual([]);
      await chat.close();
    });
  });

  describe.each([NARROW_DARK, ...(ALL ? [WIDE, ...OTHER_LOOKS] : [])])('%s, %s', (...look) => {
    const [language] = look;

    test('every other card', async () => {
      const chat = await open(look, 'other');
      await lookAtOtherCards(chat, language);
      expect(chat.problems).toEqual([]);
      await chat.close();
    });

    test('a submission that stops, and the list in which it stands', async () => {
      const [, name, { pictures, ...options }] = look;
      // The way to it has its pictures from another customer.
      const chat = await open([language, name, options], 'stopped');
      await fillUntilReview(chat, {
        language,
        companyName: `Stopped ${own(look)}, Inc.`,
        domainPrefix: `stopped${own(look)}`,
        email: 'accepts@contoso.example',
        offer: 'Simulator test offer: refused',
      });
      if (pictures !== undefined) chat.keepPicturesIn(pictures);
      await lookAtStopped(chat, language);
      expect(chat.problems).toEqual([]);
      await chat.close();
    });
  });
});

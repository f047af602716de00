import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { renderCard } from '../../src/cards/renderCard';
import type { View } from '../../src/cards/views';
import { VIEWS } from '../cards/views';
import { describeWithChromium, launchChromium } from './chromium';

jest.setTimeout(120_000);

/** Built before the tests, as the product serves it. */
const BUNDLE = join(__dirname, '..', '..', 'dist', 'webchat', 'webchat.js');

/** Texts that would come alive where Markdown, HTML, addresses or dates are read. */
const HOSTILE = [
  '[Click me](https://evil.example) **x** <img src=https://evil.example/x.png> _a_ `c`',
  'a@evil.com www.evil.com http://evil.com evil.com <a href="//evil.com">x</a> <b>GmbH</b> (c) -- ...',
  '1. FC ~~Köln~~ ![i](http://evil.com/x.png) ***y*** __z__ &amp; &lt;i&gt; \\*q\\*',
  '# Heading [r] <script>1</script> {{DATE(2026-01-01T00:00:00Z,SHORT)}} $$x^2$$',
  '- item <https://evil.com> | a | b |',
  '> quoted <h1>big</h1> ``d``',
];

/** Slots of a view that hold words; the rest are ids, links and what inputs hold. */
const WORDS: ReadonlySet<string> = new Set(
  'title lead hints text label hint error errors errorMessage details stateText detail progress accessibleName'.split(
    ' ',
  ),
);

/** The view with that text in place of every word. */
function saying(text: string, node: unknown, isWord = false): unknown {
  if (typeof node === 'string') return isWord ? text : node;
  if (Array.isArray(node)) return node.map((one) => saying(text, one, isWord));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      // What an input or a choice holds is no word; what a fact says is.
      const isFact = name === 'value' && !('id' in node) && !('title' in node);
      return [name, saying(text, value, isFact || WORDS.has(name))];
    }),
  );
}

/** As read by a person: without the marks that nobody sees, lookalikes and quotes as what they look like. */
function asRead(text: string): string {
  return text
    .replaceAll('\u2060', '')
    .replaceAll('\u2217', '*')
    .replaceAll('\u02cb', '`')
    .replaceAll('\u223c', '~')
    .replace(/[“”]/g, '"');
}

describeWithChromium('text from elsewhere, as Web Chat shows it', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    await page.setContent('<div id="chat" style="height: 900px"></div>');
    await page.addScriptTag({ path: BUNDLE });
    // A Direct Line that only this test speaks on.
    await page.evaluate(`{
      const seen = (first) => ({ subscribe(observer) {
        const next = typeof observer === 'function' ? observer : (one) => observer.next?.(one);
        if (first === undefined) window.say = next;
        else first.forEach((one) => next(one));
        return { unsubscribe() {} };
      } });
      WebChat.renderWebChat({
        directLine: {
          activity$: seen(),
          connectionStatus$: seen([0, 1, 2]),
          postActivity: () => seen([]),
          end() {},
        },
      }, document.getElementById('chat'));
    }`);
    await page.waitForFunction('window.say !== undefined');
  });
  afterAll(async () => {
    await browser.close();
  });

  test.each(Object.values(VIEWS).map((view) => [view.kind, view] as const))(
    'nothing in any word of a %s card comes alive, and all of it can be read',
    async (_, view) => {
      for (const [index, hostile] of HOSTILE.entries()) {
        const { card } = renderCard(saying(hostile, view) as View, {
          actionType: 'Action.Submit',
        });
        const before = await page.locator('.ac-adaptiveCard').count();
        const id = `${view.kind}${index}`;
        await page.evaluate(
          `say({ id: '${id}', type: 'message', from: { id: 'bot', role: 'bot' }, timestamp: new Date().toISOString(),
            attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: ${JSON.stringify(card)} }] })`,
        );
        const shown = page.locator('.ac-adaptiveCard').last();
        await page.waitForFunction(
          `document.querySelectorAll('.ac-adaptiveCard').length === ${before + 1}`,
        );
        const alive = await shown
          .locator(
            'a, img, b, i, em, strong, code, pre, s, del, ul, ol, li, h1, h2, blockquote, table, script, math',
          )
          .allInnerTexts();
        expect(alive).toEqual([]);
        const read = asRead(await shown.innerText()).split('\n');
        const lines = read.filter((line) => line.includes(hostile));
        // Every word was replaced, so nothing else may be read than that text and what holds values.
        expect(lines.length).toBeGreaterThan(3);
        expect(read.filter((line) => /evil|FC|Heading|quoted|item/.test(line))).toEqual(lines);
      }
    },
  );
});

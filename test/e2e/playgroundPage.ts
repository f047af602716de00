import type { Browser, Response } from 'playwright-core';
import { CardPage, type PageOptions } from './cardPage';

/** A card that stood this long after an answer is not about to be replaced once more. */
const SETTLED_MS = 150;

/** The Agents Playground's own page; its Teams client replaces a card where it stands. */
export class PlaygroundPage extends CardPage {
  static async open(
    browser: Browser,
    address: string,
    options: PageOptions = {},
  ): Promise<PlaygroundPage> {
    const page = await CardPage.load(browser, address, { width: 1500, ...options });
    return new PlaygroundPage(page, options);
  }

  /**
   * The cards after coming back: the form, and before it what whoever was away for more than a few seconds
   * is shown by itself. The Emulator's list of drafts is one more.
   */
  cardsAtReturn = 0;

  /** The Playground begins anew when it is loaded: the draft is found under the drafts. */
  async comeBack(): Promise<void> {
    const [title = ''] = (await this.card.innerText()).split('\n');
    await this.page.reload();
    await this.page.locator('[role="textbox"][contenteditable="true"]').waitFor();
    await this.type('drafts');
    await this.press(/^(Resume|Continuar)$/);
    await this.see(title);
    this.cardsAtReturn = await this.count();
  }

  async choose(label: string, option: string): Promise<void> {
    const box = this.card.getByRole('combobox', { name: label });
    await box.first().click();
    await this.page.getByRole('option', { name: option, exact: true }).first().click();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.answered(() => this.card.getByRole('button', { name }).first().click());
  }

  async type(text: string): Promise<void> {
    await this.answered(async () => {
      await this.page.locator('[role="textbox"][contenteditable="true"]').fill(text);
      await this.page.keyboard.press('Enter');
    });
  }

  /**
   * Does what the bot answers, and waits for the answer to be drawn: the client keeps the elements of a
   * card that is replaced, so a new card is known by its ids, which are made for each drawing.
   */
  private async answered(act: () => Promise<void>): Promise<void> {
    const before = await this.page.evaluate<string | undefined>(NEWEST_DRAWING);
    const [response] = await Promise.all([this.page.waitForResponse(isTurn), act()]);
    expect(response.status()).toBeLessThan(300);
    const drawn = this.page.evaluate(drawnAnew(before));
    await CardPage.within('draw the answer', drawn).catch(async (error: unknown) => {
      const text = await this.card.innerText({ timeout: 1_000 }).catch(() => 'nothing');
      throw new Error(`${String(error)} The newest card says:\n${text}`);
    });
  }
}

/** Runs in the page: an id of the newest card; undefined before there is any. */
const NEWEST_DRAWING = `[...document.querySelectorAll('.ac-adaptiveCard')]
  .at(-1)?.querySelector('[id^="__ac-"]')?.id`;

/**
 * Runs in the page: resolves when the newest card is another drawing than that one and stays for a
 * while; it is drawn twice where the message is updated and the invoke answered.
 */
function drawnAnew(before: string | undefined): string {
  return `new Promise((resolve) => {
    let seen;
    let since;
    const timer = setInterval(() => {
      const now = ${NEWEST_DRAWING};
      if (now !== seen) [seen, since] = [now, Date.now()];
      if (now === ${JSON.stringify(before)} || Date.now() - since < ${SETTLED_MS}) return;
      clearInterval(timer);
      resolve();
    }, 30);
  })`;
}

/** What the page sends to its server for the bot: a message, a click. */
function isTurn(response: Response): boolean {
  return response.request().method() === 'POST' && response.url().includes('/_conversation/');
}

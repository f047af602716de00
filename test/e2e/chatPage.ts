import type { Browser } from 'playwright-core';
import { CardPage, type PageOptions } from './cardPage';

/** The web chat page: every card is a new message. */
export class ChatPage extends CardPage {
  static async open(
    browser: Browser,
    address: string,
    options: PageOptions = {},
  ): Promise<ChatPage> {
    return new ChatPage(await CardPage.load(browser, address, options), options);
  }

  /** The conversation is there again, its newest card last. */
  async comeBack(): Promise<void> {
    const before = await this.card.innerText();
    await this.page.reload();
    await this.see(before.split('\n')[0] ?? '');
  }

  async choose(label: string, option: string): Promise<void> {
    // The label stands for the select itself, or for the box around it.
    const labelled = this.card.getByLabel(label).first();
    const select = labelled.locator('select').or(this.card.locator('select').and(labelled));
    await select.first().selectOption({ label: option });
  }

  async press(name: string | RegExp): Promise<void> {
    const before = await this.count();
    await this.card.getByRole('button', { name }).first().click();
    await this.answered(before);
  }

  private async answered(before: number): Promise<void> {
    const until = Date.now() + 15_000;
    while ((await this.count()) <= before) {
      if (Date.now() > until) {
        // Whether it was sent, and how the connection is, stands below the cards.
        const all = await this.chat.locator('body').innerText();
        throw new Error(`No card answered. The page ends with:\n${all.slice(-1_500)}`);
      }
      await this.page.waitForTimeout(30);
    }
  }

  async type(text: string): Promise<void> {
    const before = await this.count();
    await this.chat.locator('[data-id="webchat-sendbox-input"]').fill(text);
    await this.page.keyboard.press('Enter');
    await this.answered(before);
  }
}

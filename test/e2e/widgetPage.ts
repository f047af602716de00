import type { Browser, Frame, Locator } from 'playwright-core';
import { CardPage, type PageOptions } from './cardPage';
import { ChatPage } from './chatPage';

/** A partner's page with the widget on it: the chat stands in a frame behind a button. */
export class WidgetPage extends ChatPage {
  /** What the browser refused by a Content Security Policy, of the page's or of the chat's. */
  readonly refused: string[] = [];

  /** The page as it is opened, with the panel closed. */
  static override async open(
    browser: Browser,
    address: string,
    options: PageOptions = {},
  ): Promise<WidgetPage> {
    const page = await CardPage.load(browser, 'about:blank', { height: 860, ...options });
    const widget = new WidgetPage(page, options);
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) widget.refused.push(message.text());
    });
    await page.goto(address);
    return widget;
  }

  get launcher(): Locator {
    return this.page.locator('button[aria-controls="alta-panel"]');
  }

  get panel(): Locator {
    return this.page.locator('#alta-panel');
  }

  override get chat(): Frame {
    const frame = this.page.frames().find((one) => one.url().includes('embedded'));
    if (frame === undefined) throw new Error('The panel has no chat.');
    return frame;
  }

  /** Opens the panel and waits for a card that says so. */
  async openPanel(says: string): Promise<void> {
    await this.launcher.click();
    await this.cardSays(says);
  }

  /** Waits for the newest card to say so, from before there is a frame. */
  async cardSays(text: string): Promise<void> {
    const frame = this.page.frameLocator('#alta-panel iframe');
    const card = frame.locator('.ac-adaptiveCard').last();
    await card.getByText(text).first().waitFor({ timeout: 60_000 });
  }

  override async comeBack(): Promise<void> {
    const [title = ''] = (await this.card.innerText()).split('\n');
    await this.page.reload();
    await this.cardSays(title);
  }
}

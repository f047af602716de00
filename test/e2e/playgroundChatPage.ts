import type { Browser } from 'playwright-core';
import { ChatPage } from './chatPage';
import { WORDS } from './flow';

/** The Playground's page on the channels of Direct Line: Web Chat, in a conversation of its own each time. */
export class PlaygroundChatPage extends ChatPage {
  private wish: string | undefined;

  static override async open(browser: Browser, address: string): Promise<PlaygroundChatPage> {
    const options = { width: 1500 };
    return new PlaygroundChatPage(await ChatPage.load(browser, address, options), options);
  }

  /** The Playground speaks English whatever the browser does; a person says what they want. */
  async speak(wish: string): Promise<void> {
    this.wish = wish;
    await this.type(wish);
  }

  /** A page that is loaded again begins anew: the welcome has the draft. */
  override async comeBack(): Promise<void> {
    const [title = ''] = (await this.card.innerText()).split('\n');
    await this.page.reload();
    await this.see(WORDS.en.welcome.title);
    if (this.wish !== undefined) await this.type(this.wish);
    await this.press(/^(Resume|Continuar)$/);
    await this.see(title);
  }
}

import { join } from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { axeViolations, overflows } from './pageAudit';

/** Where pictures of a run go; ignored by git. */
export const PICTURES = join(__dirname, '..', '..', 'pictures');
/** `npm run pictures` asks for them; they take as long as the rest of a run. */
const takesPictures = process.env['PICTURES'] === 'on';
/** LOOKS=all, and whoever asks for pictures, shows every card in every way; a run without them a part. */
export const showsAll = process.env['LOOKS'] === 'all' || takesPictures;
/** Whatever a page is asked to do is done by then, or it never will be. */
const STEP_LIMIT_MS = 30_000;
const CLOSE_LIMIT_MS = 5_000;

const CARD = '.ac-adaptiveCard';

/** How the reader's system shows pages. */
export interface Appearance {
  readonly colorScheme?: 'light' | 'dark';
  /** The system's own colours, and few of them. */
  readonly forcedColors?: 'active' | 'none';
}

export interface PageOptions extends Appearance {
  /** The folder below `PICTURES`; absent: none are kept. */
  readonly pictures?: string | undefined;
  readonly width?: number;
  readonly height?: number;
  /** Every card that is looked at is looked over: by axe, and for what does not fit. */
  readonly audits?: boolean;
}

/** The newest card of a chat in a browser, as a person works with it; the channel's client differs. */
export abstract class CardPage {
  /** What was wrong with the cards that were looked at, by their names. */
  private readonly problems: string[] = [];

  protected constructor(
    readonly page: Page,
    private options: PageOptions,
  ) {}

  /** The page's own promise, or a failure that names the step: some of the browser's have no limit. */
  protected static within<T>(step: string, doing: Promise<T>, limit = STEP_LIMIT_MS): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`The page did not ${step} within ${limit} ms.`));
      }, limit);
    });
    return Promise.race([doing, late]).finally(() => {
      clearTimeout(timer);
    });
  }

  /** A busy browser may not get around to closing a page; the end of the browser closes it as well. */
  protected static async letGo(closing: Promise<void>): Promise<void> {
    await CardPage.within('close', closing, CLOSE_LIMIT_MS).catch(() => undefined);
  }

  /** A page of a browser profile of its own, at that address. */
  protected static async load(
    browser: Browser,
    address: string,
    { width = 1100, height = 1700, colorScheme = 'light', forcedColors }: PageOptions,
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      ...(forcedColors !== undefined && { forcedColors }),
    });
    const page = await CardPage.within('open', context.newPage());
    await page.goto(address, { timeout: 90_000, waitUntil: 'domcontentloaded' });
    return page;
  }

  /** Where the cards are: the page, or a frame in it. */
  protected get chat(): Page | Frame {
    return this.page;
  }

  /** Leaves the page and opens it again; the person finds back to the form they were at. */
  abstract comeBack(): Promise<void>;
  /** Chooses from a drop-down list. */
  abstract choose(label: string, option: string): Promise<void>;
  /** Presses a button of the newest card and waits for the card that answers. */
  abstract press(name: string | RegExp): Promise<void>;
  /** Sends a text and waits for the card that answers. */
  abstract type(text: string): Promise<void>;

  /** The newest card. */
  get card(): Locator {
    return this.chat.locator(CARD).last();
  }

  count(): Promise<number> {
    return CardPage.within('count cards', this.chat.locator(CARD).count());
  }

  /** Waits for a card with this heading to be the newest. */
  async see(title: string | RegExp, timeout = 60_000): Promise<void> {
    const heading = this.card.getByText(title).first();
    await heading.waitFor({ timeout }).catch(async () => {
      const seen = await this.card.innerText().catch(() => 'no card');
      throw new Error(`Not seen: ${title}. The newest card says:\n${seen}`);
    });
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      // A choice may have the label's word in its title.
      const inputs = this.card.locator('input:not([type=radio], [type=checkbox]), textarea');
      await this.card.getByLabel(label, { exact: false }).and(inputs).first().fill(value);
    }
  }

  async tick(label: string | RegExp): Promise<void> {
    await this.card.getByLabel(label).first().check();
  }

  /** Where a link of the newest card leads: the address that a press on it opens. */
  async linkBehind(title: string): Promise<string> {
    await this.chat.evaluate(
      'window.open = (url) => { document.documentElement.dataset.opened = url; return null; }',
    );
    const link = this.card
      .getByRole('link', { name: title })
      .or(this.card.getByRole('button', { name: title }))
      .or(this.card.getByText(title));
    await link.first().click();
    const opened = await this.chat.evaluate<string | undefined>(
      'document.documentElement.dataset.opened',
    );
    if (opened === undefined) throw new Error(`${title} opens nothing.`);
    return opened;
  }

  /** Opens the acceptance page as the signer does, and accepts. */
  async acceptAgreement(url: string): Promise<void> {
    const page = await CardPage.within('open', this.page.context().newPage());
    await page.goto(url);
    const { pictures } = this.options;
    if (takesPictures && pictures !== undefined) {
      await page.screenshot({ path: join(PICTURES, pictures, '13-acceptance-page.png') });
    }
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button').first().click(),
    ]);
    expect(answer.status()).toBeLessThan(400);
    await CardPage.letGo(page.close());
  }

  /** Pictures go to another folder from here on, or none are kept. */
  keepPicturesIn(pictures: string | undefined): void {
    this.options = { ...this.options, pictures };
  }

  /** Looks at the newest card: keeps a picture of it, and looks it over where that is asked for. */
  async look(name: string): Promise<void> {
    const { audits, pictures } = this.options;
    const takesPicture = takesPictures && pictures !== undefined;
    if (audits !== true && !takesPicture) return;
    if (takesPicture) {
      // The transcript scrolls to its end first.
      await this.page.waitForTimeout(400);
      await this.makeRoom();
      await this.card.screenshot({ path: join(PICTURES, pictures, `${name}.png`) });
    }
    if (audits !== true) return;
    // The cards before it were looked over when they were the newest.
    const axe = await axeViolations(this.page, CARD);
    const found = [...axe, ...(await overflows(this.page))];
    this.problems.push(...found.map((problem) => `${name}: ${problem}`));
  }

  /** What was wrong with the cards that were looked at, and with the page as it is now. */
  async allProblems(): Promise<readonly string[]> {
    const found = await axeViolations(this.page);
    return [...this.problems, ...found.map((problem) => `the page: ${problem}`)];
  }

  /** A card that is taller than the window would be cut off in its picture. */
  private async makeRoom(): Promise<void> {
    const { width = 1100, height = 1700 } = this.options;
    const card = (await this.card.boundingBox())?.height ?? 0;
    await this.page.setViewportSize({ width, height: Math.max(height, Math.ceil(card) + 250) });
    await this.page.waitForTimeout(200);
  }

  close(): Promise<void> {
    return CardPage.letGo(this.page.context().close());
  }
}

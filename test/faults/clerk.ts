import { setTimeout as delay } from 'node:timers/promises';
import { ChannelClient, type FakeConnector } from '../e2e/connector';
import type { ReceivedCard } from '../e2e/directLine';
import { isPriced } from '../e2e/offerSteps';

type Inputs = Readonly<Record<string, unknown>>;

/** What somebody in front of a card does next. */
interface Habit {
  readonly title: RegExp;
  readonly act: (clerk: Clerk, card: ReceivedCard) => Promise<unknown>;
}

const next =
  (inputs: (clerk: Clerk) => Inputs): Habit['act'] =>
  (clerk, card) =>
    clerk.press(card, /^Next:/, inputs(clerk));

const GO_ON_LIMIT_MS = 90_000;
const LOOK_MS = 50;
const PATIENCE_MS = 2_000;
const MOST_TRIES = 40;
const MOST_LOOKS = 400;
const BOXES = { f_partnerAttestation: 'true' };

const HABITS: readonly Habit[] = [
  // A cold start has more to ask than there is time in one turn.
  { title: /Partner Center does not answer/, act: () => delay(LOOK_MS) },
  {
    title: /^Company/,
    act: next(({ companyName, domainPrefix }) => ({
      f_country: 'US',
      f_companyName: companyName,
      f_domainPrefix: domainPrefix,
    })),
  },
  {
    title: /^Contact and address/,
    act: next(() => ({
      f_firstName: 'Ann',
      f_lastName: 'Beebe',
      f_email: 'ann@contoso.example',
      f_phoneNumber: '+14255550100',
      f_addressLine1: '1 Main Street',
      f_city: 'Redmond',
      f_state: 'WA',
      f_postalCode: '98052',
    })),
  },
  {
    title: /^Customer agreement/,
    act: next(() => ({
      f_signerFirstName: 'Sam',
      f_signerLastName: 'Signer',
      f_signerEmail: 'sam@contoso.example',
    })),
  },
  { title: /^Indirect reseller/, act: (clerk, card) => clerk.chooseReseller(card) },
  { title: /^Subscriptions/, act: (clerk, card) => clerk.chooseOffer(card) },
  { title: /^Review/, act: (clerk, card) => clerk.submit(card) },
];

export interface ClerkOptions {
  readonly botUrl: string;
  readonly connector: FakeConnector;
  readonly channel?: 'msteams' | 'emulator';
  /** Somebody whom the token endpoint knows; absent: whoever it is in development. */
  readonly client?: ChannelClient;
  readonly companyName: string;
  readonly domainPrefix: string;
  /** Part of an indirect reseller's name; undefined: none is chosen. */
  readonly reseller?: string;
  readonly quantity?: number;
}

/**
 * Somebody who adds a customer and is not put off by anything: whatever card is there, they do what it
 * asks for; when no answer comes, they look where the draft stands and go on from there.
 */
export class Clerk {
  readonly client: ChannelClient;
  readonly companyName: string;
  readonly domainPrefix: string;
  draftId = '';
  private card: ReceivedCard | undefined;

  constructor(private readonly options: ClerkOptions) {
    const { botUrl, connector, channel = 'msteams', companyName, domainPrefix } = options;
    this.client = options.client ?? new ChannelClient(botUrl, connector, channel);
    this.companyName = companyName;
    this.domainPrefix = domainPrefix;
  }

  /** The same person in the same conversation, after the bot came back at another address. */
  at(botUrl: string): void {
    this.client.botUrl = botUrl;
  }

  /** Opens a draft; the first form is there when it resolves. */
  async begin(): Promise<void> {
    const welcome = (await this.client.say('help')).card;
    if (welcome === undefined) throw new Error('There is no welcome card.');
    const click = welcome.click('Add customer');
    this.draftId = String(click['draft']);
    this.card = (await this.client.click(click)).card;
  }

  /** Does what the cards ask for until one says `end`. */
  async goOn(end: RegExp, timeoutMs = GO_ON_LIMIT_MS): Promise<ReceivedCard> {
    const until = Date.now() + timeoutMs;
    let last = 'nothing';
    while (Date.now() < until) {
      const card = this.card ?? (await this.look());
      if (card !== undefined) last = card.text;
      if (card !== undefined && end.test(card.text)) return card;
      const habit = card && HABITS.find(({ title }) => title.test(card.text));
      this.card = undefined;
      if (card !== undefined && habit !== undefined) await this.attempt(habit, card);
      else await this.waitForNews();
    }
    throw new Error(`Not reached: ${end}. The last card said:\n${last}`);
  }

  /** Waits for the card to change by itself, and looks when it has not for a while. */
  private async waitForNews(): Promise<void> {
    const { length } = this.news();
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until && this.news().length === length) await delay(LOOK_MS);
    if (this.news().length > length) this.card = this.client.newestCard();
  }

  private news() {
    return this.client.sentHere();
  }

  private async attempt(habit: Habit, card: ReceivedCard): Promise<void> {
    try {
      await habit.act(this, card);
    } catch (error) {
      // No answer: whether the click had an effect is seen when the draft is looked at.
      if (!isNoAnswer(error)) throw error;
      await delay(LOOK_MS);
    }
  }

  /** Where the draft stands; undefined while nobody answers. */
  async look(): Promise<ReceivedCard | undefined> {
    const resume = { action: 'resume', draft: this.draftId, section: 'leave', revision: 1 };
    try {
      return (await this.client.click(resume)).card;
    } catch (error) {
      if (isNoAnswer(error)) return undefined;
      throw error;
    }
  }

  async press(card: ReceivedCard, title: string | RegExp, inputs: Inputs = {}): Promise<void> {
    this.card = await this.client.press(card, title, inputs);
  }

  async chooseReseller(card: ReceivedCard): Promise<void> {
    const { reseller } = this.options;
    const found =
      reseller === undefined
        ? card
        : await this.client.press(card, 'Search', { f_resellerSearch: reseller });
    const choices = found.choices('f_resellerId');
    const choice = reseller === undefined ? 'none' : choices.find((one) => one !== 'none');
    await this.press(found, /^Next:/, { f_resellerId: choice });
  }

  async chooseOffer(card: ReceivedCard): Promise<void> {
    if (card.buttons().some((title) => title.startsWith('Remove'))) {
      await this.press(card, 'Next: Review');
      return;
    }
    const found = await this.client.press(card, 'Search', { f_offerSearch: 'Business Premium' });
    const quantity = String(this.options.quantity ?? 5);
    const inputs = { f_offer: found.choices('f_offer')[0], f_quantity: quantity };
    const chosen = await this.client.press(found, 'Add to the order', inputs);
    await this.press(chosen, 'Next: Review');
  }

  /** The review once the price list has been read: before, a Submit shows the prices first. */
  async pricedReview(): Promise<ReceivedCard> {
    for (let tries = 0; tries < MOST_LOOKS; tries += 1) {
      const card = await this.look();
      if (card !== undefined && isPriced(card)) return card;
      await delay(LOOK_MS);
    }
    throw new Error('The price list was not read.');
  }

  /**
   * Submits the review that is there, and waits for nothing after that. It is pressed again while the
   * answer is that it was not submitted (prices that came meanwhile, a Partner Center that did not answer
   * within the turn); resolves with those answers.
   */
  async submitNow(): Promise<readonly string[]> {
    const refusals: string[] = [];
    let card = await this.look();
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      if (card?.buttons().includes('Submit') === true) {
        card = (await this.client.click(card.click('Submit', BOXES))).card;
      }
      if (card?.buttons().includes('Refresh') === true) {
        this.card = card;
        return refusals;
      }
      refusals.push(card?.text ?? 'nothing');
      await delay(LOOK_MS);
      card = await this.look();
    }
    throw new Error(`It could not be submitted. The last card said:\n${refusals.at(-1)}`);
  }

  /** What the signer does, with the link that the card shows. */
  async accept(card: ReceivedCard): Promise<void> {
    await fetch(card.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
  }

  /** The signer accepts before it is submitted; the link may still be on its way. */
  async submit(card: ReceivedCard): Promise<void> {
    if (card.text.includes('Acceptance page')) {
      await this.accept(card);
    } else if (!card.text.includes('has accepted the agreement')) {
      await this.waitForNews();
      return;
    }
    await this.press(card, 'Submit', { f_partnerAttestation: 'true' });
  }
}

/** `fetch` rejects with a TypeError of Node's own, which is none of the test's realm. */
function isNoAnswer(error: unknown): boolean {
  return error instanceof Error
    ? error.name === 'TypeError'
    : String(error).startsWith('TypeError');
}

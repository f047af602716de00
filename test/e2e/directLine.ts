import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { problemsOfCard } from './cardAudit';

const tokenSchema = z.object({ conversationId: z.string(), token: z.string(), userId: z.string() });
const activitySchema = z.looseObject({
  type: z.string(),
  id: z.string(),
  from: z.looseObject({ id: z.string() }),
  text: z.string().optional(),
  attachments: z.array(z.looseObject({ content: z.looseObject({}) })).optional(),
});
const setSchema = z.object({ activities: z.array(activitySchema), watermark: z.string() });

export type ReceivedActivity = z.output<typeof activitySchema>;
type Json = Readonly<Record<string, unknown>>;

/** An Adaptive Card that the bot sent, read as a client reads it. */
export class ReceivedCard {
  constructor(readonly content: Json) {}

  /** The whole card in words. */
  get text(): string {
    return String(this.content['fallbackText']);
  }

  get json(): string {
    return JSON.stringify(this.content);
  }

  /** Every element of the card that has the given property. */
  private having(property: string, node: unknown = this.content): Json[] {
    if (Array.isArray(node)) return node.flatMap((one) => this.having(property, one));
    if (typeof node !== 'object' || node === null) return [];
    const own = property in node ? [node as Json] : [];
    return [...own, ...Object.values(node).flatMap((one) => this.having(property, one))];
  }

  /** What a click on the button with this title sends, with the card's inputs as they stand. */
  click(title: string | RegExp, inputs: Json = {}): Record<string, unknown> {
    const button = this.having('title').find(
      (one) =>
        String(one['type']).startsWith('Action.') &&
        (typeof title === 'string' ? one['title'] === title : title.test(String(one['title']))),
    );
    if (button === undefined) throw new Error(`No button ${title} on:\n${this.text}`);
    const sent = button['associatedInputs'] === 'none' ? {} : { ...this.inputs(), ...inputs };
    return { ...sent, ...(button['data'] as Json) };
  }

  buttons(): string[] {
    return this.having('title')
      .filter((one) => String(one['type']).startsWith('Action.'))
      .map((one) => String(one['title']));
  }

  link(title: RegExp): string {
    const link = this.having('url').find((one) => title.test(String(one['title'])));
    if (link === undefined) throw new Error(`No link ${title} on:\n${this.text}`);
    return String(link['url']);
  }

  /** Input ids with what stands in them; inputs without a value are left out, as clients do. */
  inputs(): Record<string, unknown> {
    return Object.fromEntries(
      this.having('id')
        .filter((one) => String(one['type']).startsWith('Input.'))
        .map((one): [string, unknown] => [String(one['id']), one['value']])
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([id, value]) => [id, String(value)]),
    );
  }

  /** The values of a choice input. */
  choices(id: string): string[] {
    const input = this.having('choices').find((one) => one['id'] === id);
    const choices = (input?.['choices'] ?? []) as { value: string }[];
    return choices.map((choice) => choice.value);
  }
}

/** A Direct Line client over real HTTP, one person in one conversation. */
export class DirectLineClient {
  private watermark = '0';
  private readonly seen: ReceivedActivity[] = [];

  private constructor(
    private readonly url: string,
    readonly conversationId: string,
    private readonly token: string,
    readonly userId: string,
    private readonly locale: string,
  ) {}

  static async connect(url: string, as: string, locale = 'en-US'): Promise<DirectLineClient> {
    const response = await fetch(`${url}/api/directline/token?as=${as}`, { method: 'POST' });
    const granted = tokenSchema.parse(await response.json());
    const { conversationId, token, userId } = granted;
    const client = new DirectLineClient(url, conversationId, token, userId, locale);
    await client.call('POST', '/conversations', { locale });
    return client;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/v3/directline${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Sends an activity; the bot's turn has ended when this resolves. */
  async post(activity: Json): Promise<void> {
    const path = `/conversations/${this.conversationId}/activities`;
    await this.call('POST', path, {
      type: 'message',
      from: { id: this.userId },
      locale: this.locale,
      ...activity,
    });
  }

  say(text: string): Promise<void> {
    return this.post({ text });
  }

  send(value: Json): Promise<void> {
    return this.post({ value });
  }

  /** Everything that the bot said so far. */
  async messages(): Promise<readonly ReceivedActivity[]> {
    const path = `/conversations/${this.conversationId}/activities?watermark=${this.watermark}`;
    const set = setSchema.parse(await this.call('GET', path));
    this.watermark = set.watermark;
    const fresh = set.activities.filter(
      (one) => one.from.id !== this.userId && one.type === 'message',
    );
    for (const { content } of fresh.flatMap((one) => one.attachments ?? [])) {
      const problems = problemsOfCard(content);
      if (problems.length > 0)
        throw new Error(`${problems.join('; ')}: ${JSON.stringify(content)}`);
    }
    this.seen.push(...fresh);
    return this.seen;
  }

  /** The newest card. */
  async card(): Promise<ReceivedCard> {
    const messages = await this.messages();
    const content = messages.findLast((one) => one.attachments?.[0] !== undefined)?.attachments?.[0]
      ?.content;
    if (content === undefined) throw new Error('No card was sent.');
    return new ReceivedCard(content);
  }

  /** The newest card, once its text matches. */
  async see(text: RegExp, timeoutMs = 15_000): Promise<ReceivedCard> {
    const until = Date.now() + timeoutMs;
    let last = '';
    while (Date.now() < until) {
      const card = await this.card().catch(() => undefined);
      if (card !== undefined && text.test(card.text)) return card;
      last = card?.text ?? '';
      await delay(50);
    }
    throw new Error(`Not seen: ${text}. The newest card says:\n${last}`);
  }

  /** Says a command and gives the card that answers it, though other news may arrive after it. */
  async ask(text: string, answer: string): Promise<ReceivedCard> {
    const before = (await this.messages()).length;
    await this.say(text);
    const cards = (await this.messages())
      .slice(before)
      .flatMap((one) => one.attachments ?? [])
      .map(({ content }) => new ReceivedCard(content));
    const found = cards.find((card) => card.text.includes(answer));
    if (found === undefined) {
      throw new Error(`No card says ${answer}:\n${cards.map((card) => card.text).join('\n\n')}`);
    }
    return found;
  }

  /** Presses a button of a card that is not the newest any more. */
  async pressOn(card: ReceivedCard, title: string | RegExp): Promise<ReceivedCard> {
    await this.send(card.click(title));
    return this.card();
  }

  /** Presses a button of the newest card and gives the card that answers. */
  async press(title: string | RegExp, inputs: Json = {}): Promise<ReceivedCard> {
    const card = await this.card();
    await this.send(card.click(title, inputs));
    return this.card();
  }
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ReceivedCard } from './directLine';

/** What the bot sent to a channel. */
export interface Sent {
  readonly method: 'POST' | 'PUT';
  readonly activityId: string;
  readonly activity: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What a 429 asks for: more than anybody would wait of themselves. */
export const RETRY_AFTER_S = 5;

/** A channel's connector, as the bot calls it: takes messages and updates, and keeps them. */
export class FakeConnector {
  readonly sent: Sent[] = [];
  /** What was refused, of both kinds. */
  readonly refused: Sent[] = [];
  private readonly refusals: number[] = [];
  private hanging = 0;
  private readonly closed = new Map<string, number>();
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeConnector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connector = new FakeConnector(server, `http://127.0.0.1:${port}`);
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const activity = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent['activity'];
        const isUpdate = req.method === 'PUT';
        const path = (req.url ?? '').split('/').map(decodeURIComponent);
        const activityId = isUpdate ? (path.at(-1) ?? '') : randomUUID();
        const one: Sent = {
          method: isUpdate ? 'PUT' : 'POST',
          activityId,
          activity,
          at: Date.now(),
        };
        const conversation = path[path.indexOf('conversations') + 1] ?? '';
        if (connector.hanging > 0) {
          connector.hanging -= 1;
          return;
        }
        const refusal = connector.refusals.shift() ?? connector.closed.get(conversation);
        if (refusal !== undefined) {
          connector.refused.push(one);
          res.writeHead(refusal, refusal === 429 ? { 'retry-after': String(RETRY_AFTER_S) } : {});
          res.end('{}');
          return;
        }
        connector.sent.push(one);
        res.writeHead(200, { 'content-type': 'application/json' });
        res.end(JSON.stringify({ id: activityId }));
      });
    });
    return connector;
  }

  /** The next call is answered with that status and not taken. */
  refuseNext(status: number): void {
    this.refusals.push(status);
  }

  /** The next call is never answered. */
  hangNext(): void {
    this.hanging += 1;
  }

  /** From now on every call to that conversation is answered so; undefined: taken again. */
  refuseAll(conversationId: string, status: number | undefined): void {
    if (status === undefined) this.closed.delete(conversationId);
    else this.closed.set(conversationId, status);
  }

  /** What was sent, or will be soon, that is as asked for. */
  async waitFor(isIt: (sent: Sent) => boolean, from = 0, limitMs = 10_000): Promise<Sent> {
    const until = Date.now() + limitMs;
    while (Date.now() < until) {
      const found = this.sent.slice(from).find(isIt);
      if (found !== undefined) return found;
      await delay(50);
    }
    throw new Error('The connector was not sent what was waited for.');
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }
}

type Json = Readonly<Record<string, unknown>>;

/** The answer to one POST of an activity. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** What was sent to the connector meanwhile. */
  readonly sent: readonly Sent[];
  /** The card that the person sees: the invoke's own, else the last one sent. */
  readonly card: ReceivedCard | undefined;
}

/** One person in one conversation of a channel, talking with the bot over plain HTTP. */
export class ChannelClient {
  readonly conversationId = randomUUID();

  constructor(
    public botUrl: string,
    private readonly connector: FakeConnector,
    readonly channelId: 'msteams' | 'webchat' | 'emulator' | 'unheardOf',
    private readonly userId = `user-${randomUUID()}`,
  ) {}

  /** A person known to the token endpoint, as on the partner's site. */
  static async asPerson(
    botUrl: string,
    connector: FakeConnector,
    name: string,
  ): Promise<ChannelClient> {
    const response = await fetch(`${botUrl}/api/directline/token?as=${name}`, { method: 'POST' });
    const { userId } = (await response.json()) as { userId: string };
    return new ChannelClient(botUrl, connector, 'webchat', userId);
  }

  async post(activity: Json): Promise<Answer> {
    const before = this.connector.sent.length;
    const response = await fetch(`${this.botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        channelId: this.channelId,
        serviceUrl: this.connector.url,
        from: { id: this.userId, name: 'Some Body' },
        recipient: { id: 'bot' },
        conversation: { id: this.conversationId, conversationType: 'personal' },
        locale: 'en-US',
        ...activity,
      }),
    });
    const text = await response.text();
    const sent = this.sentHere(before);
    return { status: response.status, text, sent, card: cardOf(text, sent) };
  }

  /** What the bot sent to this conversation, leaving out what was sent before that. */
  sentHere(from = 0): readonly Sent[] {
    return this.connector.sent
      .slice(from)
      .filter(({ activity }) =>
        JSON.stringify(activity['conversation'] ?? {}).includes(this.conversationId),
      );
  }

  /** The card that was sent here last. */
  newestCard(): ReceivedCard | undefined {
    return cardOf('', this.sentHere());
  }

  say(text: string): Promise<Answer> {
    return this.post({ type: 'message', text });
  }

  /** A click in the channel's own style: Action.Execute in Teams, Action.Submit elsewhere. */
  click(data: unknown, cardId = 'card-1'): Promise<Answer> {
    if (this.channelId !== 'msteams') return this.post({ type: 'message', value: data });
    return this.post({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: cardId,
      value: { action: { type: 'Action.Execute', verb: 'x', data }, trigger: 'manual' },
    });
  }

  /**
   * Begins a customer. On a busy machine the first question to Partner Center may outlast the turn's
   * budget: the person is told, and resumes.
   */
  async firstForm(): Promise<ReceivedCard> {
    const welcome = (await this.say('help')).card;
    if (welcome === undefined) throw new Error('No welcome.');
    let card = await this.press(welcome, 'Add customer');
    for (let tries = 0; tries < 10 && card.buttons().includes('Resume'); tries += 1) {
      card = await this.press(card, 'Resume');
    }
    return card;
  }

  /** Presses a button of a card and gives the card that answers. */
  async press(
    card: ReceivedCard,
    title: string | RegExp,
    inputs: Json = {},
  ): Promise<ReceivedCard> {
    const answer = await this.click(card.click(title, inputs));
    if (answer.card === undefined) throw new Error(`No card answered: ${answer.text}`);
    return answer.card;
  }
}

function cardOf(text: string, sent: readonly Sent[]): ReceivedCard | undefined {
  const body = JSON.parse(text === '' ? '{}' : text) as { type?: string; value?: unknown };
  if (body.type === 'application/vnd.microsoft.card.adaptive') {
    return new ReceivedCard(body.value as Json);
  }
  const last = sent.at(-1)?.activity['attachments'] as { content: Json }[] | undefined;
  return last?.[0] === undefined ? undefined : new ReceivedCard(last[0].content);
}

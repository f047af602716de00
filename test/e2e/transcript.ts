import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Answer, ChannelClient, FakeConnector, Sent } from './connector';
import { ReceivedCard } from './directLine';
import type { CardReader } from './draftSteps';

/*
 * Transcripts as the Bot Framework has them: a JSON array of activities, of both sides, in order. What is
 * another at each run (ids, times, ports) stands in them as a placeholder.
 */

type Json = Readonly<Record<string, unknown>>;

const FOLDER = join(__dirname, '..', 'fixtures', 'transcripts');
const WAIT_LIMIT_MS = 15_000;
const LOOK_MS = 30;
/** What the signer does on Microsoft's page is none of the bot's activities, and stands in between as this. */
const SIGNER_ACCEPTED = 'signer/accepted';
/** As Bot Framework's own transcripts name what an invoke is answered with. */
const INVOKE_RESPONSE = 'invokeResponse';

export function readTranscript(name: string): readonly Json[] {
  const path = join(FOLDER, `${name}.transcript`);
  if (!existsSync(path)) throw new Error(`${path} is missing: npm run transcripts`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

/** One activity a line: a change of one card is a change of one line. */
export function writeTranscript(name: string, activities: readonly Json[]): void {
  const path = join(FOLDER, `${name}.transcript`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `[\n${activities.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
}

/** Customers and conversations have GUIDs, orders twelve hexadecimal digits. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{12}\b/gi;
const TIME = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;
/** As cards show them, in English and in Spanish. */
const SHOWN_TIMES: readonly (readonly [RegExp, string])[] = [
  [/[A-Z][a-z]{2}\s\d{1,2},\s\d{4},\s\d{1,2}:\d{2}\s[AP]M\sUTC/g, 'Jan 1, 2026, 12:00 AM UTC'],
  [/\d{1,2}\s[a-z]{3,4}\.?\s\d{4},\s\d{1,2}:\d{2}\sUTC/g, '1 ene 2026, 0:00 UTC'],
];
/** Links in mails are percent-encoded. */
const PORT = /(127\.0\.0\.1(?::|%3A))\d+/g;
const DRAFT_ID = /^[A-Za-z0-9_-]{22}$/;

/** Names of what differs from run to run, given in the order of appearance. */
export class Placeholders {
  private constructor(private readonly names: Map<string, string>) {}

  static none(): Placeholders {
    return new Placeholders(new Map());
  }

  /** For trying whether something fits. */
  copy(): Placeholders {
    return new Placeholders(new Map(this.names));
  }

  put<T>(value: T): T {
    this.noteDrafts(value);
    return this.walk(value, (text) => this.replace(text)) as T;
  }

  /** The live values for the placeholders, to be sent. */
  resolve<T>(value: T): T {
    const live = new Map([...this.names].map(([is, name]) => [name, is]));
    const known = /A{8}-?\d{12,14}|0{8}-0{4}-4000-8000-\d{12}/g;
    return this.walk(value, (text) => text.replace(known, (name) => live.get(name) ?? name)) as T;
  }

  /** A draft's id looks like nothing in particular; it is known by its key. */
  private noteDrafts(node: unknown): void {
    for (const one of Array.isArray(node) ? node : []) this.noteDrafts(one);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'draft' || typeof value !== 'string') this.noteDrafts(value);
      else if (DRAFT_ID.test(value)) {
        this.nameOf(value, (number) => `AAAAAAAA${String(number).padStart(14, '0')}`);
      }
    }
  }

  private nameOf(is: string, make: (number: number) => string): string {
    const known = this.names.get(is);
    if (known !== undefined) return known;
    const name = make(this.names.size + 1);
    this.names.set(is, name);
    return name;
  }

  private replace(text: string): string {
    const drafts = [...this.names].filter(([is]) => DRAFT_ID.test(is));
    const timeless = SHOWN_TIMES.reduce((all, [is, name]) => all.replace(is, name), text);
    return drafts
      .reduce((all, [is, name]) => all.replaceAll(is, name), timeless)
      .replace(ID, (is) =>
        this.nameOf(is, (number) => {
          const digits = String(number).padStart(12, '0');
          return is.includes('-') ? `00000000-0000-4000-8000-${digits}` : digits;
        }),
      )
      .replace(TIME, '2026-01-01T00:00:00.000Z')
      .replace(PORT, (_, host: string) => `${host}3979`);
  }

  private walk(node: unknown, change: (text: string) => string): unknown {
    if (typeof node === 'string') return change(node);
    if (Array.isArray(node)) return node.map((one) => this.walk(one, change));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, this.walk(value, change)]),
    );
  }
}

/** An activity of the bot's with what its words and buttons are. */
function botActivity({ activity }: Sent): Json {
  const { type, text, attachments, summary, locale, channelData } = activity;
  return dropUndefined({ type, from: BOT, text, attachments, summary, locale, channelData });
}

function invokeAnswer({ text }: Answer): Json {
  return { type: INVOKE_RESPONSE, from: BOT, value: JSON.parse(text) as unknown };
}

const BOT = { id: 'bot', name: 'Alta', role: 'bot' };
const USER = { id: 'user', name: 'Clerk', role: 'user' };

function dropUndefined(activity: Json): Json {
  return Object.fromEntries(Object.entries(activity).filter(([, value]) => value !== undefined));
}

function cardIn(activity: Json): ReceivedCard | undefined {
  const value = activity['value'] as { value?: unknown } | undefined;
  const [attachment] = (activity['attachments'] ?? []) as { content: Json }[];
  if (attachment !== undefined) return new ReceivedCard(attachment.content);
  return activity['type'] === INVOKE_RESPONSE && typeof value?.value === 'object'
    ? new ReceivedCard(value.value as Json)
    : undefined;
}

/** What the bot sent to a conversation: as an answer to an activity, which it names then, or of itself. */
class Conversation {
  private readonly asked = new Set<unknown>();
  private from = 0;

  constructor(readonly client: ChannelClient) {}

  /** Sends an activity; what the bot says to it, as it stands in a transcript. */
  async post(activity: Json): Promise<readonly Json[]> {
    const id = randomUUID();
    this.asked.add(id);
    this.from = this.client.sentHere().length;
    const answer = await this.client.post({ ...activity, id });
    expect(answer.status).toBe(200);
    // Teams is told the same card twice: the message is updated and the invoke answered.
    if (activity['type'] === 'invoke') return [invokeAnswer(answer)];
    return answer.sent.filter((sent) => this.isAnswer(sent)).map(botActivity);
  }

  /** Since the last activity, of itself. */
  unasked(): readonly Json[] {
    const sent = this.client.sentHere().slice(this.from);
    return sent.filter((one) => !this.isAnswer(one)).map(botActivity);
  }

  private isAnswer({ activity }: Sent): boolean {
    return this.asked.has(activity['replyToId']);
  }
}

/** Writes down what a clerk and the bot say to each other. */
export class Recorder implements CardReader {
  readonly activities: Json[] = [];
  private newest: ReceivedCard | undefined;
  private readonly conversation: Conversation;

  constructor(
    private readonly client: ChannelClient,
    private readonly locale: string,
  ) {
    this.conversation = new Conversation(client);
  }

  join(): Promise<void> {
    return this.post({ type: 'conversationUpdate', membersAdded: [BOT] });
  }

  say(text: string): Promise<void> {
    return this.post({ type: 'message', text });
  }

  async press(title: string | RegExp, inputs: Json = {}): Promise<ReceivedCard> {
    const data = this.card().click(title, inputs);
    const isTeams = this.client.channelId === 'msteams';
    await this.post(
      isTeams
        ? {
            type: 'invoke',
            name: 'adaptiveCard/action',
            replyToId: 'card-1',
            value: { action: { type: 'Action.Execute', verb: 'x', data }, trigger: 'manual' },
          }
        : { type: 'message', value: data },
    );
    return this.card();
  }

  /** The newest card says so, or one that the bot sends of itself. */
  async see(text: RegExp, timeoutMs = WAIT_LIMIT_MS): Promise<ReceivedCard> {
    if (text.test(this.card().text)) return this.card();
    for (const until = Date.now() + timeoutMs; Date.now() < until;) {
      await delay(LOOK_MS);
      const found = this.conversation
        .unasked()
        .findLast((one) => text.test(cardIn(one)?.text ?? ''));
      if (found === undefined) continue;
      this.note(found);
      return this.card();
    }
    throw new Error(`Not seen: ${text}. The newest card says:\n${this.card().text}`);
  }

  async signerAccepts(link: RegExp): Promise<void> {
    await acceptAt(this.card().link(link));
    this.activities.push({ type: 'event', name: SIGNER_ACCEPTED, from: USER });
  }

  private card(): ReceivedCard {
    if (this.newest === undefined) throw new Error('No card was sent.');
    return this.newest;
  }

  private async post(activity: Json): Promise<void> {
    const spoken = { ...activity, locale: this.locale };
    const answers = await this.conversation.post(spoken);
    this.activities.push({ ...spoken, from: USER });
    answers.forEach((one) => {
      this.note(one);
    });
  }

  private note(activity: Json): void {
    this.newest = cardIn(activity) ?? this.newest;
    this.activities.push(activity);
  }

  /** As it is kept: placed in a conversation, a second after another, with placeholders. */
  transcript(): readonly Json[] {
    const put = Placeholders.none();
    return this.activities.map((activity, index) => ({
      ...put.put(activity),
      id: `activity-${index + 1}`,
      timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
      channelId: this.client.channelId,
      conversation: { id: 'conversation' },
      recipient: activity['from'] === BOT ? USER : BOT,
    }));
  }
}

/** Says a transcript's part of the person again, and holds what the bot says against the rest of it. */
export async function replay(
  transcript: readonly Json[],
  client: ChannelClient,
  connector: FakeConnector,
): Promise<void> {
  let names = Placeholders.none();
  let answers: Json[] = [];
  let link: string | undefined;
  const talk = new Conversation(client);
  for (const recorded of transcript) {
    const { id, timestamp, channelId, conversation, recipient, from, ...said } = recorded;
    const step = `${String(id)} at ${String(timestamp)}`;
    expect([channelId, conversation, recipient]).toBeDefined();
    if ((from as { role: string }).role === 'user') {
      expect({ step, left: answers }).toEqual({ step, left: [] });
      if (said['name'] === SIGNER_ACCEPTED) {
        await acceptAt(link ?? '');
        continue;
      }
      answers = [...(await talk.post(names.resolve(said)))];
      continue;
    }
    const wanted = { ...said, from };
    const next = answers.shift();
    if (next !== undefined) {
      expect({ step, ...names.put(next) }).toEqual({ step, ...wanted });
      link = linkIn(next) ?? link;
      continue;
    }
    [names, link] = await waitFor(wanted, step, names);
  }
  expect(answers).toEqual([]);
  expect(connector.refused).toEqual([]);

  /** What the bot sends of itself passes through states that a slower look would not see. */
  async function waitFor(
    wanted: Json,
    step: string,
    before: Placeholders,
  ): Promise<[Placeholders, string | undefined]> {
    let last: Json = {};
    for (const until = Date.now() + WAIT_LIMIT_MS; Date.now() < until;) {
      await delay(LOOK_MS);
      for (const one of talk.unasked()) {
        const after = before.copy();
        last = after.put(one);
        if (isDeepStrictEqual(last, wanted)) return [after, linkIn(one) ?? link];
      }
    }
    expect({ step, ...last }).toEqual({ step, ...wanted });
    throw new Error(`Never sent: ${step}`);
  }
}

/** The acceptance page that a card links to. */
function linkIn(activity: Json): string | undefined {
  return /"url":"(http:\/\/127\.0\.0\.1:\d+\/[^"]*)"/.exec(JSON.stringify(activity))?.[1];
}

async function acceptAt(link: string): Promise<void> {
  const response = await fetch(link, { method: 'POST', body: new URLSearchParams() });
  expect(response.ok).toBe(true);
}

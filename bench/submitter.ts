import { randomBytes, randomUUID } from 'node:crypto';
import { startConnector } from './connector';
import type { Target } from './target';

type Json = Readonly<Record<string, unknown>>;

/** The channel that submitters sit at: keeps each conversation's newest card, and says when one is done. */
export interface Channel {
  readonly url: string;
  newestCard(conversationId: string): unknown;
  /** Resolves when a result card arrives there, with `performance.now()` of that moment. */
  resultAt(conversationId: string): Promise<number>;
  stop(): void;
}

export async function startChannel(): Promise<Channel> {
  const newest = new Map<string, unknown>();
  const results = new Map<string, PromiseWithResolver>();
  const resultOf = (id: string): PromiseWithResolver => {
    const known = results.get(id) ?? withResolver();
    results.set(id, known);
    return known;
  };
  const connector = await startConnector((text) => {
    const activity = JSON.parse(text) as { conversation?: { id?: string }; attachments?: Json[] };
    const id = activity.conversation?.id ?? '';
    const card = activity.attachments?.[0]?.['content'];
    if (card !== undefined) newest.set(id, card);
    if (text.includes('Customer added')) resultOf(id).resolve(performance.now());
  });
  return {
    ...connector,
    newestCard: (id) => newest.get(id),
    resultAt: (id) => resultOf(id).promise,
  };
}

interface PromiseWithResolver {
  readonly promise: Promise<number>;
  readonly resolve: (at: number) => void;
}

function withResolver(): PromiseWithResolver {
  let resolve: (at: number) => void = () => undefined;
  const promise = new Promise<number>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const MOST_LOOKS = 20;

/** Every object in a card, in reading order. */
function* objectsIn(node: unknown): Generator<Json> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield node as Json;
  for (const one of Object.values(node)) yield* objectsIn(one);
}

/** Somebody who takes one customer as far as the review, with the agreement accepted, and submits. */
export class Submitter {
  readonly conversationId = randomUUID();
  private readonly name = randomBytes(6).toString('hex');
  private userId = '';

  constructor(
    private readonly bot: Target,
    private readonly channel: Channel,
  ) {}

  async prepare(): Promise<void> {
    const answer = await fetch(`${this.bot.url}/api/directline/token?as=bench-${this.name}`, {
      method: 'POST',
      // The endpoint limits each address; people of many offices come through one proxy.
      headers: { 'x-forwarded-for': [10, ...randomBytes(3)].join('.') },
    });
    this.userId = ((await answer.json()) as { userId: string }).userId;
    await this.post({ text: 'help' });
    await this.press('begin');
    await this.press('next', {
      f_country: 'US',
      f_companyName: `Company ${this.name}`,
      f_domainPrefix: `b${this.name}`,
    });
    await this.press('next', {
      f_firstName: 'Ann',
      f_lastName: 'Beebe',
      f_email: 'ann@contoso.example',
      f_phoneNumber: '+14255550100',
      f_addressLine1: '1 Main Street',
      f_city: 'Redmond',
      f_state: 'WA',
      f_postalCode: '98052',
    });
    await this.press('next', {
      f_signerFirstName: 'Sam',
      f_signerLastName: 'Signer',
      f_signerEmail: 'sam@contoso.example',
    });
    // Without a reseller the form warns once, and takes it the second time.
    while (this.section() === 'reseller') await this.press('next', { f_resellerId: 'none' });
    await this.press('search', { f_offerSearch: 'Business Premium' });
    await this.press('add', { f_offer: this.firstChoice('f_offer'), f_quantity: '5' });
    await this.press('next');
    await this.accept();
  }

  /** Resolves with when it was sent and when the result was there; `performance.now()`. */
  async submit(): Promise<{ readonly sent: number; readonly done: number }> {
    const sent = performance.now();
    await this.press('submit', { f_partnerAttestation: 'true' });
    return { sent, done: await this.channel.resultAt(this.conversationId) };
  }

  private card(): readonly Json[] {
    return [...objectsIn(this.channel.newestCard(this.conversationId))];
  }

  private button(action: string): Json | undefined {
    return this.card()
      .map((one) => one['data'] as Json | undefined)
      .find((one) => one?.['action'] === action);
  }

  private async press(action: string, inputs: Json = {}): Promise<void> {
    // A bot that has just started has more to ask Partner Center than there is time in one turn.
    for (let look = 0; this.button(action) === undefined && look < MOST_LOOKS; look += 1) {
      const again = this.button('resume');
      if (again === undefined) break;
      await this.post({ value: again });
    }
    const data = this.button(action);
    if (data === undefined) throw new Error(`No button ${action} on ${this.text()}`);
    await this.post({ value: { ...this.shown(), ...inputs, ...data } });
  }

  /** What stands in the card's inputs, as a client would send it along. */
  private shown(): Json {
    return Object.fromEntries(
      this.card()
        .filter(({ type, value }) => String(type).startsWith('Input.') && value !== undefined)
        .map(({ id, value }) => [String(id), value]),
    );
  }

  private section(): unknown {
    const button = this.card().find(
      ({ data }) => (data as Json | undefined)?.['action'] === 'next',
    );
    return (button?.['data'] as Json | undefined)?.['section'];
  }

  private firstChoice(input: string): unknown {
    const choices = this.card().find(({ id }) => id === input)?.['choices'] as Json[] | undefined;
    return choices?.[0]?.['value'];
  }

  private text(): string {
    return String(this.card()[0]?.['fallbackText']);
  }

  /** The link is made beside the conversation and may come a moment after the review. */
  private async accept(): Promise<void> {
    for (let look = 0; look < 200; look += 1) {
      const link = this.card().find(({ url }) => String(url).includes('/accept/'));
      if (link !== undefined) {
        await fetch(String(link['url']), { method: 'POST', body: new URLSearchParams() });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No acceptance link on ${this.text()}`);
  }

  private async post(activity: Json): Promise<void> {
    const response = await fetch(`${this.bot.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: randomUUID(),
        channelId: 'webchat',
        serviceUrl: this.channel.url,
        from: { id: this.userId },
        recipient: { id: 'bot' },
        conversation: { id: this.conversationId },
        locale: 'en-US',
        ...activity,
      }),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`A turn was answered with ${response.status}.`);
  }
}

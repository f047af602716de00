import { z } from 'zod';

/** An activity on the wire: its type is known, the rest is carried as it came. */
export interface Activity {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** What a stream frame and `GET activities` carry. */
export interface ActivitySet {
  readonly activities: readonly Activity[];
  /** Opaque to clients: the number of the last activity they have seen. */
  readonly watermark: string;
}

/** Where an activity stands: what the channel itself writes on it. */
export interface Stamp {
  readonly id: string;
  readonly conversationId: string;
  readonly timestamp: string;
}

/** The bot as people see it. */
export const BOT = { id: 'alta', name: 'Alta' } as const;

/** The channel whose behaviour this server has; the bot looks its abilities up by it. */
export const CHANNEL_ID = 'directline';

const clientActivitySchema = z.looseObject({
  type: z.enum(['message', 'event', 'typing', 'endOfConversation']),
});
const botActivitySchema = z.looseObject({
  type: z.string().min(1),
  replyToId: z.string().optional(),
});

/** An activity as a client may send it; undefined for anything else. */
export function parseClientActivity(body: unknown): Activity | undefined {
  return clientActivitySchema.safeParse(body).data;
}

/** An activity as the bot sends it; undefined for anything else. */
export function parseBotActivity(body: unknown): (Activity & { replyToId?: string }) | undefined {
  const { data } = botActivitySchema.safeParse(body);
  if (data === undefined) return undefined;
  const { replyToId, ...rest } = data;
  return replyToId === undefined ? rest : { ...rest, replyToId };
}

/**
 * A client's activity as the bot gets it. Who speaks, where and when is the channel's word: anything
 * that the client wrote there is replaced. `deliveryMode` and `callerId` are not a client's to choose.
 */
export function stampClientActivity(
  activity: Activity,
  stamp: Stamp,
  user: { readonly id: string; readonly name?: string | undefined },
  serviceUrl: string,
): Activity {
  return {
    ...activity,
    ...placed(stamp),
    serviceUrl,
    from: { id: user.id, name: user.name ?? '', role: 'user' },
    recipient: { ...BOT, role: 'bot' },
    deliveryMode: undefined,
    callerId: undefined,
    relatesTo: undefined,
  };
}

/**
 * The bot's activity as the client gets it. A `replyToId` that the client will never see is left out:
 * Web Chat holds such an activity back for five seconds.
 */
export function stampBotActivity(
  activity: Activity,
  stamp: Stamp,
  replyToId: string | undefined,
): Activity {
  return {
    ...activity,
    ...placed(stamp),
    from: { ...BOT, role: 'bot' },
    replyToId,
    recipient: undefined,
    serviceUrl: undefined,
    deliveryMode: undefined,
  };
}

/** What the bot is told once when a conversation begins: it and the user have joined. */
export function conversationStarted(
  stamp: Stamp,
  user: { readonly id: string; readonly name?: string | undefined },
  serviceUrl: string,
  locale: string | undefined,
): Activity {
  const person = { id: user.id, name: user.name ?? '' };
  return {
    type: 'conversationUpdate',
    ...placed(stamp),
    serviceUrl,
    from: { ...person, role: 'user' },
    recipient: { ...BOT, role: 'bot' },
    membersAdded: [BOT, person],
    locale,
  };
}

function placed({ id, conversationId, timestamp }: Stamp) {
  return { id, timestamp, channelId: CHANNEL_ID, conversation: { id: conversationId } };
}

/** Whether clients ever get an activity of this type (the bot's own bookkeeping stays with it). */
export function reachesClients(type: string): boolean {
  return !['conversationUpdate', 'trace', 'invoke', 'invokeResponse', 'delay'].includes(type);
}

/** Whether an activity belongs to the history; typing is for those who are looking now. */
export function isKept(type: string): boolean {
  return type !== 'typing';
}

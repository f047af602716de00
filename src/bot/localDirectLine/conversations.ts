import { randomBytes } from 'node:crypto';
import { isKept, type Activity, type ActivitySet, type Stamp } from './activities';

const MAX_CONVERSATIONS = 1_000;
const MAX_ACTIVITIES = 1_000;
/** Characters of JSON kept of one conversation. */
const MAX_HISTORY_SIZE = 4_000_000;
/** Numbers per second of age with which a conversation goes on after its memory was lost. */
const NUMBERS_PER_SECOND = 10;

const ID_PATTERN = /^[A-Za-z0-9_-]{22}-(?<startedAt>[0-9a-z]{6,9})$/;

interface KeptActivity {
  readonly number: number;
  readonly activity: Activity;
  readonly size: number;
}

/** The open stream of a conversation's client. */
export interface Stream {
  send(set: ActivitySet): void;
  close(reason: 'collision' | 'forgotten' | 'closing'): void;
}

/** One conversation: its history, and the stream of the client that looks at it. */
export interface Conversation {
  readonly id: string;
  /** Known as soon as a client has shown its token. */
  user: { readonly id: string; readonly name?: string | undefined } | undefined;
  /** Whether the bot has been told of the conversation. */
  isStarted: boolean;
  /** Number, id and time of the next activity. */
  nextStamp(): Stamp;
  /** Keeps the activity, where its type is kept, and shows it to the client. */
  publish(activity: Activity, stamp: Stamp): void;
  /** What came after a watermark; everything where it is none of ours. */
  since(watermark: string | undefined): ActivitySet;
  readonly watermark: string;
  has(activityId: string): boolean;
  /** Only one stream at a time, as in the service: the older one is closed with `collision`. */
  attach(stream: Stream): void;
  detach(stream: Stream): void;
  closeStream(reason: 'forgotten' | 'closing'): void;
}

export interface Conversations {
  /**
   * The conversation of that id; begun anew, without history, where it is not in memory (the process
   * was restarted, or it was dropped). Undefined where the id can't be one of ours.
   * `seenWatermark` is the last one that a client says it has seen.
   */
  open(id: string, seenWatermark?: string): Conversation | undefined;
  closeStreams(): void;
}

/** A new conversation id: unguessable, with the time of its making. */
export function newConversationId(now: number): string {
  return `${randomBytes(16).toString('base64url')}-${Math.floor(now / 1_000).toString(36)}`;
}

/** Conversations in memory, bounded: the one unused for longest is dropped first. */
export function createConversations(now: () => number): Conversations {
  const known = new Map<string, Conversation>();
  return {
    open(id, seenWatermark) {
      const found = known.get(id) ?? createConversation(id, now, seenWatermark);
      if (found === undefined) return undefined;
      known.delete(id);
      known.set(id, found);
      if (known.size > MAX_CONVERSATIONS) {
        const [oldest] = known.values();
        if (oldest !== undefined) {
          known.delete(oldest.id);
          oldest.closeStream('forgotten');
        }
      }
      return found;
    },
    closeStreams() {
      for (const conversation of known.values()) conversation.closeStream('closing');
    },
  };
}

function createConversation(
  id: string,
  now: () => number,
  seenWatermark: string | undefined,
): Conversation | undefined {
  const startedAt = ID_PATTERN.exec(id)?.groups?.['startedAt'];
  if (startedAt === undefined) return undefined;
  const history: KeptActivity[] = [];
  let size = 0;
  let stream: Stream | undefined;
  // A conversation whose memory was lost must not give an id out twice: the bot would take the new
  // activity for a repetition, Web Chat would overwrite the old one. Its age is above what it used.
  const ageS = Math.floor(now() / 1_000) - parseInt(startedAt, 36);
  let number = Math.max(0, ageS * NUMBERS_PER_SECOND, parseWatermark(seenWatermark));

  return {
    id,
    user: undefined,
    isStarted: false,
    nextStamp() {
      number += 1;
      return {
        id: `${id}|${String(number).padStart(7, '0')}`,
        conversationId: id,
        timestamp: new Date(now()).toISOString(),
      };
    },
    publish(activity, stamp) {
      const at = parseInt(stamp.id.slice(id.length + 1), 10);
      if (isKept(activity.type)) {
        const kept = { number: at, activity, size: JSON.stringify(activity).length };
        history.push(kept);
        size += kept.size;
        while (history.length > MAX_ACTIVITIES || (size > MAX_HISTORY_SIZE && history.length > 1)) {
          size -= history.shift()?.size ?? 0;
        }
      }
      stream?.send({ activities: [activity], watermark: String(at) });
    },
    since(watermark) {
      const after = parseWatermark(watermark);
      const activities = history.filter((kept) => kept.number > after).map((kept) => kept.activity);
      return { activities, watermark: String(number) };
    },
    get watermark() {
      return String(number);
    },
    has: (activityId) => history.some((kept) => kept.activity['id'] === activityId),
    attach(next) {
      const previous = stream;
      stream = next;
      previous?.close('collision');
    },
    detach(closed) {
      if (stream === closed) stream = undefined;
    },
    closeStream(reason) {
      stream?.close(reason);
      stream = undefined;
    },
  };
}

function parseWatermark(watermark: string | undefined): number {
  return watermark !== undefined && /^\d{1,15}$/.test(watermark) ? Number(watermark) : 0;
}

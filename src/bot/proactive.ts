import { randomUUID } from 'node:crypto';
import type { ConversationReference } from 'botbuilder';
import type { View } from '../cards/views';
import { DEFAULT_LANGUAGE, languageOf, type Language } from '../language';
import { errorFields, type Log } from '../log';
import type { CardRow, CardStore } from '../services/cardStore';
import type { ConversationReference as KnownConversation } from '../services/draftStore';
import { startPoller, type Poller } from '../services/poller';
import type { AltaAdapter } from './adapter';
import { channelOf, messageOf } from './channels';
import { ConnectorError } from './connectorHttp';

/*
 * Cards that change outside a turn. Level-triggered: whoever holds the card's lease reads the latest
 * state, shows it, and notes what it showed; nobody sends a stored card.
 */

/** What a card is to show now: its version, and the coarse state that is worth a message of its own. */
export interface CardState {
  readonly version: number;
  readonly state: string;
  /** Undefined: the card is not where the person is any more, and needs no change. */
  readonly view: View | undefined;
}

export interface ProactiveOptions {
  readonly adapter: AltaAdapter;
  readonly cards: CardStore;
  readonly findConversation: (id: string) => Promise<KnownConversation | undefined>;
  /** The latest state of a subject; undefined where it no longer exists. */
  readonly stateOf: (
    subject: string,
    language: Language,
    conversation: KnownConversation,
  ) => Promise<CardState | undefined>;
  readonly instance: string;
  readonly log: Log;
}

const POLL_MS = 1_000;
const LEASE_MS = 10_000;
const AT_ONCE = 20;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** Brings cards up to date until it is stopped. */
export function startProactive(options: ProactiveOptions): Poller {
  return startPoller({
    everyMs: POLL_MS,
    work: async () => {
      let behind: readonly string[];
      do {
        behind = await options.cards.behind(AT_ONCE);
        await Promise.all(behind.map((subject) => bringUpToDate(options, subject)));
      } while (behind.length === AT_ONCE);
    },
    onError: (error) => {
      options.log.error('proactive.failed', errorFields(error));
    },
  });
}

async function bringUpToDate(options: ProactiveOptions, subject: string): Promise<void> {
  const { cards, log } = options;
  // A name for this taking alone: a turn of this very process may hold the lease.
  const owner = `${options.instance}/${randomUUID()}`;
  const card = await cards.take(subject, owner, LEASE_MS);
  if (card === undefined) return;
  try {
    await showLatest(options, card, owner);
  } catch (error) {
    const status = error instanceof ConnectorError ? error.status : undefined;
    log.warn('proactive.sendFailed', { ...errorFields(error), ...(status && { status }) });
    const next = afterFailure(error, card);
    if (next.type === 'again') {
      await cards.fail(subject, owner, next.afterMs, next.isMessageGone);
    } else if (next.type === 'left') await cards.parkConversation(card.conversationId);
    else if (isWaitedFor(subject)) await cards.park(subject, owner);
    else await cards.forget(subject);
  }
}

/** A draft's own card is drawn anew whenever the person comes back to it. */
function isWaitedFor(subject: string): boolean {
  return !subject.startsWith('draft:');
}

type AfterFailure =
  /** Nobody is there any more: about nothing at all. */
  | { readonly type: 'left' }
  /** This can't be said there. */
  | { readonly type: 'never' }
  | { readonly type: 'again'; readonly afterMs: number; readonly isMessageGone: boolean };

/** What a failed send means for the card alone: the submission goes its way whether it is seen or not. */
function afterFailure(
  error: unknown,
  { failures, activityId }: Pick<CardRow, 'failures' | 'activityId'>,
): AfterFailure {
  const { status, retryAfterMs = 0 } =
    error instanceof ConnectorError ? error : { status: undefined, retryAfterMs: 0 };
  // The message was deleted: a new one takes its place.
  if (status === 404 && activityId !== null) {
    return { type: 'again', afterMs: 0, isMessageGone: true };
  }
  // Blocked, removed, or the conversation is gone.
  if (status === 403 || status === 404) return { type: 'left' };
  // A request that is refused as it is stays refused; a newer state may not be.
  const isRefused = status !== undefined && status >= 400 && status < 500 && !PASSING.has(status);
  if (isRefused && failures >= MOST_REFUSALS) return { type: 'never' };
  const grown = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
  return { type: 'again', afterMs: Math.max(grown, retryAfterMs), isMessageGone: false };
}

/** Credentials are renewed, calls at the same time end, limits pass. */
const PASSING: ReadonlySet<number> = new Set([401, 408, 412, 429]);
const MOST_REFUSALS = 5;

async function showLatest(options: ProactiveOptions, card: CardRow, owner: string): Promise<void> {
  const { cards } = options;
  const conversation = await options.findConversation(card.conversationId);
  if (conversation === undefined) {
    await cards.forget(card.subject);
    return;
  }
  const language = languageOf(conversation.language) ?? DEFAULT_LANGUAGE;
  const latest = await options.stateOf(card.subject, language, conversation);
  if (latest === undefined) {
    await cards.forget(card.subject);
    return;
  }
  const channel = channelOf(conversation.channelId);
  // Where every state is a new message, only those that a person acts on are sent.
  const isWorthIt = channel.inPlace || latest.state !== card.shownState;
  let activityId: string | undefined;
  const view = latest.view;
  if (view !== undefined && isWorthIt) {
    const reference = conversation.reference as Partial<ConversationReference>;
    await options.adapter.speak(reference, async (context) => {
      const message = messageOf(view, channel);
      if (channel.inPlace && card.activityId !== null) {
        await context.updateActivity({ ...message, id: card.activityId });
        activityId = card.activityId;
        return;
      }
      activityId = (await context.sendActivity(message))?.id;
    });
  }
  await cards.note(card.subject, owner, {
    version: latest.version,
    state: latest.state,
    activityId,
  });
}

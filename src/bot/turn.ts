import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import type { View } from '../cards/views';
import { DEFAULT_LANGUAGE, languageOf, localeOf, type Language } from '../language';
import type { Log } from '../log';
import { personKey } from '../services/person';
import type { TurnChange, TurnRead, TurnStore } from '../services/turnStore';
import { annotate } from '../telemetry';
import { answer } from './answer';
import type { Channel } from './channels';
import { hashOfClick } from './click';
import { refuseBusyDomain } from './draftAnswers';
import type { Speaker } from './identity';
import { listsOf } from './lists';
import type { AnswerServices, Input, Turn, TurnOutcome } from './outcome';
import type { PersonQueue } from './personQueue';

/*
 * A turn as a unit of work: queued per person, one read, everything that it comes to collected without
 * a transaction open, one commit, and only then sent. A crash before the commit changes nothing.
 */

/** What a turn's remote checks have where nothing else is said: an invoke is answered within 3 s. */
export const REMOTE_BUDGET_MS = 2_000;
/** What waited longer than this behind others is not run: its channel is about to give up. */
const LATE_INVOKE_MS = 2_000;
const LATE_MESSAGE_MS = 8_000;
/** Deliveries are repeated within seconds; so many ids are remembered per conversation. */
const REMEMBERED_ACTIVITIES = 20;
/** A page that comes back to its conversation sooner than this has its card still. */
const REJOIN_MS = 3_000;

export interface TurnRequest {
  readonly context: TurnContext;
  readonly channel: Channel;
  readonly speaker: Speaker;
  readonly input: Input;
}

/** What the person is to see; `shared` where an identical click before this one shows it already. */
export interface TurnResult {
  readonly view: View | undefined;
  readonly shared: boolean;
  readonly liveCard: TurnOutcome['liveCard'];
}

export interface TurnServices {
  readonly answers: AnswerServices;
  readonly store: TurnStore;
  readonly queue: PersonQueue;
  /** All remote checks of a turn run within this, in milliseconds. */
  readonly remoteBudgetMs: number;
  /** Names this process in card leases. */
  readonly instance: string;
  readonly onSubmitted: () => void;
  readonly onIntent: () => void;
  readonly onHandedOver: () => void;
  readonly log: Log;
}

/** How long a turn's own send holds the lease of the card it sends. */
export const SEND_LEASE_MS = 10_000;

export type RunTurn = (request: TurnRequest) => Promise<TurnResult>;

/** The runner of turns; one per process. */
export function createRunTurn(services: TurnServices): RunTurn {
  const running = new Map<string, Promise<TurnResult>>();

  return async (request) => {
    const person = personKey(request.speaker.person);
    const key =
      request.input.type === 'click'
        ? `${person} ${request.channel.id} ${hashOfClick(request.input.click)}`
        : undefined;
    const same = key === undefined ? undefined : running.get(key);
    if (same !== undefined) return { ...(await same), shared: true };
    const result = services.queue.run(person, (waitedMs) => once(services, request, waitedMs));
    if (key === undefined) return result;
    running.set(key, result);
    try {
      return await result;
    } finally {
      running.delete(key);
    }
  };
}

async function once(
  services: TurnServices,
  request: TurnRequest,
  waitedMs: number,
): Promise<TurnResult> {
  const { context, channel, speaker } = request;
  const { activity } = context;
  const isInvoke = activity.type === 'invoke';
  const isLate = waitedMs > (isInvoke ? LATE_INVOKE_MS : LATE_MESSAGE_MS);
  const conversationId = conversationKey(activity, channel, speaker);
  const remote = { correlationId: randomUUID(), deadline: Date.now() + services.remoteBudgetMs };
  annotate({ correlationId: remote.correlationId, action: actionOf(request.input) });
  for (let attempt = 1; ; attempt += 1) {
    const read = await services.store.read({
      conversationId,
      draftId: request.input.type === 'click' ? request.input.click.draft : undefined,
      person: speaker.person,
    });
    const repeated = isRepeated(activity, request.input, read);
    // An invoke must be answered with a card even so; a message has been answered.
    if (repeated && !isInvoke) return { view: undefined, shared: true, liveCard: undefined };
    const language = languageFor(activity, read);
    const turn: Turn = {
      context,
      conversationId,
      speaker,
      language,
      input: isLate || repeated ? { type: 'late' } : request.input,
      read,
      remote: { ...remote, locale: localeOf(language) },
    };
    let outcome = await answer(services.answers, turn);
    let committed = await services.store.commit(changeOf(services, turn, channel, outcome));
    if (committed === 'domainBusy') {
      outcome = await refuseBusyDomain(services.answers, turn);
      committed = await services.store.commit(changeOf(services, turn, channel, outcome));
    }
    if (committed === 'committed') {
      if (outcome.submission !== undefined) services.onSubmitted();
      if (outcome.handover?.type === 'take') services.onHandedOver();
      if ((outcome.intents?.length ?? 0) > 0) services.onIntent();
      return { view: outcome.view, shared: false, liveCard: outcome.liveCard };
    }
    // Another instance, or a worker, wrote the draft in between: once more on what it wrote.
    if (attempt >= MOST_ATTEMPTS) throw new ConflictError();
    services.log.info('turn.conflict', { attempts: attempt });
  }
}

function actionOf(input: Input): string | undefined {
  if (input.type === 'click') return input.click.action;
  return input.type === 'command' ? input.command.name : undefined;
}

const MOST_ATTEMPTS = 4;

/** A draft was written by others each time that this turn wanted to. */
class ConflictError extends Error {
  readonly code = 'turn.conflict';
}

/** A conversation belongs to one person: `<channel>/<conversation>/<tenant>/<object>`. */
export function conversationKey(
  { conversation }: Activity,
  channel: Channel,
  speaker: Speaker,
): string {
  return `${channel.id}/${conversation.id}/${personKey(speaker.person)}`;
}

function isRepeated(activity: Activity, input: Input, read: TurnRead): boolean {
  const { conversation } = read;
  if (conversation === undefined) return false;
  // Installing sends two events, and reloading a page one more: one of them is answered.
  if (input.type === 'joined') return Date.now() - conversation.updatedAt.getTime() < REJOIN_MS;
  return activity.id !== undefined && conversation.recentActivities.includes(activity.id);
}

function languageFor(activity: Activity, read: TurnRead): Language {
  return languageOf(read.conversation?.language) ?? languageOf(activity.locale) ?? DEFAULT_LANGUAGE;
}

function changeOf(
  { instance }: TurnServices,
  turn: Turn,
  channel: Channel,
  outcome: TurnOutcome,
): TurnChange {
  const { activity } = turn.context;
  const before = turn.read.conversation;
  const recent = [...(before?.recentActivities ?? []), ...(activity.id ? [activity.id] : [])];
  const language = outcome.language ?? languageOf(before?.language);
  const lists = outcome.lists ?? listsOf(before);
  return {
    conversation: {
      id: turn.conversationId,
      person: turn.speaker.person,
      channelId: channel.id,
      reference: referenceOf(activity),
      language,
      spokenLanguage: outcome.language ?? turn.language,
      currentDraft:
        outcome.currentDraft === null
          ? undefined
          : (outcome.currentDraft ?? before?.currentDraft ?? undefined),
      welcomeDraft: outcome.welcomeDraft ?? before?.welcomeDraft,
      body: lists.revision === 0 ? undefined : JSON.stringify(lists),
      recentActivities: recent.slice(-REMEMBERED_ACTIVITIES),
    },
    draft: outcome.draft,
    intents: outcome.intents ?? [],
    submission: outcome.submission,
    handover: outcome.handover,
    takesUpCards: turn.read.hasUnsaid,
    card: outcome.liveCard && {
      ...outcome.liveCard,
      shownState: outcome.liveCard.state,
      conversationId: turn.conversationId,
      activityId:
        channel.inPlace && outcome.liveCard.announces !== true ? activity.replyToId : undefined,
      leaseOwner: instance,
      leaseMs: SEND_LEASE_MS,
    },
    audit: outcome.audit ?? [],
  };
}

/** What is needed to speak there later; people's names stay out of it. */
function referenceOf(activity: Activity): Readonly<Record<string, unknown>> {
  const { conversationType, tenantId, id } = activity.conversation;
  return {
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    bot: { id: activity.recipient.id },
    user: { id: activity.from.id },
    conversation: { id, conversationType, tenantId },
  };
}

import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { textsFor } from '../cards/texts';
import type { View } from '../cards/views';
import type { CheckResults } from '../dialogs/section';
import { DEFAULT_LANGUAGE, languageOf, localeOf, type Language } from '../language';
import type { Log } from '../log';
import { personKey } from '../services/person';
import type { TurnChange, TurnRead, TurnStore } from '../services/turnStore';
import { annotate } from '../telemetry';
import { answer } from './answer';
import type { Channel } from './channels';
import { timeZoneOf } from './envelope';
import { hashOfClick } from './click';
import { refuseBusyDomain } from './draftSubmit';
import type { Speaker } from './identity';
import { listsOf } from './lists';
import type { AnswerServices, Input, Turn, TurnOutcome } from './outcome';
import type { PersonQueue } from './personQueue';

/*
 * A turn as a unit of work: queued per person, one read, everything that it comes to collected without
 * a transaction open, one commit, and only then sent. A crash before the commit changes nothing.
 */

/**
 * What a turn's remote checks have where nothing else is said, from the arrival on: an invoke is answered
 * within 3 s. The other limits are parts of it, by which an invoke is answered within 4.5 s at the very
 * most: 3 s until the last check has ended, 1 s for replacing the message, the rest for the database.
 */
export const REMOTE_BUDGET_MS = 2_000;
/** What began late, or is run once more, has this much even so. */
const LEAST_PART = 0.25;
/** No check lasts longer than this after the arrival. */
const LAST_PART = 1.5;
/**
 * An invoke that waited longer than this behind others is not run: its channel is about to give up. A
 * message is run however late: nobody waits for its answer, and it names the card that it was sent from.
 */
const LATE_PART = 1;
/** An invoke that has not begun by then is answered with a line, and is not run. */
const UNANSWERED_PART = 1.25;
/** Deliveries are repeated within seconds; so many ids are remembered per conversation. */
const REMEMBERED_ACTIVITIES = 20;
/** A page that comes back to its conversation sooner than this has its card still. */
const REJOIN_MS = 3_000;

export interface TurnRequest {
  readonly context: TurnContext;
  readonly channel: Channel;
  readonly speaker: Speaker;
  readonly input: Input;
  /** Names the turn wherever it is spoken of: to Partner Center, in the log, to the person. */
  readonly correlationId: string;
  /** When the activity came, in milliseconds: its time limit runs from there, waiting included. */
  readonly arrivedAt: number;
  /** Shows a result; the next turn of the person waits until what it sent is over. */
  readonly deliver: (result: TurnResult) => Promise<Delivered>;
}

/** How a result was shown. */
export interface Delivered {
  /** What an invoke is answered with. */
  readonly answer: InvokeResponse | undefined;
  /** Resolves when nothing of it is under way any more, an update that was not waited for included. */
  readonly settled: Promise<unknown>;
}

/** What the person is to see; `shared` where an identical click before this one shows it already. */
export interface TurnResult {
  readonly view: View | undefined;
  /** In place of a card: a line that leaves the card as it is. */
  readonly line?: string;
  readonly shared: boolean;
  readonly liveCard: LiveCard | undefined;
}

/** The card that will change by itself, and by whose name the turn holds its lease. */
export type LiveCard = NonNullable<TurnOutcome['liveCard']> & { readonly leaseOwner: string };

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

/** Runs a turn and shows its result; gives what an invoke is answered with. */
export type RunTurn = (request: TurnRequest) => Promise<InvokeResponse | undefined>;

interface Ended {
  readonly result: TurnResult;
  readonly answer: InvokeResponse | undefined;
}

/** The runner of turns; one per process. */
export function createRunTurn(services: TurnServices): RunTurn {
  const running = new Map<string, Promise<Ended>>();

  return async (request) => {
    const person = personKey(request.speaker.person);
    const key =
      request.input.type === 'click'
        ? `${person} ${request.channel.id} ${hashOfClick(request.input.click)}`
        : undefined;
    const same = key === undefined ? undefined : running.get(key);
    if (same !== undefined) {
      const { result } = await same;
      return (await request.deliver({ ...result, shared: true })).answer;
    }
    const ended = queued(services, request, person);
    if (key === undefined) return (await ended).answer;
    running.set(key, ended);
    try {
      return (await ended).answer;
    } finally {
      running.delete(key);
    }
  };
}

/**
 * Runs and shows a turn when those of the person before it are over. The answer is given as soon as it
 * is known; the next turn waits for what is still being sent, so that an older card never comes last.
 */
function queued(services: TurnServices, request: TurnRequest, person: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const impatience = answerInTime(services, request, resolve, reject);
    const work = async (): Promise<void> => {
      if (impatience.isOver()) return;
      impatience.stop();
      const result = await once(services, request);
      const { answer: said, settled } = await request.deliver(result);
      resolve({ result, answer: said });
      await settled;
    };
    services.queue.run(person, work).catch(reject);
  });
}

/** Answers an invoke that still waits for its turn when its channel is about to give up. */
function answerInTime(
  services: TurnServices,
  request: TurnRequest,
  resolve: (ended: Ended) => void,
  reject: (error: unknown) => void,
): { readonly isOver: () => boolean; readonly stop: () => void } {
  if (request.context.activity.type !== 'invoke') {
    return { isOver: () => false, stop: () => undefined };
  }
  let isOver = false;
  const answerNow = async (): Promise<void> => {
    isOver = true;
    const text = textsFor(await languageNow(services, request))('notice.stillWorkingLine');
    const result = { view: undefined, line: text, shared: true, liveCard: undefined };
    const { answer: said } = await request.deliver(result);
    resolve({ result, answer: said });
  };
  const until = request.arrivedAt + services.remoteBudgetMs * UNANSWERED_PART;
  const timer = setTimeout(() => void answerNow().catch(reject), until - Date.now());
  return {
    isOver: () => isOver,
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/** What is spoken in the conversation, outside a turn. */
async function languageNow(
  { store }: TurnServices,
  { context, channel, speaker }: TurnRequest,
): Promise<Language> {
  const { activity } = context;
  const conversationId = conversationKey(activity, channel, speaker);
  const read = await store.read({ conversationId, draftId: undefined, person: speaker.person });
  return languageFor(activity, read);
}

async function once(services: TurnServices, request: TurnRequest): Promise<TurnResult> {
  const { context, channel, speaker, arrivedAt } = request;
  const { remoteBudgetMs } = services;
  const { activity } = context;
  const isInvoke = activity.type === 'invoke';
  const isLate = isInvoke && Date.now() - arrivedAt > remoteBudgetMs * LATE_PART;
  const conversationId = conversationKey(activity, channel, speaker);
  const { correlationId } = request;
  annotate({ correlationId, action: actionOf(request.input) });
  const checked = new Map<string, CheckResults>();
  const leaseOwner = `${services.instance}/${correlationId}`;
  for (let attempt = 1; ; attempt += 1) {
    // Once more has less to ask: what was checked stands.
    const remote = { correlationId, deadline: deadlineOf(arrivedAt, remoteBudgetMs, isInvoke) };
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
      input: repeated ? { type: 'repeated' } : isLate ? { type: 'late' } : request.input,
      read,
      remote: { ...remote, locale: localeOf(language) },
      checked,
    };
    let outcome = await answer(services.answers, turn);
    let committed = await services.store.commit(changeOf(turn, channel, outcome, leaseOwner));
    if (committed === 'domainBusy') {
      outcome = await refuseBusyDomain(services.answers, turn);
      committed = await services.store.commit(changeOf(turn, channel, outcome, leaseOwner));
    }
    if (committed === 'committed') {
      if (outcome.submission !== undefined) services.onSubmitted();
      if (outcome.handover?.type === 'take') services.onHandedOver();
      if ((outcome.intents?.length ?? 0) > 0) services.onIntent();
      const liveCard = outcome.liveCard && { ...outcome.liveCard, leaseOwner };
      return { view: outcome.view, shared: false, liveCard };
    }
    // Another instance, or a worker, wrote the draft in between: once more on what it wrote.
    if (attempt >= MOST_ATTEMPTS) throw new ConflictError();
    services.log.info('turn.conflict', { attempts: attempt });
  }
}

/** A message has no channel that waits for it: what began late has its part whenever that is. */
function deadlineOf(arrivedAt: number, budgetMs: number, isInvoke: boolean): number {
  const deadline = Math.max(arrivedAt + budgetMs, Date.now() + budgetMs * LEAST_PART);
  return isInvoke ? Math.min(deadline, arrivedAt + budgetMs * LAST_PART) : deadline;
}

function actionOf(input: Input): string | undefined {
  if (input.type === 'click') return input.click.action;
  return input.type === 'command' ? input.command.name : undefined;
}

const MOST_ATTEMPTS = 3;

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
  turn: Turn,
  channel: Channel,
  outcome: TurnOutcome,
  leaseOwner: string,
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
      leaseOwner,
      leaseMs: SEND_LEASE_MS,
    },
    audit: outcome.audit ?? [],
  };
}

/** What is needed to speak there later; people's names stay out of it. */
function referenceOf(activity: Activity): Readonly<Record<string, unknown>> {
  const timeZone = timeZoneOf(activity);
  const { conversationType, tenantId, id } = activity.conversation;
  return {
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    bot: { id: activity.recipient.id },
    user: { id: activity.from.id },
    conversation: { id, conversationType, tenantId },
    ...(timeZone !== undefined && { localTimezone: timeZone }),
  };
}

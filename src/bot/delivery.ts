import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { setTimeout as delay } from 'node:timers/promises';
import type { View } from '../cards/views';
import { errorFields, type Log } from '../log';
import type { CardStore } from '../services/cardStore';
import { cardOf, messageOf, type Channel } from './channels';
import { count } from '../telemetry';
import type { Delivered, TurnResult } from './turn';

/** Replacing the message may take this long inside a turn; the invoke's own answer shows the card anyway. */
const UPDATE_LIMIT_MS = 1_000;

export interface DeliveryServices {
  readonly cards: CardStore;
  readonly log: Log;
}

/** Shows a turn's result the channel's way. Nothing that fails here undoes the turn. */
export async function deliver(
  services: DeliveryServices,
  context: TurnContext,
  channel: Channel,
  { view, line = '', liveCard, shared }: TurnResult,
): Promise<Delivered> {
  const isInvoke = context.activity.type === 'invoke';
  if (view !== undefined)
    count('cards', { channel: channel.id, card: view.kind, section: sectionOf(view) });
  if (view === undefined) {
    return { answer: isInvoke ? messageAnswer(line) : undefined, settled: NOTHING };
  }
  let shown: Shown = { activityId: undefined, settled: NOTHING };
  try {
    if (!shared) shown = await show(services, context, channel, view);
  } finally {
    if (liveCard !== undefined && !shared) {
      const { subject, version, state, announces, leaseOwner } = liveCard;
      const activityId = announces === true ? undefined : shown.activityId;
      await services.cards
        .note(subject, leaseOwner, { version, state, activityId })
        .catch((error: unknown) => {
          // The lease runs out by itself.
          services.log.warn('delivery.noteFailed', errorFields(error));
        });
    }
  }
  return { answer: isInvoke ? cardAnswer(view, channel) : undefined, settled: shown.settled };
}

const NOTHING: Promise<unknown> = Promise.resolve();

interface Shown {
  readonly activityId: string | undefined;
  readonly settled: Promise<unknown>;
}

/** A form's buttons name the section that it belongs to. */
function sectionOf(view: View): string | undefined {
  const section = view.kind === 'form' ? view.buttons[0]?.data['section'] : undefined;
  return typeof section === 'string' ? section : undefined;
}

async function show(
  { log }: DeliveryServices,
  context: TurnContext,
  channel: Channel,
  view: View,
): Promise<Shown> {
  const { activity } = context;
  const message = messageOf(view, channel);
  const cardId = channel.inPlace ? activity.replyToId : undefined;
  const isCardClick = activity.type === 'invoke' || activity.value !== undefined;
  if (cardId !== undefined && isCardClick) {
    const update = context.updateActivity({ ...message, id: cardId }).then(
      () => true,
      (error: unknown) => {
        log.warn('delivery.updateFailed', errorFields(error));
        return false;
      },
    );
    const isUpdated = await withinLimit(update);
    // The invoke's answer shows the card; a message has no other answer than a new card.
    if (isUpdated || activity.type === 'invoke') return { activityId: cardId, settled: update };
  }
  if (activity.type === 'invoke') return { activityId: undefined, settled: NOTHING };
  const sent = await context.sendActivity(message);
  return { activityId: sent?.id, settled: NOTHING };
}

async function withinLimit(update: Promise<boolean>): Promise<boolean> {
  const abort = new AbortController();
  const late = delay(UPDATE_LIMIT_MS, false, { signal: abort.signal, ref: false }).catch(
    () => false,
  );
  try {
    return await Promise.race([update, late]);
  } finally {
    abort.abort();
  }
}

/** The answer to an Action.Execute: HTTP 200 always, the card in the body. */
function cardAnswer(view: View, channel: Channel): InvokeResponse {
  return {
    status: 200,
    body: {
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: cardOf(view, channel),
    },
  };
}

/** A line that Teams shows without touching the card. */
export function messageAnswer(text: string): InvokeResponse {
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text },
  };
}

/** A plain line of text, for what has no card. */
export async function say(context: TurnContext, text: string): Promise<void> {
  const message: Partial<Activity> = { type: 'message', text, textFormat: 'plain' };
  await context.sendActivity(message);
}

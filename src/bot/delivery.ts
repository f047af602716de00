import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { setTimeout as delay } from 'node:timers/promises';
import type { View } from '../cards/views';
import { errorFields, type Log } from '../log';
import type { CardStore } from '../services/cardStore';
import { cardOf, messageOf, type Channel } from './channels';
import { count } from '../telemetry';
import type { TurnResult } from './turn';

/** Replacing the message may take this long inside a turn; the invoke's own answer shows the card anyway. */
const UPDATE_LIMIT_MS = 1_000;

export interface DeliveryServices {
  readonly cards: CardStore;
  readonly instance: string;
  readonly log: Log;
}

/** Shows a turn's result the channel's way. Nothing that fails here undoes the turn. */
export async function deliver(
  services: DeliveryServices,
  context: TurnContext,
  channel: Channel,
  result: TurnResult,
): Promise<InvokeResponse | undefined> {
  const { view, liveCard } = result;
  const isInvoke = context.activity.type === 'invoke';
  if (view !== undefined)
    count('cards', { channel: channel.id, card: view.kind, section: sectionOf(view) });
  if (view === undefined) return isInvoke ? messageAnswer('') : undefined;
  let activityId: string | undefined;
  try {
    if (!result.shared) activityId = await show(services, context, channel, view);
  } finally {
    if (liveCard !== undefined && !result.shared) {
      const { subject, version, state, announces } = liveCard;
      if (announces === true) activityId = undefined;
      await services.cards
        .note(subject, services.instance, { version, state, activityId })
        .catch((error: unknown) => {
          // The lease runs out by itself.
          services.log.warn('delivery.noteFailed', errorFields(error));
        });
    }
  }
  return isInvoke ? cardAnswer(view, channel) : undefined;
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
): Promise<string | undefined> {
  const { activity } = context;
  const message = messageOf(view, channel);
  const cardId = channel.inPlace ? activity.replyToId : undefined;
  const isCardClick = activity.type === 'invoke' || activity.value !== undefined;
  if (cardId !== undefined && isCardClick) {
    const updated = await withinLimit(context.updateActivity({ ...message, id: cardId }), log);
    // The invoke's answer shows the card; a message has no other answer than a new card.
    if (updated || activity.type === 'invoke') return cardId;
  }
  if (activity.type === 'invoke') return undefined;
  return (await context.sendActivity(message))?.id;
}

async function withinLimit(update: Promise<unknown>, log: Log): Promise<boolean> {
  const done = update.then(
    () => true,
    (error: unknown) => {
      log.warn('delivery.updateFailed', errorFields(error));
      return false;
    },
  );
  const abort = new AbortController();
  const late = delay(UPDATE_LIMIT_MS, false, { signal: abort.signal, ref: false }).catch(
    () => false,
  );
  try {
    return await Promise.race([done, late]);
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

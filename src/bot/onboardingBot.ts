import { randomUUID } from 'node:crypto';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { textsFor } from '../cards/texts';
import { DEFAULT_LANGUAGE, languageOf } from '../language';
import { errorFields, type Log } from '../log';
import { channelOf, type Channel } from './channels';
import { parseClick } from './click';
import { parseCommand } from './commands';
import { deliver, messageAnswer, say, type DeliveryServices } from './delivery';
import { annotate, count, measure, traced } from '../telemetry';
import type { Identify, Speaker } from './identity';
import type { LookUp } from './lookUp';
import type { Input } from './outcome';
import { conversationKey, type RunTurn } from './turn';

export interface OnboardingBotOptions {
  readonly identify: Identify;
  readonly runTurn: RunTurn;
  /** Choices for the text that a person types; without a speaker there are none. */
  readonly lookUp: LookUp;
  readonly delivery: DeliveryServices;
  /** What was chosen in a conversation, or spoken there last. */
  readonly languageOf: (conversationId: string) => Promise<string | undefined>;
  readonly log: Log;
}

/** What each kind of activity does; what the bot does not know is answered with 200 and nothing. */
export interface OnboardingBot {
  /** Runs one activity; an invoke's answer is left for the adapter in the context. */
  run(context: TurnContext): Promise<void>;
}

/** Names of events by which a page says that somebody looks at it. */
const JOIN_EVENTS = ['webchat/join', 'startConversation'];

export function createOnboardingBot(options: OnboardingBotOptions): OnboardingBot {
  return {
    async run(context) {
      const { activity } = context;
      const channel = channelOf(activity.channelId);
      const answer = await traced('turn', { channel: channel.id }, () =>
        onActivity(options, context, channel),
      );
      if (activity.type === 'invoke') {
        await context.sendActivity({
          type: 'invokeResponse',
          value: answer ?? { status: 200, body: {} },
        });
      }
    },
  };
}

async function onActivity(
  options: OnboardingBotOptions,
  context: TurnContext,
  channel: Channel,
): Promise<InvokeResponse | undefined> {
  const { activity } = context;
  if (activity.type === 'invoke' && activity.name === 'application/search') {
    const identified = await options.identify(activity, channel);
    return options.lookUp(activity, channel, identified.known ? identified.speaker : undefined);
  }
  if (isUninstalled(activity)) {
    await onUninstalled(options, activity, channel);
    return undefined;
  }
  const input = inputOf(activity);
  if (input === undefined) return undefined;
  const started = performance.now();
  const arrivedAt = Date.now();
  const fields = { channel: channel.id, input: input.type };
  annotate(fields);
  let outcome = 'answered';
  const correlationId = randomUUID();
  let speaker: Speaker | undefined;
  try {
    if (isShared(activity)) {
      const isJoin = input.type === 'joined';
      return isJoin ? undefined : await refuse(context, 'refusal.personalOnly');
    }
    const identified = await options.identify(activity, channel);
    if (!identified.known) outcome = identified.why;
    if (!identified.known) return await refuse(context, `refusal.${identified.why}`);
    speaker = identified.speaker;
    return await options.runTurn({
      context,
      channel,
      speaker,
      input,
      correlationId,
      arrivedAt,
      deliver: (result) => deliver(options.delivery, context, channel, result),
    });
  } catch (error) {
    outcome = 'failed';
    options.log.error('bot.turnFailed', { ...errorFields(error), correlationId });
    const spoken =
      speaker === undefined
        ? undefined
        : await options
            .languageOf(conversationKey(activity, channel, speaker))
            .catch(() => undefined);
    return await refuse(context, 'refusal.failed', { correlationId }, spoken).catch(
      (failure: unknown) => {
        options.log.error('bot.answerFailed', errorFields(failure));
        return undefined;
      },
    );
  } finally {
    annotate({ outcome });
    count('turns', { ...fields, outcome });
    measure('turnDuration', performance.now() - started, { ...fields, outcome });
  }
}

/** An upgrade removes as well, and is none: it names itself. */
function isUninstalled({ type, action }: Activity): boolean {
  return type === 'installationUpdate' && action === 'remove';
}

/** Whoever removed the app is sent nothing until they come back. */
async function onUninstalled(
  { identify, delivery }: OnboardingBotOptions,
  activity: Activity,
  channel: Channel,
): Promise<void> {
  const identified = await identify(activity, channel);
  if (!identified.known) return;
  await delivery.cards.parkConversation(conversationKey(activity, channel, identified.speaker));
}

/** What the person did; undefined for what asks for no answer. */
function inputOf(activity: Activity): Input | undefined {
  switch (activity.type) {
    case 'message':
      return messageInput(activity);
    case 'invoke':
      return activity.name === 'adaptiveCard/action' ? invokeInput(activity) : undefined;
    case 'event':
      return JOIN_EVENTS.includes(activity.name ?? '') ? { type: 'joined' } : undefined;
    case 'conversationUpdate':
      return (activity.membersAdded?.length ?? 0) > 0 ? { type: 'joined' } : undefined;
    case 'installationUpdate':
      return activity.action?.startsWith('add') === true ? { type: 'joined' } : undefined;
    default:
      return undefined;
  }
}

/** A message with a value is a card action and never read as a command, whatever its text. */
function messageInput(activity: Activity): Input {
  const value: unknown = activity.value;
  if (value !== undefined && value !== null) return clickInput(value);
  const command = parseCommand(textOf(activity));
  return command === undefined ? { type: 'text' } : { type: 'command', command };
}

/** The SDK's type says that there always is a text; card actions have none. */
function textOf({ text }: { readonly text?: string }): string {
  return text ?? '';
}

function invokeInput(activity: Activity): Input {
  const value: unknown = activity.value;
  const action =
    typeof value === 'object' && value !== null && 'action' in value ? value.action : {};
  const data = typeof action === 'object' && action !== null && 'data' in action ? action.data : {};
  return clickInput(data);
}

/** What is no click of ours changes nothing and shows where the person stands. */
function clickInput(value: unknown): Input {
  const click = parseClick(value) ?? {
    action: 'unknown',
    draft: undefined,
    section: undefined,
    revision: undefined,
    list: undefined,
    item: undefined,
    inputs: {},
  };
  return { type: 'click', click };
}

/** A group or a channel: forms hold personal data and belong in a personal chat. */
function isShared({ conversation }: Activity): boolean {
  const type = conversation.conversationType;
  return type === 'groupChat' || type === 'channel' || conversation.isGroup;
}

async function refuse(
  context: TurnContext,
  key: string,
  params?: Readonly<Record<string, string>>,
  spoken?: string,
): Promise<InvokeResponse | undefined> {
  const language = languageOf(spoken ?? context.activity.locale) ?? DEFAULT_LANGUAGE;
  const text = textsFor(language)(key, params);
  if (context.activity.type === 'invoke') return messageAnswer(text);
  await say(context, text);
  return undefined;
}

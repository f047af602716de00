import { ActivityTypes, type Activity } from 'botbuilder';
import { renderCard } from '../cards/renderCard';
import type { View } from '../cards/views';

/** What a channel's clients can do. */
export interface Channel {
  readonly id: string;
  /** Action.Execute is a dead button outside Teams (channels.md 2.6). */
  readonly actionType: 'Action.Submit' | 'Action.Execute';
  /** Choices can be asked for while the person types. */
  readonly typeahead: boolean;
  /** Messages of the bot can be replaced: the whole form lives in one card. */
  readonly inPlace: boolean;
  /** `from.aadObjectId` is the channel's word, not the client's. */
  readonly tellsIdentity: boolean;
  /** Speakers are known by the token endpoint's `dl_` ids. */
  readonly hasTokenEndpoint: boolean;
}

const BY_MESSAGES = {
  actionType: 'Action.Submit',
  typeahead: false,
  inPlace: false,
  tellsIdentity: false,
  hasTokenEndpoint: false,
} as const;

/** A map: the id is whatever a client wrote, `constructor` included. */
const CHANNELS: ReadonlyMap<string, Omit<Channel, 'id'>> = new Map<string, Omit<Channel, 'id'>>([
  [
    'msteams',
    {
      actionType: 'Action.Execute',
      typeahead: true,
      inPlace: true,
      tellsIdentity: true,
      hasTokenEndpoint: false,
    },
  ],
  ['webchat', { ...BY_MESSAGES, hasTokenEndpoint: true }],
  ['directline', { ...BY_MESSAGES, hasTokenEndpoint: true }],
  ['emulator', BY_MESSAGES],
]);

/** A channel's abilities; an unknown one gets the most careful row. */
export function channelOf(id: string): Channel {
  return { id, ...(CHANNELS.get(id) ?? BY_MESSAGES) };
}

/** Adaptive Cards as an attachment. */
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** A view as a message of that channel: a card alone (Teams splits text and card in two messages). */
export function messageOf(view: View, channel: Channel): Partial<Activity> {
  const { card, summary } = renderCard(view, channel);
  return {
    type: ActivityTypes.Message,
    attachments: [{ contentType: CARD_TYPE, content: card }],
    summary,
    locale: view.language,
    // The page disables older cards of the same subject by these.
    ...(!channel.inPlace && {
      channelData: {
        subject: view.subject,
        revision: view.revision,
        ...(view.ends !== undefined && { ends: view.ends }),
      },
    }),
  };
}

/** The card alone, as the answer to an Action.Execute. */
export function cardOf(view: View, channel: Channel): Readonly<Record<string, unknown>> {
  return renderCard(view, channel).card;
}

import { randomUUID } from 'node:crypto';
import type { ConversationReference } from 'botbuilder';
import { textsFor } from '../cards/texts';
import { emptyDraft, parseDraft } from '../dialogs/draft';
import { acceptanceUrlOf, hasPendingEffect } from '../dialogs/effects';
import { takenView } from '../dialogs/handoverView';
import { reviewOf } from '../dialogs/reviewDialog';
import { coarseStateOf, statusView } from '../dialogs/statusView';
import { localeOf } from '../language';
import type { ConversationReference as KnownConversation } from '../services/draftStore';
import { isSamePerson, type Person } from '../services/person';
import { channelOf } from './channels';
import type { Identify } from './identity';
import type { AnswerServices } from './outcome';
import type { CardState, ProactiveOptions } from './proactive';

const BUDGET_MS = 5_000;

/** The latest state of whatever a card can be about. */
export function createCardStates(
  services: AnswerServices,
  identify: Identify,
): ProactiveOptions['stateOf'] {
  return async (subject, language, conversation) => {
    const [kind = '', id = ''] = subject.split(':');
    if (kind === 'submission') {
      const status = await services.submissions.get(id);
      if (status === undefined) return undefined;
      const url = acceptanceUrlOf((await services.drafts.get(status.draftId))?.body);
      const view = statusView(status, { language, timeZone: timeZoneOf(conversation) }, [], url);
      return { version: status.version, state: coarseStateOf(status), view };
    }
    if (kind === 'handover') return handoverState(services, id, language, conversation.person);
    if (kind === 'draft') return draftState(services, identify, id, language, conversation);
    return undefined;
  };
}

/** As the person's client said it last. */
function timeZoneOf({ reference }: { readonly reference: Readonly<Record<string, unknown>> }) {
  const { localTimezone } = reference;
  return typeof localTimezone === 'string' ? localTimezone : undefined;
}

/** The giver hears of it when the draft is somebody else's; before, the code's card stands as it is. */
async function handoverState(
  services: AnswerServices,
  draftId: string,
  language: Parameters<typeof textsFor>[0],
  giver: Person,
): Promise<CardState | undefined> {
  const row = await services.drafts.get(draftId);
  if (row === undefined) return undefined;
  const { version, revision } = row;
  if (isSamePerson(row.owner, giver)) return { version, state: 'offered', view: undefined };
  const draft = parseDraft(row.body) ?? emptyDraft();
  return { version, state: 'taken', view: takenView({ language, draftId, draft, revision }) };
}

/** A draft's card changes by itself at the review alone: the acceptance link is there now. */
async function draftState(
  services: AnswerServices,
  identify: Identify,
  id: string,
  language: Parameters<typeof textsFor>[0],
  conversation: KnownConversation,
): Promise<CardState | undefined> {
  const row = await services.drafts.get(id);
  const draft = row && parseDraft(row.body);
  if (
    row === undefined ||
    draft === undefined ||
    row.owner.objectId !== conversation.person.objectId
  ) {
    return undefined;
  }
  const state = hasPendingEffect(draft) ? 'linkPending' : 'linkReady';
  if (row.state !== 'open') return { version: row.version, state, view: undefined };
  const remote = {
    correlationId: randomUUID(),
    locale: localeOf(language),
    deadline: Date.now() + BUDGET_MS,
  };
  const view = await reviewOf({
    id,
    sections: services.sections,
    environment: await services.environment(remote),
    services: services.sectionServices,
    language,
    texts: textsFor(language),
    remote,
    maySubmit: await maySubmitIn(identify, conversation),
    revision: row.revision,
    draft,
  });
  return { version: row.version, state, view };
}

/**
 * As the person's next click there will be judged. Of somebody whose sign-in has run out nothing is known:
 * their click is refused for that.
 */
async function maySubmitIn(
  identify: Identify,
  { channelId, person, reference }: KnownConversation,
): Promise<boolean> {
  const { user, conversation } = reference as Partial<ConversationReference>;
  const speaking = {
    from: { id: user?.id ?? '', aadObjectId: person.objectId },
    conversation: { tenantId: conversation?.tenantId ?? person.tenantId },
  };
  const identified = await identify(speaking, channelOf(channelId));
  return !identified.known || identified.speaker.maySubmit;
}

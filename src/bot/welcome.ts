import { randomBytes } from 'node:crypto';
import { textsFor } from '../cards/texts';
import type { NoticeView } from '../cards/views';
import { welcomeView } from '../dialogs/welcomeView';
import type { Turn, TurnOutcome } from './outcome';

/** The welcome card in one of its wordings, with a draft id of its own. */
export function welcome(
  { language }: Turn,
  about: 'welcome' | 'help' | 'closed',
  notices: readonly NoticeView[] = [],
): TurnOutcome {
  const draftId = newDraftId();
  return {
    view: welcomeView({ language, draftId, about, notices }),
    welcomeDraft: draftId,
  };
}

/** A line of ours on top of a card. */
export function notice({ language }: Turn, tone: NoticeView['tone'], key: string): NoticeView {
  return { tone, text: textsFor(language)(key) };
}

const DRAFT_ID_BYTES = 16;

/** Unguessable: a draft's id is all that its cards carry. */
export function newDraftId(): string {
  return randomBytes(DRAFT_ID_BYTES).toString('base64url');
}

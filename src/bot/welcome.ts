import { createHash, randomBytes } from 'node:crypto';
import type { Reader } from '../cards/format';
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

/** The speaker as a reader. */
export function readerOf({ language, context }: Turn): Reader {
  return { language, timeZone: context.activity.localTimezone };
}

/** A line of ours on top of a card. */
export function notice({ language }: Turn, tone: NoticeView['tone'], key: string): NoticeView {
  return { tone, text: textsFor(language)(key) };
}

const DRAFT_ID_BYTES = 16;
const DRAFT_ID_LENGTH = 22;

/**
 * The draft that a typed command begins: the same one wherever the message is delivered again, another
 * instance included. Nobody gets at a draft by its id alone.
 */
export function draftIdOf({ conversationId, context }: Turn): string {
  const { id } = context.activity;
  if (id === undefined) return newDraftId();
  const hash = createHash('sha256').update(`begin:${conversationId}:${id}`).digest('base64url');
  return hash.slice(0, DRAFT_ID_LENGTH);
}

/** Unguessable: a draft's id is all that its cards carry. */
export function newDraftId(): string {
  return randomBytes(DRAFT_ID_BYTES).toString('base64url');
}

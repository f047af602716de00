import { createHash, randomBytes } from 'node:crypto';
import type { Reader } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { NoticeView } from '../cards/views';
import { isEmptyDraft, parseDraft } from '../dialogs/draft';
import { welcomeView, type OpenDraft } from '../dialogs/welcomeView';
import { isSamePerson } from '../services/person';
import type { DraftRow } from '../services/turnStore';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';

/** The welcome card in one of its wordings, with a draft id of its own. */
export function welcome(
  turn: Turn,
  about: 'welcome' | 'help' | 'closed',
  notices: readonly NoticeView[] = [],
  open: OpenDraft | undefined = about === 'help' ? openHere(turn) : undefined,
): TurnOutcome {
  const draftId = newDraftId();
  return {
    view: welcomeView({ language: turn.language, draftId, about, notices, open }),
    welcomeDraft: draftId,
  };
}

/** The welcome of somebody who comes to a new conversation, or to none: with the draft that waits for them. */
export async function welcomeBack(
  { drafts }: AnswerServices,
  turn: Turn,
  notices: readonly NoticeView[] = [],
): Promise<TurnOutcome> {
  const [row] = await drafts.list(turn.speaker.person, { offset: 0, limit: 1 });
  return welcome(turn, 'welcome', notices, row && openDraft(row, false));
}

/** The open draft that this conversation is about. */
function openHere({ read, speaker }: Turn): OpenDraft | undefined {
  const row = read.draft;
  const isMine = row !== undefined && isSamePerson(row.owner, speaker.person);
  return isMine && row.state === 'open' ? openDraft(row, true) : undefined;
}

function openDraft({ id, revision, body }: DraftRow, isHere: boolean): OpenDraft | undefined {
  const draft = parseDraft(body);
  if (draft === undefined || (!isHere && isEmptyDraft(draft))) return undefined;
  return { id, revision, draft, isHere };
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

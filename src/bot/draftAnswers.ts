import { createHash } from 'node:crypto';
import type { NoticeView } from '../cards/views';
import { emptyDraft, isEmptyDraft, parseDraft, voidEffect, type Draft } from '../dialogs/draft';
import { draftSubject } from '../dialogs/leaveView';
import { takesAction } from '../dialogs/formDialog';
import { REVIEW_ACTIONS } from '../dialogs/reviewDialog';
import { REVIEW } from '../dialogs/reviewView';
import type { Section } from '../dialogs/section';
import { isSamePerson } from '../services/person';
import type { DraftRow } from '../services/turnStore';
import { startLike } from './customerAnswers';
import { freshnessOf, type Click } from './click';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { notice, welcome } from './welcome';
import {
  type DraftTurn,
  show,
  run,
  leave,
  liveDraftCard,
  rowTurn,
  writeOf,
  auditOf,
  intentsOf,
  keepingBoxes,
  unknownDraft,
} from './draftTurn';
import { submit } from './draftSubmit';

/**
 * Begins a draft, from nothing or like an earlier customer, or shows it where that very draft lives
 * already (a double click on the card that began it).
 */
export async function beginDraft(
  services: AnswerServices,
  turn: Turn,
  wantedId: string,
  likeCustomer?: string,
): Promise<TurnOutcome> {
  let id = wantedId;
  let row = turn.read.draft?.id === id ? turn.read.draft : await services.drafts.get(id);
  // The card's draft came to its end: the same click means the next customer, the same one each time.
  for (let tries = 0; row !== undefined && isOver(row) && tries < MOST_SUCCESSORS; tries += 1) {
    id = successorOf(id);
    row = await services.drafts.get(id);
  }
  if (row !== undefined) {
    if (!isSamePerson(row.owner, turn.speaker.person)) return unknownDraft(turn);
    const shown = await show(services, turn, rowTurn(row), []);
    return { ...shown, currentDraft: id };
  }
  const like =
    likeCustomer === undefined ? undefined : await startLike(services, turn, likeCustomer);
  const begun: DraftTurn = { id, row: undefined, draft: like?.draft ?? emptyDraft() };
  const notices = like === undefined ? [] : [like.notice];
  const ran = await run(services, turn, begun, { revision: 1, click: undefined, notices });
  return {
    view: ran.view,
    draft: writeOf(turn, begun, ran, 1, undefined),
    audit: [auditOf(turn, 'draft.begin', id)],
    currentDraft: id,
  };
}

/** Each finished draft has one successor, so that clicks on an old welcome card agree on the next. */
const MOST_SUCCESSORS = 50;

function successorOf(id: string): string {
  return createHash('sha256').update(`after:${id}`).digest('base64url').slice(0, 22);
}

function isOver(row: DraftRow): boolean {
  return row.state === 'discarded' || row.state === 'finished' || row.state === 'givenUp';
}

/** A click on a form, the review, or a leave card of a draft. */
export async function onDraftClick(
  services: AnswerServices,
  turn: Turn,
  click: Click,
): Promise<TurnOutcome> {
  const row = turn.read.draft;
  const freshness = freshnessOf(click, row, turn.speaker.person);
  if (row === undefined || freshness === 'unknown') return unknownDraft(turn);
  if (row.state === 'discarded') {
    return draftOver(turn, row.id, notice(turn, 'info', 'notice.draftDiscarded'));
  }
  const here = rowTurn(row);
  if (click.action === 'resume' || freshness === 'repeat') {
    return { ...(await show(services, turn, here, [])), currentDraft: row.id };
  }
  if (freshness === 'stale') {
    const stale = notice(turn, 'warning', 'notice.stale');
    return { ...(await show(services, turn, here, [stale])), currentDraft: row.id };
  }
  if (click.action === 'cancel') return cancel(turn, here, row, click);
  if (!isKnown(services.sections, click)) {
    const unknown = notice(turn, 'warning', 'notice.unknownClick');
    return { ...(await show(services, turn, here, [unknown])), currentDraft: row.id };
  }
  return advance(services, turn, here, row, click);
}

/** Something that a button of ours does; nothing else is run, counted or written to the audit log. */
function isKnown(sections: readonly Section[], { action, section }: Click): boolean {
  if (section === REVIEW) return REVIEW_ACTIONS.includes(action);
  const own = sections.find(({ id }) => id === section);
  return own !== undefined && takesAction(own, action);
}

/** The click is run by the dialogs; what they leave becomes the turn's outcome. */
async function advance(
  services: AnswerServices,
  turn: Turn,
  here: DraftTurn,
  row: DraftRow,
  click: Click,
): Promise<TurnOutcome> {
  const revision = row.revision + 1;
  const barred = click.action === 'submit' && !turn.speaker.maySubmit;
  const ran = await run(services, turn, here, {
    revision,
    click: barred ? keepingBoxes(click) : click,
    notices: [],
  });
  const draft = writeOf(turn, here, ran, revision, click);
  const audit = [auditOf(turn, `draft.${click.action}`, row.id, click.section)];
  const intents = intentsOf(turn, row.id, ran);
  if (ran.order !== undefined) {
    return { ...(await submit(services, turn, ran.order, draft, audit)), intents };
  }
  const view =
    click.action === 'save' && ran.state === 'open'
      ? leave(turn, { ...here, draft: ran.draft }, revision, 'kept')
      : ran.view;
  return {
    view,
    draft,
    intents,
    audit,
    currentDraft: row.id,
    ...(view === ran.view && liveDraftCard(row.id, row.version + 1, ran)),
  };
}

function cancel(turn: Turn, here: DraftTurn, row: DraftRow, click: Click): TurnOutcome {
  const revision = row.revision + 1;
  const unchanged = { state: row.state, draft: here.draft };
  if (isEmptyDraft(here.draft)) {
    // Nothing was sent: there is nothing to keep, and nothing to ask.
    return {
      ...draftOver(turn, row.id, notice(turn, 'info', 'notice.nothingKept')),
      draft: writeOf(turn, here, { ...unchanged, state: 'discarded' }, revision, click),
      audit: [auditOf(turn, 'draft.discard', row.id)],
      currentDraft: null,
    };
  }
  return {
    view: leave(turn, here, revision, 'left'),
    draft: writeOf(turn, here, unchanged, revision, click),
    currentDraft: row.id,
  };
}

/** The welcome card in place of a draft that is no more. */
function draftOver(turn: Turn, id: string, why: NoticeView): TurnOutcome {
  const outcome = welcome(turn, 'welcome', [why]);
  return { ...outcome, view: outcome.view && { ...outcome.view, ends: draftSubject(id) } };
}

/** Asks before a draft of the list is forgotten. */
export async function askDiscard(
  services: AnswerServices,
  turn: Turn,
  click: Click,
): Promise<TurnOutcome> {
  const row = turn.read.draft;
  const freshness = freshnessOf(click, row, turn.speaker.person);
  if (row?.state !== 'open' || freshness !== 'fresh') return onDraftClick(services, turn, click);
  // A draft that can't be read can be forgotten.
  const here = { id: row.id, row, draft: parseDraft(row.body) ?? emptyDraft() };
  return { view: leave(turn, here, row.revision, 'discard') };
}

/** Forgets a draft, at its owner's word. A submitted one can't be discarded. */
export async function discardDraft(
  services: AnswerServices,
  turn: Turn,
  click: Click,
): Promise<TurnOutcome> {
  const row = turn.read.draft;
  const freshness = freshnessOf(click, row, turn.speaker.person);
  if (row === undefined || freshness === 'unknown') return unknownDraft(turn);
  if (row.state !== 'open' || freshness !== 'fresh') return onDraftClick(services, turn, click);
  if (click.item === 'startOver') return startOver(services, turn, rowTurn(row), row, click);
  const here: DraftTurn = { id: row.id, row, draft: emptyDraft() };
  const gone = { state: 'discarded' as const, draft: here.draft };
  return {
    ...draftOver(turn, row.id, notice(turn, 'good', 'notice.discarded')),
    draft: writeOf(turn, here, gone, row.revision + 1, click),
    audit: [auditOf(turn, 'draft.discard', row.id)],
    currentDraft: null,
  };
}

/** The same draft with nothing in it; links made for it are void, and their numbers go on. */
async function startOver(
  services: AnswerServices,
  turn: Turn,
  before: DraftTurn,
  row: DraftRow,
  click: Click,
): Promise<TurnOutcome> {
  const steps = Object.keys(before.draft.effects);
  const voided = steps.reduce((draft, step) => voidEffect(draft, step), before.draft);
  const draft: Draft = { ...emptyDraft(), effects: voided.effects };
  const here: DraftTurn = { ...before, draft };
  const revision = row.revision + 1;
  const notices = [notice(turn, 'good', 'notice.discarded')];
  const ran = await run(services, turn, here, { revision, click: undefined, notices });
  return {
    view: ran.view,
    draft: writeOf(turn, here, { state: 'open', draft: ran.draft }, revision, click),
    audit: [auditOf(turn, 'draft.discard', row.id), auditOf(turn, 'draft.begin', row.id)],
    currentDraft: row.id,
  };
}

/**
 * The card of the conversation's draft, the result with it until Done takes it off the conversation;
 * undefined where there is none.
 */
export async function showCurrentDraft(
  services: AnswerServices,
  turn: Turn,
  notices: readonly NoticeView[],
): Promise<TurnOutcome | undefined> {
  const row = turn.read.draft;
  const isMine = row !== undefined && isSamePerson(row.owner, turn.speaker.person);
  if (!isMine || row.state === 'discarded') return undefined;
  const here = rowTurn(row);
  // What asks says why and offers what mends it, until somebody has begun to.
  const asks = row.state === 'needsAnswer' && here.draft.editing.length === 0;
  const shown: DraftTurn = asks ? { ...here, row: { ...row, state: 'submitted' } } : here;
  return show(services, turn, shown, notices);
}

/** The typed cancel and start over; undefined where no draft is open. */
export async function leaveCurrentDraft(
  services: AnswerServices,
  turn: Turn,
  about: 'left' | 'startOver',
): Promise<TurnOutcome | undefined> {
  const row = turn.read.draft;
  const isMine = row !== undefined && isSamePerson(row.owner, turn.speaker.person);
  if (!isMine || isOver(row)) return undefined;
  if (row.state === 'open') return { view: leave(turn, rowTurn(row), row.revision, about) };
  if (about === 'startOver') return undefined;
  // It is Partner Center's by now, or will be: its own card says what can be done.
  return show(services, turn, rowTurn(row), [notice(turn, 'info', 'notice.submittedStays')]);
}

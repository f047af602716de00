import { createHash, randomUUID } from 'node:crypto';
import { dayIn } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { NoticeView, View } from '../cards/views';
import { runAddCustomer } from '../dialogs/addCustomerDialog';
import {
  emptyDraft,
  isEmptyDraft,
  keepEntries,
  parseDraft,
  voidEffect,
  type Draft,
} from '../dialogs/draft';
import { acceptanceUrlOf, hasPendingEffect, takeUpEffects } from '../dialogs/effects';
import { takesAction } from '../dialogs/formDialog';
import { leaveView } from '../dialogs/leaveView';
import { unavailableText } from '../dialogs/reasonText';
import { REVIEW_ACTIONS } from '../dialogs/reviewDialog';
import { REVIEW } from '../dialogs/reviewView';
import type { Section } from '../dialogs/section';
import type { DraftSession } from '../dialogs/session';
import { statusView } from '../dialogs/statusView';
import { boughtLines } from '../services/submissions/orderLines';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { isSamePerson } from '../services/person';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import {
  goingOn,
  newStatus,
  stepsToRepeat,
  type SubmissionStatus,
} from '../services/submissions/status';
import type { AuditWrite, DraftRow, DraftState, DraftWrite } from '../services/turnStore';
import { startLike } from './customerAnswers';
import { freshnessOf, hashOfClick, type Click } from './click';
import { timeZoneOf } from './envelope';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { liveSubmissionCard } from './submissionCard';
import { notice, readerOf, welcome } from './welcome';

/** A draft in a turn: a row that was read, or one that this turn begins. */
interface DraftTurn {
  readonly id: string;
  /** Undefined: it is not in the database yet. */
  readonly row: DraftRow | undefined;
  readonly draft: Draft;
}

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
    return welcome(turn, 'welcome', [notice(turn, 'info', 'notice.draftDiscarded')]);
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
  const notices = barred ? [notice(turn, 'warning', 'notice.mayNotSubmit')] : [];
  const ran = await run(services, turn, here, {
    revision,
    click: barred ? undefined : click,
    notices,
  });
  const draft = writeOf(turn, here, ran, revision, click);
  const audit = [auditOf(turn, `draft.${click.action}`, row.id, click.section)];
  const intents = ran.started.map(({ step, generation }) => ({
    ownerId: row.id,
    generation,
    step,
    requestId: randomUUID(),
  }));
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

async function submit(
  services: AnswerServices,
  turn: Turn,
  order: CustomerOrder,
  draft: DraftWrite,
  audit: readonly AuditWrite[],
): Promise<TurnOutcome> {
  const known = turn.read.submission;
  const asks =
    known?.state === 'needsAttention' ? await services.submissions.get(known.id) : undefined;
  const { conversationId, language } = turn;
  const begun = newStatus({
    id: asks?.id ?? randomUUID(),
    draftId: draft.id,
    owner: turn.speaker.person,
    conversationId,
    correlationId: asks?.correlationId ?? randomUUID(),
    order,
  });
  const status = asks === undefined ? begun : goingOn(asks, begun);
  const { id, owner, correlationId, version } = status;
  return {
    view: statusView(status, readerOf(turn)),
    draft,
    audit,
    currentDraft: draft.id,
    submission: {
      id,
      draftId: draft.id,
      owner,
      conversationId,
      correlationId,
      language,
      domainHmac: services.domainHmac(order.domain),
      payload: JSON.stringify(order),
      resubmits: asks !== undefined,
      redo: stepsToRepeat(asks?.facts.customerId !== undefined),
    },
    liveCard: { subject: `submission:${id}`, version, state: 'running' },
  };
}

/** The review, as it stands when the domain turned out to be under way in another submission. */
export async function refuseBusyDomain(services: AnswerServices, turn: Turn): Promise<TurnOutcome> {
  const row = turn.read.draft;
  if (row === undefined || turn.input.type !== 'click') return unknownDraft(turn);
  const here = rowTurn(row);
  const revision = row.revision + 1;
  const busy = notice(turn, 'wrong', 'notice.domainBusy');
  const ran = await run(services, turn, here, { revision, click: undefined, notices: [busy] });
  return {
    view: ran.view,
    draft: writeOf(turn, here, ran, revision, turn.input.click),
    currentDraft: row.id,
  };
}

function cancel(turn: Turn, here: DraftTurn, row: DraftRow, click: Click): TurnOutcome {
  const revision = row.revision + 1;
  const unchanged = { state: row.state, draft: here.draft };
  if (isEmptyDraft(here.draft)) {
    // Nothing was typed: there is nothing to keep, and nothing to ask.
    return {
      ...welcome(turn, 'welcome'),
      draft: writeOf(turn, here, { ...unchanged, state: 'discarded' }, revision, click),
      audit: [auditOf(turn, 'draft.discard', row.id)],
      currentDraft: null,
    };
  }
  return {
    view: leave(turn, here, revision, 'kept'),
    draft: writeOf(turn, here, unchanged, revision, click),
    currentDraft: row.id,
  };
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
  if (row.state !== 'open' || freshness === 'stale') return onDraftClick(services, turn, click);
  if (click.item === 'startOver') return startOver(services, turn, rowTurn(row), row, click);
  const here: DraftTurn = { id: row.id, row, draft: emptyDraft() };
  const gone = { state: 'discarded' as const, draft: here.draft };
  return {
    ...welcome(turn, 'welcome', [notice(turn, 'good', 'notice.discarded')]),
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
  about: 'kept' | 'startOver',
): Promise<TurnOutcome | undefined> {
  const row = turn.read.draft;
  const isMine = row !== undefined && isSamePerson(row.owner, turn.speaker.person);
  if (!isMine || isOver(row)) return undefined;
  if (row.state === 'open') return { view: leave(turn, rowTurn(row), row.revision, about) };
  if (about === 'startOver') return undefined;
  // It is Partner Center's by now, or will be: its own card says what can be done.
  return show(services, turn, rowTurn(row), [notice(turn, 'info', 'notice.submittedStays')]);
}

/** Where the draft stands, unchanged. */
async function show(
  services: AnswerServices,
  turn: Turn,
  here: DraftTurn,
  notices: readonly NoticeView[],
): Promise<TurnOutcome> {
  const revision = here.row?.revision ?? 1;
  const ran = await run(services, turn, here, { revision, click: undefined, notices });
  return { view: ran.view, ...liveDraftCard(here.id, here.row?.version ?? 1, ran) };
}

/** Any draft of the speaker's, which this turn read by itself. */
export function showRow(
  services: AnswerServices,
  turn: Turn,
  row: DraftRow,
  notices: readonly NoticeView[],
): Promise<TurnOutcome> {
  const here: Turn = { ...turn, read: { ...turn.read, draft: row, submission: undefined } };
  return show(services, here, rowTurn(row), notices);
}

/** One submission of a draft asks at a time; what it has bought stands in its facts. */
async function orderedLines(services: AnswerServices, { read }: Turn): Promise<readonly string[]> {
  if (read.submission?.customerExists !== true) return [];
  const status = await services.submissions.get(read.submission.id);
  return status === undefined ? [] : boughtLines(status.order, status.facts).map(({ id }) => id);
}

/** What a customer is made of; there is no changing it once Partner Center has it. */
const FIXED_SECTIONS: readonly string[] = ['company', 'contact', 'reseller'];

interface Ran {
  readonly view: View | undefined;
  readonly draft: Draft;
  readonly state: DraftState;
  readonly order: CustomerOrder | undefined;
  readonly atReview: boolean;
  readonly started: readonly { readonly step: string; readonly generation: number }[];
  /** Set where the draft's submission is what is shown. */
  readonly submission: SubmissionStatus | undefined;
}

async function run(
  services: AnswerServices,
  turn: Turn,
  here: DraftTurn,
  how: { revision: number; click: Click | undefined; notices: readonly NoticeView[] },
): Promise<Ran> {
  const state = here.row?.state ?? 'open';
  let environment;
  try {
    const timeZone = timeZoneOf(turn.context.activity);
    const facts = await services.environment(turn.remote);
    environment = {
      ...facts,
      today: dayIn(timeZone, new Date()),
      ...(timeZone !== undefined && { timeZone }),
    };
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    return unavailable(turn, here, how, error);
  }
  const { click } = how;
  let status: SubmissionStatus | undefined;
  const session: DraftSession = {
    id: here.id,
    sections: services.sections,
    environment,
    services: {
      ...services.sectionServices,
      recentOrders: () => recentOrders(services, turn),
      orderedLines: () => orderedLines(services, turn),
    },
    language: turn.language,
    texts: textsFor(turn.language),
    remote: turn.remote,
    checked: turn.checked,
    revision: how.revision,
    fixed: turn.read.submission?.customerExists === true ? FIXED_SECTIONS : [],
    state,
    draft: here.draft,
    click: click && {
      action: click.action,
      section: click.section ?? '',
      item: click.item,
      inputs: click.inputs,
    },
    notices: how.notices,
    shown: undefined,
    atReview: false,
    order: undefined,
    submissionView: async () => {
      status = await services.submissions.get(turn.read.submission?.id ?? '');
      return (
        status && statusView(status, readerOf(turn), how.notices, acceptanceUrlOf(here.row?.body))
      );
    },
  };
  await runAddCustomer(services.dialogs, turn.context, session);
  const effects =
    click === undefined
      ? { draft: session.draft, started: [] }
      : takeUpEffects(services.sections, session.draft, environment);
  return {
    view: session.shown,
    draft: effects.draft,
    state: session.state,
    order: session.order,
    atReview: session.atReview,
    started: effects.started,
    submission: status,
  };
}

/** So far back goes what is offered as used lately. */
const MOST_RECENT = 20;

async function recentOrders(services: AnswerServices, turn: Turn) {
  const page = { offset: 0, limit: MOST_RECENT };
  const recent = await services.submissions.list(turn.speaker.person, page);
  return recent.map(({ order }) => order);
}

/** Who the partner is was never known in this process, and can't be asked now: what was typed is kept. */
function unavailable(
  turn: Turn,
  here: DraftTurn,
  { revision, click }: { revision: number; click: Click | undefined },
  error: PartnerCenterError,
): Ran {
  const texts = textsFor(turn.language);
  const text = unavailableText(error, texts);
  const section = click?.section ?? '';
  const draft =
    click === undefined || Object.keys(click.inputs).length === 0 || section === ''
      ? here.draft
      : keepEntries(here.draft, section, click.inputs, false);
  const view = leave(turn, { ...here, draft }, revision, 'kept', [{ tone: 'warning', text }]);
  const state = here.row?.state ?? 'open';
  return {
    view,
    draft,
    state,
    order: undefined,
    atReview: false,
    started: [],
    submission: undefined,
  };
}

function leave(
  { language }: Turn,
  { id, draft }: DraftTurn,
  revision: number,
  about: 'kept' | 'startOver',
  notices: readonly NoticeView[] = [],
): View {
  return leaveView({ language, draftId: id, draft, revision, about, notices });
}

function liveDraftCard(id: string, version: number, ran: Ran): Pick<TurnOutcome, 'liveCard'> {
  if (ran.submission !== undefined) return { liveCard: liveSubmissionCard(ran.submission) };
  if (!ran.atReview || ran.state !== 'open' || !hasPendingEffect(ran.draft)) return {};
  return { liveCard: { subject: `draft:${id}`, version, state: 'linkPending' } };
}

/** A newer release wrote the draft, and this one would lose what it does not know. */
export class UnreadableDraftError extends Error {
  readonly code = 'bot.unreadableDraft';
}

/** Throws `UnreadableDraftError`: nothing is written over a body that is not understood. */
function rowTurn(row: DraftRow): DraftTurn {
  const draft = parseDraft(row.body);
  if (draft === undefined) throw new UnreadableDraftError();
  return { id: row.id, row, draft };
}

function writeOf(
  turn: Turn,
  here: DraftTurn,
  { state, draft }: Pick<Ran, 'state' | 'draft'>,
  revision: number,
  click: Click | undefined,
): DraftWrite {
  return {
    id: here.id,
    owner: turn.speaker.person,
    expectedVersion: here.row?.version,
    state,
    revision,
    lastClick: click === undefined ? undefined : hashOfClick(click),
    body: JSON.stringify(draft),
  };
}

function auditOf(turn: Turn, action: string, draftId: string, section?: string): AuditWrite {
  const person = turn.speaker.person;
  return { person, action, draftId, ...(section !== undefined && { detail: { section } }) };
}

function unknownDraft(turn: Turn): TurnOutcome {
  return welcome(turn, 'welcome', [notice(turn, 'warning', 'notice.unknownDraft')]);
}

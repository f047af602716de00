import { randomUUID } from 'node:crypto';
import { dayIn } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { NoticeView, View } from '../cards/views';
import { runAddCustomer } from '../dialogs/addCustomerDialog';
import { keepChecks, keepEntries, parseDraft, type Draft } from '../dialogs/draft';
import { acceptanceUrlOf, hasPendingEffect, takeUpEffects } from '../dialogs/effects';
import { leaveView, type LeaveReason } from '../dialogs/leaveView';
import { unavailableText } from '../dialogs/reasonText';
import { KEEP_BOXES } from '../dialogs/reviewDialog';
import type { DraftSession } from '../dialogs/session';
import { statusView } from '../dialogs/statusView';
import { boughtLines } from '../services/submissions/orderLines';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import type { SubmissionStatus } from '../services/submissions/status';
import type {
  AuditWrite,
  DraftRow,
  DraftState,
  DraftWrite,
  IntentWrite,
} from '../services/turnStore';
import { hashOfClick, type Click } from './click';
import { timeZoneOf } from './envelope';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { liveSubmissionCard } from './submissionCard';
import { notice, readerOf, welcome } from './welcome';

/*
 * What every answer about a draft is made of: the draft in its turn, the dialogs run on it, and what of
 * that is written and shown.
 */

/** A draft in a turn: a row that was read, or one that this turn begins. */
export interface DraftTurn {
  readonly id: string;
  /** Undefined: it is not in the database yet. */
  readonly row: DraftRow | undefined;
  readonly draft: Draft;
}

/** Where the draft stands, unchanged. */
export async function show(
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
export const FIXED_SECTIONS: readonly string[] = ['company', 'contact', 'reseller'];

export interface Ran {
  readonly view: View | undefined;
  readonly draft: Draft;
  readonly state: DraftState;
  readonly order: CustomerOrder | undefined;
  readonly atReview: boolean;
  readonly started: readonly { readonly step: string; readonly generation: number }[];
  /** Set where the draft's submission is what is shown. */
  readonly submission: SubmissionStatus | undefined;
}

export async function run(
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
  const fixed = turn.read.submission?.customerExists === true ? FIXED_SECTIONS : [];
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
    fixed,
    maySubmit: turn.speaker.maySubmit,
    state,
    // Partner Center has the customer: what was said of it before is over.
    draft: fixed.reduce((draft, section) => keepChecks(draft, section, {}), here.draft),
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
      if (status === undefined) return undefined;
      // As this turn leaves the draft.
      status = { ...status, draftRevision: how.revision };
      return statusView(status, readerOf(turn), how.notices, acceptanceUrlOf(here.row?.body));
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

export function leave(
  { language }: Turn,
  { id, draft }: DraftTurn,
  revision: number,
  about: LeaveReason,
  notices: readonly NoticeView[] = [],
): View {
  return leaveView({ language, draftId: id, draft, revision, about, notices });
}

export function liveDraftCard(
  id: string,
  version: number,
  ran: Ran,
): Pick<TurnOutcome, 'liveCard'> {
  if (ran.submission !== undefined) return { liveCard: liveSubmissionCard(ran.submission) };
  if (!ran.atReview || ran.state !== 'open' || !hasPendingEffect(ran.draft)) return {};
  return { liveCard: { subject: `draft:${id}`, version, state: 'linkPending' } };
}

/** A newer release wrote the draft, and this one would lose what it does not know. */
export class UnreadableDraftError extends Error {
  readonly code = 'bot.unreadableDraft';
}

/** Throws `UnreadableDraftError`: nothing is written over a body that is not understood. */
export function rowTurn(row: DraftRow): DraftTurn {
  const draft = parseDraft(row.body);
  if (draft === undefined) throw new UnreadableDraftError();
  return { id: row.id, row, draft };
}

export function writeOf(
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

/** What the dialogs began beside the draft, for the worker. */
export function intentsOf(
  { remote, language }: Pick<Turn, 'remote' | 'language'>,
  draftId: string,
  { started }: Pick<Ran, 'started'>,
): IntentWrite[] {
  return started.map(({ step, generation }) => ({
    ownerId: draftId,
    generation,
    step,
    requestId: randomUUID(),
    correlationId: remote.correlationId,
    language,
  }));
}

/** A Submit that is not carried out: what was ticked is kept. */
export function keepingBoxes(click: Click): Click {
  return { ...click, action: KEEP_BOXES };
}

export function auditOf(turn: Turn, action: string, draftId: string, section?: string): AuditWrite {
  const person = turn.speaker.person;
  return { person, action, draftId, ...(section !== undefined && { detail: { section } }) };
}

export function unknownDraft(turn: Turn): TurnOutcome {
  return welcome(turn, 'welcome', [notice(turn, 'warning', 'notice.unknownDraft')]);
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseDraft } from '../dialogs/draft';
import { acceptanceUrlOf, renewEffect } from '../dialogs/effects';
import { ATTESTATION_STEP } from '../dialogs/sections/agreement';
import type { NoticeView, ResultView, StatusView } from '../cards/views';
import { mayRenewLink, mendGroupOf } from '../dialogs/submissionButtons';
import { statusView, withPasswordLink } from '../dialogs/statusView';
import { isSamePerson } from '../services/person';
import { goingOn, newStatus, type SubmissionStatus } from '../services/submissions/status';
import { isInterruptible } from '../services/submissions/waits';
import type { Click } from './click';
import { onDraftClick } from './draftAnswers';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { goOnWithoutQualification } from './goOnWithoutQualification';
import { liveSubmissionCard } from './submissionCard';
import { notice, readerOf, welcome } from './welcome';

/** A click on a status or result card. It is guarded by the submission's state, not by a revision. */
export async function onSubmissionClick(
  services: AnswerServices,
  turn: Turn,
  click: Click,
): Promise<TurnOutcome> {
  const { person, maySubmit } = turn.speaker;
  const before = await services.submissions.get(click.item ?? '');
  if (before === undefined || !isSamePerson(before.owner, person)) {
    return welcome(turn, 'welcome', [notice(turn, 'warning', 'notice.unknownClick')]);
  }
  if (click.action === 'done' && (before.state === 'done' || before.state === 'givenUp')) {
    return { ...welcome(turn, 'closed'), currentDraft: null };
  }
  if (!maySubmit) return show(services, turn, before);
  if (click.action === 'mend' && before.isReopened) return mend(services, turn, click, before);
  if (click.action === 'newLink') {
    return newLink(services, turn, before) ?? show(services, turn, before);
  }
  if (click.action === 'withoutQualification') {
    return (
      (await goOnWithoutQualification(services, turn, click, before)) ??
      show(services, turn, before)
    );
  }
  if (click.action === 'reveal') return reveal(services, turn, before);
  const decided = await decide(services, click.action, before);
  if (decided) services.wakeWorker();
  const now = decided ? await services.submissions.get(before.id) : before;
  return show(services, turn, now ?? before);
}

function decide(
  { decisions }: AnswerServices,
  action: string,
  submission: SubmissionStatus,
): Promise<boolean> {
  switch (action) {
    case 'retry':
      return decisions.retry(submission);
    case 'acceptPrices':
      return decisions.acceptPrices(submission);
    case 'hold':
      return holdBetweenLooks(decisions, submission);
    case 'giveUp':
      return decisions.giveUp(submission);
    default:
      return Promise.resolve(false);
  }
}

const HOLD_TRIES = 10;
const HOLD_PAUSE_MS = 100;

/** A look at what it waits for takes moments, and a press that falls into one is not lost. */
async function holdBetweenLooks(
  decisions: AnswerServices['decisions'],
  submission: SubmissionStatus,
): Promise<boolean> {
  // What can't be held at all is not waited for.
  const mayBeHeld = submission.state === 'waiting' && isInterruptible(submission.reason);
  for (let tries = 0; mayBeHeld && tries < HOLD_TRIES; tries += 1) {
    if (await decisions.hold(submission)) return true;
    await delay(HOLD_PAUSE_MS);
  }
  return false;
}

async function show(
  services: AnswerServices,
  turn: Turn,
  status: SubmissionStatus,
): Promise<TurnOutcome> {
  return { ...aboutSubmission(status), view: await viewOf(services, turn, status) };
}

function aboutSubmission(status: SubmissionStatus): Pick<TurnOutcome, 'currentDraft' | 'liveCard'> {
  return { currentDraft: status.draftId, liveCard: liveSubmissionCard(status) };
}

async function viewOf(
  services: AnswerServices,
  turn: Turn,
  status: SubmissionStatus,
  notices: readonly NoticeView[] = [],
): Promise<StatusView | ResultView> {
  const url = acceptanceUrlOf((await services.drafts.get(status.draftId))?.body);
  return statusView(status, readerOf(turn), notices, url);
}

/** The password itself never comes here: the card gets a link to the page that shows it. */
async function reveal(
  services: AnswerServices,
  turn: Turn,
  status: SubmissionStatus,
): Promise<TurnOutcome> {
  const link = await services.passwords.makeLink(status.id, turn.language);
  if (link === undefined) {
    const gone = [notice(turn, 'info', 'result.passwordGone')];
    return { ...aboutSubmission(status), view: await viewOf(services, turn, status, gone) };
  }
  const view = await viewOf(services, turn, status);
  const url = `${services.publicUrl}/password/${link}`;
  return { ...aboutSubmission(status), view: withPasswordLink(view, url) };
}

/**
 * Opens the part of the draft that mends it, as Update on its review does. A card of an earlier release
 * names no revision: it opens what nobody has begun to mend.
 */
function mend(
  services: AnswerServices,
  turn: Turn,
  click: Click,
  status: SubmissionStatus,
): Promise<TurnOutcome> {
  const row = turn.read.draft;
  const isBegun = (row && parseDraft(row.body))?.editing.length !== 0;
  const revision = click.revision ?? (isBegun ? undefined : row?.revision);
  return onDraftClick(services, turn, {
    ...click,
    action: 'update',
    section: 'review',
    item: mendGroupOf(status),
    revision,
    inputs: {},
  });
}

/** The signer gets another link, made of the same answers; the submission goes on to wait for it. */
function newLink(
  services: AnswerServices,
  turn: Turn,
  asks: SubmissionStatus,
): TurnOutcome | undefined {
  const row = turn.read.draft;
  const draft = row?.id === asks.draftId ? parseDraft(row.body) : undefined;
  if (row === undefined || draft === undefined || !mayRenewLink(asks)) return undefined;
  const { step, generation, draft: renewed } = renewEffect(draft, ATTESTATION_STEP);
  const { conversationId, language, speaker } = turn;
  const status = { ...goingOn(asks, newStatus({ ...asks, conversationId })), steps: asks.steps };
  return {
    view: statusView(status, readerOf(turn)),
    currentDraft: row.id,
    draft: {
      id: row.id,
      owner: speaker.person,
      expectedVersion: row.version,
      state: 'submitted',
      revision: row.revision + 1,
      lastClick: undefined,
      body: JSON.stringify(renewed),
    },
    intents: [
      {
        ownerId: row.id,
        generation,
        step,
        requestId: randomUUID(),
        correlationId: asks.correlationId,
        language,
      },
    ],
    submission: {
      id: asks.id,
      draftId: row.id,
      owner: asks.owner,
      conversationId,
      correlationId: asks.correlationId,
      language,
      domainHmac: services.domainHmac(asks.order.domain),
      payload: JSON.stringify(asks.order),
      resubmits: true,
      redo: ['confirmAgreement'],
    },
    audit: [
      {
        person: speaker.person,
        action: 'submission.newLink',
        draftId: row.id,
        submissionId: asks.id,
      },
    ],
    liveCard: liveSubmissionCard(status),
  };
}

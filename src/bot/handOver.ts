import { parseDraft, emptyDraft } from '../dialogs/draft';
import { handoverSubject, offeredView } from '../dialogs/handoverView';
import { withoutBoxes } from '../dialogs/reviewDialog';
import { HANDOVER_HOURS, readCode } from '../services/handovers';
import { isSamePerson, personKey } from '../services/person';
import type { AuditWrite } from '../services/turnStore';
import { showCurrentDraft } from './draftAnswers';
import { rowTurn, showRow } from './draftTurn';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { createRateLimit } from './rateLimit';
import { notice, readerOf, welcome } from './welcome';

const HOUR_MS = 3_600_000;
/** Somebody who mistypes tries again; somebody who guesses would need many. */
const TRIES_PER_MINUTE = 10;
const tries = createRateLimit({ perMinute: TRIES_PER_MINUTE });

/** Gives the code by which a colleague takes the draft over; undefined where none of the speaker's is open. */
export function handOver(services: AnswerServices, turn: Turn): TurnOutcome {
  const row = turn.read.draft;
  const { person } = turn.speaker;
  if (row?.state !== 'open' || !isSamePerson(row.owner, person)) {
    return welcome(turn, 'welcome', [notice(turn, 'info', 'notice.nothingToHandOver')]);
  }
  const { id, revision, version } = row;
  const code = services.handovers.codeOf(id, revision);
  const until = new Date(Date.now() + HANDOVER_HOURS * HOUR_MS);
  const draft = parseDraft(row.body) ?? emptyDraft();
  return {
    view: offeredView(
      { language: turn.language, draftId: id, draft, revision },
      { code, until, timeZone: readerOf(turn).timeZone },
    ),
    handover: {
      type: 'offer',
      draftId: id,
      giver: person,
      codeHash: services.handovers.hashOf(code),
      expiresAt: until,
    },
    audit: [auditOf(turn, 'draft.handOver', id)],
    currentDraft: id,
    // The giver is told by a message of its own: they may look elsewhere by then.
    liveCard: { subject: handoverSubject(id), version, state: 'offered', announces: true },
  };
}

/** Makes the draft behind a code the speaker's own, and shows where it stands. */
export async function takeOver(
  services: AnswerServices,
  turn: Turn,
  typed: string,
): Promise<TurnOutcome> {
  const refuse = async (key: string): Promise<TurnOutcome> => {
    const why = notice(turn, 'warning', key);
    return (await showCurrentDraft(services, turn, [why])) ?? welcome(turn, 'welcome', [why]);
  };
  const { person } = turn.speaker;
  const code = readCode(typed);
  if (code === undefined) return refuse('notice.codeUnknown');
  const codeHash = services.handovers.hashOf(code);
  const here = turn.read.draft;
  if (here?.lastClick === takenBy(codeHash) && isSamePerson(here.owner, person)) {
    // Delivered once more: this code has brought the draft.
    return showRow(services, turn, here, [notice(turn, 'good', 'notice.takenOver')]);
  }
  if (tries.take(personKey(person)) !== undefined) return refuse('notice.codeTooMany');
  const found = await services.handovers.find(code);
  const row = found && (await services.drafts.get(found.draftId));
  const isGood = row?.state === 'open' && isSamePerson(row.owner, found?.giver ?? person);
  if (row === undefined || !isGood) return refuse('notice.codeUnknown');
  if (isSamePerson(row.owner, person)) {
    const mine = await showRow(services, turn, row, [notice(turn, 'info', 'notice.codeOwn')]);
    return { ...mine, currentDraft: row.id };
  }
  const body = JSON.stringify(withoutBoxes(rowTurn(row).draft));
  const next = { revision: row.revision + 1, version: row.version + 1 };
  const taken = { ...row, ...next, owner: person, body };
  const shown = await showRow(services, turn, taken, [notice(turn, 'good', 'notice.takenOver')]);
  return {
    ...shown,
    draft: {
      id: row.id,
      owner: person,
      previousOwner: row.owner,
      expectedVersion: row.version,
      state: row.state,
      revision: taken.revision,
      lastClick: takenBy(codeHash),
      body,
    },
    handover: { type: 'take', draftId: row.id, codeHash },
    audit: [auditOf(turn, 'draft.takeOver', row.id, { from: row.owner.objectId })],
    currentDraft: row.id,
  };
}

/** What a draft that was taken over is marked by, in place of the click that it accepted last. */
function takenBy(codeHash: string): string {
  return `take:${codeHash}`;
}

function auditOf(
  turn: Turn,
  action: string,
  draftId: string,
  detail?: AuditWrite['detail'],
): AuditWrite {
  return { person: turn.speaker.person, action, draftId, ...(detail !== undefined && { detail }) };
}

import {
  acceptAnswers,
  confirmAsTheyAre,
  hashOf,
  isDoubtful,
  parseDraft,
  withoutEditing,
} from '../dialogs/draft';
import { withoutBoxes } from '../dialogs/reviewDialog';
import { withoutQualification } from '../dialogs/sections/qualification';
import { mayGoOnWithoutQualification } from '../dialogs/submissionButtons';
import type { SubmissionStatus } from '../services/submissions/status';
import type { Click } from './click';
import { FIXED_SECTIONS, liveDraftCard, run, show, writeOf } from './draftTurn';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';

/** The section that holds the special qualification. */
const COMPANY = 'company';

/**
 * The draft becomes an ordinary company's, and asks anew what rests on that: what such a customer can buy.
 * Undefined where the submission does not stand at its qualification.
 */
export async function goOnWithoutQualification(
  services: AnswerServices,
  turn: Turn,
  click: Click,
  asks: SubmissionStatus,
): Promise<TurnOutcome | undefined> {
  const row = turn.read.draft;
  const draft = row?.id === asks.draftId ? parseDraft(row.body) : undefined;
  if (row === undefined || draft === undefined || !mayGoOnWithoutQualification(asks)) {
    return undefined;
  }
  const section = services.sections.find(({ id }) => id === COMPANY);
  const answers = draft.answers[COMPANY];
  if (section === undefined || answers === undefined) return undefined;
  const ordinary = withoutQualification(answers);
  // Pressed once more: the draft in hand still counts.
  if (hashOf(ordinary) === hashOf(answers)) {
    const here = { id: row.id, row, draft };
    return { ...(await show(services, turn, here, [])), currentDraft: row.id };
  }
  const changed = acceptAnswers(withoutEditing(draft), section, ordinary);
  // Nobody is asked again for what can't be changed; what depends on it is open until it is answered.
  const fixed = services.sections.filter(({ id }) => FIXED_SECTIONS.includes(id));
  const confirmed = confirmAsTheyAre(changed, fixed);
  const doubtful = services.sections.filter((one) => isDoubtful(one, confirmed));
  const editing = doubtful.map(({ id }) => ({ section: id }));
  const here = { id: row.id, row, draft: withoutBoxes({ ...confirmed, editing }) };
  const revision = row.revision + 1;
  const ran = await run(services, turn, here, { revision, click: undefined, notices: [] });
  return {
    view: ran.view,
    draft: writeOf(turn, here, ran, revision, click),
    audit: [
      {
        person: turn.speaker.person,
        action: 'submission.withoutQualification',
        draftId: row.id,
        submissionId: asks.id,
      },
    ],
    currentDraft: row.id,
    ...liveDraftCard(row.id, row.version + 1, ran),
  };
}

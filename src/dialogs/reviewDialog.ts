import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { formatDateTime } from '../cards/format';
import type { NoticeView, ReviewView } from '../cards/views';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { customerOrderSchema, type CustomerOrder } from '../services/submissions/customerOrder';
import {
  goBack,
  keepChecks,
  keepEntries,
  openSections,
  positionOf,
  relevantSections,
  voidEffect,
  type Draft,
} from './draft';
import { contextOf, loadContextOf } from './formDialog';
import {
  attestationsOf,
  blockersOf,
  reviewView,
  unavailableReview,
  unseenPrices,
  REVIEW,
  type Reviewed,
  type ReviewedDraft,
} from './reviewView';
import { ATTESTATION_STEP } from './sections/agreement';
import { sessionOf, takeClick, type DraftClick, type DraftSession } from './session';

/** How the review ended: something is edited, or everything is to be submitted. */
export type ReviewResult = { readonly type: 'edit' } | { readonly type: 'submit' };

/** What the review's buttons do. */
export const REVIEW_ACTIONS: readonly string[] = [
  'submit',
  'update',
  'back',
  'check',
  'newLink',
  'save',
];

/** No button's: a Submit that the turn does not carry out shows the review with its boxes as they were sent. */
export const KEEP_BOXES = 'keepBoxes';

/** Everything as it will be sent, with Update beside each group, and Submit. */
export class ReviewDialog extends Dialog {
  static readonly id = 'review';

  constructor() {
    super(ReviewDialog.id);
  }

  override async beginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const session = sessionOf(dc.context);
    const click = takeClick(session, REVIEW);
    if (click?.action === 'back' || click?.action === 'update') {
      closeBoxes(session);
      session.draft = click.action === 'back' ? backFrom(session) : updating(session, click.item);
      return dc.endDialog({ type: 'edit' } satisfies ReviewResult);
    }
    if (click !== undefined) keepBoxes(session, click);
    try {
      const before = session.draft.checks;
      if (click?.action === 'check') await checkEverything(session);
      if (click?.action === 'newLink') session.draft = voidEffect(session.draft, ATTESTATION_STEP);
      const reviewed = await reviewedSections(session);
      if (click?.action === 'check') {
        session.notices = [...session.notices, ...checkedNotices(session, reviewed, before)];
      }
      const unseen = unseenPrices(click?.item, reviewed);
      if (click?.action === 'submit' && unseen !== undefined) {
        const text = session.texts(`review.${unseen}`);
        session.notices = [...session.notices, { tone: 'warning', text }];
      }
      if (click?.action === 'submit' && unseen === undefined && isReady(session, reviewed)) {
        session.order = orderOf(session, reviewed);
        return await dc.endDialog({ type: 'submit' } satisfies ReviewResult);
      }
      session.shown = reviewView(session, reviewed);
      session.atReview = true;
    } catch (error) {
      if (!(error instanceof PartnerCenterError)) throw error;
      session.shown = unavailableReview(session, error);
    }
    return Dialog.EndOfTurn;
  }
}

/** A draft's review outside a turn, for a card that changes by itself; undefined where it is not there. */
export async function reviewOf(
  draft: Omit<ReviewedDraft, 'state' | 'notices' | 'fixed'>,
): Promise<ReviewView | undefined> {
  const session: ReviewedDraft = { ...draft, state: 'open', notices: [], fixed: [] };
  const position = positionOf(session.sections, session.draft, session.environment);
  if (position.at !== 'review') return undefined;
  return reviewView(session, await reviewedSections(session));
}

function backFrom({ sections, draft, environment, fixed }: DraftSession) {
  return goBack(sections, draft, environment, fixed) ?? draft;
}

function updating({ sections, draft, environment, fixed }: DraftSession, group?: string) {
  const relevant = relevantSections(sections, draft, environment);
  return openSections(
    draft,
    relevant.filter((section) => section.group === group && !fixed.includes(section.id)),
  );
}

/** Whoever comes back to the review has not submitted this one yet. */
function closeBoxes(session: DraftSession): void {
  const values = session.draft.entries[REVIEW]?.values;
  if (values !== undefined) session.draft = keepEntries(session.draft, REVIEW, values, false);
}

const BOX = /^(?:partnerAttestation|attestation_\w{1,60})$/;
const MOST_BOXES = 60;

/** The boxes stay ticked whatever is clicked; they are judged where they were submitted. */
function keepBoxes(session: DraftSession, click: DraftClick): void {
  const before = session.draft.entries[REVIEW];
  const sent = Object.entries({ ...before?.values, ...click.inputs });
  // Orders have fifty lines at most; what has another name is no box of this card.
  const boxes = sent.filter(([field]) => BOX.test(field)).slice(-MOST_BOXES);
  const values = Object.fromEntries(boxes);
  const judged = click.action === 'submit' || (before?.sent ?? false);
  session.draft = keepEntries(session.draft, REVIEW, values, judged);
}

/** Whoever has the draft from now on attests for themselves. */
export function withoutBoxes(draft: Draft): Draft {
  return keepEntries(draft, REVIEW, {}, false);
}

/**
 * Every remote check once more, for the answers as they stand; nothing is spent. What the customer was made
 * of is past asking: of its own domain the answer would be that it is taken.
 */
async function checkEverything(session: DraftSession): Promise<void> {
  const relevant = relevantSections(session.sections, session.draft, session.environment);
  const open = relevant.filter(({ id }) => !session.fixed.includes(id));
  const results = await Promise.all(
    open.map(async (section) => {
      const answers = session.draft.answers[section.id] ?? {};
      const context = { ...loadContextOf(session, section, undefined), purpose: 'review' as const };
      return [section.id, await section.check?.(context, answers, session.services)] as const;
    }),
  );
  for (const [section, checks] of results) {
    if (checks !== undefined) session.draft = keepChecks(session.draft, section, checks);
  }
}

/** When everything was checked, and what it brought. */
function checkedNotices(
  { draft, texts, language, environment }: DraftSession,
  reviewed: readonly Reviewed[],
  before: Draft['checks'],
): readonly NoticeView[] {
  const when = formatDateTime(language, new Date().toISOString(), environment.timeZone);
  const changed = reviewed.flatMap(({ section, context }) =>
    Object.entries(draft.checks).flatMap(([id, { outcome, reason }]) => {
      const [of = '', field = ''] = id.split('.');
      // What was never asked about and is good is no news.
      const isSame = (before[id]?.outcome ?? 'ok') === outcome && before[id]?.reason === reason;
      return of !== section.id || isSame ? [] : [section.label(field, context)];
    }),
  );
  const unknown = Object.values(draft.checks).filter(({ outcome }) => outcome === 'unknown').length;
  const what = changed.join(', ');
  return [
    {
      tone: 'info',
      text:
        changed.length === 0
          ? texts('review.checked', { when })
          : texts('review.checkedChanged', { when, what }),
    },
    ...(unknown === 0
      ? []
      : [{ tone: 'warning' as const, text: texts('review.stillUnknown', { count: unknown }) }]),
  ];
}

async function reviewedSections(session: ReviewedDraft): Promise<readonly Reviewed[]> {
  const relevant = relevantSections(session.sections, session.draft, session.environment);
  return Promise.all(
    relevant.map(async (section) => ({
      section,
      context: await contextOf(session, section, undefined, 'review'),
    })),
  );
}

function isReady(session: ReviewedDraft, reviewed: readonly Reviewed[]): boolean {
  const boxes = session.draft.entries[REVIEW]?.values ?? {};
  const attested = attestationsOf(session, reviewed).every(({ field }) => boxes[field] === 'true');
  return attested && blockersOf(session, reviewed).length === 0;
}

/** What the sections contribute, together; a section that contributes nothing known changes nothing. */
function orderOf(session: ReviewedDraft, reviewed: readonly Reviewed[]): CustomerOrder {
  const parts = reviewed.map(({ section, context }) => section.contribute(context));
  const boxes = session.draft.entries[REVIEW]?.values ?? {};
  const order = customerOrderSchema.parse(
    Object.assign(
      { partnerAttestation: boxes['partnerAttestation'] === 'true', lines: [] },
      ...parts,
    ),
  );
  const accepted = attestationsOf(session, reviewed)
    .filter(({ field }) => boxes[field] === 'true')
    .flatMap(({ lines = [] }) => lines);
  const lines = order.lines.map((line) =>
    accepted.includes(line.id) ? { ...line, attestationAccepted: true } : line,
  );
  return { ...order, lines };
}

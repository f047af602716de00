import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { InputView, NoticeView, ReviewGroupView, ReviewView } from '../cards/views';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { customerOrderSchema, type CustomerOrder } from '../services/submissions/customerOrder';
import { leaveButtons, withRouting } from './buttons';
import { goBack, hashOf, keepEntries, openSections, relevantSections } from './draft';
import { contextOf } from './formDialog';
import type { Section, SectionContext } from './section';
import { ATTESTATION_STEP } from './sections/agreement';
import { sessionOf, takeClick, type DraftSession } from './session';

/** The pseudo section of the review's own click and inputs. */
export const REVIEW = 'review';
const ATTESTATION_FIELD = 'partnerAttestation';

/** How the review ended: something is edited, or everything is to be submitted. */
export type ReviewResult = { readonly type: 'edit' } | { readonly type: 'submit' };

interface Reviewed {
  readonly section: Section;
  readonly context: SectionContext;
}

/** Everything as it will be sent, with Update beside each group, and Submit. */
export class ReviewDialog extends Dialog {
  static readonly id = 'review';

  constructor() {
    super(ReviewDialog.id);
  }

  override async beginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const session = sessionOf(dc.context);
    const click = takeClick(session, REVIEW);
    if (click?.action === 'back') {
      session.draft = goBack(session.sections, session.draft, session.environment);
      return dc.endDialog({ type: 'edit' } satisfies ReviewResult);
    }
    if (click?.action === 'update') {
      const relevant = relevantSections(session.sections, session.draft, session.environment);
      session.draft = openSections(
        session.draft,
        relevant.filter((section) => section.group === click.item),
      );
      return dc.endDialog({ type: 'edit' } satisfies ReviewResult);
    }
    try {
      const reviewed = await reviewedSections(session);
      if (click?.action === 'submit') {
        const attested = click.inputs[ATTESTATION_FIELD] === 'true';
        session.draft = keepEntries(session.draft, REVIEW, click.inputs, true);
        if (attested) {
          session.order = orderOf(session, reviewed);
          return await dc.endDialog({ type: 'submit' } satisfies ReviewResult);
        }
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

async function reviewedSections(session: DraftSession): Promise<readonly Reviewed[]> {
  const relevant = relevantSections(session.sections, session.draft, session.environment);
  return Promise.all(
    relevant.map(async (section) => ({
      section,
      context: await contextOf(session, section, undefined, 'review'),
    })),
  );
}

/** What the sections contribute, together; a section that contributes nothing known changes nothing. */
function orderOf(session: DraftSession, reviewed: readonly Reviewed[]): CustomerOrder {
  const parts = reviewed.map(({ section, context }) => section.contribute(context));
  const attested = session.draft.entries[REVIEW]?.values[ATTESTATION_FIELD] === 'true';
  return customerOrderSchema.parse(
    Object.assign({ partnerAttestation: attested, lines: [] }, ...parts),
  );
}

function reviewView(session: DraftSession, reviewed: readonly Reviewed[]): ReviewView {
  const { texts, draft } = session;
  const refused = draft.entries[REVIEW]?.sent === true;
  const groups = [...new Set(reviewed.map(({ section }) => section.group))];
  const routing = { draft: session.id, section: REVIEW, revision: session.revision };
  const error = refused ? texts('field.partnerAttestation.error') : undefined;
  return {
    ...frame(session),
    lead: texts('review.lead'),
    groups: groups.map((group) =>
      groupView(
        session,
        group,
        reviewed.filter(({ section }) => section.group === group),
      ),
    ),
    inputs: [attestationInput(session, error)],
    errors:
      error === undefined
        ? []
        : [texts('error.line', { label: texts('field.partnerAttestation.short'), message: error })],
    buttons: [
      {
        title: texts('button.submit'),
        data: { action: 'submit' },
        sendsInputs: true,
        style: 'positive' as const,
      },
      { title: texts('button.back'), data: { action: 'back' }, sendsInputs: false },
      ...leaveButtons(texts),
    ].map((button) => withRouting(button, routing)),
  };
}

function frame(session: DraftSession) {
  return {
    kind: 'review' as const,
    language: session.language,
    subject: `draft:${session.id}`,
    revision: session.revision,
    title: session.texts('section.review'),
    notices: session.notices,
  };
}

function groupView(
  session: DraftSession,
  group: string,
  reviewed: readonly Reviewed[],
): ReviewGroupView {
  const { texts } = session;
  const title = texts(`group.${group}`);
  const rows = reviewed.flatMap(({ section, context }) =>
    section.rows(context).map(({ field, label, value }) => {
      const check = checkNotice(session, section, field);
      return { label, value, ...(check !== undefined && { check }) };
    }),
  );
  const acceptance = group === 'agreement' ? acceptanceState(session) : undefined;
  return {
    title,
    rows,
    notices: acceptance?.notice === undefined ? [] : [acceptance.notice],
    links: acceptance?.link === undefined ? [] : [acceptance.link],
    update: withRouting(
      {
        title: texts('button.update'),
        accessibleName: texts('button.updateGroup', { group: title }),
        data: { action: 'update', item: group },
        sendsInputs: false,
      },
      { draft: session.id, section: REVIEW, revision: session.revision },
    ),
  };
}

/** A check that could not be made is said; it is made again before anything is spent. */
function checkNotice(
  { draft, texts }: DraftSession,
  section: Section,
  field: string,
): NoticeView | undefined {
  const check = draft.checks[`${section.id}.${field}`];
  if (check?.outcome === 'unknown') return { tone: 'warning', text: texts('check.unknown') };
  if (check?.outcome === 'ok') return { tone: 'good', text: texts(`check.ok.${field}`) };
  return undefined;
}

/** Where the signer's acceptance stands, and the link to send. */
function acceptanceState({ draft, environment, sections, texts }: DraftSession): {
  notice?: NoticeView;
  link?: { title: string; url: string };
} {
  const section = sections.find((one) => one.id === 'agreement');
  const wanted = section?.effect?.(draft, environment);
  if (wanted === undefined) return {};
  const effect = draft.effects[ATTESTATION_STEP];
  const url = effect?.key === wanted.key ? effect.facts?.['url'] : undefined;
  if (url === undefined) return { notice: { tone: 'info', text: texts('acceptance.making') } };
  return {
    notice: { tone: 'info', text: texts('acceptance.send') },
    link: { title: texts('acceptance.open'), url },
  };
}

function attestationInput(session: DraftSession, error: string | undefined): InputView {
  const { texts, draft } = session;
  return {
    id: `f_${ATTESTATION_FIELD}`,
    kind: 'toggle',
    label: texts('field.partnerAttestation.label'),
    required: true,
    value: draft.entries[REVIEW]?.values[ATTESTATION_FIELD] ?? 'false',
    errorMessage: texts('field.partnerAttestation.error'),
    ...(error !== undefined && { error }),
  };
}

function unavailableReview(session: DraftSession, error: PartnerCenterError): ReviewView {
  const { texts } = session;
  const text = texts('partnerCenterUnavailable', {
    cause: texts(`reasons.${error.reason}.cause`),
    correlationId: error.correlationId,
  });
  return {
    ...frame(session),
    lead: text,
    groups: [],
    inputs: [],
    errors: [],
    buttons: [
      {
        title: texts('button.tryAgain'),
        data: { action: 'resume' },
        sendsInputs: false,
        style: 'positive' as const,
      },
      ...leaveButtons(texts),
    ].map((button) =>
      withRouting(button, { draft: session.id, section: REVIEW, revision: session.revision }),
    ),
  };
}

/** What the submission is made of; the same order has the same hash. */
export function orderHash(order: CustomerOrder): string {
  return hashOf(order);
}

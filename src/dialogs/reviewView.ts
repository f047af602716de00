import type {
  ButtonView,
  InputView,
  NoticeView,
  ReviewGroupView,
  ReviewRowView,
  ReviewView,
} from '../cards/views';
import type { PartnerCenterError } from '../services/partnerCenter/errors';
import type { OrderLine } from '../services/submissions/customerOrder';
import { leaveButtons, withRouting } from './buttons';
import { hashOf, isBlocking, relevantSections } from './draft';
import { draftSubject } from './leaveView';
import { reasonText, unavailableText } from './reasonText';
import type { Attestation, Section, SectionContext } from './section';
import type { DraftSession } from './session';

/** The pseudo section of the review's own click and inputs. */
export const REVIEW = 'review';
const PARTNER_ATTESTATION = 'partnerAttestation';

/** A section at the review, with the rules that its answers were made by. */
export interface Reviewed {
  readonly section: Section;
  readonly context: SectionContext;
}

/** What showing a review reads of a session. */
export type ReviewedDraft = Pick<
  DraftSession,
  | 'id'
  | 'sections'
  | 'environment'
  | 'services'
  | 'language'
  | 'texts'
  | 'remote'
  | 'revision'
  | 'state'
  | 'draft'
  | 'fixed'
  | 'maySubmit'
  | 'notices'
>;

/** Why it can't be submitted now, as lines that name the field: what is wrong, can be changed and is not passed over. */
export function blockersOf(
  { draft, texts, fixed }: Pick<ReviewedDraft, 'draft' | 'texts' | 'fixed'>,
  reviewed: readonly Reviewed[],
): readonly string[] {
  const line = (section: Section, context: SectionContext, field: string, message: string) =>
    texts('error.line', { label: section.label(field, context), message });
  const open = reviewed.filter(({ section }) => !fixed.includes(section.id));
  return open.flatMap(({ section, context }) => {
    const invalid = [...(section.verify?.(context) ?? [])].map(([field, { key, params }]) =>
      line(section, context, field, texts(key, params)),
    );
    const wrong = Object.entries(draft.checks).flatMap(([id, check]) => {
      const [of = '', field = ''] = id.split('.');
      if (of !== section.id || !isBlocking(draft, of, field, check)) return [];
      return [line(section, context, field, reasonText(check.reason ?? 'refused', texts))];
    });
    return [...invalid, ...wrong];
  });
}

/** Is anything bought? The customer can be created alone. */
function hasOrder({ answers }: ReviewedDraft['draft']): boolean {
  return answers['offers']?.['noOffers'] !== true;
}

/** The boxes that must be ticked: the partner's own, and those that an offer asks for. */
export function attestationsOf(
  { texts, draft }: Pick<ReviewedDraft, 'texts' | 'draft'>,
  reviewed: readonly Reviewed[],
): readonly Attestation[] {
  return [
    {
      field: PARTNER_ATTESTATION,
      label: texts(`field.partnerAttestation.${hasOrder(draft) ? 'label' : 'labelNoOrder'}`),
      short: texts('field.partnerAttestation.short'),
    },
    ...reviewed.flatMap(({ section, context }) => section.attestations?.(context) ?? []),
  ];
}

type PricedLine = Pick<OrderLine, 'id' | 'estimate'>;

const linesOf = (reviewed: readonly Reviewed[]): readonly PricedLine[] =>
  reviewed.flatMap(({ section, context }) => section.contribute(context).lines ?? []);

/** The estimates that a review shows, as a short text that is another where one of them is. */
function pricesOf(lines: readonly PricedLine[]): string {
  return hashOf(lines.map(({ id, estimate }) => [id, estimate]));
}

/**
 * Why the prices as they are now were not on the review that was submitted, whose `pricesOf` is `shown`:
 * a text key of `review.`; undefined where they were.
 */
export function unseenPrices(
  shown: string | undefined,
  reviewed: readonly Reviewed[],
): 'pricesChanged' | 'pricesKnown' | undefined {
  const lines = linesOf(reviewed);
  if (shown === pricesOf(lines)) return undefined;
  // The price list is read in the background: the review may have been there before it.
  return shown === pricesOf(lines.map(({ id }) => ({ id }))) ? 'pricesKnown' : 'pricesChanged';
}

/** Everything that will be sent, group by group. */
export function reviewView(session: ReviewedDraft, reviewed: readonly Reviewed[]): ReviewView {
  const { texts, draft } = session;
  const groups = [...new Set(reviewed.map(({ section }) => section.group))];
  const blockers = blockersOf(session, reviewed);
  const attestations = attestationsOf(session, reviewed);
  const boxes = draft.entries[REVIEW];
  const unticked =
    boxes?.sent === true ? attestations.filter(({ field }) => boxes.values[field] !== 'true') : [];
  const boxError = texts('field.partnerAttestation.error');
  return {
    ...frame(session),
    notices: session.maySubmit
      ? session.notices
      : [...session.notices, { tone: 'warning', text: texts('notice.mayNotSubmit') }],
    lead: texts(blockers.length > 0 ? 'review.blocked' : 'review.lead'),
    groups: groups.map((group) =>
      groupView(
        session,
        group,
        reviewed.filter(({ section }) => section.group === group),
      ),
    ),
    inputs: attestations.map((one) =>
      attestationInput(
        one,
        boxes?.values[one.field],
        unticked.includes(one) ? boxError : undefined,
        boxError,
      ),
    ),
    errors: [
      ...blockers,
      ...unticked.map(({ short }) => texts('error.line', { label: short, message: boxError })),
    ],
    buttons: [
      {
        title: texts('button.submit'),
        // The card carries what it showed, so that nobody attests a price that was not on it.
        data: { action: 'submit', item: pricesOf(linesOf(reviewed)) },
        sendsInputs: true,
        style: 'positive' as const,
        ...((blockers.length > 0 || !session.maySubmit) && { disabled: true }),
      },
      { title: texts('button.checkEverything'), data: { action: 'check' }, sendsInputs: true },
      { title: texts('button.back'), data: { action: 'back' }, sendsInputs: false },
      ...leaveButtons(texts),
    ].map((button) => routed(session, button)),
  };
}

/** Partner Center does not answer, so what is asked of it for the review is not there. */
export function unavailableReview(session: ReviewedDraft, error: PartnerCenterError): ReviewView {
  const { texts } = session;
  const text = unavailableText(error, texts);
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
    ].map((button) => routed(session, button)),
  };
}

function frame(session: ReviewedDraft) {
  const { sections, draft, environment } = session;
  const steps = relevantSections(sections, draft, environment).length + 1;
  return {
    kind: 'review' as const,
    language: session.language,
    subject: draftSubject(session.id),
    revision: session.revision,
    title: session.texts('section.review'),
    progress: session.texts('progress', { step: steps, steps }),
    notices: session.notices,
  };
}

function routed<T extends ButtonView>({ id, revision }: ReviewedDraft, button: T): T {
  return withRouting(button, { draft: id, section: REVIEW, revision });
}

function groupView(
  session: ReviewedDraft,
  group: string,
  reviewed: readonly Reviewed[],
): ReviewGroupView {
  const { texts } = session;
  const title = texts(`group.${group}`);
  const isOpen = !reviewed.every(({ section }) => session.fixed.includes(section.id));
  const states = reviewed.flatMap(({ section, context }) => section.state?.(context) ?? []);
  return {
    title,
    rows: [
      ...reviewed.flatMap((one) => rowViews(session, one)),
      ...states.flatMap(({ rows = [] }) => rows),
    ],
    notices: states.flatMap(({ notices }) => notices),
    links: states.flatMap(({ links }) => links),
    buttons: states.flatMap(({ buttons }) => buttons).map((button) => routed(session, button)),
    ...(isOpen && {
      update: routed(session, {
        title: texts('button.update'),
        accessibleName: texts('button.updateNamed', {
          group: midSentence(title, session.language),
        }),
        data: { action: 'update', item: group },
        sendsInputs: false,
      }),
    }),
  };
}

/** A heading inside a sentence: "Update account info". */
function midSentence(title: string, language: string): string {
  return title.charAt(0).toLocaleLowerCase(language) + title.slice(1);
}

function rowViews(
  session: ReviewedDraft,
  { section, context }: Reviewed,
): readonly ReviewRowView[] {
  return section.rows(context).map(({ field, label, value }) => {
    const check = checkNotice(session, section, field);
    return { label, value, ...(check !== undefined && { check }) };
  });
}

/** What the last check said of a row: good, to be checked again, passed over, or wrong. */
function checkNotice(
  { draft, texts }: ReviewedDraft,
  section: Section,
  field: string,
): NoticeView | undefined {
  const check = draft.checks[`${section.id}.${field}`];
  switch (check?.outcome) {
    case undefined:
      return undefined;
    case 'ok':
      return { tone: 'good', text: texts(`check.ok.${kindOf(field)}`) };
    case 'unknown':
      return { tone: 'warning', text: texts('check.unknown') };
    case 'wrong':
      return isBlocking(draft, section.id, field, check)
        ? { tone: 'wrong', text: reasonText(check.reason ?? 'refused', texts) }
        : { tone: 'warning', text: texts('check.passedOver') };
  }
}

/** A field without its line: `quantity_3` is a quantity. */
function kindOf(field: string): string {
  return field.replace(/_.*$/, '');
}

function attestationInput(
  { field, label }: Attestation,
  value: string | undefined,
  error: string | undefined,
  errorMessage: string,
): InputView {
  return {
    id: `f_${field}`,
    kind: 'toggle',
    label,
    required: true,
    value: value ?? 'false',
    errorMessage,
    ...(error !== undefined && { error }),
  };
}

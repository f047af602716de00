import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { BlockView, ButtonView, FormView } from '../cards/views';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { leaveButtons, withRouting } from './buttons';
import {
  acceptAnswers,
  changedReasons,
  editingOf,
  goBack,
  isDoubtful,
  keepEditing,
  keepEntries,
  relevantSections,
} from './draft';
import type { FieldErrors, Message, Section, SectionClick, SectionContext } from './section';
import { sessionOf, takeClick, type DraftClick, type DraftSession } from './session';

const NO_ERRORS: FieldErrors = new Map();

/** The only dialog for sections: consumes the turn's click, or shows the section's card. */
export class FormDialog extends Dialog<{ section: string }> {
  static readonly id = 'form';

  constructor() {
    super(FormDialog.id);
  }

  override async beginDialog(
    dc: DialogContext,
    options?: { section: string },
  ): Promise<DialogTurnResult> {
    const session = sessionOf(dc.context);
    const section = session.sections.find((one) => one.id === options?.section);
    if (section === undefined) return dc.endDialog();
    const click = takeClick(session, section.id);
    if (click?.action === 'back') {
      session.draft = goBack(session.sections, session.draft, session.environment);
      return dc.endDialog();
    }
    try {
      const isDone = await consume(session, section, click);
      if (isDone) return await dc.endDialog();
      session.shown = await formView(session, section, click);
    } catch (error) {
      if (!(error instanceof PartnerCenterError)) throw error;
      if (click !== undefined) {
        session.draft = keepEntries(session.draft, section.id, click.inputs, false);
      }
      session.shown = unavailableView(session, section, error);
    }
    return Dialog.EndOfTurn;
  }
}

/** Applies the click; true when the section is answered and the next may begin. */
async function consume(
  session: DraftSession,
  section: Section,
  click: DraftClick | undefined,
): Promise<boolean> {
  if (click === undefined) return false;
  if (click.action === 'save') {
    session.draft = keepEntries(session.draft, section.id, click.inputs, false);
    return false;
  }
  const context = await contextOf(session, section, click);
  const reduction = section.reduce(context, click);
  if (reduction.type === 'stay') {
    const { answers, entries, editing, errors } = reduction;
    let draft = session.draft;
    if (answers !== undefined) {
      draft = { ...draft, answers: { ...draft.answers, [section.id]: answers } };
    }
    if (editing !== undefined) draft = keepEditing(draft, editing);
    session.draft = keepEntries(draft, section.id, entries ?? {}, errors !== undefined);
    return false;
  }
  const results = await section.check?.(
    loadContext(session, section, click),
    reduction.answers,
    session.services,
  );
  for (const [field, check] of Object.entries(results ?? {})) {
    const checks = { ...session.draft.checks, [`${section.id}.${field}`]: check };
    session.draft = { ...session.draft, checks };
  }
  if (Object.values(results ?? {}).some((check) => check.outcome === 'wrong')) {
    session.draft = keepEntries(session.draft, section.id, click.inputs, true);
    return false;
  }
  session.draft = acceptAnswers(session.draft, section, reduction.answers);
  return true;
}

/** The context of a section's pure functions, with what its card needs. */
export async function contextOf(
  session: DraftSession,
  section: Section,
  click: SectionClick | undefined,
  purpose: 'form' | 'review' = 'form',
): Promise<SectionContext> {
  const load = { ...loadContext(session, section, click), purpose };
  return {
    draft: session.draft,
    environment: session.environment,
    language: session.language,
    texts: session.texts,
    editing: load.editing,
    loaded: await section.load(load, session.services),
  };
}

function loadContext(session: DraftSession, section: Section, click: SectionClick | undefined) {
  return {
    draft: session.draft,
    environment: session.environment,
    language: session.language,
    editing: editingOf(session.draft, section.id),
    click,
    purpose: 'form' as const,
    remote: session.remote,
  };
}

async function formView(
  session: DraftSession,
  section: Section,
  click: SectionClick | undefined,
): Promise<FormView> {
  const kept = session.draft.entries[section.id];
  // What was refused is judged again, so that a card shown later still says what is wrong.
  const judged =
    kept?.sent === true ? { action: 'next', item: undefined, inputs: kept.values } : click;
  const context = await contextOf(session, section, judged);
  const errors = kept?.sent === true ? errorsOf(section, context, kept.values) : NO_ERRORS;
  const { texts } = session;
  return {
    ...frame(session, section),
    errors: [...errors].map(([field, message]) => errorLine(section, context, field, message)),
    blocks: section
      .view(context, kept?.values, errors)
      .map((block) => routed(block, session, section.id)),
    buttons: [
      nextButton(session, section),
      ...(isFirst(session, section)
        ? []
        : [{ title: texts('button.back'), data: { action: 'back' }, sendsInputs: false }]),
      ...leaveButtons(texts),
    ].map((button) => withRouting(button, routing(session, section.id))),
  };
}

/** What is wrong with what was sent: the local rules first, then what the remote ones said of it. */
function errorsOf(
  section: Section,
  context: SectionContext,
  inputs: Readonly<Record<string, string>>,
): FieldErrors {
  const reduction = section.reduce(context, { action: 'next', item: undefined, inputs });
  if (reduction.type === 'stay') return reduction.errors ?? NO_ERRORS;
  const errors = new Map<string, Message>();
  for (const [id, check] of Object.entries(context.draft.checks)) {
    const [of = '', field = ''] = id.split('.');
    if (of === section.id && check.outcome === 'wrong') {
      errors.set(field, { key: `reasons.${check.reason ?? 'refused'}.cause` });
    }
  }
  return errors;
}

function errorLine(
  section: Section,
  context: SectionContext,
  field: string,
  message: Message,
): string {
  const text = context.texts(message.key, message.params);
  return context.texts('error.line', { label: section.label(field, context), message: text });
}

function frame(session: DraftSession, section: Section) {
  const { texts, draft } = session;
  const doubtful = isDoubtful(section, draft);
  const notices = doubtful ? [{ tone: 'warning' as const, text: doubtText(session, section) }] : [];
  const relevant = relevantSections(session.sections, draft, session.environment);
  return {
    kind: 'form' as const,
    language: session.language,
    subject: `draft:${session.id}`,
    revision: session.revision,
    title: texts(`section.${section.id}`),
    progress: texts('progress', {
      step: relevant.findIndex((one) => one.id === section.id) + 1,
      steps: relevant.length + 1,
    }),
    notices: [...session.notices, ...notices],
  };
}

/** Says whose change made the section doubtful, by the labels that the person knows. */
export function doubtText(session: DraftSession, section: Section): string {
  const { texts } = session;
  const changed = changedReasons(section, session.draft).map((id) => {
    const field = id.slice(id.indexOf('.') + 1);
    return texts(`field.${field}.label`);
  });
  return texts('doubtful', { what: changed.join(', ') });
}

function nextButton(session: DraftSession, section: Section): ButtonView {
  const { texts, draft, environment, sections } = session;
  const relevant = relevantSections(sections, draft, environment);
  const isEditing = draft.basis[section.id] !== undefined;
  const following = relevant[relevant.findIndex((one) => one.id === section.id) + 1];
  const title =
    isEditing || following === undefined
      ? texts('button.nextReview')
      : texts('button.nextSection', { section: texts(`section.${following.id}`) });
  return { title, data: { action: 'next' }, sendsInputs: true, style: 'positive' };
}

function isFirst(session: DraftSession, section: Section): boolean {
  const first = relevantSections(session.sections, session.draft, session.environment)[0];
  return first?.id === section.id && session.draft.basis[section.id] === undefined;
}

function unavailableView(
  session: DraftSession,
  section: Section,
  error: PartnerCenterError,
): FormView {
  const { texts } = session;
  const text = texts('partnerCenterUnavailable', {
    cause: texts(`reasons.${error.reason}.cause`),
    correlationId: error.correlationId,
  });
  return {
    ...frame(session, section),
    errors: [],
    blocks: [{ type: 'notice', notice: { tone: 'warning', text } }],
    buttons: [
      {
        title: texts('button.tryAgain'),
        data: { action: 'resume' },
        sendsInputs: false,
        style: 'positive' as const,
      },
      ...leaveButtons(texts),
    ].map((button) => withRouting(button, routing(session, section.id))),
  };
}

function routing(session: DraftSession, section: string) {
  return { draft: session.id, section, revision: session.revision };
}

function routed(block: BlockView, session: DraftSession, section: string): BlockView {
  if (block.type !== 'actions' && block.type !== 'item') return block;
  const keys = routing(session, section);
  return { ...block, buttons: block.buttons.map((button) => withRouting(button, keys)) };
}

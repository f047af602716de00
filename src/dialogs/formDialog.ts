import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { BlockView, ButtonView, FormView } from '../cards/views';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { leaveButtons, withRouting } from './buttons';
import { reasonParams, unavailableText } from './reasonText';
import { readVerdicts, TAKE_UP, type Verdicts } from './checkBlocks';
import {
  acceptAnswers,
  acceptWarning,
  changedReasons,
  editingOf,
  followingOf,
  goBack,
  hashOf,
  isBlocking,
  isDoubtful,
  keepChecks,
  keepEditing,
  keepEntries,
  relevantSections,
  type Answers,
  type Draft,
  type Entries,
} from './draft';
import { draftSubject } from './leaveView';
import type {
  CheckResults,
  FieldErrors,
  LoadContext,
  Message,
  Section,
  SectionClick,
  SectionContext,
} from './section';
import { sessionOf, takeClick, type DraftClick, type DraftSession } from './session';
import { count } from '../telemetry';

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
      session.draft = backFrom(session, section);
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

const FORM_ACTIONS: readonly string[] = ['next', 'back', 'save', TAKE_UP];

/** Is there a button on the section's card that does this? */
export function takesAction({ actions = [] }: Section, action: string): boolean {
  return FORM_ACTIONS.includes(action) || actions.includes(action);
}

/** Applies the click; true when the section is answered and the next may begin. */
async function consume(
  session: DraftSession,
  section: Section,
  click: DraftClick | undefined,
): Promise<boolean> {
  if (click === undefined) return false;
  const kept = session.draft.entries[section.id];
  // A page that was opened from the form has inputs of its own; the form's are kept beside them.
  const isPage = section.isPage?.(editingOf(session.draft, section.id)) === true;
  const inputs = isPage ? { ...kept?.values, ...click.inputs } : click.inputs;
  if (click.action === 'save') {
    const typed = isPage ? inputs : await typedInto(session, section, { ...click, inputs });
    session.draft = keepEntries(session.draft, section.id, typed, false);
    return false;
  }
  const verdicts = readVerdicts({ ...click, inputs }, kept?.values ?? {}, kept?.checks ?? {});
  const sent =
    click.action === TAKE_UP
      ? { action: 'next', item: undefined, inputs: verdicts.inputs }
      : { ...click, inputs: verdicts.inputs };
  const context = await contextOf(session, section, sent);
  const said = isPage
    ? sent
    : { ...sent, inputs: section.typed?.(context, sent.inputs) ?? sent.inputs };
  const reduction = section.reduce(context, said);
  if (reduction.type === 'stay') {
    const { answers, entries, editing, errors } = reduction;
    let draft = session.draft;
    if (answers !== undefined) {
      draft = { ...draft, answers: { ...draft.answers, [section.id]: answers } };
    }
    if (editing !== undefined) draft = keepEditing(draft, editing);
    // Behind an opened page stands the form as it was, with what was said of it.
    const isOpened = section.isPage?.(editingOf(draft, section.id)) === true;
    session.draft =
      isOpened && kept !== undefined && isUnchanged(kept.values, said.inputs)
        ? keepEntries(draft, section.id, entries ?? {}, kept.sent, kept.checks)
        : keepEntries(draft, section.id, entries ?? {}, errors !== undefined);
    for (const field of errors?.keys() ?? []) count('rejections', { section: section.id, field });
    return false;
  }
  const load = loadContextOf(session, section, said);
  const results = await checkOnce(session, section, load, reduction.answers);
  const draft = passOver(session.draft, section, results, verdicts);
  const refused = Object.entries(results).filter(([field, check]) =>
    isBlocking(draft, section.id, field, check),
  );
  for (const [field, { reason }] of refused) {
    count('rejections', { section: section.id, field, reason });
  }
  const stands = refused.length > 0;
  session.draft = stands
    ? keepEntries(draft, section.id, said.inputs, true, results)
    : acceptAnswers(keepChecks(draft, section.id, results), section, reduction.answers);
  return !stands;
}

function isUnchanged(before: Entries, now: Entries): boolean {
  return Object.entries(before).every(([field, value]) => (now[field] ?? '') === value);
}

/** What stands in the form that is put by, what was emptied included. */
async function typedInto(
  session: DraftSession,
  section: Section,
  click: DraftClick,
): Promise<Entries> {
  if (section.typed === undefined) return click.inputs;
  return section.typed(await contextOf(session, section, click), click.inputs);
}

/** What a turn that is run once more has found out stands; what could not be found out is asked again. */
async function checkOnce(
  { checked, services }: DraftSession,
  section: Section,
  load: LoadContext,
  answers: Answers,
): Promise<CheckResults> {
  const key = hashOf([section.id, answers]);
  const known = checked.get(key);
  if (known !== undefined) return known;
  const results = (await section.check?.(load, answers, services)) ?? {};
  const isUnclear = Object.values(results).some(({ outcome }) => outcome === 'unknown');
  if (!isUnclear) checked.set(key, results);
  return results;
}

/** Notes the warnings that the person passes over, as far as they are about the values that were sent. */
function passOver(
  draft: Draft,
  section: Section,
  results: CheckResults,
  { taken, confirmed }: Verdicts,
): Draft {
  const known = draft.entries[section.id]?.checks ?? {};
  return Object.entries(results).reduce((changed, [field, check]) => {
    const isConfirmed = confirmed.includes(field) && known[field]?.of === check.of;
    const passes = check.overridable === true && (taken.includes(field) || isConfirmed);
    return passes ? acceptWarning(changed, section.id, field, check) : changed;
  }, draft);
}

/** Out of an opened page to the form, whose entries are kept; else one step back. */
function backFrom(session: DraftSession, section: Section): Draft {
  const { draft, sections, environment, fixed } = session;
  const editing = editingOf(draft, section.id);
  if (section.isPage?.(editing) !== true) {
    return goBack(sections, draft, environment, fixed) ?? draft;
  }
  return keepEditing(draft, { ...editing, open: undefined });
}

/** The context of a section's pure functions, with what its card needs. */
export async function contextOf(
  session: ContextSource,
  section: Section,
  click: SectionClick | undefined,
  purpose: 'form' | 'review' = 'form',
): Promise<SectionContext> {
  const load = { ...loadContextOf(session, section, click), purpose };
  return {
    draft: session.draft,
    environment: session.environment,
    language: session.language,
    texts: session.texts,
    editing: load.editing,
    loaded: await section.load(load, session.services),
  };
}

/** What a section's functions look at, of a session. */
type ContextSource = Pick<
  DraftSession,
  'draft' | 'environment' | 'services' | 'language' | 'texts' | 'remote'
>;

/** What a section's `load` and `check` are told. */
export function loadContextOf(
  session: ContextSource,
  section: Section,
  click: SectionClick | undefined,
): LoadContext {
  return {
    draft: session.draft,
    environment: session.environment,
    language: session.language,
    editing: editingOf(session.draft, section.id),
    click,
    purpose: 'form',
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
  const isPage = section.isPage?.(context.editing) === true;
  const { errors, proposed } =
    kept?.sent === true && !isPage ? judgementOf(section, context, kept.values) : UNJUDGED;
  const entries = kept && { ...kept.values, ...proposed };
  const { texts } = session;
  const proposals = Object.keys(proposed).map((field) => ({
    tone: 'info' as const,
    text: errorLine(section, context, field, { key: `field.${field}.proposed` }),
  }));
  const framed = frame(session, section);
  return {
    ...framed,
    notices: [...framed.notices, ...proposals],
    errors: [...errors].map(([field, message]) => errorLine(section, context, field, message)),
    blocks: section
      .view(context, entries, errors)
      .map((block) => routed(block, session, section.id)),
    buttons: [
      ...(isPage ? [] : [nextButton(session, section)]),
      ...(isPage || canGoBack(session)
        ? [{ title: texts('button.back'), data: { action: 'back' }, sendsInputs: false }]
        : []),
      ...leaveButtons(texts),
    ].map((button) => withRouting(button, routing(session, section.id))),
  };
}

/** What is wrong with what was sent, and what is put into fields that were left empty. */
interface Judgement {
  readonly errors: FieldErrors;
  readonly proposed: Entries;
}

const UNJUDGED: Judgement = { errors: new Map(), proposed: {} };

/** The local rules first, then what the remote ones said. */
function judgementOf(section: Section, context: SectionContext, inputs: Entries): Judgement {
  const reduction = section.reduce(context, { action: 'next', item: undefined, inputs });
  if (reduction.type === 'stay') {
    return { errors: reduction.errors ?? UNJUDGED.errors, proposed: reduction.proposed ?? {} };
  }
  const { draft } = context;
  const checks = Object.entries(draft.entries[section.id]?.checks ?? {});
  const errors = checks
    .filter(([field, check]) => isBlocking(draft, section.id, field, check))
    .map(
      ([field, { reason = 'refused' }]) =>
        [field, { key: 'check.said', params: reasonParams(reason, context.texts) }] as const,
    );
  return { errors: new Map(errors), proposed: {} };
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
    subject: draftSubject(session.id),
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
  const following = followingOf(sections, draft, environment, section);
  const title =
    following === undefined
      ? texts('button.nextReview')
      : texts('button.nextSection', { section: texts(`section.${following.id}`) });
  return { title, data: { action: 'next' }, sendsInputs: true, style: 'positive' };
}

function canGoBack({ sections, draft, environment, fixed }: DraftSession): boolean {
  return goBack(sections, draft, environment, fixed) !== undefined;
}

function unavailableView(
  session: DraftSession,
  section: Section,
  error: PartnerCenterError,
): FormView {
  const { texts } = session;
  const text = unavailableText(error, texts);
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

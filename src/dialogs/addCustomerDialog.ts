import type { TurnContext } from 'botbuilder';
import {
  ComponentDialog,
  Dialog,
  DialogContext,
  DialogSet,
  WaterfallDialog,
  type DialogTurnResult,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import { positionOf } from './draft';
import { FormDialog } from './formDialog';
import { ReviewDialog, type ReviewResult } from './reviewDialog';
import { sessionOf, setSession, type DraftSession } from './session';

const WATERFALL = 'addCustomer.steps';

/**
 * Collect, review, submit, done. It is begun on an empty stack each turn and goes as far as the draft
 * allows; no step knows a section by name.
 */
export class AddCustomerDialog extends ComponentDialog {
  static readonly id = 'addCustomer';

  constructor() {
    super(AddCustomerDialog.id);
    this.addDialog(new WaterfallDialog(WATERFALL, [collect, review, submit, done]));
    this.addDialog(new FormDialog());
    this.addDialog(new ReviewDialog());
    this.initialDialogId = WATERFALL;
  }
}

/** Runs the dialog for one turn; what it leaves is in the session. */
export async function runAddCustomer(
  dialogs: DialogSet,
  context: TurnContext,
  session: DraftSession,
): Promise<void> {
  setSession(context, session);
  const dc = new DialogContext(dialogs, context, { dialogStack: [] });
  await dc.beginDialog(AddCustomerDialog.id);
}

/** The dialogs of the bot; made once. No accessor: no stack is stored. */
export function createDialogs(): DialogSet {
  return new DialogSet().add(new AddCustomerDialog());
}

function isBeingWritten(session: DraftSession): boolean {
  return session.state === 'open' || session.state === 'needsAnswer';
}

async function collect(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const session = sessionOf(step.context);
  if (!isBeingWritten(session)) return step.next();
  const position = positionOf(session.sections, session.draft, session.environment);
  return position.at === 'section'
    ? step.beginDialog(FormDialog.id, { section: position.section.id })
    : step.next();
}

async function review(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const session = sessionOf(step.context);
  if (!isBeingWritten(session)) return step.next();
  const position = positionOf(session.sections, session.draft, session.environment);
  return position.at === 'review'
    ? step.beginDialog(ReviewDialog.id)
    : step.replaceDialog(WATERFALL);
}

async function submit(step: WaterfallStepContext<object>): Promise<DialogTurnResult> {
  const session = sessionOf(step.context);
  if (!isBeingWritten(session)) return step.next();
  const result = step.result as ReviewResult | undefined;
  if (result?.type !== 'submit') return step.replaceDialog(WATERFALL);
  session.state = 'submitted';
  return step.next();
}

async function done(step: WaterfallStepContext): Promise<DialogTurnResult> {
  const session = sessionOf(step.context);
  // A submission that this turn creates is shown by the turn, which gives it its id.
  if (session.order === undefined) session.shown = await session.submissionView();
  await step.endDialog();
  return Dialog.EndOfTurn;
}

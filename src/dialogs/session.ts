import type { TurnContext } from 'botbuilder';
import type { Texts } from '../cards/texts';
import type { NoticeView, View } from '../cards/views';
import type { Language } from '../language';
import type { CallContext } from '../services/partnerCenter/client';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import type { DraftState } from '../services/turnStore';
import type { Draft } from './draft';
import type { CheckResults, Environment, Section, SectionClick, SectionServices } from './section';

/** A click on a draft's card, already told fresh. */
export interface DraftClick extends SectionClick {
  readonly section: string;
}

/**
 * One draft during one turn: what the dialogs read, and the effects that they leave. Nothing here is
 * written anywhere before the turn commits.
 */
export interface DraftSession {
  readonly id: string;
  readonly sections: readonly Section[];
  readonly environment: Environment;
  readonly services: SectionServices;
  readonly language: Language;
  readonly texts: Texts;
  readonly remote: CallContext;
  /** What rules said in this turn, by section and answers. */
  readonly checked: Map<string, CheckResults>;
  readonly revision: number;
  /** Sections that can't be changed any more: the customer was made of them. */
  readonly fixed: readonly string[];
  /** Whether the reader may submit; whoever may not hands the draft over. */
  readonly maySubmit: boolean;
  state: DraftState;
  draft: Draft;
  /** The turn's click until somebody consumes it. */
  click: DraftClick | undefined;
  /** Lines on top of the card, such as that a click was out of date. */
  notices: readonly NoticeView[];
  /** What the person sees at the end of the turn. */
  shown: View | undefined;
  /** The draft stands at the review, whose card has no half-typed form in it. */
  atReview: boolean;
  /** Set by the submit step: the turn creates the submission from it. */
  order: CustomerOrder | undefined;
  /** Shows how the draft's submission stands; undefined where it has none. */
  readonly submissionView: () => Promise<View | undefined>;
}

const SESSION = Symbol('draft session');

/** Puts the session where the dialogs of this turn find it. */
export function setSession(context: TurnContext, session: DraftSession): void {
  context.turnState.set(SESSION, session);
}

/** The session of this turn; a dialog is never begun without one. */
export function sessionOf(context: TurnContext): DraftSession {
  const session: DraftSession | undefined = context.turnState.get(SESSION);
  if (session === undefined) throw new MissingSessionError();
  return session;
}

class MissingSessionError extends Error {
  readonly code = 'dialogs.missingSession';
}

/** Takes the click where it is meant for that section; a second taker gets nothing. */
export function takeClick(session: DraftSession, section: string): DraftClick | undefined {
  const click = session.click;
  if (click?.section !== section) return undefined;
  session.click = undefined;
  return click;
}

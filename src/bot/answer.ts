import { textsFor } from '../cards/texts';
import type { NoticeView, View } from '../cards/views';
import type { Click } from './click';
import type { Command } from './commands';
import { showCustomer } from './customerAnswers';
import {
  askDiscard,
  beginDraft,
  discardDraft,
  leaveCurrentDraft,
  onDraftClick,
  showCurrentDraft,
} from './draftAnswers';
import { UnreadableDraftError } from './draftTurn';
import { handOver, takeOver } from './handOver';
import { isListName, showList } from './listAnswers';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { onSubmissionClick } from './submissionAnswers';
import { draftIdOf, newDraftId, notice, welcome, welcomeBack } from './welcome';

/** What a turn comes to; decides by the kind of input alone and leaves the rest to its file. */
export async function answer(services: AnswerServices, turn: Turn): Promise<TurnOutcome> {
  try {
    return await answerTo(services, turn);
  } catch (error) {
    if (!(error instanceof UnreadableDraftError)) throw error;
    return welcome(turn, 'welcome', [notice(turn, 'warning', 'notice.draftUnreadable')]);
  }
}

async function answerTo(services: AnswerServices, turn: Turn): Promise<TurnOutcome> {
  const { input } = turn;
  switch (input.type) {
    case 'joined':
      return turn.read.conversation === undefined
        ? welcomeBack(services, turn)
        : showWhereItStands(services, turn, []);
    case 'text':
      return welcome(turn, 'help', [notice(turn, 'info', 'notice.notUnderstood')]);
    case 'repeated':
      return showWhereItStands(services, turn, []);
    case 'late':
      return showWhereItStands(services, turn, [notice(turn, 'info', 'notice.stillWorking')]);
    case 'command':
      return onCommand(services, turn, input.command);
    case 'click':
      return onClick(services, turn, input.click);
  }
}

/** The card of the current draft where one is open, else the welcome card. */
async function showWhereItStands(
  services: AnswerServices,
  turn: Turn,
  notices: readonly NoticeView[],
): Promise<TurnOutcome> {
  const shown = await showCurrentDraft(services, turn, notices);
  return shown ?? welcomeBack(services, turn, notices);
}

async function onCommand(
  services: AnswerServices,
  turn: Turn,
  command: Command,
): Promise<TurnOutcome> {
  switch (command.name) {
    case 'addCustomer':
      return beginDraft(services, turn, draftIdOf(turn));
    case 'help':
      return welcome(turn, 'help');
    case 'cancel':
      return (
        (await leaveCurrentDraft(services, turn, 'left')) ??
        welcome(turn, 'welcome', [notice(turn, 'info', 'notice.nothingToCancel')])
      );
    case 'startOver':
      return (
        (await leaveCurrentDraft(services, turn, 'startOver')) ??
        (await beginDraft(services, turn, draftIdOf(turn)))
      );
    case 'drafts':
    case 'status':
    case 'customers':
      return showList(services, turn, { name: command.name, page: 1 });
    case 'handOver':
      return handOver(services, turn);
    case 'takeOver':
      return takeOver(services, turn, command.code);
    case 'language':
      if (command.language === undefined) {
        const unknown = notice(turn, 'warning', 'notice.languageUnknown');
        return { view: languageView(turn, command.isUnknown === true ? [unknown] : []) };
      }
      return speak(services, turn, command.language);
  }
}

async function onClick(services: AnswerServices, turn: Turn, click: Click): Promise<TurnOutcome> {
  const { action, section, list, item } = click;
  switch (action) {
    case 'begin':
      return beginDraft(services, turn, click.draft ?? newDraftId(), item);
    case 'menu':
      return welcomeBack(services, turn);
    case 'language':
      return speak(services, turn, item === 'es' ? 'es' : 'en');
    case 'handOver':
      return handOver(services, turn);
    case 'takeOver':
      return takeOver(services, turn, click.inputs['code'] ?? '');
    default:
      break;
  }
  if (list !== undefined && isListName(list)) {
    if (list === 'customers' && action === 'show') return showCustomer(services, turn, item ?? '');
    const page = action === 'page' ? Number(item) : 1;
    const words = action === 'search' ? (click.inputs['search'] ?? '') : undefined;
    const keepsWords = action === 'page' || action === 'back';
    return showList(services, turn, { name: list, page, words, keepsWords });
  }
  if (section === 'submission') return onSubmissionClick(services, turn, click);
  if (click.draft === undefined) {
    return showWhereItStands(services, turn, [notice(turn, 'warning', 'notice.unknownClick')]);
  }
  if (action === 'askDiscard') return askDiscard(services, turn, click);
  if (action === 'discard') return discardDraft(services, turn, click);
  return onDraftClick(services, turn, click);
}

/** Changes the language of the conversation and shows where it stands in it. */
async function speak(
  services: AnswerServices,
  turn: Turn,
  language: 'en' | 'es',
): Promise<TurnOutcome> {
  const spoken: Turn = { ...turn, language };
  const outcome = await showWhereItStands(services, spoken, [
    notice(spoken, 'good', 'notice.language'),
  ]);
  return { ...outcome, language };
}

function languageView({ language }: Turn, notices: readonly NoticeView[]): View {
  const texts = textsFor(language);
  const choice = (item: string, title: string) => ({
    title,
    data: { action: 'language', item },
    sendsInputs: false,
  });
  return {
    kind: 'welcome',
    language,
    subject: 'language',
    revision: 1,
    title: texts('language.title'),
    lead: texts('language.lead'),
    hints: [],
    notices,
    // Each language in its own words: whoever is lost in the other one finds it.
    buttons: [choice('en', 'English'), choice('es', 'Español')],
  };
}

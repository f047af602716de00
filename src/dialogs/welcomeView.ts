import { textsFor, type Texts } from '../cards/texts';
import type { NoticeView, WelcomeView } from '../cards/views';
import type { Language } from '../language';
import type { Draft } from './draft';
import { draftName } from './leaveView';

export interface WelcomeOptions {
  readonly language: Language;
  /** The id of the draft that Add customer begins: made beforehand, so that a double click begins one. */
  readonly draftId: string;
  readonly notices?: readonly NoticeView[];
  /** `welcome`, `help`, `closed` (after a result): which words stand on it. */
  readonly about: 'welcome' | 'help' | 'closed';
  /** An open draft of the reader's: the one that this conversation is about, or the newest. */
  readonly open?: OpenDraft | undefined;
}

export interface OpenDraft {
  readonly id: string;
  readonly revision: number;
  readonly draft: Draft;
  /** The form was left by what was typed just now. */
  readonly isHere: boolean;
}

/** Where everything begins, and where it ends: Add customer, drafts, customers. */
export function welcomeView(options: WelcomeOptions): WelcomeView {
  const { language, draftId, about, open } = options;
  const texts = textsFor(language);
  const list = (name: string) => ({
    title: texts(`button.${name}`),
    data: { action: 'list', list: name },
    sendsInputs: false,
  });
  return {
    kind: 'welcome',
    language,
    subject: 'welcome',
    revision: 1,
    title: texts(`${about}.title`),
    lead: texts(`${about}.lead`),
    hints: about === 'help' ? [] : [texts('welcome.hint')],
    ...(about === 'help' && {
      commands: HELP_LINES.map((name) => ({
        word: texts(`help.words.${name}`),
        text: texts(`help.${name}`),
      })),
    }),
    notices: [...(options.notices ?? []), ...unfinished(open, texts)],
    buttons: [
      ...(open === undefined
        ? []
        : [
            {
              title: texts(open.isHere ? 'button.backToForm' : 'button.resume'),
              data: { action: 'resume', draft: open.id, section: 'leave', revision: open.revision },
              sendsInputs: false,
              style: 'positive' as const,
            },
          ]),
      {
        title: texts('button.addCustomer'),
        data: { action: 'begin', draft: draftId },
        sendsInputs: false,
        ...(open === undefined && { style: 'positive' as const }),
      },
      list('drafts'),
      list('status'),
      list('customers'),
    ],
  };
}

function unfinished(open: OpenDraft | undefined, texts: Texts): readonly NoticeView[] {
  if (open === undefined || open.isHere) return [];
  const name = draftName(open.draft, texts);
  return [{ tone: 'info', text: texts('welcome.unfinished', { name }) }];
}

const HELP_LINES = [
  'addCustomer',
  'drafts',
  'status',
  'customers',
  'handOver',
  'takeOver',
  'cancel',
  'startOver',
  'language',
] as const;

import { textsFor } from '../cards/texts';
import type { NoticeView, WelcomeView } from '../cards/views';
import type { Language } from '../language';

export interface WelcomeOptions {
  readonly language: Language;
  /** The id of the draft that Add customer begins: made beforehand, so that a double click begins one. */
  readonly draftId: string;
  readonly notices?: readonly NoticeView[];
  /** `welcome`, `help`, `closed` (after a result): which words stand on it. */
  readonly about: 'welcome' | 'help' | 'closed';
}

/** Where everything begins, and where it ends: Add customer, drafts, customers. */
export function welcomeView(options: WelcomeOptions): WelcomeView {
  const { language, draftId, about } = options;
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
    hints:
      about === 'help' ? HELP_LINES.map((name) => texts(`help.${name}`)) : [texts('welcome.hint')],
    notices: options.notices ?? [],
    buttons: [
      {
        title: texts('button.addCustomer'),
        data: { action: 'begin', draft: draftId },
        sendsInputs: false,
        style: 'positive',
      },
      list('drafts'),
      list('status'),
      list('customers'),
    ],
  };
}

const HELP_LINES = [
  'addCustomer',
  'drafts',
  'status',
  'customers',
  'handOver',
  'cancel',
  'startOver',
  'language',
] as const;

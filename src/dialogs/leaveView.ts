import { textsFor, type Texts } from '../cards/texts';
import type { NoticeView, WelcomeView } from '../cards/views';
import type { Language } from '../language';
import { textOf } from './formSection';
import type { Draft } from './draft';

/**
 * `kept` after Save for later, which sends the form; `left` after Cancel, which sends nothing of it;
 * `discard` and `startOver` ask before they discard.
 */
export type LeaveReason = 'kept' | 'left' | 'discard' | 'startOver';

export interface LeaveOptions {
  readonly language: Language;
  readonly draftId: string;
  readonly draft: Draft;
  readonly revision: number;
  readonly about: LeaveReason;
  readonly notices?: readonly NoticeView[];
}

/** A draft that was left: the person says what becomes of it. */
export function leaveView(options: LeaveOptions): WelcomeView {
  const { language, draftId, revision, about } = options;
  const texts = textsFor(language);
  const routing = { draft: draftId, section: 'leave', revision };
  return {
    kind: 'welcome',
    language,
    subject: draftSubject(draftId),
    revision,
    title: texts(`${about}.title`),
    lead: texts(`${about}.lead`, { name: draftName(options.draft, texts) }),
    hints: [],
    notices: options.notices ?? [],
    buttons: [
      {
        title: texts('button.resume'),
        data: { action: 'resume', ...routing },
        sendsInputs: false,
        style: 'positive',
      },
      ...(about === 'kept' || about === 'left'
        ? [
            {
              title: texts('button.handOver'),
              data: { action: 'handOver', ...routing },
              sendsInputs: false,
            },
          ]
        : []),
      {
        title: texts(about === 'startOver' ? 'button.discardAndStart' : 'button.discard'),
        data: {
          action: 'discard',
          ...routing,
          ...(about === 'startOver' && { item: 'startOver' }),
        },
        sendsInputs: false,
        style: 'destructive',
      },
    ],
  };
}

/** What a draft's cards are about. */
export function draftSubject(draftId: string): string {
  return `draft:${draftId}`;
}

/** What a draft is called in lists: the company's name, as far as it was typed. */
export function draftName(draft: Draft, texts: Texts): string {
  const answered = textOf(draft.answers['company'], 'companyName');
  const typed = draft.entries['company']?.values['companyName'] ?? '';
  return [answered, typed.trim(), texts('draft.unnamed')].find((name) => name !== '') ?? '';
}

import { formatDateTime } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { WelcomeView } from '../cards/views';
import type { Language } from '../language';
import type { Draft } from './draft';
import { draftName, draftSubject } from './leaveView';

export interface HandoverOptions {
  readonly language: Language;
  readonly draftId: string;
  readonly draft: Draft;
  readonly revision: number;
}

/** The code for the colleague; until they have typed it the draft stays where it is. */
export function offeredView(
  options: HandoverOptions,
  {
    code,
    until,
    timeZone,
  }: { readonly code: string; readonly until: Date; readonly timeZone?: string | undefined },
): WelcomeView {
  const { language, draftId, revision } = options;
  const texts = textsFor(language);
  return {
    ...common(options),
    title: texts('handOver.title', { code }),
    lead: texts('handOver.lead', {
      name: draftName(options.draft, texts),
      when: formatDateTime(language, until.toISOString(), timeZone),
    }),
    hints: [texts('handOver.hint', { code })],
    buttons: [
      {
        title: texts('button.resume'),
        data: { action: 'resume', draft: draftId, section: 'leave', revision },
        sendsInputs: false,
      },
    ],
  };
}

/** What the giver is told once the colleague has the draft. */
export function takenView(options: HandoverOptions): WelcomeView {
  const texts = textsFor(options.language);
  return {
    ...common(options),
    ends: draftSubject(options.draftId),
    title: texts('handedOver.title'),
    lead: texts('handedOver.lead', { name: draftName(options.draft, texts) }),
    hints: [],
    buttons: [
      {
        title: texts('button.drafts'),
        data: { action: 'list', list: 'drafts' },
        sendsInputs: false,
      },
    ],
  };
}

function common({ language, draftId, revision }: HandoverOptions) {
  return {
    kind: 'welcome' as const,
    language,
    subject: handoverSubject(draftId),
    revision,
    notices: [],
  };
}

/** What the giver's card is about. */
export function handoverSubject(draftId: string): string {
  return `handover:${draftId}`;
}

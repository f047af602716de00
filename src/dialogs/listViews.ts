import { formatDateTime, formatNumber } from '../cards/format';
import { textsFor, type Texts } from '../cards/texts';
import type { ButtonView, ListItemView, ListView, NoticeView } from '../cards/views';
import type { Language } from '../language';
import type { CustomerSummary } from '../services/partnerCenter/customers';
import type { SubmissionStatus } from '../services/submissions/status';
import type { DraftRow } from '../services/turnStore';
import { parseDraft, type Draft } from './draft';
import { draftName } from './leaveView';
import { SUBMISSION } from './submissionButtons';

/** Entries on one page of a list. */
export const LIST_PAGE = 10;

/** Lists that a person can open. */
export const LISTS = ['drafts', 'status', 'customers'] as const;
export type ListName = (typeof LISTS)[number];

interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly hasMore: boolean;
}

interface ListOptions<T> extends Page<T> {
  readonly language: Language;
  readonly timeZone?: string | undefined;
  /** Rises with each card of the list that is shown. */
  readonly revision: number;
  readonly notices?: readonly NoticeView[];
}

/** Which part a draft stands at: the section's id, its number, and of how many. */
export type PlaceOf = (draft: Draft) => {
  readonly section: string;
  readonly step: number;
  readonly steps: number;
};

function placeText(draft: Draft, texts: Texts, placeOf: PlaceOf | undefined): readonly string[] {
  if (placeOf === undefined) return [];
  const { section, step, steps } = placeOf(draft);
  const progress = texts('progress', { step, steps });
  return [texts('draft.at', { progress, section: texts(`section.${section}`) })];
}

/** Drafts that can be taken up, newest first. */
export function draftsView(
  options: ListOptions<DraftRow> & { readonly placeOf?: PlaceOf | undefined },
): ListView {
  const texts = textsFor(options.language);
  const codeBox = {
    input: {
      id: 'f_code',
      kind: 'text' as const,
      label: texts('list.drafts.code'),
      required: false,
      value: '',
      errorMessage: texts('notice.codeUnknown'),
      maxLength: 20,
    },
    button: {
      title: texts('button.takeOver'),
      data: { action: 'takeOver', list: 'drafts' },
      sendsInputs: true,
    },
  };
  const list = listView('drafts', options, texts, (row) => {
    const draft = parseDraft(row.body);
    const routing = { draft: row.id, section: 'leave', revision: row.revision };
    return {
      title: draft === undefined ? texts('draft.unnamed') : draftName(draft, texts),
      details: [
        ...(draft === undefined ? [] : placeText(draft, texts, options.placeOf)),
        texts('draft.changed', {
          when: formatDateTime(options.language, row.updatedAt.toISOString(), options.timeZone),
        }),
      ],
      buttons: [
        {
          title: texts('button.resume'),
          data: { action: 'resume', ...routing },
          sendsInputs: false,
        },
        ...(row.state === 'open' ? ownDraftButtons(texts, routing) : []),
      ],
    };
  });
  return options.page > 1 ? list : { ...list, foot: codeBox };
}

/** For a draft that nothing was submitted of. */
function ownDraftButtons(
  texts: Texts,
  routing: Readonly<Record<string, string | number>>,
): readonly ButtonView[] {
  return [
    {
      title: texts('button.handOver'),
      data: { action: 'handOver', ...routing },
      sendsInputs: false,
    },
    {
      title: texts('button.discard'),
      data: { action: 'askDiscard', ...routing },
      sendsInputs: false,
      style: 'destructive',
    },
  ];
}

/** Submissions, newest first. */
export function submissionsView(options: ListOptions<SubmissionStatus>): ListView {
  const texts = textsFor(options.language);
  return listView('status', options, texts, (status) => ({
    title: status.order.companyName,
    details: [
      texts('list.submission', {
        domain: status.order.domain,
        state: texts(`status.${status.state}.short`),
      }),
      texts('draft.changed', {
        when: formatDateTime(options.language, status.updatedAt.toISOString(), options.timeZone),
      }),
    ],
    buttons: [
      {
        title: texts('button.show'),
        data: { action: 'show', draft: status.draftId, section: SUBMISSION, item: status.id },
        sendsInputs: false,
      },
    ],
  }));
}

/** Customers of the partner, by name. */
export function customersView(
  options: ListOptions<CustomerSummary> & { readonly words: string },
): ListView {
  const texts = textsFor(options.language);
  return {
    ...listView('customers', options, texts, (customer) => ({
      title: customer.companyProfile.companyName,
      details: [customer.companyProfile.domain],
      buttons: [
        {
          title: texts('button.show'),
          accessibleName: texts('list.customers.show', {
            name: customer.companyProfile.companyName,
          }),
          data: { action: 'show', list: 'customers', item: customer.id },
          sendsInputs: false,
        },
      ],
    })),
    search: {
      input: {
        id: 'f_search',
        kind: 'text',
        label: texts('list.customers.search'),
        required: false,
        value: options.words,
        errorMessage: texts('error.tooLong', { maxLength: 100 }),
        maxLength: 100,
      },
      button: {
        title: texts('button.search'),
        data: { action: 'search', list: 'customers' },
        sendsInputs: true,
      },
    },
  };
}

function listView<T>(
  name: ListName,
  { items, page, hasMore, language, revision, notices }: ListOptions<T>,
  texts: Texts,
  itemView: (item: T) => ListItemView,
): ListView {
  const pageButton = (key: string, to: number): ButtonView => ({
    title: texts(key),
    data: { action: 'page', list: name, item: String(to) },
    sendsInputs: false,
  });
  return {
    kind: 'list',
    language,
    subject: `list:${name}`,
    revision,
    title: texts(`list.${name}.title`),
    lead: items.length === 0 ? texts(`list.${name}.empty`) : texts(`list.${name}.lead`),
    notices: notices ?? [],
    items: items.map(itemView),
    pager: [
      ...(page > 1 ? [pageButton('button.previousPage', page - 1)] : []),
      ...(hasMore ? [pageButton('button.nextPage', page + 1)] : []),
    ],
    buttons: [
      {
        title: texts('button.menu', { page: formatNumber(language, page) }),
        data: { action: 'menu' },
        sendsInputs: false,
      },
    ],
  };
}

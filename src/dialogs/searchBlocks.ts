import { formatDateTime } from '../cards/format';
import type { BlockView, Dataset } from '../cards/views';
import type { CopyAge } from '../services/copies';
import { INPUT_PREFIX } from './field';
import type { LoadContext, Reduction, SectionClick, SectionContext } from './section';

/** The most characters of a search. */
const MOST_CHARACTERS = 100;

/** A search box, what narrows it down, and its button; works on every channel. */
export function searchBlocks(
  { texts, editing }: SectionContext,
  field: string,
  typed: string | undefined,
  filters: readonly BlockView[] = [],
): readonly BlockView[] {
  return [
    {
      type: 'input',
      input: {
        id: `${INPUT_PREFIX}${field}`,
        kind: 'text',
        label: texts(`field.${field}.label`),
        placeholder: texts(`field.${field}.placeholder`),
        required: false,
        value: typed ?? editing.search ?? '',
        errorMessage: texts('error.tooLong', { maxLength: MOST_CHARACTERS }),
        maxLength: MOST_CHARACTERS,
      },
    },
    ...filters,
    {
      type: 'actions',
      links: [],
      buttons: [{ title: texts('button.search'), data: { action: 'search' }, sendsInputs: true }],
    },
  ];
}

/** What is searched for now: the click's words, or those that the card was left with. */
export function searchOf(
  { editing, click }: LoadContext,
  field: string,
): { readonly words: string; readonly page: number } {
  if (click?.action === 'search') return { words: click.inputs[field]?.trim() ?? '', page: 1 };
  const page = click?.action === 'page' ? Number(click.item) : (editing.page ?? 1);
  return { words: editing.search ?? '', page: Number.isInteger(page) ? page : 1 };
}

/** The card stays, with the results of a search or another page of them. */
export function stayAtSearch(
  { editing }: SectionContext,
  section: string,
  click: SectionClick,
  field: string,
  page: number,
): Reduction & { readonly type: 'stay' } {
  const search = click.action === 'search' ? click.inputs[field]?.trim() : editing.search;
  return {
    type: 'stay',
    entries: click.inputs,
    editing: { ...editing, section, search: search ?? '', page },
  };
}

/** Says of what moment a list is that could not be renewed; nothing of one that is as it should be. */
export function outdatedBlock(
  { texts, language, environment }: SectionContext,
  key: string,
  age: CopyAge | undefined,
): readonly BlockView[] {
  if (age?.isOutdated !== true) return [];
  const when = formatDateTime(language, new Date(age.readAt).toISOString(), environment.timeZone);
  return [{ type: 'notice', notice: { tone: 'warning', text: texts(key, { when }) } }];
}

/** Previous and next page, where there are several. */
export function pagerBlock(
  { texts }: SectionContext,
  { page, pages }: { page: number; pages: number },
  action = 'page',
  pagesOf?: Dataset,
): readonly BlockView[] {
  if (pages <= 1) return [];
  const button = (key: string, item: number) => ({
    title: texts(key),
    data: { action, item: String(item) },
    sendsInputs: true,
  });
  const list = pagesOf === undefined ? {} : { pagesOf };
  return [
    { type: 'text', text: texts('list.page', { page, pages }), subtle: true, ...list },
    {
      type: 'actions',
      ...list,
      links: [],
      buttons: [
        ...(page > 1 ? [button('button.previousPage', page - 1)] : []),
        ...(page < pages ? [button('button.nextPage', page + 1)] : []),
      ],
    },
  ];
}

import type { BlockView } from '../cards/views';
import { INPUT_PREFIX } from './field';
import type { SectionContext } from './section';

/** A search box with its button; works on every channel. */
export function searchBlocks(
  { texts, editing }: SectionContext,
  field: string,
  typed: string | undefined,
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
        errorMessage: texts('error.tooLong', { maxLength: 100 }),
        maxLength: 100,
      },
    },
    {
      type: 'actions',
      links: [],
      buttons: [{ title: texts('button.search'), data: { action: 'search' }, sendsInputs: true }],
    },
  ];
}

/** Previous and next page, where there are several. */
export function pagerBlock(
  { texts }: SectionContext,
  { page, pages }: { page: number; pages: number },
): readonly BlockView[] {
  if (pages <= 1) return [];
  const button = (key: string, item: number) => ({
    title: texts(key),
    data: { action: 'page', item: String(item) },
    sendsInputs: true,
  });
  return [
    { type: 'text', text: texts('list.page', { page, pages }), subtle: true },
    {
      type: 'actions',
      links: [],
      buttons: [
        ...(page > 1 ? [button('button.previousPage', page - 1)] : []),
        ...(page < pages ? [button('button.nextPage', page + 1)] : []),
      ],
    },
  ];
}

import type { BlockView } from '../../cards/views';
import { formatNumber } from '../../cards/format';
import type { Reseller } from '../../services/partnerCenter/resellers';
import { EMPTY_PAGE, type Page } from '../../services/textIndex';
import type { Message, Section, SectionClick, SectionContext } from '../section';
import { textOf } from '../formSection';
import { searchBlocks, pagerBlock } from '../searchBlocks';

const PAGE_SIZE = 10;
/** The choice of having no reseller; no tenant id looks like it. */
const NONE = 'none';

interface Loaded {
  readonly found: Page<Reseller>;
  /** The reseller chosen by the click, or before. */
  readonly chosen?: Reseller;
}

type Context = SectionContext<Loaded>;

/** The indirect reseller who serves the customer, chosen by search. */
export const reseller: Section = {
  id: 'reseller',
  group: 'reseller',
  dependsOn: [],
  when: (_, environment) => environment.indirectProvider,
  complete: (answers) => answers['resellerId'] !== undefined,
  load: async ({ editing, click, draft, purpose, remote }, { resellers }): Promise<Loaded> => {
    if (purpose === 'review') return { found: EMPTY_PAGE };
    const words =
      click?.action === 'search' ? (click.inputs['resellerSearch'] ?? '') : editing.search;
    const page = click?.action === 'page' ? Number(click.item) : (editing.page ?? 1);
    const asked = click?.inputs['resellerId'] ?? textOf(draft.answers['reseller'], 'resellerId');
    const [found, chosen] = await Promise.all([
      resellers.search(
        { words: words ?? '', page: click?.action === 'search' ? 1 : page, pageSize: PAGE_SIZE },
        remote,
      ),
      asked === '' || asked === NONE ? undefined : resellers.byTenantId(asked, remote),
    ]);
    return { found, ...(chosen !== undefined && { chosen }) };
  },
  view: (untyped, entries, errors) => {
    const context = untyped as Context;
    const { texts, loaded, draft } = context;
    const value = entries?.['resellerId'] ?? textOf(draft.answers['reseller'], 'resellerId');
    const error = errors.get('resellerId');
    return [
      { type: 'text', text: texts('reseller.lead') },
      ...searchBlocks(context, 'resellerSearch', entries?.['resellerSearch']),
      {
        type: 'input',
        input: {
          id: 'f_resellerId',
          kind: 'radio',
          label: texts('reseller.results', {
            count: formatNumber(context.language, loaded.found.total),
          }),
          required: false,
          value,
          errorMessage: texts('field.resellerId.error'),
          choices: [
            { value: NONE, title: texts('reseller.none') },
            ...withChosen(loaded).map((one) => ({ value: one.tenantId, title: titleOf(one) })),
          ],
          ...(error !== undefined && { error: texts(error.key, error.params) }),
        },
      },
      { type: 'text', text: texts('reseller.noneMeans'), subtle: true },
      ...pagerBlock(context, loaded.found),
    ] satisfies readonly BlockView[];
  },
  reduce: (untyped, click) => {
    const context = untyped as Context;
    if (click.action === 'search' || click.action === 'page') return searched(context, click);
    const chosen = click.inputs['resellerId'] ?? '';
    if (chosen === NONE) return { type: 'accept', answers: { resellerId: NONE } };
    if (chosen === '' || context.loaded.chosen?.tenantId !== chosen) {
      const message: Message = { key: 'field.resellerId.error' };
      return { type: 'stay', entries: click.inputs, errors: new Map([['resellerId', message]]) };
    }
    const { tenantId, partnerId, name } = context.loaded.chosen;
    return { type: 'accept', answers: { resellerId: tenantId, partnerId, resellerName: name } };
  },
  rows: ({ draft, texts }) => {
    const answers = draft.answers['reseller'];
    const isNone = answers?.['resellerId'] === NONE;
    const label = texts('section.reseller');
    if (isNone) return [{ field: 'resellerId', label, value: texts('reseller.none') }];
    return [
      { field: 'resellerId', label, value: textOf(answers, 'resellerName') },
      {
        field: 'partnerId',
        label: texts('field.partnerId.label'),
        value: textOf(answers, 'partnerId'),
      },
    ];
  },
  contribute: ({ draft }) => {
    const answers = draft.answers['reseller'];
    const tenantId = textOf(answers, 'resellerId');
    if (tenantId === '' || tenantId === NONE) return {};
    return { reseller: { tenantId, partnerId: textOf(answers, 'partnerId') } };
  },
  label: (_, { texts }) => texts('section.reseller'),
};

function searched(context: Context, click: SectionClick) {
  const search =
    click.action === 'search'
      ? (click.inputs['resellerSearch'] ?? '')
      : (context.editing.search ?? '');
  return {
    type: 'stay' as const,
    entries: click.inputs,
    editing: { section: 'reseller', search, page: context.loaded.found.page },
  };
}

/** A choice made before stays in the list, wherever the search has gone. */
function withChosen({ found, chosen }: Loaded): readonly Reseller[] {
  const isShown = found.items.some((one) => one.tenantId === chosen?.tenantId);
  return chosen === undefined || isShown ? found.items : [chosen, ...found.items];
}

function titleOf(one: Reseller): string {
  return `${one.name} (${one.partnerId}${one.location === undefined ? '' : `, ${one.location}`})`;
}

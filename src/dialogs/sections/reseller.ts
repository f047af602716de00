import { countryName } from '../../cards/format';
import type { BlockView, ChoiceView, InputView } from '../../cards/views';
import type { Reseller } from '../../services/partnerCenter/resellers';
import type { CopyAge } from '../../services/copies';
import type { PartnerById } from '../../services/resellers';
import { EMPTY_PAGE, type Page } from '../../services/textIndex';
import { checkBlocks } from '../checkBlocks';
import { hashOf, type Answers, type Check, type Entries } from '../draft';
import { textOf } from '../formSection';
import { outdatedBlock, pagerBlock, searchBlocks, searchOf, stayAtSearch } from '../searchBlocks';
import type {
  FieldErrors,
  LoadContext,
  Message,
  Section,
  SectionContext,
  SectionServices,
} from '../section';

const PAGE_SIZE = 10;
/** So many that were used lately stand first. */
const MOST_RECENT = 3;
/** The choice of having no reseller; no tenant id looks like it. */
const NONE = 'none';

interface Loaded {
  readonly found: Page<Reseller>;
  /** Used lately, where nobody searched yet. */
  readonly recent: readonly Reseller[];
  /** The reseller chosen in the list, now or before. */
  readonly chosen?: Reseller;
  readonly typed?: Typed;
  /** Of the list. */
  readonly age?: CopyAge | undefined;
}

/** A PartnerID that was typed, and whose it is. */
interface Typed {
  readonly partnerId: string;
  /** One of the provider's resellers. */
  readonly reseller?: Reseller;
  /** Somebody who is not in the list, as far as it could be asked. */
  readonly partner?: PartnerById;
}

type Context = SectionContext<Loaded>;

/** The indirect reseller who serves the customer, chosen by search or by PartnerID. */
export const reseller: Section = {
  id: 'reseller',
  group: 'reseller',
  dependsOn: [],
  when: (_, environment) => environment.indirectProvider,
  complete: (answers) => answers['resellerId'] !== undefined,
  load,
  view: (untyped, entries, errors) => view(untyped as Context, entries, errors),
  actions: ['search', 'page', 'verify'],
  reduce: (untyped, click) => {
    const context = untyped as Context;
    if (click.action === 'search' || click.action === 'page') {
      return stayAtSearch(context, 'reseller', click, 'resellerSearch', context.loaded.found.page);
    }
    const chosen = choiceOf(context, click.inputs);
    if ('errors' in chosen) return { type: 'stay', entries: click.inputs, errors: chosen.errors };
    // The typed PartnerID is looked up and shown; nothing is decided yet.
    if (click.action === 'verify') return { type: 'stay', entries: click.inputs };
    return { type: 'accept', answers: chosen.answers };
  },
  check: async ({ remote }, answers, { resellers }) => {
    const partnerId = textOf(answers, 'partnerId');
    if (partnerId === '') return {};
    const [{ outcome, reason }, location] = await Promise.all([
      resellers.check(partnerId, remote),
      checkLocation(answers, resellers, remote),
    ]);
    const of = hashOf(partnerId);
    return {
      resellerId: { of, outcome, ...(reason !== undefined && { reason }) },
      ...(location !== undefined && { partnerId: location }),
    };
  },
  rows: ({ draft, texts }) => {
    const answers = draft.answers['reseller'];
    const label = texts('section.reseller');
    if (answers?.['resellerId'] === NONE) {
      return [{ field: 'resellerId', label, value: texts('reseller.none') }];
    }
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
  label: (field, { texts }) =>
    texts(field === 'partnerId' ? 'field.partnerId.label' : 'section.reseller'),
};

async function load(context: LoadContext, services: SectionServices): Promise<Loaded> {
  const { click, draft, purpose, remote } = context;
  if (purpose === 'review') return { found: EMPTY_PAGE, recent: [] };
  const { resellers } = services;
  const { words, page } = searchOf(context, 'resellerSearch');
  const answered = textOf(draft.answers['reseller'], 'resellerId');
  const asked = click?.inputs['resellerId'] ?? answered;
  const partnerId = (click?.inputs['partnerId'] ?? '').replace(/\s/g, '');
  const isStart = words === '' && page === 1;
  const [found, chosen, recent, typed] = await Promise.all([
    resellers.search({ words, page, pageSize: PAGE_SIZE }, remote),
    asked === '' || asked === NONE ? undefined : resellers.byTenantId(asked, remote),
    isStart ? recentOf(context, services) : [],
    partnerId === '' ? undefined : typedOf(partnerId, context, services),
  ]);
  return {
    found,
    recent,
    age: resellers.age(),
    ...(chosen !== undefined && { chosen }),
    ...(typed !== undefined && { typed }),
  };
}

async function recentOf(
  { remote }: LoadContext,
  { resellers, recentOrders }: SectionServices,
): Promise<readonly Reseller[]> {
  const orders = (await recentOrders?.()) ?? [];
  const ids = [...new Set(orders.flatMap((order) => order.reseller?.tenantId ?? []))];
  const recent = await Promise.all(
    ids.slice(0, MOST_RECENT).map((id) => resellers.byTenantId(id, remote)),
  );
  return recent.flatMap((one) => one ?? []);
}

async function typedOf(
  partnerId: string,
  { remote }: LoadContext,
  { resellers }: SectionServices,
): Promise<Typed> {
  if (!PARTNER_ID.test(partnerId)) return { partnerId };
  const listed = await resellers.byPartnerId(partnerId, remote);
  if (listed !== undefined) return { partnerId, reseller: listed };
  return { partnerId, partner: await resellers.partner(partnerId, remote) };
}

const PARTNER_ID = /^\d{4,12}$/;

/**
 * A PartnerID that the list does not name: is it a location of the chosen reseller? All that Partner
 * Center tells of it is a name (GET /v1/profiles/mpn), so another name is for the person to confirm.
 */
async function checkLocation(
  answers: Answers,
  resellers: SectionServices['resellers'],
  remote: LoadContext['remote'],
): Promise<Check | undefined> {
  const partnerId = textOf(answers, 'partnerId');
  if ((await resellers.byPartnerId(partnerId, remote)) !== undefined) return undefined;
  const partner = await resellers.partner(partnerId, remote);
  const of = hashOf([textOf(answers, 'resellerId'), partnerId]);
  switch (partner.type) {
    case 'partner':
      return isSameName(partner.name, textOf(answers, 'resellerName'))
        ? undefined
        : { of, outcome: 'wrong', reason: 'partnerIdOfAnother', overridable: true };
    case 'nobody':
      return { of, outcome: 'wrong', reason: 'partnerIdUnknown' };
    case 'unknown':
      return { of, outcome: 'unknown', reason: partner.reason };
  }
}

/** Upper and lower case, accents and punctuation aside. */
function isSameName(one: string, other: string): boolean {
  const plain = (name: string): string =>
    name
      .normalize('NFKD')
      .replace(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase();
  return plain(one) === plain(other);
}

/** What was chosen in the list and typed below it, taken together. */
function choiceOf(
  { loaded }: Context,
  inputs: Entries,
): { readonly answers: Answers } | { readonly errors: FieldErrors } {
  const { chosen, typed } = loaded;
  const inList = inputs['resellerId'] ?? '';
  if (typed?.reseller !== undefined) {
    const { name, tenantId } = typed.reseller;
    if (inList === '' || inList === tenantId) return { answers: answersOf(typed.reseller) };
    const conflict = { key: 'reseller.idConflict', params: { partnerId: typed.partnerId, name } };
    return {
      errors: new Map([
        ['resellerId', conflict],
        ['partnerId', conflict],
      ]),
    };
  }
  if (typed !== undefined) {
    const message = typedMessage(typed, chosen);
    if (message !== undefined) return refused('partnerId', message);
    // Another location of the reseller that is chosen in the list.
    if (chosen !== undefined) return { answers: answersOf(chosen, typed.partnerId) };
  }
  if (inList === NONE) return { answers: { resellerId: NONE } };
  if (inList === '' || chosen?.tenantId !== inList) {
    return refused('resellerId', { key: 'field.resellerId.error' });
  }
  return { answers: answersOf(chosen) };
}

/** Why a PartnerID that is not in the list can't be taken; undefined where it can. */
function typedMessage(
  { partnerId, partner }: Typed,
  chosen: Reseller | undefined,
): Message | undefined {
  if (partner === undefined) return { key: 'field.partnerId.error' };
  switch (partner.type) {
    case 'nobody':
      return { key: 'reseller.idUnknown', params: { partnerId } };
    case 'unknown':
      return { key: 'reseller.idUnchecked', params: { partnerId } };
    case 'partner':
      // The order takes the number, but the customer needs the reseller's tenant, which the list has.
      return chosen === undefined
        ? { key: 'reseller.idNotListed', params: { partnerId, name: partner.name } }
        : undefined;
  }
}

function refused(field: string, message: Message): { readonly errors: FieldErrors } {
  return { errors: new Map([[field, message]]) };
}

function answersOf(one: Reseller, partnerId = one.partnerId): Answers {
  return { resellerId: one.tenantId, partnerId, resellerName: one.name };
}

function view(
  context: Context,
  entries: Entries | undefined,
  errors: FieldErrors,
): readonly BlockView[] {
  const { texts, loaded } = context;
  const typed = typedNotice(context);
  const check = errors.has('partnerId')
    ? context.draft.entries['reseller']?.checks?.['partnerId']
    : undefined;
  return [
    { type: 'text', text: texts('reseller.lead') },
    ...searchBlocks(context, 'resellerSearch', entries?.['resellerSearch']),
    ...nothingFound(context),
    { type: 'input', input: listInput(context, entries, errors) },
    ...pagerBlock(context, loaded.found, 'page', 'resellers'),
    ...outdatedBlock(context, 'reseller.outdated', loaded.age),
    {
      type: 'notice',
      notice: { tone: 'warning', text: texts('reseller.noneMeans') },
    },
    { type: 'input', input: partnerIdInput(context, entries, errors) },
    ...(typed === undefined ? [] : [typed]),
    ...(check === undefined ? [] : checkBlocks('partnerId', check, context)),
    {
      type: 'actions',
      links: [],
      buttons: [{ title: texts('button.verify'), data: { action: 'verify' }, sendsInputs: true }],
    },
  ];
}

/** A search that finds nobody is no reason to choose that there is no reseller. */
function nothingFound({ texts, loaded, editing }: Context): readonly BlockView[] {
  const words = editing.search ?? '';
  if (words === '' || loaded.found.total > 0) return [];
  const text = texts('reseller.nothingFound', { words });
  return [{ type: 'notice', notice: { tone: 'info', text } }];
}

function listInput(context: Context, entries: Entries | undefined, errors: FieldErrors): InputView {
  const { texts, loaded, draft } = context;
  const error = errors.get('resellerId');
  return {
    id: 'f_resellerId',
    kind: 'radio',
    // Where nobody searched yet, names come while they are typed, in the channels that can; a list that
    // was searched for stands there to be chosen from.
    ...((context.editing.search ?? '') === '' && {
      dataset: 'resellers' as const,
      placeholder: texts('list.typeToSearch'),
    }),
    label: texts('reseller.results', { count: loaded.found.total }),
    required: false,
    value: entries?.['resellerId'] ?? textOf(draft.answers['reseller'], 'resellerId'),
    errorMessage: texts('field.resellerId.error'),
    choices: [...listed(context), { value: NONE, title: texts('reseller.none') }],
    ...(error !== undefined && { error: texts(error.key, error.params) }),
  };
}

/** Those used lately, then what was found; a choice made before, or whose PartnerID was typed, is in it. */
function listed({ texts, loaded, language }: Context): readonly ChoiceView[] {
  const { found, recent, chosen, typed } = loaded;
  const isRecent = ({ tenantId }: Reseller) => recent.some((one) => one.tenantId === tenantId);
  const others = found.items.filter((one) => !isRecent(one));
  const shown = new Set([...recent, ...others].map(({ tenantId }) => tenantId));
  const meant = [chosen, typed?.reseller].flatMap((one) => {
    if (one === undefined || shown.has(one.tenantId)) return [];
    shown.add(one.tenantId);
    return [one];
  });
  const title = ({ name, partnerId, location }: Reseller): string =>
    location === undefined
      ? texts('reseller.entry', { name, partnerId })
      : texts('reseller.entryWithCountry', {
          name,
          partnerId,
          country: countryName(language, location),
        });
  return [
    ...meant.map((one) => ({ value: one.tenantId, title: title(one) })),
    ...recent.map((one) => ({
      value: one.tenantId,
      title: texts('reseller.recent', { entry: title(one) }),
    })),
    ...others.map((one) => ({ value: one.tenantId, title: title(one) })),
  ];
}

function partnerIdInput(
  { texts, draft, loaded }: Context,
  entries: Entries | undefined,
  errors: FieldErrors,
): InputView {
  const answered = textOf(draft.answers['reseller'], 'partnerId');
  // That of another location was typed, and the list would bring the reseller's own in its place.
  const isLocation = loaded.chosen !== undefined && loaded.chosen.partnerId !== answered;
  const error = errors.get('partnerId');
  return {
    id: 'f_partnerId',
    kind: 'text',
    label: texts('reseller.typedLabel'),
    hint: texts('reseller.typedHint'),
    required: false,
    value: entries === undefined && isLocation ? answered : (entries?.['partnerId'] ?? ''),
    errorMessage: texts('field.partnerId.error'),
    maxLength: 20,
    pattern: '^[0-9 ]*$',
    ...(error !== undefined && { error: texts(error.key, error.params) }),
  };
}

/** Whose the typed PartnerID is. */
function typedNotice({ texts, loaded }: Context): BlockView | undefined {
  const { typed } = loaded;
  const name =
    typed?.reseller?.name ?? (typed?.partner?.type === 'partner' ? typed.partner.name : undefined);
  if (typed === undefined || name === undefined) return undefined;
  const text = texts('reseller.idBelongs', { partnerId: typed.partnerId, name });
  return { type: 'notice', notice: { tone: 'info', text } };
}

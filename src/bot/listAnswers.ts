import { dayIn, type Reader } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { NoticeView } from '../cards/views';
import {
  customersView,
  draftsView,
  LIST_PAGE,
  LISTS,
  submissionsView,
  type ListName,
  type PlaceOf,
} from '../dialogs/listViews';
import { placeOf } from '../dialogs/draft';
import { unavailableText } from '../dialogs/reasonText';
import { searchCustomers } from '../services/customerSearch';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { listsOf } from './lists';
import { readerOf } from './welcome';

/** Which list, which page, and for customers which words (undefined: those of before). */
interface ListRequest {
  readonly name: ListName;
  readonly page: number;
  readonly words?: string | undefined;
  /** Another page, or back from a customer: the words of before hold. */
  readonly keepsWords?: boolean;
}

const MOST_PAGES = 1_000;

export function isListName(name: string): name is ListName {
  return LISTS.some((one) => one === name);
}

/** Drafts, submissions or customers, a page of them. */
export async function showList(
  services: AnswerServices,
  turn: Turn,
  request: ListRequest,
  notices: readonly NoticeView[] = [],
): Promise<TurnOutcome> {
  const page = Number.isInteger(request.page) ? Math.min(Math.max(request.page, 1), MOST_PAGES) : 1;
  const before = listsOf(turn.read.conversation);
  const lists = {
    revision: before.revision + 1,
    customerWords: request.words ?? (request.keepsWords === true ? before.customerWords : ''),
  };
  const common = { ...readerOf(turn), revision: lists.revision, page, notices };
  const person = turn.speaker.person;
  // One more than fits says whether there is a next page.
  const slice = { offset: (page - 1) * LIST_PAGE, limit: LIST_PAGE + 1 };
  const shown = <T>(found: readonly T[]) => ({
    ...common,
    items: found.slice(0, LIST_PAGE),
    hasMore: found.length > LIST_PAGE,
  });
  switch (request.name) {
    case 'drafts':
      return {
        view: draftsView({
          ...shown(await services.drafts.list(person, slice)),
          placeOf: await placesOf(services, turn),
        }),
        lists,
      };
    case 'status':
      return {
        view: submissionsView(shown(await services.submissions.list(person, slice))),
        lists,
      };
    case 'customers':
      return { ...(await customers(services, turn, common, lists.customerWords)), lists };
  }
}

/** Where drafts stand, as far as the partner's facts can be had now. */
async function placesOf(services: AnswerServices, turn: Turn): Promise<PlaceOf | undefined> {
  try {
    const facts = await services.environment(turn.remote);
    const environment = { ...facts, today: dayIn(readerOf(turn).timeZone, new Date()) };
    return (draft) => placeOf(services.sections, draft, environment);
  } catch (error) {
    if (error instanceof PartnerCenterError) return undefined;
    throw error;
  }
}

interface Common extends Reader {
  readonly revision: number;
  readonly page: number;
  readonly notices: readonly NoticeView[];
}

async function customers(
  services: AnswerServices,
  turn: Turn,
  common: Common,
  words: string,
): Promise<TurnOutcome> {
  const texts = textsFor(turn.language);
  try {
    const slice = { words, offset: (common.page - 1) * LIST_PAGE, limit: LIST_PAGE };
    const found = await searchCustomers(services.sectionServices.client, slice, turn.remote);
    return { view: customersView({ ...common, ...found, words }) };
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    const text = unavailableText(error, texts);
    const others = common.notices.filter((one) => one.text !== text);
    const notices = [...others, { tone: 'warning' as const, text }];
    return { view: customersView({ ...common, items: [], hasMore: false, words, notices }) };
  }
}

import { textsFor } from '../cards/texts';
import type { NoticeView } from '../cards/views';
import { customerView } from '../dialogs/customerView';
import { draftLike } from '../dialogs/likeEarlier';
import { unavailableText } from '../dialogs/reasonText';
import type { Draft } from '../dialogs/draft';
import { readCustomer, type CustomerFacts } from '../services/customerFacts';
import { PartnerCenterError } from '../services/partnerCenter/errors';
import { showList } from './listAnswers';
import { listsOf } from './lists';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { newDraftId } from './welcome';

/** The card of one of the partner's customers. */
export async function showCustomer(
  services: AnswerServices,
  turn: Turn,
  id: string,
): Promise<TurnOutcome> {
  const read = await readOne(services, turn, id);
  if ('notice' in read)
    return showList(services, turn, { name: 'customers', page: 1 }, [read.notice]);
  const before = listsOf(turn.read.conversation);
  const lists = { ...before, revision: before.revision + 1 };
  const view = customerView({
    language: turn.language,
    revision: lists.revision,
    customer: read.customer,
    draftId: newDraftId(),
    hasAgreements: read.hasAgreements,
  });
  return { view, lists };
}

/** What a customer like an earlier one begins with, and the line that says so. */
export async function startLike(
  services: AnswerServices,
  turn: Turn,
  id: string,
): Promise<{ readonly draft?: Draft; readonly notice: NoticeView }> {
  const read = await readOne(services, turn, id);
  if ('notice' in read) return { notice: read.notice };
  const name = read.customer.summary.companyProfile.companyName;
  const text = textsFor(turn.language)('customer.startedLike', { name });
  return { draft: draftLike(read.customer), notice: { tone: 'info', text } };
}

/** The customer, or what to say instead. */
async function readOne(
  services: AnswerServices,
  turn: Turn,
  id: string,
): Promise<
  | { readonly customer: CustomerFacts; readonly hasAgreements: boolean }
  | { readonly notice: NoticeView }
> {
  const texts = textsFor(turn.language);
  try {
    const { agreementMode, indirectProvider } = await services.environment(turn.remote);
    const hasAgreements = agreementMode !== undefined;
    const request = { id, hasAgreements, hasResellers: indirectProvider };
    const customer = await readCustomer(services.sectionServices.client, request, turn.remote);
    return customer === undefined
      ? { notice: { tone: 'warning', text: texts('customer.unknown') } }
      : { customer, hasAgreements };
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    const text = unavailableText(error, texts);
    return { notice: { tone: 'warning', text } };
  }
}

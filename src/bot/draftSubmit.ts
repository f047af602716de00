import { randomUUID } from 'node:crypto';
import { draftSubject } from '../dialogs/leaveView';
import { statusView } from '../dialogs/statusView';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import { goingOn, newStatus, stepsToRepeat } from '../services/submissions/status';
import type { AuditWrite, DraftWrite } from '../services/turnStore';
import type { AnswerServices, Turn, TurnOutcome } from './outcome';
import { notice, readerOf } from './welcome';
import { intentsOf, keepingBoxes, run, rowTurn, writeOf, unknownDraft } from './draftTurn';

/** The draft is frozen and its submission created; a resubmit goes on where it asked. */
export async function submit(
  services: AnswerServices,
  turn: Turn,
  answered: CustomerOrder,
  draft: DraftWrite,
  audit: readonly AuditWrite[],
): Promise<TurnOutcome> {
  const known = turn.read.submission;
  const asks =
    known?.state === 'needsAttention' ? await services.submissions.get(known.id) : undefined;
  const { conversationId, language } = turn;
  const order =
    asks?.facts.customerId === undefined ? answered : ofSameCustomer(answered, asks.order);
  const begun = newStatus({
    id: asks?.id ?? randomUUID(),
    draftId: draft.id,
    owner: turn.speaker.person,
    conversationId,
    correlationId: asks?.correlationId ?? randomUUID(),
    order,
  });
  const status = asks === undefined ? begun : goingOn(asks, begun);
  const { id, owner, correlationId, version } = status;
  return {
    view: { ...statusView(status, readerOf(turn)), ends: draftSubject(draft.id) },
    draft,
    audit,
    currentDraft: draft.id,
    submission: {
      id,
      draftId: draft.id,
      owner,
      conversationId,
      correlationId,
      language,
      domainHmac: services.domainHmac(order.domain),
      payload: JSON.stringify(order),
      resubmits: asks !== undefined,
      redo: stepsToRepeat(asks?.facts.customerId !== undefined),
    },
    liveCard: { subject: `submission:${id}`, version, state: 'running' },
  };
}

/** The customer stays what it was made of, whatever the draft says. */
function ofSameCustomer(answered: CustomerOrder, made: CustomerOrder): CustomerOrder {
  const { companyName, domain, country, registrationNumber, culture, language } = made;
  const { gdapByDefault, contact, address, reseller } = made;
  return {
    ...answered,
    companyName,
    domain,
    country,
    registrationNumber,
    culture,
    language,
    gdapByDefault,
    contact,
    address,
    reseller,
  };
}

/** The review, as it stands when the domain turned out to be under way in another submission. */
export async function refuseBusyDomain(services: AnswerServices, turn: Turn): Promise<TurnOutcome> {
  const row = turn.read.draft;
  if (row === undefined || turn.input.type !== 'click') return unknownDraft(turn);
  const here = rowTurn(row);
  const revision = row.revision + 1;
  const busy = notice(turn, 'wrong', 'notice.domainBusy');
  const click = keepingBoxes(turn.input.click);
  const ran = await run(services, turn, here, { revision, click, notices: [busy] });
  return {
    view: ran.view,
    draft: writeOf(turn, here, ran, revision, turn.input.click),
    intents: intentsOf(turn, row.id, ran),
    currentDraft: row.id,
  };
}

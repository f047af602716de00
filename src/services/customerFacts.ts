import { isDirectlySigned, listConfirmedAgreements } from './partnerCenter/agreements';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { getCustomer, type CustomerSummary } from './partnerCenter/customers';
import { PartnerCenterError } from './partnerCenter/errors';
import { listResellersOfCustomer, type Reseller } from './partnerCenter/resellers';
import { listSubscriptions, type Subscription } from './partnerCenter/subscriptions';

/** How the Microsoft Customer Agreement stands for a customer. */
export type AgreementState =
  /** Confirmed by the partner; the moment as ISO text. */
  | { readonly state: 'confirmed'; readonly on: string }
  /** Signed by the customer itself. */
  | { readonly state: 'signed' }
  | { readonly state: 'missing' };

/** A customer as its card shows it; undefined for what can't be had now, or not with our rights. */
export interface CustomerFacts {
  readonly summary: CustomerSummary;
  readonly agreement: AgreementState | undefined;
  readonly resellers: readonly Reseller[] | undefined;
  readonly subscriptions: readonly Subscription[] | undefined;
}

export interface CustomerFactsRequest {
  readonly id: string;
  /** US Government has none. */
  readonly hasAgreements: boolean;
  /** Only an indirect provider's customers have resellers. */
  readonly hasResellers: boolean;
}

/** Reads a customer; undefined where the partner has none of that id. Throws when even that can't be had. */
export async function readCustomer(
  client: PartnerCenterClient,
  { id, hasAgreements, hasResellers }: CustomerFactsRequest,
  context: CallContext,
): Promise<CustomerFacts | undefined> {
  const [summary, agreement, resellers, subscriptions] = await Promise.all([
    getCustomer(client, id, context),
    hasAgreements ? ifKnown(agreementOf(client, id, context)) : undefined,
    hasResellers ? ifKnown(listResellersOfCustomer(client, id, context)) : undefined,
    ifKnown(listSubscriptions(client, id, undefined, context)),
  ]);
  return summary && { summary, agreement, resellers, subscriptions };
}

async function agreementOf(
  client: PartnerCenterClient,
  id: string,
  context: CallContext,
): Promise<AgreementState> {
  const [confirmed, isSigned] = await Promise.all([
    listConfirmedAgreements(client, id, context),
    isDirectlySigned(client, id, context),
  ]);
  const latest = confirmed
    .map(({ dateAgreed }) => dateAgreed)
    .sort()
    .at(-1);
  if (latest !== undefined) return { state: 'confirmed', on: latest };
  return { state: isSigned ? 'signed' : 'missing' };
}

async function ifKnown<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof PartnerCenterError) return undefined;
    throw error;
  }
}

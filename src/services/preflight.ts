import { alternativesTo } from './domainProposals';
import { validateAddress, type Address, type AddressStatus } from './partnerCenter/addresses';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { findCustomers, type CustomerSummary } from './partnerCenter/customers';
import { isDomainTaken } from './partnerCenter/domains';
import { PartnerCenterError } from './partnerCenter/errors';
import { listValidationCodes } from './partnerCenter/qualifications';
import { isPartnerAgreementSigned } from './partnerCenter/resellers';
import type { CustomerOrder } from './submissions/customerOrder';

/*
 * Remote rules that can be asked before anything is spent, by the wire property that they judge. Each
 * answers ok, wrong or unknown; unknown never blocks a person, and what is firm the worker asks again before
 * it spends.
 */

/** What a rule said; `reason` is a text key of `reasons.`. */
export interface Verdict {
  readonly outcome: 'ok' | 'wrong' | 'unknown';
  readonly reason?: string;
  /** A warning: a person may know better. */
  readonly overridable?: boolean;
  /** Domains that are free instead, for a domain that is taken. */
  readonly freeDomains?: readonly string[];
  /** What the address service would write instead. */
  readonly addresses?: readonly Address[];
}

/** As much of an order as is known yet; a rule whose part is missing is not asked. */
export type PreflightOrder = Partial<CustomerOrder>;

/** What can be judged, named as on the wire. */
export type WireProperty =
  | 'companyProfile.companyName'
  | 'companyProfile.domain'
  | 'billingProfile.defaultAddress'
  | 'qualification.validationCode'
  | 'reseller.partnerId';

/** A verdict with the values that it is about. */
export interface PreflightResult extends Verdict {
  readonly values: unknown;
}

export type PreflightResults = Readonly<Partial<Record<WireProperty, PreflightResult>>>;

interface Rule {
  readonly property: WireProperty;
  /** The values to judge; undefined where there is nothing to. */
  readonly values: (order: PreflightOrder) => unknown;
  readonly judge: (asked: Asked) => Promise<Verdict>;
  /** What it calls wrong nobody can pass over, and is seen only when the customer is there already. */
  readonly isFirm?: boolean;
}

interface Asked {
  readonly client: PartnerCenterClient;
  readonly order: PreflightOrder;
  readonly context: CallContext;
}

/** Matches that begin with the whole of what is looked for: there are few, and some room for surprise. */
const MOST_FOUND = 50;
const MOST_ALTERNATIVES = 3;

const RULES: readonly Rule[] = [
  {
    property: 'companyProfile.companyName',
    values: ({ companyName }) => companyName,
    judge: judgeName,
  },
  { property: 'companyProfile.domain', values: ({ domain }) => domain, judge: judgeDomain },
  {
    property: 'billingProfile.defaultAddress',
    values: ({ address }) => address,
    judge: judgeAddress,
  },
  {
    property: 'qualification.validationCode',
    values: ({ qualification }) =>
      qualification?.qualification === 'GovernmentCommunityCloud'
        ? qualification.validationCode
        : undefined,
    judge: judgeValidationCode,
    isFirm: true,
  },
  {
    property: 'reseller.partnerId',
    values: ({ reseller }) => reseller?.partnerId,
    judge: ({ client, order, context }) =>
      judgeReseller(client, order.reseller?.partnerId ?? '', context),
    isFirm: true,
  },
];

/** Asks every rule that has something to judge, side by side. Spends nothing. */
export async function preflight(
  client: PartnerCenterClient,
  order: PreflightOrder,
  context: CallContext,
): Promise<PreflightResults> {
  const judged = await Promise.all(
    RULES.flatMap(({ property, values, judge }) => {
      const judgedValues = values(order);
      if (judgedValues === undefined) return [];
      return [
        unlessUnclear(() => judge({ client, order, context })).then(
          (verdict) => [property, { ...verdict, values: judgedValues }] as const,
        ),
      ];
    }),
  );
  return Object.fromEntries(judged);
}

/**
 * What the firm rules call wrong, by wire property, asked before the customer is created. Throws
 * `PartnerCenterError` where one can't be asked: what nobody can say is no yes.
 */
export async function firmRefusals(
  client: PartnerCenterClient,
  order: CustomerOrder,
  context: CallContext,
): Promise<readonly { readonly property: WireProperty; readonly reason: string }[]> {
  const firm = RULES.filter(({ isFirm, values }) => isFirm === true && values(order) !== undefined);
  const judged = await Promise.all(
    firm.map(async ({ property, judge }) => ({
      property,
      ...(await judge({ client, order, context })),
    })),
  );
  return judged.flatMap(({ property, outcome, reason = 'refused' }) =>
    outcome === 'wrong' ? [{ property, reason }] : [],
  );
}

/**
 * Is `<prefix>.onmicrosoft.com` free? Only 404 means free and 200 taken (Partner Center: HEAD
 * /v1/domains/{domain}); every other answer is unknown, never free. One that is taken is looked for
 * among our own customers, and three that are free are named.
 */
async function judgeDomain({ client, order, context }: Asked): Promise<Verdict> {
  const { domain = '', companyName = '', country = '' } = order;
  if (!(await isDomainTaken(client, domain, context))) return { outcome: 'ok' };
  const [prefix = '', ...suffix] = domain.split('.');
  const candidates = alternativesTo(prefix, companyName, country).map((one) =>
    [one, ...suffix].join('.'),
  );
  const [ours, free] = await Promise.all([
    customerOfDomain(client, domain, context).catch(unlessPartnerCenter(undefined)),
    Promise.all(candidates.map((one) => isFree(client, one, context))),
  ]);
  return {
    outcome: 'wrong',
    reason: ours === undefined ? 'domainTaken' : 'domainOurs',
    freeDomains: candidates.filter((_, index) => free[index]).slice(0, MOST_ALTERNATIVES),
  };
}

function isFree(
  client: PartnerCenterClient,
  domain: string,
  context: CallContext,
): Promise<boolean> {
  return isDomainTaken(client, domain, context)
    .then((isTaken) => !isTaken)
    .catch(unlessPartnerCenter(false));
}

/** The customer of ours that has exactly this domain. */
export async function customerOfDomain(
  client: PartnerCenterClient,
  domain: string,
  context: CallContext,
): Promise<CustomerSummary | undefined> {
  const search = { field: 'Domain' as const, startsWith: domain, size: MOST_FOUND };
  const found = await findCustomers(client, search, context);
  return found.find((one) => one.companyProfile.domain.toLowerCase() === domain.toLowerCase());
}

/** A customer of ours that has exactly this name, upper or lower case aside. */
export async function customerOfName(
  client: PartnerCenterClient,
  companyName: string,
  context: CallContext,
): Promise<CustomerSummary | undefined> {
  const search = { field: 'CompanyName' as const, startsWith: companyName, size: MOST_FOUND };
  const found = await findCustomers(client, search, context);
  const name = companyName.toLowerCase();
  return found.find((one) => one.companyProfile.companyName.toLowerCase() === name);
}

/** A second customer of the same name may be meant, but seldom is. */
async function judgeName({ client, order, context }: Asked): Promise<Verdict> {
  const { companyName = '' } = order;
  if (isOddName(companyName)) {
    return { outcome: 'wrong', reason: 'companyNameOdd', overridable: true };
  }
  return (await customerOfName(client, companyName, context)) === undefined
    ? { outcome: 'ok' }
    : { outcome: 'wrong', reason: 'customerOfThatName', overridable: true };
}

const INTERNET_DOMAIN =
  /[\p{L}\p{N}]{2}\.(?:com|net|org|info|biz|edu|gov|io|eu|us|uk|ca|de|fr|es|it|nl|pl|au|nz|in|jp|cn|br|mx)(?:$|[^\p{L}\p{N}])/iu;

/**
 * Names about which the portal asks "make sure your company name is correct" (validate-names-addresses):
 * an internet domain in it, one character repeated and nothing else, single characters between blanks.
 */
function isOddName(name: string): boolean {
  return (
    INTERNET_DOMAIN.test(name) || /^(.)\1{2,}$/u.test(name) || /^\S(?: \S)+$/u.test(name.trim())
  );
}

type StatusVerdict = Omit<Verdict, 'addresses'>;

const warning = (reason: string): StatusVerdict => ({
  outcome: 'wrong',
  reason,
  overridable: true,
});

const ADDRESS_VERDICTS: Readonly<Record<AddressStatus, StatusVerdict>> = {
  VerifiedShippable: { outcome: 'ok' },
  Verified: { outcome: 'ok' },
  InteractionRequired: warning('addressChanged'),
  StreetPartial: warning('addressStreetPartial'),
  PremisesPartial: warning('addressPremisesPartial'),
  Multiple: warning('addressMultiple'),
  None: warning('addressNotFound'),
  NotValidated: { outcome: 'unknown', reason: 'addressNotValidated' },
};

/** The address service's opinion; creating the customer has checks of its own. */
async function judgeAddress({ client, order, context }: Asked): Promise<Verdict> {
  if (order.address === undefined) return { outcome: 'ok' };
  const { addressLine2, state, postalCode, ...rest } = order.address;
  const address: Address = {
    ...rest,
    ...(addressLine2 !== undefined && { addressLine2 }),
    ...(state !== undefined && { state }),
    ...(postalCode !== undefined && { postalCode }),
  };
  const { status, suggestions } = await validateAddress(client, address, context);
  const verdict = ADDRESS_VERDICTS[status];
  return verdict.outcome === 'wrong' ? { ...verdict, addresses: suggestions } : verdict;
}

/** A code of the partner's, with customers left that it may create. */
async function judgeValidationCode({ client, order, context }: Asked): Promise<Verdict> {
  const { qualification } = order;
  if (qualification?.qualification !== 'GovernmentCommunityCloud') return { outcome: 'ok' };
  const codes = await listValidationCodes(client, context);
  const code = codes.find(({ validationId }) => validationId === qualification.validationCode);
  if (code === undefined) return { outcome: 'wrong', reason: 'validationCodeUnknown' };
  return code.remainingCreates > 0
    ? { outcome: 'ok' }
    : { outcome: 'wrong', reason: 'validationCodeUsedUp' };
}

/** May a partner be the reseller of record: is its agreement signed, is it in the provider's region? */
export async function judgeReseller(
  client: PartnerCenterClient,
  partnerId: string,
  context: CallContext,
): Promise<Verdict> {
  try {
    return (await isPartnerAgreementSigned(client, { partnerId }, context))
      ? { outcome: 'ok' }
      : { outcome: 'wrong', reason: 'resellerAgreement' };
  } catch (error) {
    // Whatever is wrong with a reseller comes as a 400 (developer/verify-indirect-reseller-mpa-status).
    if (error instanceof PartnerCenterError && error.httpStatus === 400) {
      return { outcome: 'wrong', reason: error.reason };
    }
    throw error;
  }
}

/** The verdict, or unknown where Partner Center could not be asked. */
export async function unlessUnclear(judge: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof PartnerCenterError) return { outcome: 'unknown', reason: error.reason };
    throw error;
  }
}

/** For `catch`: another value where Partner Center did not answer; anything else is thrown on. */
function unlessPartnerCenter<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof PartnerCenterError) return otherwise;
    throw error;
  };
}

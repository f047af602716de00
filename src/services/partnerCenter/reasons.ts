/** What could make a refused call succeed: time, another token, another answer of the person, or a human. */
export type Helps = 'waiting' | 'token' | 'answer' | 'human';

interface ReasonFacts {
  readonly helps: Helps;
  /** May the very same call be made again later and then succeed? */
  readonly retriable: boolean;
}

const waiting: ReasonFacts = { helps: 'waiting', retriable: true };
const token: ReasonFacts = { helps: 'token', retriable: true };
const answer: ReasonFacts = { helps: 'answer', retriable: false };
const human: ReasonFacts = { helps: 'human', retriable: false };
/** Somebody changes something elsewhere, after which the same call succeeds. */
const humanFirst: ReasonFacts = { helps: 'human', retriable: true };

/** Why a call brought no value; cause and advice of each stand in `reasons.<key>` of the texts. */
export const REASONS = {
  // The service's own sign-in.
  signInRefused: humanFirst,
  signInExpired: humanFirst,
  signInRevoked: humanFirst,
  tokenRefused: token,
  tokenKind: token,
  tokenAudience: humanFirst,
  tokenNeedsMfa: humanFirst,
  roleTooWeak: humanFirst,
  conditionalAccess: humanFirst,
  // The partner.
  partnerNotAllowed: human,
  notIndirectProvider: human,
  partnerAgreementMissing: humanFirst,
  programInactive: humanFirst,
  notInSandbox: human,
  // Time.
  throttled: waiting,
  outage: waiting,
  tryLater: waiting,
  inProgress: waiting,
  customerNotReadable: waiting,
  orderNotListed: waiting,
  // Account information.
  countryNotAllowed: answer,
  countryWithoutRules: answer,
  propertyInvalid: answer,
  domainTaken: answer,
  registrationNumberForbidden: answer,
  registrationNumberMissing: answer,
  registrationNumberInvalid: answer,
  phoneMissing: answer,
  // The customer's standing.
  customerUnderReview: waiting,
  customerNotApproved: human,
  customerLocked: human,
  customerNotEligible: human,
  relationshipMissing: humanFirst,
  riskCheck: human,
  // The agreement.
  agreementExists: { helps: 'waiting', retriable: false },
  agreementMissing: waiting,
  dateInFuture: answer,
  // The reseller.
  partnerIdMalformed: answer,
  partnerIdUnknown: answer,
  resellerInvalid: answer,
  resellerRegion: answer,
  resellerAccount: answer,
  resellerAgreement: answer,
  // Offers and the order.
  segmentNotAllowed: answer,
  catalogueNotAllowed: human,
  offerGone: answer,
  offerStale: { helps: 'waiting', retriable: false },
  offerNotEligible: answer,
  offerNotInCountry: answer,
  qualificationMissing: answer,
  addOnNeedsBase: answer,
  quantityOutOfRange: answer,
  seatLimit: answer,
  termInvalid: answer,
  billingInvalid: answer,
  endDateInvalid: answer,
  promotionInvalid: answer,
  offerLimit: answer,
  currencyInvalid: human,
  lineRefused: answer,
  lineAttestationMissing: answer,
  attestationMissing: answer,
  cartGone: { helps: 'waiting', retriable: false },
  cartLines: answer,
  alreadySubmitted: { helps: 'waiting', retriable: false },
  limitReached: human,
  sandboxLimit: human,
  creditTooLow: humanFirst,
  // Whatever else.
  notFound: human,
  refused: human,
  unexpectedAnswer: human,
} as const satisfies Readonly<Record<string, ReasonFacts>>;

export type Reason = keyof typeof REASONS;

/** What helps against a reason, and whether the same call may succeed later. */
export function factsOf(reason: Reason): ReasonFacts {
  return REASONS[reason];
}

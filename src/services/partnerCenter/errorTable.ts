import type { Endpoint } from './endpoints';
import type { Reason } from './reasons';

/*
 * What Partner Center's codes mean, by endpoint: the same number means different things at different
 * ones. docs/errors.md is made of it (npm run docs:errors).
 */

/** One code, at one status, with the wire property that it speaks of where it is always the same. */
type Row = readonly [status: number, code: string, reason: Reason, property?: string];

/** Codes that come from the same place; the first block and row that fit win. */
export interface ErrorBlock {
  /** Undefined: whatever the endpoint. */
  readonly endpoints: readonly Endpoint[] | undefined;
  /** Where it was read, or that it was only seen. */
  readonly source: string;
  /** When that was looked at last. */
  readonly checked: string;
  readonly rows: readonly Row[];
}

/** What a status says by itself, of answers whose code is unknown or absent; the first row that fits wins. */
export const STATUS_TABLE: readonly (readonly [from: number, to: number, reason: Reason])[] = [
  [401, 401, 'tokenRefused'],
  [404, 404, 'notFound'],
  [408, 408, 'outage'],
  // Their body has no code (developer/api-throttling-guidance).
  [429, 429, 'throttled'],
  [500, 599, 'outage'],
  [300, 499, 'refused'],
];

/** For codes inside a good answer, which have no status of their own. */
export const NO_STATUS = 0;

const CODES = 'developer/error-codes';
const CHECKED = '2026-11-23';

const ORDERING = ['createCart', 'updateCart', 'checkoutCart', 'orderError'] as const;
const CATALOGUE = ['listProducts', 'listSkus', 'listAvailabilities', 'listPromotions'] as const;

export const ERROR_TABLE: readonly ErrorBlock[] = [
  {
    endpoints: ['createCustomer'],
    source: CODES,
    checked: CHECKED,
    rows: [
      [400, '600002', 'registrationNumberForbidden', 'organizationRegistrationNumber'],
      [400, '600049', 'registrationNumberMissing', 'organizationRegistrationNumber'],
      [400, '600050', 'registrationNumberInvalid', 'organizationRegistrationNumber'],
      [400, '600051', 'phoneMissing', 'phoneNumber'],
      [403, '2030', 'countryNotAllowed', 'country'],
      [400, '800016', 'resellerInvalid', 'associatedPartnerId'],
      [400, '2000', 'resellerInvalid', 'associatedPartnerId'],
      [400, '800018', 'sandboxLimit'],
    ],
  },
  {
    endpoints: ['createCustomer'],
    source: 'seen in issues of its clients',
    checked: CHECKED,
    rows: [
      [400, '20000', 'countryNotAllowed', 'country'],
      [400, '27002', 'propertyInvalid'],
      [400, '2007', 'propertyInvalid'],
      [403, '600006', 'partnerNotAllowed'],
    ],
  },
  {
    endpoints: ['getCountryRules'],
    source: 'seen in issues of its clients',
    checked: CHECKED,
    rows: [[400, '3000', 'countryWithoutRules', 'country']],
  },
  {
    endpoints: ['validateAddress'],
    source: 'seen in issues of its clients',
    checked: CHECKED,
    rows: [
      [400, '3000', 'countryWithoutRules', 'country'],
      [400, '2007', 'propertyInvalid'],
    ],
  },
  {
    endpoints: ['confirmClassic'],
    source: 'seen in issues of its clients',
    checked: CHECKED,
    rows: [[400, '600002', 'dateInFuture', 'dateAgreed']],
  },
  {
    endpoints: ['confirmClassic', 'confirmByAttestation'],
    source: 'developer/confirm-customer-consent-customer-agreement',
    checked: CHECKED,
    rows: [[400, '600061', 'agreementExists']],
  },
  {
    endpoints: ['getPartnerProfile'],
    source: 'developer/get-partner-by-mpn-id',
    checked: CHECKED,
    rows: [
      [404, '3000', 'partnerIdUnknown', 'partnerId'],
      [400, '2000', 'partnerIdMalformed', 'partnerId'],
    ],
  },
  {
    endpoints: ['isPartnerAgreementSigned'],
    source: 'developer/verify-indirect-reseller-mpa-status',
    checked: CHECKED,
    rows: [
      [400, '2000', 'partnerIdMalformed', 'partnerId'],
      [400, '2001', 'partnerIdMalformed', 'partnerId'],
      [400, '2200', 'partnerIdUnknown', 'partnerId'],
      [400, '2201', 'resellerRegion', 'partnerId'],
      [400, '2203', 'resellerAgreement', 'partnerId'],
      [400, '2204', 'resellerAccount', 'partnerId'],
      [400, '2205', 'resellerAccount', 'partnerId'],
      [400, '2206', 'resellerAgreement', 'partnerId'],
    ],
  },
  {
    endpoints: ['listResellers'],
    source: 'seen in issues of its clients',
    checked: CHECKED,
    // The status was not recorded.
    rows: [
      [400, '1002', 'notIndirectProvider'],
      [401, '1002', 'notIndirectProvider'],
      [403, '1002', 'notIndirectProvider'],
    ],
  },
  {
    endpoints: ['getOrder', 'getProvisioningStatus', 'getSubscription'],
    source: CODES,
    checked: CHECKED,
    rows: [[404, '20000', 'orderNotListed']],
  },
  {
    endpoints: CATALOGUE,
    source: CODES,
    checked: CHECKED,
    rows: [
      [403, '400030', 'segmentNotAllowed', 'qualification'],
      [403, '400036', 'catalogueNotAllowed'],
      [404, '400013', 'offerGone', 'offer'],
      [404, '400018', 'offerGone', 'offer'],
    ],
  },
  {
    endpoints: ['requestQualification'],
    source: 'developer/update-customer-qualification-asynchronous',
    checked: CHECKED,
    rows: [[400, '3000', 'propertyInvalid', 'qualification']],
  },
  {
    // Developer/cart-resources: numbers on the wire although the type is an enumeration.
    endpoints: ['cartLine'],
    source: 'developer/cart-resources',
    checked: CHECKED,
    rows: [
      [NO_STATUS, '0', 'lineRefused', 'offer'],
      [NO_STATUS, '10000', 'currencyInvalid', 'offer'],
      [NO_STATUS, '10001', 'offerGone', 'offer'],
      [NO_STATUS, '10002', 'limitReached', 'quantity'],
      [NO_STATUS, '10003', 'limitReached', 'quantity'],
      [NO_STATUS, '10004', 'resellerInvalid', 'reseller'],
      [NO_STATUS, '10006', 'lineRefused', 'offer'],
      [NO_STATUS, '10007', 'lineRefused', 'offer'],
      [NO_STATUS, '10008', 'lineRefused', 'offer'],
      [NO_STATUS, '10009', 'sandboxLimit', 'quantity'],
      [NO_STATUS, '10010', 'lineRefused', 'offer'],
      [NO_STATUS, '10011', 'lineRefused', 'offer'],
      [NO_STATUS, '10012', 'lineAttestationMissing', 'attestationAccepted'],
      [NO_STATUS, '10015', 'seatLimit', 'quantity'],
      [NO_STATUS, '400041', 'addOnNeedsBase', 'offer'],
    ],
  },
  {
    endpoints: ['getCart', 'updateCart', 'checkoutCart'],
    source: CODES,
    checked: CHECKED,
    rows: [
      [404, '800008', 'cartGone'],
      [400, '800065', 'alreadySubmitted'],
      [409, '800064', 'inProgress'],
      [409, '800060', 'alreadySubmitted'],
    ],
  },
  {
    endpoints: ORDERING,
    source: CODES,
    checked: CHECKED,
    rows: [
      [403, '13605', 'agreementMissing', 'acceptance'],
      [403, '800073', 'customerUnderReview'],
      [403, '800074', 'customerUnderReview'],
      [403, '800075', 'customerNotApproved'],
      [400, '2002', 'quantityOutOfRange', 'quantity'],
      [400, '900275', 'quantityOutOfRange', 'quantity'],
      [400, '2006', 'offerNotEligible', 'offer'],
      [400, '2085', 'offerNotEligible', 'offer'],
      [400, '2091', 'offerGone', 'offer'],
      [403, '800020', 'offerNotEligible', 'offer'],
      [404, '400013', 'offerGone', 'offer'],
      [404, '400018', 'offerGone', 'offer'],
      [404, '400019', 'offerStale'],
      [400, '400041', 'addOnNeedsBase', 'offer'],
      [400, '800070', 'offerNotInCountry', 'offer'],
      [400, '800086', 'qualificationMissing', 'offer'],
      [400, '800009', 'cartLines', 'offer'],
      [400, '800018', 'sandboxLimit', 'quantity'],
      [403, '800066', 'limitReached', 'offer'],
      [403, '800067', 'seatLimit', 'quantity'],
      // Also answered, wrongly, to catalogue ids that were re-issued.
      [403, '800088', 'limitReached', 'offer'],
      [403, '800089', 'limitReached', 'offer'],
      [403, '800023', 'creditTooLow'],
      [400, '800025', 'creditTooLow'],
      [400, '900121', 'creditTooLow'],
      [400, '800024', 'customerNotEligible'],
      [400, '800026', 'customerNotEligible'],
      [400, '800062', 'customerNotEligible'],
      [403, '800069', 'riskCheck'],
      [403, '900123', 'resellerAgreement', 'reseller'],
      [403, '900124', 'partnerAgreementMissing'],
      [403, '900149', 'programInactive'],
      [403, '800039', 'programInactive'],
      [404, '800015', 'partnerIdUnknown', 'reseller'],
      [400, '800016', 'resellerInvalid', 'reseller'],
      [400, '2071', 'resellerInvalid', 'reseller'],
      [404, '2072', 'partnerIdUnknown', 'reseller'],
      [400, '900203', 'lineAttestationMissing', 'attestationAccepted'],
      [400, '900206', 'attestationMissing', 'partnerAttestation'],
      [400, '27006', 'offerLimit', 'offer'],
      [400, '27007', 'promotionInvalid', 'offer'],
      [400, '900242', 'endDateInvalid', 'term'],
      [400, '800121', 'termInvalid', 'term'],
      [400, '900268', 'billingInvalid', 'billingCycle'],
      [400, '900269', 'billingInvalid', 'billingCycle'],
      [400, '900270', 'billingInvalid', 'billingCycle'],
    ],
  },
  {
    endpoints: ORDERING,
    source: 'a digest of the live pages of June 2026',
    checked: CHECKED,
    rows: [
      [403, '900416', 'customerLocked'],
      [400, '900419', 'limitReached', 'offer'],
      [400, '900154', 'resellerInvalid', 'reseller'],
    ],
  },
  {
    endpoints: undefined,
    source: CODES,
    checked: CHECKED,
    rows: [
      [401, '400', 'tokenRefused'],
      [401, '800001', 'tokenRefused'],
      [403, '900329', 'tokenKind'],
      [403, '900308', 'roleTooWeak'],
      [403, '900150', 'roleTooWeak'],
      [403, '2032', 'roleTooWeak'],
      [403, '900309', 'conditionalAccess'],
      [400, '3000', 'propertyInvalid'],
      [404, '60003', 'customerNotReadable'],
      [403, '20002', 'relationshipMissing'],
      [400, '900322', 'notInSandbox'],
      [403, '900322', 'notInSandbox'],
      [403, '800018', 'sandboxLimit'],
      [500, '800003', 'outage'],
      // The order may exist all the same: it is looked for before anything is repeated.
      [500, '800005', 'outage'],
      [500, '900192', 'outage'],
    ],
  },
  {
    endpoints: undefined,
    source: 'a digest of the live pages of June 2026',
    checked: CHECKED,
    rows: [
      [401, '900420', 'tokenAudience'],
      [401, '900421', 'tokenNeedsMfa'],
    ],
  },
];

import type { Helps } from './errors';

/** What a code means at an endpoint (the same number means different things at different ones). */
interface ErrorCode {
  readonly status?: number;
  readonly code: string;
  readonly endpoints?: readonly string[];
  readonly reason: string;
  readonly helps: Helps;
  readonly property?: string;
}

/** developer/error-codes and observed bodies; checked 2026-11-23. First match wins. */
export const ERROR_CODES: readonly ErrorCode[] = [
  { status: 401, code: '900421', reason: 'tokenNeedsMfa', helps: 'human' },
  { status: 401, code: '900420', reason: 'tokenAudience', helps: 'human' },
  { status: 403, code: '900329', reason: 'tokenKind', helps: 'human' },
  { status: 403, code: '900308', reason: 'roleTooWeak', helps: 'human' },
  { status: 403, code: '900150', reason: 'roleTooWeak', helps: 'human' },
  { status: 403, code: '2032', reason: 'roleTooWeak', helps: 'human' },
  { status: 403, code: '900309', reason: 'conditionalAccess', helps: 'human' },
  { status: 403, code: '600006', reason: 'partnerNotAllowed', helps: 'human' },
  { code: '1002', endpoints: ['listResellers'], reason: 'notIndirectProvider', helps: 'human' },
  { status: 403, code: '2030', reason: 'countryNotAllowed', helps: 'answer', property: 'country' },
  {
    status: 400,
    code: '20000',
    endpoints: ['createCustomer'],
    reason: 'countryNotAllowed',
    helps: 'answer',
    property: 'country',
  },
  { status: 400, code: '27002', reason: 'propertyInvalid', helps: 'answer' },
  { status: 400, code: '3000', reason: 'propertyInvalid', helps: 'answer' },
  {
    status: 404,
    code: '3000',
    endpoints: ['getPartnerProfile'],
    reason: 'partnerIdUnknown',
    helps: 'answer',
    property: 'partnerId',
  },
  {
    status: 400,
    code: '600002',
    endpoints: ['confirmClassic'],
    reason: 'dateInFuture',
    helps: 'answer',
    property: 'dateAgreed',
  },
  {
    status: 400,
    code: '600002',
    reason: 'registrationNumberForbidden',
    helps: 'answer',
    property: 'organizationRegistrationNumber',
  },
  {
    status: 400,
    code: '600049',
    reason: 'registrationNumberMissing',
    helps: 'answer',
    property: 'organizationRegistrationNumber',
  },
  {
    status: 400,
    code: '600050',
    reason: 'registrationNumberInvalid',
    helps: 'answer',
    property: 'organizationRegistrationNumber',
  },
  { status: 400, code: '600051', reason: 'phoneMissing', helps: 'answer', property: 'phoneNumber' },
  { status: 400, code: '600061', reason: 'agreementExists', helps: 'waiting' },
  { status: 403, code: '13605', reason: 'agreementMissing', helps: 'waiting' },
  { status: 403, code: '800073', reason: 'customerUnderReview', helps: 'waiting' },
  { status: 403, code: '800074', reason: 'customerUnderReview', helps: 'waiting' },
  { status: 403, code: '800075', reason: 'customerNotApproved', helps: 'human' },
  { status: 403, code: '900416', reason: 'customerLocked', helps: 'human' },
  { code: '2002', reason: 'quantityOutOfRange', helps: 'answer', property: 'quantity' },
  { code: '900275', reason: 'quantityOutOfRange', helps: 'answer', property: 'quantity' },
  { status: 403, code: '800020', reason: 'offerNotEligible', helps: 'answer', property: 'offer' },
  { status: 404, code: '400013', reason: 'offerGone', helps: 'answer', property: 'offer' },
  { status: 404, code: '400018', reason: 'offerGone', helps: 'answer', property: 'offer' },
  { status: 404, code: '400019', reason: 'offerStale', helps: 'waiting' },
  { code: '400041', reason: 'addOnNeedsBase', helps: 'answer', property: 'offer' },
  { status: 404, code: '800008', reason: 'cartGone', helps: 'waiting' },
  { status: 400, code: '800009', reason: 'cartLines', helps: 'answer', property: 'offer' },
  { status: 400, code: '800065', reason: 'alreadySubmitted', helps: 'waiting' },
  { status: 409, code: '800060', reason: 'alreadySubmitted', helps: 'waiting' },
  { status: 409, code: '800064', reason: 'inProgress', helps: 'waiting' },
  { code: '800018', reason: 'limitReached', helps: 'human' },
  { code: '800089', reason: 'limitReached', helps: 'human' },
  { code: '800023', reason: 'creditTooLow', helps: 'human' },
  { code: '800025', reason: 'creditTooLow', helps: 'human' },
  { code: '800069', reason: 'riskCheck', helps: 'human' },
  { code: '900123', reason: 'resellerAgreement', helps: 'human', property: 'reseller' },
  { code: '800016', reason: 'resellerInvalid', helps: 'answer', property: 'reseller' },
  { code: '900154', reason: 'resellerInvalid', helps: 'answer', property: 'reseller' },
  { code: '900206', reason: 'attestationMissing', helps: 'answer', property: 'partnerAttestation' },
  { code: '900270', reason: 'termInvalid', helps: 'answer', property: 'term' },
  { code: '800121', reason: 'termInvalid', helps: 'answer', property: 'term' },
  {
    status: 409,
    code: '600042',
    endpoints: ['createCustomer'],
    reason: 'domainTaken',
    helps: 'answer',
    property: 'domain',
  },
];

/** The reason of an answer; where the code says nothing, the status does. */
export function reasonFor(
  endpoint: string,
  status: number,
  code: string | undefined,
): { reason: string; helps: Helps; property?: string } {
  const known = ERROR_CODES.find(
    (one) =>
      one.code === code &&
      (one.status === undefined || one.status === status) &&
      (one.endpoints?.includes(endpoint) ?? true),
  );
  if (known !== undefined) {
    return {
      reason: known.reason,
      helps: known.helps,
      ...(known.property !== undefined && { property: known.property }),
    };
  }
  if (status === 429) return { reason: 'throttled', helps: 'waiting' };
  if (status >= 500) return { reason: 'outage', helps: 'waiting' };
  if (status === 401) return { reason: 'tokenRefused', helps: 'token' };
  if (status === 404) return { reason: 'notFound', helps: 'human' };
  return { reason: 'refused', helps: 'human' };
}

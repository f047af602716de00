import { errorFields, type LogFields } from '../../log';
import type { Endpoint } from './endpoints';
import { reasonFor, type KnownReason } from './errorCodes';
import { parseErrorBody, type ErrorBody } from './errorBody';
import { factsOf, type Helps, type Reason } from './reasons';

export interface PartnerCenterErrorDetails {
  readonly reason: Reason;
  readonly endpoint: Endpoint;
  readonly httpStatus?: number | undefined;
  readonly partnerCenterCode?: string | undefined;
  /** The wire property that it speaks of, such as `domain`. */
  readonly property?: string | undefined;
  /** The regular expression that the property must match, where the answer discloses it. */
  readonly pattern?: string | undefined;
  readonly requestId: string;
  readonly correlationId: string;
  /** True: Partner Center said no and nothing was done. False: it may have been done. */
  readonly definitive: boolean;
  readonly retryAfterMs?: number | undefined;
  /** How many requests the call took; after more than one, an earlier one may have been processed. */
  readonly attempts?: number;
}

/**
 * A call to Partner Center that brought no value. It carries what a person or support needs (reason,
 * property, ids), and nothing that anybody typed, no token and no text of Partner Center's own.
 */
export class PartnerCenterError extends Error {
  readonly code: string;
  /** Key under `reasons.` of what a person is told. */
  readonly reason: Reason;
  /** What could make it succeed. */
  readonly helps: Helps;
  /** May the very same call succeed later? */
  readonly retriable: boolean;
  readonly endpoint: Endpoint;
  readonly httpStatus: number | undefined;
  readonly partnerCenterCode: string | undefined;
  readonly property: string | undefined;
  readonly pattern: string | undefined;
  readonly requestId: string;
  readonly correlationId: string;
  readonly definitive: boolean;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;

  constructor(details: PartnerCenterErrorDetails) {
    super(`${details.endpoint}: ${details.reason}`);
    this.name = 'PartnerCenterError';
    this.code = `partnerCenter.${details.reason}`;
    this.reason = details.reason;
    this.helps = factsOf(details.reason).helps;
    this.retriable = factsOf(details.reason).retriable;
    this.endpoint = details.endpoint;
    this.httpStatus = details.httpStatus;
    this.partnerCenterCode = details.partnerCenterCode;
    this.property = details.property;
    this.pattern = details.pattern;
    this.requestId = details.requestId;
    this.correlationId = details.correlationId;
    this.definitive = details.definitive;
    this.retryAfterMs = details.retryAfterMs;
    this.attempts = details.attempts ?? 1;
  }
}

/** What may be logged of an error; of a call's, also what its support asks for. */
export function callFields(error: unknown): LogFields {
  if (!(error instanceof PartnerCenterError)) return errorFields(error);
  const { code, endpoint, httpStatus, requestId, correlationId, attempts } = error;
  return { code, endpoint, status: httpStatus, requestId, correlationId, attempts };
}

/** A refusal, as far as the client read it. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;
}

/** The typed error of an answer that is no success. */
export function errorOf(
  call: { readonly endpoint: Endpoint; readonly requestId: string; readonly correlationId: string },
  { status, body, retryAfterMs, attempts }: Refusal,
): PartnerCenterError {
  const said = parseErrorBody(body);
  const { reason, property } = meaningOf(call.endpoint, status, said);
  return new PartnerCenterError({
    ...call,
    reason,
    httpStatus: status,
    partnerCenterCode: said.code,
    property,
    pattern: said.pattern,
    // 5xx and 408 may have been processed; every other answer is a decision.
    definitive: status < 500 && status !== 408,
    retryAfterMs,
    attempts,
  });
}

function meaningOf(
  endpoint: Endpoint,
  status: number,
  said: ErrorBody,
): Pick<KnownReason, 'reason' | 'property'> {
  const known = reasonFor(endpoint, status, said.code);
  const property = known.property ?? said.property;
  const withProperty = property === undefined ? {} : { property };
  // A code that nobody knows may still say that waiting helps, or which value is wrong.
  if (known.reason === 'refused' && said.isRetryable) return { reason: 'tryLater' };
  const isInvalid =
    known.reason === 'propertyInvalid' || (known.reason === 'refused' && property !== undefined);
  if (!isInvalid) return { reason: known.reason, ...withProperty };
  // No code for a taken domain is documented. Its form was checked here, so that is what is wrong with it.
  const isDomain = endpoint === 'createCustomer' && property === 'domain';
  return { reason: isDomain ? 'domainTaken' : 'propertyInvalid', ...withProperty };
}

import { z } from 'zod';
import { reasonFor } from './errorCodes';

/** What could make a refused call succeed. */
export type Helps = 'waiting' | 'token' | 'answer' | 'human';

export interface PartnerCenterErrorDetails {
  /** Key under `reasons.` of what a person is told. */
  readonly reason: string;
  readonly helps: Helps;
  readonly endpoint: string;
  readonly httpStatus?: number | undefined;
  readonly partnerCenterCode?: string | undefined;
  /** The wire property that it speaks of, such as `companyProfile.domain`. */
  readonly property?: string | undefined;
  readonly requestId: string;
  readonly correlationId: string;
  /** True: Partner Center said no and nothing was done. False: it may have been done. */
  readonly definitive: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** A call to Partner Center that brought no value. Its message names no data of a person. */
export class PartnerCenterError extends Error {
  readonly code: string;
  readonly reason: string;
  readonly helps: Helps;
  readonly endpoint: string;
  readonly httpStatus: number | undefined;
  readonly partnerCenterCode: string | undefined;
  readonly property: string | undefined;
  readonly requestId: string;
  readonly correlationId: string;
  readonly definitive: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(details: PartnerCenterErrorDetails) {
    super(`${details.endpoint}: ${details.reason}`);
    this.name = 'PartnerCenterError';
    this.code = `partnerCenter.${details.reason}`;
    this.reason = details.reason;
    this.helps = details.helps;
    this.endpoint = details.endpoint;
    this.httpStatus = details.httpStatus;
    this.partnerCenterCode = details.partnerCenterCode;
    this.property = details.property;
    this.requestId = details.requestId;
    this.correlationId = details.correlationId;
    this.definitive = details.definitive;
    this.retryAfterMs = details.retryAfterMs;
  }
}

const numberOrText = z.union([z.string(), z.number()]).transform(String);

/** The four body shapes in one: code or statusCode, strings or numbers, data of strings or objects. */
const bodySchema = z.object({
  code: numberOrText.nullish(),
  statusCode: numberOrText.nullish(),
  data: z.array(z.unknown()).nullish(),
});

/** What an error body says, as far as it says anything; never throws. */
export function parseErrorBody(body: unknown): { code?: string; property?: string } {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return {};
  const code = parsed.data.code ?? undefined;
  const property = propertyIn(parsed.data.data ?? []);
  return { ...(code !== undefined && { code }), ...(property !== undefined && { property }) };
}

/** `"property_name:  StateInvalid - Details"` (observed with 27002) or an object that names one. */
function propertyIn(data: readonly unknown[]): string | undefined {
  for (const one of data) {
    if (typeof one !== 'string') continue;
    const named = /^property_name:\s*([A-Za-z.]+)/.exec(one)?.[1];
    if (named !== undefined) return named.replace(/Invalid$/, '');
  }
  return undefined;
}

/** The typed error of an answer that is no success. */
export function errorOf(
  call: { endpoint: string; requestId: string; correlationId: string },
  httpStatus: number,
  body: unknown,
  retryAfterMs: number | undefined,
): PartnerCenterError {
  const { code, property } = parseErrorBody(body);
  const known = reasonFor(call.endpoint, httpStatus, code);
  return new PartnerCenterError({
    ...call,
    ...known,
    httpStatus,
    partnerCenterCode: code,
    property: property ?? known.property,
    // 5xx and 408 may have been processed; every other answer is a decision.
    definitive: httpStatus < 500 && httpStatus !== 408,
    retryAfterMs,
  });
}

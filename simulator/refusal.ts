/** What a refusal carries beyond status, code and words. */
export interface RefusalDetails {
  readonly data?: readonly unknown[];
  readonly source?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the ordinary body: newer services and the gateway answer in shapes of their own. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The caller may send the same request again: the answer is not kept for its request id. */
  readonly retryable?: boolean;
}

/** A business or protocol error as Partner Center answers it; thrown by handlers, written by the server. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly details: RefusalDetails;

  constructor(status: number, code: number, description: string, details: RefusalDetails = {}) {
    super(description);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** The body on the wire, with the code as a number (the wire quirks may turn it into text). */
  get body(): Readonly<Record<string, unknown>> {
    return (
      this.details.body ?? {
        code: this.code,
        description: this.message,
        data: this.details.data ?? [],
        source: this.details.source ?? 'PartnerFD',
      }
    );
  }
}

/** An error in the shape of the agreement services, which say whether a repeat can help. */
export function agreementRefusal(
  status: number,
  code: number,
  errorName: string,
  description: string,
  isRetryable = false,
): Refusal {
  return new Refusal(status, code, description, {
    retryable: isRetryable,
    body: {
      code,
      message: description,
      description,
      errorName,
      isRetryable,
      parameters: {},
      errorMessageExtended: `InternalErrorCode=${code}`,
    },
  });
}

/** 400/27002 for one property, in the shape observed on the wire: `property_name:  StateInvalid - Details`. */
export function propertyRefusal(reason: string): Refusal {
  return new Refusal(400, 27002, 'A property has invalid data.', {
    data: [`property_name:  ${reason} - Details`, 'details:  \n'],
  });
}

/** 429 exactly as the gateway answers it: no `code`, and `Retry-After` in seconds. */
export function throttled(retryAfter: string | null): Refusal {
  const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? retryAfter : '57';
  return new Refusal(429, 429, 'Rate limit is exceeded.', {
    retryable: true,
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
    body: { statusCode: 429, message: `Rate limit is exceeded. Try again in ${seconds} seconds.` },
  });
}

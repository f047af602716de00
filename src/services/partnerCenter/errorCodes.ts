import type { Endpoint } from './endpoints';
import { ERROR_TABLE, NO_STATUS, STATUS_TABLE, type ErrorBlock } from './errorTable';
import { factsOf, type Helps, type Reason } from './reasons';

/** What is known of a code at an endpoint. */
export interface ErrorCode {
  readonly status: number;
  readonly code: string;
  readonly endpoints: readonly Endpoint[] | undefined;
  readonly reason: Reason;
  readonly helps: Helps;
  readonly retriable: boolean;
  /** The wire property that it speaks of, such as `phoneNumber`. */
  readonly property: string | undefined;
  readonly source: string;
  readonly checked: string;
}

/** Every code, the more particular ones first. */
export const ERROR_CODES: readonly ErrorCode[] = ERROR_TABLE.flatMap(codesOf);

function codesOf({ rows, ...block }: ErrorBlock): readonly ErrorCode[] {
  return rows.map(([status, code, reason, property]) => ({
    ...block,
    status,
    code,
    reason,
    ...factsOf(reason),
    property,
  }));
}

/** Codes inside a good answer: what they say counts wherever the same number has a status elsewhere. */
const WITHOUT_STATUS: ReadonlySet<Endpoint> = new Set(['cartLine', 'orderError']);

/** The entry for a code at an endpoint and status; undefined for one that nobody has seen yet. */
export function findErrorCode(
  endpoint: Endpoint,
  status: number,
  code: string | undefined,
): ErrorCode | undefined {
  return ERROR_CODES.find(
    (one) =>
      one.code === code &&
      (WITHOUT_STATUS.has(endpoint) || one.status === status) &&
      (one.endpoints?.includes(endpoint) ?? true),
  );
}

/** A reason with what helps against it and the property to mend. */
export interface KnownReason {
  readonly reason: Reason;
  readonly helps: Helps;
  readonly property?: string;
}

/** The reason of an answer; where the code says nothing, the status does. */
export function reasonFor(
  endpoint: Endpoint,
  status: number,
  code: string | undefined,
): KnownReason {
  const known = findErrorCode(endpoint, status, code);
  if (known === undefined) return of(reasonOfStatus(status));
  return {
    ...of(known.reason),
    ...(known.property !== undefined && { property: known.property }),
  };
}

/** The reason of a code that stands in a good answer: a cart's line, one of a checkout's orders. */
export function reasonOfLine(endpoint: 'cartLine' | 'orderError', code: string): KnownReason {
  return findErrorCode(endpoint, NO_STATUS, code) === undefined
    ? { ...of('lineRefused'), property: 'offer' }
    : reasonFor(endpoint, NO_STATUS, code);
}

function of(reason: Reason): KnownReason {
  return { reason, helps: factsOf(reason).helps };
}

function reasonOfStatus(status: number): Reason {
  const found = STATUS_TABLE.find(([from, to]) => status >= from && status <= to);
  return found?.[2] ?? 'refused';
}

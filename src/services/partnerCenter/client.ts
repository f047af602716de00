import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { errorOf, PartnerCenterError } from './errors';
import { backoff, parseRetryAfter, shouldRetry, type Outcome } from './retry';
import type { TokenKind, TokenSource } from './tokens';

/** What a call is made for; the same for all calls of a turn or of a submission. */
export interface CallContext {
  /** `MS-CorrelationId`: one per turn, or per submission. */
  readonly correlationId: string;
  /** `X-Locale`, such as `en-US`. */
  readonly locale: string;
  /** Epoch ms; nothing starts or goes on past it (a turn's budget). */
  readonly deadline?: number;
}

/** One call, as data. */
export interface CallSpec<T> {
  /** Stable name: key of the error table, of logs and of metrics. */
  readonly endpoint: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly token: TokenKind;
  /** `MS-RequestId`, the idempotency key: required for whatever creates, kept over all attempts. */
  readonly requestId?: string;
  readonly timeoutMs?: number;
  /** A POST that only asks may be repeated freely. */
  readonly reads?: boolean;
  /** Reads the answer; `status` for HEAD, where there is no body. */
  readonly read: (answer: { status: number; body: unknown }) => T;
  /** Statuses besides 2xx that `read` takes. */
  readonly accept?: readonly number[];
}

/** What may be known of a call afterwards. */
export interface CallRecord {
  readonly endpoint: string;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly ms: number;
  readonly requestId: string;
  readonly correlationId: string;
}

export interface PartnerCenterClient {
  call<T>(spec: CallSpec<T>, context: CallContext): Promise<T>;
  close(): Promise<void>;
}

export interface PartnerCenterClientOptions {
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  readonly onCall?: (record: CallRecord) => void;
  readonly random?: () => number;
}

/** Creating a tenant is synchronous and slow. */
export const CREATE_CUSTOMER_TIMEOUT_MS = 100_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

interface Attempt {
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly body: unknown;
  readonly usable: boolean;
}

/** The only caller of Partner Center's HTTP: token, ids, limits, retries, schemas, errors. */
export function createPartnerCenterClient(
  options: PartnerCenterClientOptions,
): PartnerCenterClient {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, connections: 64 });
  const random = options.random ?? Math.random;

  const call = async <T>(spec: CallSpec<T>, context: CallContext): Promise<T> => {
    const requestId = spec.requestId ?? randomUUID();
    const ids = { endpoint: spec.endpoint, requestId, correlationId: context.correlationId };
    const repeatable =
      spec.reads === true ||
      spec.method === 'GET' ||
      spec.method === 'HEAD' ||
      spec.requestId !== undefined;
    const started = Date.now();
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const token = await withinDeadline(
        options.tokens.get(spec.token, context.correlationId),
        context,
        ids,
      );
      const result = await attemptOnce(agent, options.baseUrl, spec, context, requestId, token);
      const record = { ...ids, status: result.status, attempts: attempt, ms: Date.now() - started };
      if (result.usable) {
        options.onCall?.(record);
        return readAnswer(spec, result, ids);
      }
      if (result.status === 401 && !renewed) {
        // Once: the cached token may have been revoked. A second refusal is a decision.
        renewed = true;
        options.tokens.invalidate(spec.token, token);
        if (!isMfaOrAudience(spec, result, ids)) continue;
      }
      const wait = backoff(attempt, result.outcome, random);
      const inTime = context.deadline === undefined || Date.now() + wait < context.deadline;
      if (inTime && shouldRetry({ repeatable }, attempt, result.outcome)) {
        await delay(wait);
        continue;
      }
      options.onCall?.(record);
      throw failure(result, ids);
    }
  };
  return { call, close: () => agent.destroy() };
}

async function attemptOnce<T>(
  agent: Dispatcher,
  baseUrl: string,
  spec: CallSpec<T>,
  context: CallContext,
  requestId: string,
  token: string,
): Promise<Attempt> {
  const limit = Math.min(
    spec.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    context.deadline === undefined ? Infinity : context.deadline - Date.now(),
  );
  if (limit <= 0) return BROKEN;
  try {
    const answer = await request(`${baseUrl}${spec.path}`, {
      method: spec.method,
      dispatcher: agent,
      signal: AbortSignal.timeout(limit),
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'ms-requestid': requestId,
        'ms-correlationid': context.correlationId,
        'ms-contract-version': 'v1',
        'ms-partnercenter-application': 'Alta',
        'x-locale': context.locale,
        ...(spec.body !== undefined && { 'content-type': 'application/json' }),
      },
      body: spec.body === undefined ? null : JSON.stringify(spec.body),
    });
    const status = answer.statusCode;
    const header = answer.headers['retry-after'];
    const retryAfterMs = parseRetryAfter(Array.isArray(header) ? header[0] : header, Date.now());
    const text = await readLimited(answer.body);
    const ok = (status >= 200 && status < 300) || spec.accept?.includes(status) === true;
    const body = text === '' ? undefined : parseJson(text);
    if (ok && body === INVALID_JSON) return BROKEN;
    return {
      outcome: { kind: 'answer', status, retryAfterMs },
      status,
      body: body === INVALID_JSON ? undefined : body,
      usable: ok,
    };
  } catch {
    return BROKEN;
  }
}

const BROKEN: Attempt = {
  outcome: { kind: 'broken' },
  status: undefined,
  body: undefined,
  usable: false,
};
const INVALID_JSON = Symbol('invalid JSON');

class BodyTooLargeError extends Error {
  readonly code = 'partnerCenter.bodyTooLarge';
}

async function readLimited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  // Some answers begin with a byte order mark, which JSON.parse refuses.
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parseJson(text: string): unknown {
  try {
    return withoutNulls(JSON.parse(text));
  } catch {
    return INVALID_JSON;
  }
}

/** Null and absent mean the same on this wire. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])),
  );
}

interface CallIds {
  readonly endpoint: string;
  readonly requestId: string;
  readonly correlationId: string;
}

function readAnswer<T>(spec: CallSpec<T>, result: Attempt, ids: CallIds): T {
  try {
    return spec.read({ status: result.status ?? 0, body: result.body });
  } catch {
    throw new PartnerCenterError({
      ...ids,
      reason: 'unexpectedAnswer',
      helps: 'human',
      httpStatus: result.status,
      definitive: false,
    });
  }
}

function failure(result: Attempt, ids: CallIds): PartnerCenterError {
  if (result.outcome.kind === 'answer') {
    return errorOf(ids, result.outcome.status, result.body, result.outcome.retryAfterMs);
  }
  return new PartnerCenterError({ ...ids, reason: 'outage', helps: 'waiting', definitive: false });
}

function isMfaOrAudience<T>(spec: CallSpec<T>, result: Attempt, ids: CallIds): boolean {
  const { reason } = errorOf({ ...ids, endpoint: spec.endpoint }, 401, result.body, undefined);
  return reason === 'tokenNeedsMfa' || reason === 'tokenAudience';
}

async function withinDeadline<T>(work: Promise<T>, context: CallContext, ids: CallIds): Promise<T> {
  if (context.deadline === undefined) return work;
  const abort = new AbortController();
  const late = delay(Math.max(context.deadline - Date.now(), 0), undefined, {
    signal: abort.signal,
    ref: false,
  }).then(
    () => Promise.reject(failure(BROKEN, ids)),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    abort.abort();
  }
}

/** `read` for a body of a zod schema. */
export function bodyOf<S extends z.ZodType>(schema: S): (answer: { body: unknown }) => z.output<S> {
  return ({ body }) => schema.parse(body);
}

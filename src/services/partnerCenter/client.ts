import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import { z } from 'zod';
import { attemptOnce, type Attempt } from './attempt';
import type { Endpoint } from './endpoints';
import { errorOf, PartnerCenterError } from './errors';
import { backoff, CALL_BUDGET_MS, shouldRetry } from './retry';
import type { TokenKind, TokenSource } from './tokens';

/** What a call is made for; the same for all calls of a turn or of a submission. */
export interface CallContext {
  /** `MS-CorrelationId`: one per turn, or per submission. */
  readonly correlationId: string;
  /** `X-Locale`, such as `en-US`: the language of the person for whom the call is made. */
  readonly locale: string;
  /** Epoch ms; nothing starts or goes on past it (a turn's budget). */
  readonly deadline?: number;
  /** Ends the call and all further attempts. */
  readonly signal?: AbortSignal;
}

/** One call, as data. */
export type CallSpec<T> = JsonCall<T> | StreamCall<T>;

interface AnyCall {
  readonly endpoint: Endpoint;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly path: string;
  /** Price sheets live on a host of their own. */
  readonly host?: 'api' | 'pricing';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly token: TokenKind;
  /** `MS-RequestId`, the idempotency key: required for whatever creates, kept over all attempts. */
  readonly requestId?: string;
  /** For one attempt, from the connection to the last byte. */
  readonly timeoutMs?: number;
  /** A POST that only asks may be repeated freely. */
  readonly reads?: boolean;
}

export interface JsonCall<T> extends AnyCall {
  /** Reads the answer, throwing where it is not what it should be; `status` for HEAD, which has no body. */
  readonly read: (answer: { status: number; body: unknown }) => T;
  /** Statuses besides 2xx that `read` takes. */
  readonly accept?: readonly number[];
}

/** A read whose answer is too large to be held. */
export interface StreamCall<T> extends AnyCall {
  readonly method: 'GET';
  /**
   * Takes the body as it comes, decompressed, and gives what is to be kept of it; begun again with each
   * attempt. Throws `UnexpectedContentError` for content that is not what it should be.
   */
  readonly consume: (chunks: AsyncIterable<Buffer>) => Promise<T>;
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
  /** Gives what `read` made of the answer, or throws a `PartnerCenterError`. */
  call<T>(spec: CallSpec<T>, context: CallContext): Promise<T>;
  close(): Promise<void>;
}

export interface PartnerCenterClientOptions {
  readonly baseUrl: string;
  /** Of the price sheets; `baseUrl` where it is not given. */
  readonly pricingUrl?: string;
  readonly tokens: TokenSource;
  readonly onCall?: (record: CallRecord) => void;
  readonly random?: () => number;
  /** No attempt of whatever call lasts longer. */
  readonly longestMs?: number;
  /** Waits between attempts; tests do not. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** Creating a tenant is synchronous and slow. */
export const CREATE_CUSTOMER_TIMEOUT_MS = 100_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

interface CallIds {
  readonly endpoint: Endpoint;
  readonly requestId: string;
  readonly correlationId: string;
}

/** The only caller of Partner Center's HTTP: token, ids, limits, retries, schemas, errors. */
export function createPartnerCenterClient(
  options: PartnerCenterClientOptions,
): PartnerCenterClient {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, connections: 64 });
  const random = options.random ?? Math.random;
  const wait =
    options.wait ?? ((ms, signal) => delay(ms, undefined, { ...(signal && { signal }) }));

  const attempt = <T>(spec: CallSpec<T>, context: CallContext, ids: CallIds, token: string) =>
    attemptOnce({
      dispatcher: agent,
      method: spec.method,
      url: `${urlOf(spec, options)}${spec.path}`,
      headers: headersOf(spec, context, ids, token),
      body: spec.body === undefined ? undefined : JSON.stringify(spec.body),
      limitMs: Math.min(
        spec.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        options.longestMs ?? Infinity,
        (context.deadline ?? Infinity) - Date.now(),
      ),
      maxBodyBytes: MAX_BODY_BYTES,
      signal: context.signal,
      accept: 'accept' in spec ? (spec.accept ?? []) : [],
      consume: 'consume' in spec ? spec.consume : undefined,
    });

  const call = async <T>(spec: CallSpec<T>, context: CallContext): Promise<T> => {
    const requestId = spec.requestId ?? randomUUID();
    const ids = { endpoint: spec.endpoint, requestId, correlationId: context.correlationId };
    const started = Date.now();
    const end = Math.min(started + CALL_BUDGET_MS, context.deadline ?? Infinity);
    let kind = spec.token;
    let renewed = false;
    for (let attempts = 1; ; attempts += 1) {
      const token = await inTime(options.tokens.get(kind, context.correlationId), context, ids);
      const { value, ...result } = valued(spec, await attempt(spec, context, ids, token));
      const over = (): void =>
        options.onCall?.({ ...ids, status: result.status, attempts, ms: Date.now() - started });
      if (result.succeeded) {
        over();
        // `valued` puts a T there, whatever that is, and undefined may be one.
        return value as T;
      }
      if (!renewed && failure(result, ids, attempts).helps === 'token') {
        // Once: the cached token may have been revoked, or be of the wrong kind. A second refusal is a decision.
        renewed = true;
        options.tokens.invalidate(kind, token);
        if (result.status === 403) kind = kind === 'app' ? 'user' : 'app';
        continue;
      }
      const waitMs = backoff(attempts, result.outcome, random);
      const remainingMs = end - Date.now() - waitMs;
      const isEnded = context.signal?.aborted === true;
      if (
        isEnded ||
        !shouldRetry({ repeatable: isRepeatable(spec), remainingMs }, attempts, result.outcome)
      ) {
        over();
        throw failure(result, ids, attempts);
      }
      // Ended while it waits: the next attempt finds that out.
      await wait(waitMs, context.signal).catch(() => undefined);
    }
  };
  return { call, close: () => agent.destroy() };
}

function urlOf<T>(spec: CallSpec<T>, options: PartnerCenterClientOptions): string {
  return spec.host === 'pricing' ? (options.pricingUrl ?? options.baseUrl) : options.baseUrl;
}

/** A read, or a write whose request id makes a repeat the same request. */
function isRepeatable<T>(spec: CallSpec<T>): boolean {
  return (
    spec.reads === true ||
    spec.method === 'GET' ||
    spec.method === 'HEAD' ||
    spec.requestId !== undefined
  );
}

function headersOf<T>(
  spec: CallSpec<T>,
  context: CallContext,
  ids: CallIds,
  token: string,
): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'consume' in spec ? '*/*' : 'application/json',
    'ms-requestid': ids.requestId,
    'ms-correlationid': ids.correlationId,
    'ms-contract-version': 'v1',
    'ms-partnercenter-application': 'Alta',
    'x-locale': context.locale,
    ...(spec.body !== undefined && { 'content-type': 'application/json' }),
    ...spec.headers,
  };
}

/** The attempt with what was made of its answer; one that can't be read is no success. */
function valued<T>(spec: CallSpec<T>, result: Attempt): Attempt & { readonly value?: unknown } {
  if (!result.succeeded) return result;
  if ('consume' in spec) return { ...result, value: result.body };
  try {
    return { ...result, value: spec.read({ status: result.status ?? 0, body: result.body }) };
  } catch {
    // A schema's own error quotes what it met, which may be a person's data or a password, so it ends
    // here. An answer without its body was lost on the way and may come with it the next time.
    const kind = result.body === undefined ? 'broken' : 'unusable';
    return { ...result, outcome: { kind }, succeeded: false };
  }
}

function failure(
  { outcome, status, body }: Attempt,
  ids: CallIds,
  attempts: number,
): PartnerCenterError {
  switch (outcome.kind) {
    case 'answer':
      return errorOf(ids, {
        status: outcome.status,
        body,
        retryAfterMs: outcome.retryAfterMs,
        attempts,
      });
    case 'unusable':
      return new PartnerCenterError({
        ...ids,
        reason: 'unexpectedAnswer',
        httpStatus: status,
        definitive: false,
        attempts,
      });
    case 'broken':
      return new PartnerCenterError({
        ...ids,
        reason: 'outage',
        definitive: false,
        attempts,
      });
  }
}

/** A token is waited for no longer than the call itself. */
async function inTime<T>(work: Promise<T>, context: CallContext, ids: CallIds): Promise<T> {
  if (context.deadline === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(failure({ outcome: { kind: 'broken' }, succeeded: false }, ids, 0));
      },
      Math.max((context.deadline ?? 0) - Date.now(), 0),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `read` for a body of a zod schema. */
export function bodyOf<S extends z.ZodType>(schema: S): (answer: { body: unknown }) => z.output<S> {
  return ({ body }) => schema.parse(body);
}

/** `read` for a collection: `{ items: [...] }`. */
export function itemsOf<S extends z.ZodType>(
  schema: S,
): (answer: { body: unknown }) => readonly z.output<S>[] {
  const collection = z.object({ items: z.array(schema) });
  return ({ body }) => collection.parse(body).items;
}

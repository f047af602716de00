import { pipeline } from 'node:stream';
import { createInflate, createInflateRaw } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import { parseRetryAfter, type Outcome } from './retry';

/** One HTTP request, ready to be sent. */
export interface AttemptRequest {
  readonly dispatcher: Dispatcher;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** From now until the last byte of the answer. */
  readonly limitMs: number;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Statuses besides 2xx that are an answer. */
  readonly accept: readonly number[];
  /** Takes a good answer's body as it comes, instead of holding it. */
  readonly consume: ((chunks: AsyncIterable<Buffer>) => Promise<unknown>) | undefined;
}

/** What came of it; nothing is thrown. */
export interface Attempt {
  readonly outcome: Outcome;
  readonly status?: number;
  /** Parsed JSON without its nulls, or what `consume` gave; undefined where there was none. */
  readonly body?: unknown;
  /** Is `body` the answer, rather than a refusal? */
  readonly succeeded: boolean;
}

/** A streamed answer that is not what it should be; asking again would not change it. */
export class UnexpectedContentError extends Error {
  readonly code = 'partnerCenter.unexpectedContent';
}

class BodyTooLargeError extends Error {
  readonly code = 'partnerCenter.bodyTooLarge';
}

const BROKEN: Attempt = { outcome: { kind: 'broken' }, succeeded: false };

/** Sends a request once, under its limits of time and size, and reads whatever comes. */
export async function attemptOnce(sent: AttemptRequest): Promise<Attempt> {
  if (sent.limitMs <= 0 || sent.signal?.aborted === true) return BROKEN;
  const { signal, clear } = endOf(sent.limitMs, sent.signal);
  try {
    const answer = await request(sent.url, {
      method: sent.method,
      dispatcher: sent.dispatcher,
      signal,
      // The one limit above rules, however the time is spent.
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: sent.headers,
      body: sent.body ?? null,
    });
    return await readAnswer(sent, answer);
  } catch {
    return BROKEN;
  } finally {
    clear();
  }
}

async function readAnswer(sent: AttemptRequest, answer: Dispatcher.ResponseData): Promise<Attempt> {
  const status = answer.statusCode;
  const succeeded = (status >= 200 && status < 300) || sent.accept.includes(status);
  const header = answer.headers['retry-after'];
  const retryAfterMs = parseRetryAfter(Array.isArray(header) ? header[0] : header, Date.now());
  const outcome: Outcome = { kind: 'answer', status, retryAfterMs };
  if (succeeded && sent.consume !== undefined) {
    return consumed(sent.consume, answer, outcome);
  }
  try {
    const text = await readLimited(answer.body, sent.maxBodyBytes);
    const parsed = parseJson(text);
    // An error's status says enough; an answer without its content says nothing.
    if (parsed === INVALID) return succeeded ? BROKEN : { outcome, status, succeeded };
    return { outcome, status, body: parsed, succeeded };
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    return succeeded
      ? { outcome: { kind: 'unusable' }, status, succeeded: false }
      : { outcome, status, succeeded };
  }
}

async function consumed(
  consume: (chunks: AsyncIterable<Buffer>) => Promise<unknown>,
  answer: Dispatcher.ResponseData,
  outcome: Outcome,
): Promise<Attempt> {
  const status = answer.statusCode;
  const isDeflated = answer.headers['content-encoding'] === 'deflate';
  try {
    const chunks = isDeflated ? await inflated(answer.body) : answer.body;
    return { outcome, status, body: await consume(chunks), succeeded: true };
  } catch (error) {
    answer.body.on('error', () => undefined).destroy();
    if (!(error instanceof UnexpectedContentError)) throw error;
    return { outcome: { kind: 'unusable' }, status, succeeded: false };
  }
}

const ZLIB_FIRST_BYTE = 0x78;

/** `deflate` is said of zlib streams, as the standard wants, and of raw ones: the first byte tells. */
async function inflated(body: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return body;
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  const inflate = first.value[0] === ZLIB_FIRST_BYTE ? createInflate() : createInflateRaw();
  // Whoever reads it gets the error, if there is one.
  return pipeline(whole(), inflate, () => undefined);
}

async function readLimited(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop ends the connection with the rest of the body.
    if (size > maxBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Some answers begin with one, which JSON.parse refuses. */
const BYTE_ORDER_MARK = '\uFEFF';
const INVALID = Symbol('invalid JSON');

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return text.includes('null') ? withoutNulls(parsed) : parsed;
  } catch {
    return INVALID;
  }
}

/** Null and absent mean the same on this wire. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])),
  );
}

function endOf(
  limitMs: number,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal; readonly clear: () => void } {
  const abort = new AbortController();
  const end = (): void => {
    abort.abort();
  };
  const timer = setTimeout(end, limitMs);
  signal?.addEventListener('abort', end);
  return {
    signal: abort.signal,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    },
  };
}

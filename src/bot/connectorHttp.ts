import { Agent, request } from 'undici';

/*
 * How the bot calls channels. The SDK's own client has no time limit and repeats what may already
 * have been shown (channels.md 1.8, measured: four requests); this one has a limit and repeats nothing.
 */

/** A channel refused a call, or did not answer in time (`status` undefined). */
export class ConnectorError extends Error {
  readonly code: string;
  constructor(
    readonly status: number | undefined,
    /** From Retry-After; milliseconds. */
    readonly retryAfterMs: number | undefined,
  ) {
    const code = status === undefined ? 'connector.unreachable' : `connector.${status}`;
    super(code);
    this.name = 'ConnectorError';
    this.code = code;
  }
}

/** Every call to a channel ends within this. */
const CONNECTOR_TIMEOUT_MS = 3_000;
const CONNECTIONS = 64;

interface HeadersLike {
  toJson(options: { preserveCase: boolean }): Record<string, string>;
}

interface RequestLike {
  readonly url: string;
  readonly method: string;
  readonly headers: HeadersLike;
  readonly body?: unknown;
  readonly abortSignal?: unknown;
}

interface ResponseLike {
  readonly request: RequestLike;
  readonly status: number;
  readonly headers: HeadersLike;
  readonly bodyAsText: string;
}

/** The HTTP client that connector clients are given. */
export interface ConnectorHttp {
  sendRequest(request: RequestLike): Promise<ResponseLike>;
  close(): Promise<void>;
}

/** Pools connections over all turns; throws `ConnectorError` for everything but a 2xx. */
export function createConnectorHttp(timeoutMs = CONNECTOR_TIMEOUT_MS): ConnectorHttp {
  const agent = new Agent({ connections: CONNECTIONS, connect: { timeout: timeoutMs } });
  return {
    async sendRequest(req) {
      const answer = await send(agent, req, timeoutMs);
      if (answer.status < 200 || answer.status > 299) {
        throw new ConnectorError(answer.status, answer.retryAfterMs);
      }
      const headers: HeadersLike = { toJson: () => ({ 'content-type': 'application/json' }) };
      return { request: req, status: answer.status, headers, bodyAsText: answer.text };
    },
    close: () => agent.destroy(),
  };
}

async function send(agent: Agent, req: RequestLike, timeoutMs: number) {
  const abort = new AbortController();
  // A timer that is cleared: AbortSignal.timeout() runs on and makes an error for nobody, every turn.
  const limit = setTimeout(() => {
    abort.abort();
  }, timeoutMs);
  try {
    const { statusCode, headers, body } = await request(req.url, {
      dispatcher: agent,
      method: req.method as 'GET' | 'POST' | 'PUT' | 'DELETE',
      headers: req.headers.toJson({ preserveCase: true }),
      body: typeof req.body === 'string' ? req.body : null,
      signal: abort.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const seconds = Number(headers['retry-after']);
    return {
      status: statusCode,
      text: await body.text(),
      retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined,
    };
  } catch {
    throw new ConnectorError(undefined, undefined);
  } finally {
    clearTimeout(limit);
  }
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createPartnerCenterClient,
  type CallRecord,
  type PartnerCenterClient,
} from '../../../src/services/partnerCenter/client';
import type { TokenKind } from '../../../src/services/partnerCenter/tokens';

/** What the server saw of a request, once it had all of it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request, the `count`th of its call; what is not answered hangs until the client gives up. */
export type Answer = (response: ServerResponse, count: number) => void;

/** One call's own conversation with the server. */
export interface Exchange {
  /** `MS-CorrelationId` of the call, by which the server knows it. */
  readonly correlationId: string;
  /** Requests that it has all of: what these ask for is done. */
  readonly seen: readonly Seen[];
  /** Requests that began to come in, those too that were reset before anything was read of them. */
  readonly begun: number;
}

/** A server of the test's own, which does to each call what it is told, and the client on it. */
export interface Loopback {
  readonly url: string;
  readonly client: PartnerCenterClient;
  /** Ends of calls. */
  readonly records: readonly CallRecord[];
  /** Milliseconds that the client would have waited between attempts. */
  readonly waits: readonly number[];
  /** Token kinds that were thrown away. */
  readonly renewed: readonly TokenKind[];
  /**
   * Begins a call's conversation, of which others know nothing. `unread` of its first requests are reset
   * before anything of them is read or done.
   */
  exchange(answer: Answer, unread?: number): Exchange;
  stop(): Promise<void>;
}

export async function startLoopback(longestMs: number): Promise<Loopback> {
  const exchanges = new Map<
    string,
    { readonly answer: Answer; readonly seen: Seen[]; readonly unread: number; begun: number }
  >();
  const records: CallRecord[] = [];
  const waits: number[] = [];
  const renewed: TokenKind[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const exchange = exchanges.get(String(headers['ms-correlationid']));
    if (exchange !== undefined) {
      exchange.begun += 1;
      if (exchange.begun <= exchange.unread) {
        request.socket.resetAndDestroy();
        return;
      }
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      exchange?.seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      exchange?.answer(response, exchange.seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createPartnerCenterClient({
    baseUrl: url,
    longestMs,
    tokens: {
      get: (kind) => Promise.resolve(`${kind}-${renewed.length}`),
      invalidate: (kind) => {
        renewed.push(kind);
      },
    },
    onCall: (record) => records.push(record),
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return {
    url,
    client,
    records,
    waits,
    renewed,
    exchange(answer, unread = 0) {
      const correlationId = randomUUID();
      const exchange = { answer, seen: [] as Seen[], unread, begun: 0 };
      exchanges.set(correlationId, exchange);
      return {
        correlationId,
        seen: exchange.seen,
        get begun() {
          return exchange.begun;
        },
      };
    },
    async stop() {
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends JSON, or the very text of a price sheet. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

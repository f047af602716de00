import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Answer } from './route';

const BYTE_ORDER_MARK = '\uFEFF';
const SERVER_ID = 'simulator-0001';

/** What is repeated from the request on every answer of the API. */
export interface Echo {
  readonly requestId: string | undefined;
  readonly correlationId: string | undefined;
  readonly locale: string | undefined;
}

/** Turns answers into bytes, with the oddities of the real service where they are switched on. */
export class Wire {
  private written = 0;

  /** The switch is asked each time: it can be turned while the simulator runs. */
  constructor(private readonly hasQuirks: () => boolean) {}

  private get quirks(): boolean {
    return this.hasQuirks();
  }

  /**
   * JSON as it goes over the wire. Fields without a value are left out; with the quirks on, every other answer
   * has them as null instead, codes are text now and then, and agreement dates have no zone.
   */
  text(body: unknown): string {
    this.written += 1;
    const isOdd = this.written % 2 === 1;
    const text = JSON.stringify(body, (key, value: unknown) => {
      if (value === null && !(this.quirks && isOdd)) return undefined;
      if (!this.quirks) return value;
      if (key === 'code' && typeof value === 'number' && isOdd) return String(value);
      if (key === 'dateAgreed' && typeof value === 'string') return value.replace(/Z$/, '');
      return value;
    });
    return this.quirks ? BYTE_ORDER_MARK + text : text;
  }

  /** The headers that Partner Center puts on every answer. */
  headers(echo: Echo): Record<string, string> {
    const repeated = (value: string): string => (this.quirks ? `${value},${value}` : value);
    return {
      ...(echo.requestId === undefined ? {} : { 'MS-RequestId': repeated(echo.requestId) }),
      ...(echo.correlationId === undefined
        ? {}
        : { 'MS-CorrelationId': repeated(echo.correlationId) }),
      'MS-CV': `${randomUUID().slice(0, 8)}.0`,
      'MS-ServerId': SERVER_ID,
      'X-Locale': echo.locale ?? 'en-US',
    };
  }

  /** Writes a whole answer. */
  write(response: ServerResponse, answer: Answer, echo: Echo): void {
    const headers = this.headers(echo);
    switch (answer.kind) {
      case 'json': {
        const bytes = Buffer.from(this.text(answer.body));
        response.writeHead(answer.status, {
          ...headers,
          ...answer.headers,
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': bytes.length,
        });
        response.end(bytes);
        return;
      }
      case 'empty':
        response.writeHead(
          answer.status,
          answer.status === 204 ? headers : { ...headers, 'Content-Length': 0 },
        );
        response.end();
        return;
      case 'page':
        response.writeHead(answer.status, {
          'Content-Type': 'text/html; charset=utf-8',
          'Cache-Control': 'no-store',
          'Content-Security-Policy':
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
        });
        response.end(answer.html);
        return;
      case 'redirect':
        response.writeHead(303, { Location: answer.location, 'Content-Length': 0 });
        response.end();
        return;
      case 'stream':
        response.writeHead(200, {
          ...headers,
          'Content-Type': answer.contentType,
          ...(answer.encoding === undefined ? {} : { 'Content-Encoding': answer.encoding }),
        });
        pipeline(answer.body, response, () => {
          // A caller that goes away in the middle of a stream is no error of the simulator.
        });
        return;
    }
  }
}

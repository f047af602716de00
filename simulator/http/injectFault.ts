import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults';
import { Refusal, throttled } from '../refusal';
import { asAnswer } from './route';
import type { Answer } from './route';
import type { Echo, Wire } from './wire';

const HUGE_BYTES = 5 * 1024 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';
const WRONG_SCHEMA = { unexpected: true, id: { nested: 7 }, items: 'none', code: ['odd'] };
const GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** A fault's own answer in place of the usual one; undefined for faults that spoil, delay or lose an answer. */
export function refusalOfFault(fault: Fault): Refusal | undefined {
  const { retryAfter } = fault;
  switch (fault.kind) {
    case '429':
      return throttled(retryAfter === undefined ? '57' : retryAfter);
    case '500':
      return new Refusal(
        500,
        fault.code ?? 800003,
        fault.description ?? 'The service has encountered an unknown error.',
        { source: fault.source ?? 'PartnerApiServiceControllers' },
      );
    case '503':
      return new Refusal(
        503,
        fault.code ?? 503,
        fault.description ?? 'The service is unavailable.',
        {
          headers:
            retryAfter === undefined || retryAfter === null ? {} : { 'Retry-After': retryAfter },
          body: { statusCode: 503, message: 'The service is unavailable.' },
        },
      );
    case '401':
      return new Refusal(401, fault.code ?? 400, 'Access denied.', {
        headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      });
    case 'refuse':
      return refused(fault);
    case 'timeout':
    case 'resetBefore':
    case 'resetAfter':
    case 'delay':
    case 'delayAfter':
    case 'malformed':
    case 'truncated':
    case 'wrongSchema':
    case 'empty':
    case 'html':
    case 'bom':
    case 'huge':
    case 'any':
      return undefined;
  }
}

/** Whether the caller gets no answer at all. */
export function losesAnswer(fault: Fault): boolean {
  return ['timeout', 'resetBefore', 'resetAfter'].includes(fault.kind);
}

/** Whether a fault needs a body to act on, which an answer to HEAD has not. */
export function spoilsBody(fault: Fault): boolean {
  return ['malformed', 'truncated', 'wrongSchema', 'empty', 'bom', 'huge'].includes(fault.kind);
}

function refused(fault: Fault): Refusal {
  const { body } = fault;
  return new Refusal(
    fault.status ?? 400,
    fault.code ?? 3000,
    fault.description ?? 'A fault was injected.',
    {
      ...(fault.data === undefined ? {} : { data: fault.data }),
      ...(fault.source === undefined ? {} : { source: fault.source }),
      ...(typeof body === 'object' && body !== null ? { body: { ...body } } : {}),
    },
  );
}

/** Cuts the connection without a word. */
export function reset(response: ServerResponse): void {
  const { socket } = response;
  // A plain destroy() ends the connection in good order when nothing is pending; a reset is what is meant.
  if (socket !== null) socket.resetAndDestroy();
}

/** Writes a processed request's answer, spoiled or replaced as the fault says. */
export function writeSpoiled(
  response: ServerResponse,
  wire: Wire,
  fault: Fault,
  answer: Answer,
  echo: Echo,
): void {
  const refusal = refusalOfFault(fault);
  if (refusal !== undefined) {
    discard(answer);
    wire.write(response, asAnswer(refusal), echo);
    return;
  }
  switch (fault.kind) {
    case 'malformed': {
      const text = textOf(wire, answer);
      send(response, wire, answer, echo, `${text.slice(0, Math.floor(text.length / 2))}"oops`);
      return;
    }
    case 'truncated':
      truncate(response, wire, answer, echo);
      return;
    case 'wrongSchema':
      send(response, wire, answer, echo, wire.text(fault.body ?? WRONG_SCHEMA));
      return;
    case 'empty':
      send(response, wire, answer, echo, '');
      return;
    case 'html':
      discard(answer);
      response.writeHead(502, { 'Content-Type': 'text/html' });
      response.end(GATEWAY_PAGE);
      return;
    case 'bom':
      send(response, wire, answer, echo, marked(textOf(wire, answer)));
      return;
    case 'huge':
      send(response, wire, answer, echo, padded(wire, answer, fault.sizeBytes ?? HUGE_BYTES));
      return;
    case 'timeout':
    case 'resetBefore':
    case 'resetAfter':
    case 'delay':
    case 'delayAfter':
    case '429':
    case '500':
    case '503':
    case '401':
    case 'refuse':
    case 'any':
      wire.write(response, answer, echo);
  }
}

/** Half of an answer, with a length that promises all of it; then the connection ends. */
function truncate(response: ServerResponse, wire: Wire, answer: Answer, echo: Echo): void {
  const bytes = Buffer.from(textOf(wire, answer));
  response.writeHead(statusOf(answer), {
    ...wire.headers(echo),
    'Content-Type': typeOf(answer),
    'Content-Length': bytes.length + 1,
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

function padded(wire: Wire, answer: Answer, size: number): string {
  const padding = 'x'.repeat(size);
  const body =
    answer.kind === 'json' && typeof answer.body === 'object' && !Array.isArray(answer.body)
      ? { ...answer.body, padding }
      : { padding };
  discard(answer);
  return wire.text(body);
}

function marked(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text : BYTE_ORDER_MARK + text;
}

function send(
  response: ServerResponse,
  wire: Wire,
  answer: Answer,
  echo: Echo,
  text: string,
): void {
  discard(answer);
  const bytes = Buffer.from(text);
  response.writeHead(statusOf(answer), {
    ...wire.headers(echo),
    'Content-Type': typeOf(answer),
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

/** A stream that nobody will read must not stay open. */
function discard(answer: Answer): void {
  if (answer.kind === 'stream') answer.body.destroy();
}

function statusOf(answer: Answer): number {
  return answer.kind === 'json' || answer.kind === 'empty' || answer.kind === 'page'
    ? answer.status
    : 200;
}

function typeOf(answer: Answer): string {
  return answer.kind === 'stream' ? answer.contentType : 'application/json; charset=utf-8';
}

/** A stream stands for a price sheet here: a few rows of one. */
function textOf(wire: Wire, answer: Answer): string {
  discard(answer);
  if (answer.kind === 'json') return wire.text(answer.body);
  return answer.kind === 'stream'
    ? 'ProductTitle,ProductId,SkuId\r\n"Microsoft 365 E3",CFQ7TTC0LFLX,0001\r\n'
    : '{"items":[{"id":"1"},{"id":"2"}]}';
}

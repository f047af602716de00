import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults';
import { Refusal, throttled } from '../refusal';
import type { Answer } from './route';
import type { Echo, Wire } from './wire';

const HUGE_BYTES = 5 * 1024 * 1024;

/** A fault's own answer in place of any processing; undefined when it lets the request be processed. */
export function refusalOfFault(fault: Fault): Refusal | undefined {
  const description = fault.description ?? 'A fault was injected.';
  switch (fault.kind) {
    case '429':
      return throttled(fault.retryAfter === undefined ? '57' : fault.retryAfter);
    case '500':
      return new Refusal(
        500,
        fault.code ?? 800003,
        fault.description ?? 'The service has encountered an unknown error.',
        { source: 'PartnerApiServiceControllers' },
      );
    case '503':
      return new Refusal(
        503,
        fault.code ?? 503,
        fault.description ?? 'The service is unavailable.',
        {
          headers:
            fault.retryAfter === undefined || fault.retryAfter === null
              ? {}
              : { 'Retry-After': fault.retryAfter },
          body: { statusCode: 503, message: 'The service is unavailable.' },
        },
      );
    case '401':
      return new Refusal(401, fault.code ?? 400, 'Access denied.', {
        headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      });
    case 'refuse':
      return new Refusal(fault.status ?? 400, fault.code ?? 3000, description);
    case 'timeout':
    case 'resetBefore':
    case 'resetAfter':
    case 'delay':
    case 'malformed':
    case 'truncated':
    case 'wrongSchema':
    case 'huge':
      return undefined;
  }
}

/** Cuts the connection without a word. */
export function reset(response: ServerResponse): void {
  const { socket } = response;
  // A plain destroy() ends the connection in good order when nothing is pending; a reset is what is meant.
  if (socket !== null) socket.resetAndDestroy();
}

/** Writes a processed request's answer, spoiled as the fault says. */
export function writeSpoiled(
  response: ServerResponse,
  wire: Wire,
  fault: Fault,
  answer: Answer,
  echo: Echo,
): void {
  switch (fault.kind) {
    case 'timeout':
      return;
    case 'resetBefore':
    case 'resetAfter':
      reset(response);
      return;
    case 'malformed': {
      const text = textOf(wire, answer);
      send(response, wire, answer, echo, `${text.slice(0, Math.floor(text.length / 2))}"oops`);
      return;
    }
    case 'truncated': {
      const bytes = Buffer.from(textOf(wire, answer));
      response.writeHead(statusOf(answer), {
        ...wire.headers(echo),
        'Content-Type': 'application/json',
        'Content-Length': bytes.length + 1,
      });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
        response.socket?.destroy(),
      );
      return;
    }
    case 'wrongSchema':
      send(
        response,
        wire,
        answer,
        echo,
        wire.text({ unexpected: true, id: { nested: 7 }, items: 'none', code: ['odd'] }),
      );
      return;
    case 'huge': {
      const padding = 'x'.repeat(fault.sizeBytes ?? HUGE_BYTES);
      const body =
        answer.kind === 'json' && typeof answer.body === 'object'
          ? { ...answer.body, padding }
          : { padding };
      send(response, wire, answer, echo, wire.text(body));
      return;
    }
    case 'delay':
    case '429':
    case '500':
    case '503':
    case '401':
    case 'refuse':
      wire.write(response, answer, echo);
      return;
  }
}

function send(
  response: ServerResponse,
  wire: Wire,
  answer: Answer,
  echo: Echo,
  text: string,
): void {
  const bytes = Buffer.from(text);
  response.writeHead(statusOf(answer), {
    ...wire.headers(echo),
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

function statusOf(answer: Answer): number {
  return answer.kind === 'json' || answer.kind === 'empty' || answer.kind === 'page'
    ? answer.status
    : 200;
}

function textOf(wire: Wire, answer: Answer): string {
  if (answer.kind === 'stream') answer.body.destroy();
  return answer.kind === 'json' ? wire.text(answer.body) : '{"items":[{"id":"1"},{"id":"2"}]}';
}

import { setMaxListeners } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessed } from '../faults';
import type { Fault } from '../faults';
import { Refusal } from '../refusal';
import { routes } from '../routes';
import { checkCall, checkIds } from '../rules';
import type { LoggedRequest } from '../state';
import { checkToken } from '../tokens';
import type { World } from '../world';
import { losesAnswer, refusalOfFault, reset, spoilsBody, writeSpoiled } from './injectFault';
import { readBody } from './readBody';
import { hashOf, logged, replayKey } from './requestLog';
import { asAnswer } from './route';
import type { Answer, Call, Route } from './route';
import { Router } from './router';
import { Wire } from './wire';
import type { Echo } from './wire';

/** Takes requests one by one: fault, checks, latency, handler, answer. */
export class Listener {
  private readonly router = new Router(routes);
  private readonly wire: Wire;
  /** For the simulator's own routes, which have no quirks. */
  private readonly plainWire = new Wire(() => false);
  private readonly stopping = new AbortController();

  constructor(private readonly world: World) {
    this.wire = new Wire(() => world.options.quirks);
    // Every request that is being answered slowly waits for it.
    setMaxListeners(0, this.stopping.signal);
  }

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.serve(request, response);
    } catch (error) {
      if (this.stopping.signal.aborted || response.destroyed) return;
      // A mistake of the simulator itself: it must be loud, and the caller sees a plain 500.
      console.error('The simulator failed on', request.method, error);
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end('The simulator failed.');
    }
  }

  stop(server: Server): Promise<void> {
    this.stopping.abort();
    return new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = `http://localhost${request.url ?? '/'}`;
    if (!URL.canParse(target)) {
      this.wire.write(response, { kind: 'empty', status: 400 }, NO_ECHO);
      return;
    }
    const url = new URL(target);
    const method = request.method ?? 'GET';
    const found = this.router.find(method, url.pathname);
    const route = found.kind === 'route' ? found.route : undefined;
    const echo = echoOf(request);
    if (isOwn(url.pathname, route)) {
      const answer =
        found.kind === 'route'
          ? await this.process(request, found.route, callOf(this.world, request, url, found.params))
          : noRoute(found.kind);
      this.plainWire.write(response, answer, echo);
      return;
    }
    const fault = this.world.faults.take(method, url.pathname);
    const authorization = request.headers.authorization ?? '';
    const query = url.searchParams.toString();
    const entry = logged(
      this.world,
      { method, path: url.pathname, query, authorization, echo, fault },
      route,
    );
    const begun = performance.now();
    const write = (answer: Answer | undefined): void => {
      entry.status = answer === undefined ? undefined : statusOf(answer);
      this.world.state.close(entry, performance.now() - begun);
      if (answer !== undefined) this.wire.write(response, answer, echo);
    };
    if (fault !== undefined && !isProcessed(fault)) {
      const refusal = refusalOfFault(fault);
      write(refusal === undefined ? undefined : asAnswer(refusal));
      if (refusal === undefined) await this.lose(response, fault);
      return;
    }
    if (fault?.kind === 'delay') await this.wait(fault.delayMs ?? 0);
    const answer =
      found.kind === 'route'
        ? await this.process(
            request,
            found.route,
            callOf(this.world, request, url, found.params),
            entry,
            fault?.forgetsId,
          )
        : noRoute(found.kind);
    if (fault?.kind === 'delayAfter') await this.wait(fault.delayMs ?? 0);
    if (fault === undefined || (method === 'HEAD' && spoilsBody(fault))) {
      write(answer);
      return;
    }
    const refusal = refusalOfFault(fault);
    const isLost = losesAnswer(fault);
    entry.status = isLost
      ? undefined
      : fault.kind === 'html'
        ? 502
        : (refusal?.status ?? statusOf(answer));
    this.world.state.close(entry, performance.now() - begun);
    if (isLost) {
      if (answer.kind === 'stream') answer.body.destroy();
      await this.lose(response, fault);
    } else writeSpoiled(response, this.wire, fault, answer, echo);
  }

  /** Cuts the connection, at once or after a silence; a timeout without an end is the caller's to give up. */
  private async lose(response: ServerResponse, fault: Fault): Promise<void> {
    if (fault.kind === 'timeout') {
      if (fault.hangMs === undefined) return;
      await this.wait(fault.hangMs);
    }
    reset(response);
  }

  private async process(
    request: IncomingMessage,
    route: Route,
    call: Call,
    entry?: LoggedRequest,
    forgetsId = false,
  ): Promise<Answer> {
    try {
      const body = await readBody(request, route.bodyKind);
      if (entry !== undefined && route.bodyKind !== 'form') entry.bodyHash = hashOf(body);
      if (route.token === 'none') {
        if (route.bodyKind === 'form') await this.wait(this.world.options.latencyMs);
        return await route.run(call, body);
      }
      const token = checkToken(this.world, request.headers.authorization, route.token);
      checkIds(request);
      await this.wait(this.world.options.latencyMs);
      checkCall(call, route);
      const identified: Call = { ...call, token };
      if (route.replayed !== true || forgetsId) return await route.run(identified, body);
      const key = replayKey(call.method, call.path, echoOf(request).requestId);
      return await this.world.replays.once(key, () => Promise.resolve(route.run(identified, body)));
    } catch (error) {
      if (error instanceof Refusal) return asAnswer(error);
      throw error;
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await delay(milliseconds, undefined, { signal: this.stopping.signal });
  }
}

const NO_ECHO: Echo = { requestId: undefined, correlationId: undefined, locale: undefined };

/** Pages and levers of the simulator itself: no faults, no log. The token endpoint belongs to the service. */
function isOwn(path: string, route: Route | undefined): boolean {
  return (
    path.startsWith('/_simulator') ||
    path === '/favicon.ico' ||
    (route?.token === 'none' && !route.path.startsWith('/:tenant/'))
  );
}

function callOf(
  world: World,
  request: IncomingMessage,
  url: URL,
  params: ReadonlyMap<string, string>,
): Call {
  const host = request.headers.host ?? '127.0.0.1';
  return {
    world,
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    params,
    token: undefined,
    origin: `http://${/^[\w.-]+(:\d+)?$/.test(host) ? host : '127.0.0.1'}`,
  };
}

function echoOf(request: IncomingMessage): Echo {
  const single = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === 'string' ? value.slice(0, 100) : undefined;
  };
  return {
    requestId: single('ms-requestid'),
    correlationId: single('ms-correlationid'),
    locale: single('x-locale'),
  };
}

function statusOf(answer: Answer): number {
  if (answer.kind === 'redirect') return 303;
  return answer.kind === 'stream' ? 200 : answer.status;
}

function noRoute(kind: 'otherMethod' | 'nothing'): Answer {
  return kind === 'otherMethod'
    ? {
        kind: 'json',
        status: 405,
        body: { message: 'The requested resource does not support this method.' },
      }
    : { kind: 'json', status: 404, body: { statusCode: 404, message: 'Resource not found' } };
}

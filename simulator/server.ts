import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isProcessed } from './faults';
import type { Fault, FaultList } from './faults';
import { refusalOfFault, reset, writeSpoiled } from './http/injectFault';
import { readBody } from './http/readBody';
import type { Answer, Call, Route } from './http/route';
import { Router } from './http/router';
import { Wire } from './http/wire';
import type { Echo } from './http/wire';
import { DEFAULT_OPTIONS } from './options';
import type { SimulatorOptions } from './options';
import { Refusal } from './refusal';
import { checkCall, checkIds } from './rules';
import { routes } from './routes';
import type { LoggedRequest, SimulatorState } from './state';
import { checkToken } from './tokens';
import { World } from './world';

/** A running simulator. */
export interface Simulator {
  /** Its address, for example http://127.0.0.1:3979, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Faults for the requests to come. */
  readonly faults: FaultList;
  /** What happened so far; a new object after each reset. */
  readonly state: SimulatorState;
  /** Everything behind the routes, for tests that need the data set. */
  readonly world: World;
  /** Ends it, open connections included. */
  stop(): Promise<void>;
}

/** Starts a simulator of its own on the loopback interface; options that are not given have their defaults. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const world = new World({ ...DEFAULT_OPTIONS, ...options });
  const listener = new Listener(world);
  const server = createServer((request, response) => {
    void listener.receive(request, response);
  });
  server.keepAliveTimeout = 30_000;
  const port = await listen(server, world.options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults: world.faults,
    get state() {
      return world.state;
    },
    world,
    stop: () => listener.stop(server),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes requests one by one: fault, checks, latency, handler, answer. */
class Listener {
  private readonly router = new Router(routes);
  private readonly wire: Wire;
  private readonly stopping = new AbortController();

  constructor(private readonly world: World) {
    this.wire = new Wire(world.options.quirks);
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
    const host = request.headers.host ?? '127.0.0.1';
    const target = `http://localhost${request.url ?? '/'}`;
    if (!URL.canParse(target)) {
      this.wire.write(response, { kind: 'empty', status: 400 }, NO_ECHO);
      return;
    }
    const url = new URL(target);
    const method = request.method ?? 'GET';
    const found = this.router.find(method, url.pathname);
    const echo = echoOf(request);
    const isOwn =
      url.pathname.startsWith('/_simulator') ||
      (found.kind === 'route' && found.route.token === 'none' && found.route.bodyKind !== 'form');
    const fault = isOwn ? undefined : this.world.faults.take(method, url.pathname);
    if (found.kind !== 'route') {
      this.wire.write(response, noRoute(found.kind), echo);
      return;
    }
    const call: Call = {
      world: this.world,
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      params: found.params,
      token: undefined,
      origin: `http://${/^[\w.-]+(:\d+)?$/.test(host) ? host : '127.0.0.1'}`,
    };
    const logged = isOwn ? undefined : this.log(call, found.route, echo, fault);
    await this.answer(request, response, { call, route: found.route, echo, fault, logged });
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    work: Work,
  ): Promise<void> {
    const { fault, echo, logged } = work;
    if (fault?.kind === 'delay') await this.wait(fault.delayMs ?? 0);
    if (fault !== undefined && !isProcessed(fault)) {
      const refusal = refusalOfFault(fault);
      if (refusal === undefined) {
        if (fault.kind !== 'timeout') reset(response);
        return;
      }
      if (logged !== undefined) logged.status = refusal.status;
      this.wire.write(response, answerOf(refusal), echo);
      return;
    }
    const answer = await this.process(request, work);
    if (logged !== undefined)
      logged.status =
        answer.kind === 'redirect' ? 303 : answer.kind === 'stream' ? 200 : answer.status;
    if (fault === undefined || work.call.method === 'HEAD') this.wire.write(response, answer, echo);
    else writeSpoiled(response, this.wire, fault, answer, echo);
  }

  private async process(request: IncomingMessage, work: Work): Promise<Answer> {
    const { route, call } = work;
    try {
      const body = await readBody(request, route.bodyKind);
      if (route.token === 'none') {
        if (route.bodyKind === 'form') await this.wait(this.world.options.latencyMs);
        return await route.run(call, body);
      }
      const token = checkToken(this.world, request.headers.authorization, route.token);
      checkIds(request);
      await this.wait(this.world.options.latencyMs);
      checkCall(call, route);
      const identified: Call = { ...call, token };
      if (route.replayed !== true) return await route.run(identified, body);
      return await this.world.replays.once(replayKey(call, work.echo), () =>
        Promise.resolve(route.run(identified, body)),
      );
    } catch (error) {
      if (error instanceof Refusal) return answerOf(error);
      throw error;
    }
  }

  private log(call: Call, route: Route, echo: Echo, fault: Fault | undefined): LoggedRequest {
    const authorization = call.headers.authorization ?? '';
    const logged: LoggedRequest = {
      at: this.world.now(),
      method: call.method,
      path: call.path,
      query: call.query.toString(),
      route: `${route.method} ${route.path}`,
      ...echo,
      token: this.world.tokens.get(authorization.replace(/^Bearer /i, ''))?.kind,
      fault: fault?.kind,
      replayed: route.replayed === true && this.world.replays.has(replayKey(call, echo)),
      status: undefined,
    };
    this.world.state.log(logged);
    return logged;
  }

  private async wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await delay(milliseconds, undefined, { signal: this.stopping.signal });
  }
}

interface Work {
  readonly call: Call;
  readonly route: Route;
  readonly echo: Echo;
  readonly fault: Fault | undefined;
  readonly logged: LoggedRequest | undefined;
}

const NO_ECHO: Echo = { requestId: undefined, correlationId: undefined, locale: undefined };

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

/** One path and one request id are one operation, whatever the body of a repeat says. */
function replayKey(call: Call, echo: Echo): string {
  return `${call.method} ${call.path.toLowerCase()} ${(echo.requestId ?? '').toLowerCase()}`;
}

function answerOf(refusal: Refusal): Answer {
  return {
    kind: 'json',
    status: refusal.status,
    body: refusal.body,
    headers: refusal.details.headers ?? {},
  };
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

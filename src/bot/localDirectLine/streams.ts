import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../log';
import type { Conversation, Conversations, Stream } from './conversations';
import type { TokenSigner } from './tokens';

/** Often enough for proxies and for DirectLineJS, which has a timeout of 20 seconds. */
const KEEP_ALIVE_MS = 15_000;
/** Clients send nothing but empty frames. */
const MAX_CLIENT_FRAME = 1_024;
/** Bytes waiting for a client that does not read: then it is let go, and reconnects with its watermark. */
const MAX_WAITING = 8_000_000;

const GOING_AWAY = 1001;
const NORMAL_CLOSURE = 1000;

export interface StreamOptions {
  readonly server: Server;
  readonly prefix: string;
  readonly signer: TokenSigner;
  readonly conversations: Conversations;
  readonly log: Log;
  /** Between two pings; who did not answer one until the next is let go. */
  readonly keepAliveMs?: number | undefined;
}

/** `GET conversations/{id}/stream` by WebSocket: what is new, as it happens. */
export function attachStreams(options: StreamOptions): { close(): void } {
  const { server, log } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_CLIENT_FRAME });
  const silent = new WeakSet<WebSocket>();

  const onUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const target = readTarget(options.prefix, req.url);
    if (target === undefined) {
      // Another listener may know the address; where there is none, nobody else would answer.
      if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
      return;
    }
    const ignoreBrokenSocket = (): void => undefined;
    socket.on('error', ignoreBrokenSocket);
    void authorise(target, options).then((conversation) => {
      if (conversation === undefined) {
        refuse(socket, '403 Forbidden');
        return;
      }
      socket.off('error', ignoreBrokenSocket);
      sockets.handleUpgrade(req, socket, head, (webSocket) => {
        webSocket.on('pong', () => silent.delete(webSocket));
        serve(webSocket, conversation, target.watermark, log);
      });
    });
  };

  const keepAlive = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (silent.has(webSocket)) {
        webSocket.terminate();
        continue;
      }
      silent.add(webSocket);
      webSocket.ping();
      webSocket.send('');
    }
  }, options.keepAliveMs ?? KEEP_ALIVE_MS);
  keepAlive.unref();
  server.on('upgrade', onUpgrade);

  return {
    close() {
      clearInterval(keepAlive);
      server.off('upgrade', onUpgrade);
      options.conversations.closeStreams();
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

interface Target {
  readonly conversationId: string;
  readonly token: string;
  readonly watermark: string | undefined;
}

function readTarget(prefix: string, address: string | undefined): Target | undefined {
  if (address === undefined || !URL.canParse(address, 'http://local')) return undefined;
  const { pathname, searchParams } = new URL(address, 'http://local');
  const [before, rest] = [pathname.slice(0, prefix.length), pathname.slice(prefix.length)];
  const conversationId = /^\/conversations\/([^/]+)\/stream$/.exec(rest)?.[1];
  if (before !== prefix || conversationId === undefined) return undefined;
  return {
    conversationId,
    token: searchParams.get('t') ?? '',
    watermark: searchParams.get('watermark') ?? undefined,
  };
}

async function authorise(
  target: Target,
  { signer, conversations }: StreamOptions,
): Promise<Conversation | undefined> {
  const reading = await signer.read(target.token, 'stream');
  if (!reading.ok || reading.claims.conversationId !== target.conversationId) return undefined;
  return conversations.open(target.conversationId, target.watermark);
}

function serve(
  webSocket: WebSocket,
  conversation: Conversation,
  watermark: string | undefined,
  log: Log,
): void {
  const stream: Stream = {
    send(set) {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      if (webSocket.bufferedAmount > MAX_WAITING) webSocket.terminate();
      else webSocket.send(JSON.stringify(set));
    },
    close(reason) {
      webSocket.close(reason === 'closing' ? GOING_AWAY : NORMAL_CLOSURE, reason);
    },
  };
  webSocket.on('error', () => {
    log.debug('localDirectLine.streamFailed');
  });
  webSocket.on('close', () => {
    conversation.detach(stream);
  });
  conversation.attach(stream);
  const missed = conversation.since(watermark);
  if (missed.activities.length > 0) stream.send(missed);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

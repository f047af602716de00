import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Request as BotRequest,
  type TurnContext,
} from 'botbuilder';
import { createServer, plugins, type Request, type Response, type Server } from 'restify';
import {
  LOCAL_CONNECTOR_PATH,
  registerLocalDirectLine,
  type LocalDirectLine,
} from '../../../src/bot/localDirectLine/localDirectLine';
import { createLog } from '../../../src/log';

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  readonly directLine: LocalDirectLine;
  /** Every activity that the bot was sent. */
  readonly received: Record<string, unknown>[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** The bot's logic, run by a real CloudAdapter. */
  readonly bot?: (context: TurnContext) => Promise<void>;
  /** Takes the place of the adapter: a bot that fails. */
  readonly answer?: (req: Request, res: Response) => void;
  readonly now?: () => number;
  readonly port?: number;
  readonly botTimeoutMs?: number;
  readonly keepAliveMs?: number;
}

export const KEY = Buffer.alloc(32, 7);
export const silentLog = createLog('silent');

/** A server as the product has it: Direct Line and the bot it talks to on one port. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = createServer();
  server.use(plugins.bodyParser({ maxBodySize: 262_144, mapParams: false }));
  let port = 0;
  const directLine = registerLocalDirectLine(server, {
    key: KEY,
    botEndpoint: () => `http://127.0.0.1:${port}/api/messages`,
    serviceUrl: () => `http://127.0.0.1:${port}${LOCAL_CONNECTOR_PATH}`,
    log: silentLog,
    ...(options.now && { now: options.now }),
    ...(options.keepAliveMs !== undefined && { keepAliveMs: options.keepAliveMs }),
    ...(options.botTimeoutMs !== undefined && { botTimeoutMs: options.botTimeoutMs }),
  });
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
  const received: Record<string, unknown>[] = [];
  // Asynchronous: restify answers 500 by itself where a handler ends before it has written.
  server.post('/api/messages', async (req: Request, res: Response) => {
    received.push(req.body as Record<string, unknown>);
    if (options.answer) options.answer(req, res);
    else await adapter.process(req as unknown as BotRequest, res, options.bot ?? sayNothing);
  });
  await new Promise<void>((done) => {
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  port = server.address().port;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    server,
    directLine,
    received,
    async close() {
      directLine.close();
      const http = server.server as { closeAllConnections(): void };
      const closed = new Promise<void>((done) => {
        server.close(done);
      });
      http.closeAllConnections();
      await closed;
    },
  };
}

function sayNothing(): Promise<void> {
  return Promise.resolve();
}

/** Repeats what is typed; greets whoever joins. */
export async function echoBot(context: TurnContext): Promise<void> {
  const { activity } = context;
  if (activity.type === 'message') await context.sendActivity(`echo: ${activity.text}`);
  const isJoined = activity.membersAdded?.some(({ id }) => id !== activity.recipient.id);
  if (activity.type === 'conversationUpdate' && isJoined) await context.sendActivity('welcome');
}

/** Waits for something to become true; fails loudly where it does not. */
export async function until(isTrue: () => boolean, what: string, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`Never happened: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

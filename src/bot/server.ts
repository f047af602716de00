import {
  createServer,
  plugins,
  type Next,
  type Request,
  type Response,
  type Server,
} from 'restify';
import { errorFields, type Log } from '../log';
import { UnauthorizedError, type AltaAdapter } from './adapter';
import { parseEnvelope } from './envelope';
import type { OnboardingBot } from './onboardingBot';
import { sendJson } from './sendJson';

/** Longest body of an activity; Teams sends less than 100 KB. */
const MAX_BODY_BYTES = 262_144;

export interface BotServerOptions {
  readonly adapter: AltaAdapter;
  readonly bot: OnboardingBot;
  /** Can turns be served: is the database there? */
  readonly isReady: () => Promise<boolean>;
  readonly log: Log;
}

/** A restify server with the bot's own routes; the rest is registered by whoever made it. */
export function createBotServer(options: BotServerOptions): Server {
  const { adapter, bot, isReady, log } = options;
  const server = createServer({ name: 'Alta', handleUncaughtExceptions: false });
  server.pre(refuseEncodings);
  // JSON alone: restify's parser of all kinds writes the parts of a multipart body to files, whatever
  // their size, and leaves them there.
  server.use(plugins.bodyReader({ maxBodySize: MAX_BODY_BYTES }));
  server.use(plugins.jsonBodyParser({ mapParams: false, bodyReader: true }));
  server.on('restifyError', onError);

  server.post('/api/messages', async (req: Request, res: Response) => {
    if (!isJson(req)) {
      refuse(res, 415, 'UnsupportedMediaType', NOT_JSON);
      return;
    }
    const activity = parseEnvelope(req.body);
    if (activity === undefined) {
      refuse(res, 400, 'BadRequest', 'The body is not a Bot Framework activity.');
      return;
    }
    try {
      const authorization = req.headers.authorization ?? '';
      const answer = await adapter.receive(activity, authorization, (context) => bot.run(context));
      if (answer === undefined) sendJson(res, 200, {});
      else sendJson(res, answer.status, answer.body ?? {});
    } catch (error) {
      if (error instanceof UnauthorizedError) {
        refuse(res, 401, 'Unauthorized', 'The token is missing or not valid for this bot.');
        return;
      }
      log.error('server.messagesFailed', errorFields(error));
      refuse(res, 500, 'ServiceError', 'The activity could not be processed.');
    }
  });
  server.get('/healthz', (_req: Request, res: Response, next: Next) => {
    sendJson(res, 200, { status: 'ok' });
    next();
  });
  server.get('/readyz', async (_req: Request, res: Response) => {
    const ready = await isReady();
    sendJson(res, ready ? 200 : 503, { status: ready ? 'ready' : 'notReady' });
  });
  return server;
}

/**
 * Before the body parser: it ends the process on a body that claims to be gzip and is not (channels.md
 * 4.3, measured), and no channel compresses.
 */
function refuseEncodings(req: Request, res: Response, next: Next): void {
  const encoding = req.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') {
    next();
    return;
  }
  refuse(res, 415, 'UnsupportedMediaType', 'Bodies must not be encoded.');
  next(false);
}

function isJson(req: Request): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/i.test(req.getContentType());
}

const NOT_JSON = 'This address takes JSON.';

/** restify's own refusals quote parser details; ours say what was wrong and nothing else. */
const REASONS: Readonly<Record<number, { code: string; message: string }>> = {
  400: { code: 'BadRequest', message: 'The body could not be read.' },
  404: { code: 'NotFound', message: 'There is nothing at this address.' },
  405: { code: 'MethodNotAllowed', message: 'This address does not take that method.' },
  406: { code: 'NotAcceptable', message: 'This address does not answer in that form.' },
  413: { code: 'PayloadTooLarge', message: 'The body is too large.' },
  415: { code: 'UnsupportedMediaType', message: NOT_JSON },
};

function onError(
  _req: Request,
  res: Response,
  error: { statusCode?: number },
  callback: () => void,
): void {
  const status = error.statusCode ?? 500;
  const known = REASONS[status] ?? { code: 'ServiceError', message: 'Something went wrong here.' };
  if (!res.headersSent) refuse(res, REASONS[status] ? status : 500, known.code, known.message);
  callback();
}

function refuse(res: Response, status: number, code: string, message: string): void {
  sendJson(res, status, { error: { code, message } });
}

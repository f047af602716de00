import type { Request, Response, Server } from 'restify';
import { z } from 'zod';
import { errorFields, type Log } from '../log';
import type { PeopleStore } from '../services/peopleStore';
import { createRateLimit } from './rateLimit';
import { sendJson } from './sendJson';
import { tooMany, TokenRefused, type IssueToken, type TokenRequest } from './tokenGrant';

export interface DirectLineTokenOptions {
  /** Throws `TokenRefused`. */
  readonly issue: IssueToken;
  readonly people: Pick<PeopleStore, 'save'>;
  /** Sites that may ask from their own pages; this server's own always may. */
  readonly origins: readonly string[];
  readonly log: Log;
}

const DIRECT_LINE_TOKEN_PATH = '/api/directline/token';
/** A whole office may share one address. */
const REQUESTS_PER_ADDRESS_AND_MINUTE = 120;
const PREFLIGHT_AGE_S = '600';

const bodySchema = z.object({
  conversationId: z.string().min(1).max(200),
  token: z.string().min(1).max(8_000),
});

/**
 * `POST /api/directline/token`: where the chat page gets its Direct Line token. Whoever stands behind
 * the new user id is stored before the token is given out, so that the bot knows its first activity.
 */
export function registerDirectLineToken(server: Server, options: DirectLineTokenOptions): void {
  const { issue, people, log } = options;
  const limit = createRateLimit({ perMinute: REQUESTS_PER_ADDRESS_AND_MINUTE });

  server.opts(DIRECT_LINE_TOKEN_PATH, async (req: Request, res: Response) => {
    await answer(res, log, () => {
      allowOrigin(req, res, options.origins);
      res.setHeader('access-control-allow-methods', 'POST');
      res.setHeader('access-control-allow-headers', 'authorization, content-type');
      res.setHeader('access-control-max-age', PREFLIGHT_AGE_S);
      return Promise.resolve({});
    });
  });
  server.post(DIRECT_LINE_TOKEN_PATH, async (req: Request, res: Response) => {
    await answer(res, log, async () => {
      allowOrigin(req, res, options.origins);
      const wait = limit.take(addressOf(req));
      if (wait !== undefined) throw tooMany(wait);
      const grant = await issue(readRequest(req));
      const { conversationId, token, expiresIn, userId, domain } = grant;
      await people.save(userId, { ...grant.person, conversationId });
      return { conversationId, token, expires_in: expiresIn, userId, domain };
    });
  });
}

async function answer(res: Response, log: Log, act: () => Promise<object>): Promise<void> {
  res.setHeader('cache-control', 'no-store');
  res.setHeader('vary', 'origin');
  try {
    sendJson(res, 200, await act());
  } catch (error) {
    if (!(error instanceof TokenRefused)) log.error('directLineToken.failed', errorFields(error));
    const { status, code, message, retryAfter } =
      error instanceof TokenRefused
        ? error
        : { status: 500, code: 'ServiceError', message: 'No token could be issued.' };
    if (retryAfter !== undefined) res.setHeader('retry-after', String(retryAfter));
    sendJson(res, status, { error: { code, message } });
  }
}

/** Browsers say which site asks; one that is not ours is refused, and its pages could not read the answer. */
function allowOrigin(req: Request, res: Response, origins: readonly string[]): void {
  const { origin, host } = req.headers;
  if (origin === undefined) return;
  const isOwn = URL.canParse(origin) && new URL(origin).host === host;
  if (isOwn) return;
  if (!origins.includes(origin)) {
    throw new TokenRefused(403, 'OriginNotAllowed', 'This site may not use Alta.');
  }
  res.setHeader('access-control-allow-origin', origin);
}

/** A proxy in front appends the address that it was called from; what stands before that is hearsay. */
function addressOf(req: Request): string {
  const forwarded = req.headers['x-forwarded-for']?.toString().split(',').at(-1)?.trim();
  return forwarded === undefined || forwarded === ''
    ? (req.socket.remoteAddress ?? '')
    : forwarded.replace(/:\d+$/, '');
}

function readRequest(req: Request): TokenRequest {
  return {
    authorization: req.headers.authorization,
    as: new URL(req.url ?? '/', 'http://local').searchParams.get('as') ?? undefined,
    // A body that is none of ours asks for a new conversation: a page never gets stuck on an old one.
    previous: bodySchema.safeParse(req.body).data,
  };
}

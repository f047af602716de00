import type { Request, Server } from 'restify';
import { z } from 'zod';
import { errorFields, type Log } from '../../log';
import { conversationStarted, parseClientActivity, stampClientActivity } from './activities';
import { deliverToBot } from './botEndpoint';
import type { Conversation, Conversations } from './conversations';
import { DirectLineError } from './directLineError';
import { mount, pathPart, queryPart, type Answer } from './routing';
import { TOKEN_LIFETIME_S, type TokenClaims, type TokenSigner } from './tokens';

export interface ClientOptions {
  readonly prefix: string;
  readonly signer: TokenSigner;
  readonly conversations: Conversations;
  readonly botEndpoint: () => string;
  readonly serviceUrl: () => string;
  readonly botTimeoutMs: number;
  readonly log: Log;
}

interface Caller {
  readonly claims: TokenClaims;
  readonly conversation: Conversation;
}

const startSchema = z.looseObject({ locale: z.string().max(35).optional() }).catch({});

/** The side that a chat page calls: Direct Line 3.0. */
export function mountClientRoutes(server: Server, options: ClientOptions): void {
  const { prefix, log } = options;
  const path = `${prefix}/conversations/:conversationId`;
  mount(server, 'post', `${prefix}/tokens/refresh`, (req) => refresh(req, options), log);
  mount(server, 'post', `${prefix}/conversations`, (req) => start(req, options), log);
  mount(server, 'get', path, (req) => reconnect(req, options), log);
  mount(server, 'get', `${path}/activities`, (req) => readActivities(req, options), log);
  mount(server, 'post', `${path}/activities`, (req) => post(req, options), log);
  mount(server, 'post', `${path}/upload`, refuseUpload, log);
}

async function refresh(req: Request, { signer }: ClientOptions): Promise<Answer> {
  const claims = await readToken(req, signer);
  return { status: 200, body: await freshToken(claims, signer) };
}

async function start(req: Request, options: ClientOptions): Promise<Answer> {
  const caller = await admit(req, options);
  const isNew = !caller.conversation.isStarted;
  if (isNew) tellBot(caller, options, startSchema.parse(req.body ?? {}).locale);
  // From its beginning, so that a greeting sent before the stream is open is not missed.
  return { status: isNew ? 201 : 200, body: await connection(caller, options, req, '0') };
}

async function reconnect(req: Request, options: ClientOptions): Promise<Answer> {
  const watermark = queryPart(req, 'watermark');
  const caller = await admit(req, options, watermark);
  // A page that shows nothing yet, in a conversation whose memory was lost, needs a greeting again.
  const pageIsEmpty = watermark === undefined || watermark === '0';
  if (pageIsEmpty && !caller.conversation.isStarted) tellBot(caller, options, undefined);
  const from = watermark ?? caller.conversation.watermark;
  return { status: 200, body: await connection(caller, options, req, from) };
}

async function readActivities(req: Request, options: ClientOptions): Promise<Answer> {
  const watermark = queryPart(req, 'watermark');
  const { conversation } = await admit(req, options, watermark);
  return { status: 200, body: conversation.since(watermark) };
}

async function post(req: Request, options: ClientOptions): Promise<Answer> {
  const { claims, conversation } = await admit(req, options);
  const activity = parseClientActivity(req.body);
  if (activity === undefined) {
    throw new DirectLineError(
      400,
      'BadSyntax',
      'The body is not an activity that a client may send.',
    );
  }
  const stamp = conversation.nextStamp();
  const user = { id: claims.userId, name: claims.userName };
  const stamped = stampClientActivity(activity, stamp, user, options.serviceUrl());
  // Before the bot has it: clients show an activity as sent, and sort answers after it, by its echo.
  conversation.publish({ ...stamped, serviceUrl: undefined, recipient: undefined }, stamp);
  await deliverToBot(options.botEndpoint(), stamped, options.botTimeoutMs);
  return { status: 200, body: { id: stamp.id } };
}

function refuseUpload(): Answer {
  throw new DirectLineError(400, 'NotSupported', 'Alta takes no files.');
}

function tellBot({ claims, conversation }: Caller, options: ClientOptions, locale?: string): void {
  conversation.isStarted = true;
  const user = { id: claims.userId, name: claims.userName };
  const stamp = conversation.nextStamp();
  const activity = conversationStarted(stamp, user, options.serviceUrl(), locale);
  // The client does not wait for it, as in the service.
  void deliverToBot(options.botEndpoint(), activity, options.botTimeoutMs).catch(
    (error: unknown) => {
      options.log.warn('localDirectLine.startNotDelivered', errorFields(error));
    },
  );
}

async function connection(
  { claims }: Caller,
  { signer, prefix }: ClientOptions,
  req: Request,
  watermark: string,
) {
  const streamToken = await signer.sign(claims, 'stream');
  const query = new URLSearchParams({ watermark, t: streamToken });
  const host = req.headers.host ?? 'localhost';
  const address = `ws://${host}${prefix}/conversations/${claims.conversationId}/stream`;
  return { ...(await freshToken(claims, signer)), streamUrl: `${address}?${query.toString()}` };
}

async function freshToken(claims: TokenClaims, signer: TokenSigner) {
  return {
    conversationId: claims.conversationId,
    token: await signer.sign(claims, 'conversation'),
    expires_in: TOKEN_LIFETIME_S,
  };
}

/** The caller's token and conversation; a token is good for its own conversation alone. */
async function admit(req: Request, options: ClientOptions, watermark?: string): Promise<Caller> {
  const claims = await readToken(req, options.signer);
  const asked = pathPart(req, 'conversationId');
  if (asked !== '' && asked !== claims.conversationId) {
    throw new DirectLineError(403, 'BadArgument', 'The token is for another conversation.');
  }
  const conversation = options.conversations.open(claims.conversationId, watermark);
  if (conversation === undefined) {
    throw new DirectLineError(404, 'ConversationNotFound', 'There is no such conversation.');
  }
  conversation.user = { id: claims.userId, name: claims.userName };
  return { claims, conversation };
}

async function readToken(req: Request, signer: TokenSigner): Promise<TokenClaims> {
  const token = /^Bearer (?<token>\S+)$/i.exec(req.headers.authorization ?? '')?.groups?.['token'];
  if (token === undefined) {
    throw new DirectLineError(401, 'BadArgument', 'A token is missing.');
  }
  const reading = await signer.read(token, 'conversation');
  if (reading.ok) return reading.claims;
  if (reading.reason === 'expired') {
    throw new DirectLineError(403, 'TokenExpired', 'The token has expired.');
  }
  throw new DirectLineError(403, 'BadArgument', 'The token is not one of ours.');
}

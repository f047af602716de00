import type { Request, Server } from 'restify';
import type { Log } from '../../log';
import { BOT, parseBotActivity, reachesClients, stampBotActivity } from './activities';
import type { Conversation, Conversations } from './conversations';
import { DirectLineError } from './directLineError';
import { mount, pathPart, type Answer } from './routing';

export interface ConnectorOptions {
  readonly prefix: string;
  readonly conversations: Conversations;
  readonly log: Log;
}

/**
 * The side that the bot calls (its `serviceUrl`): Connector REST as far as Direct Line has it. A
 * message can be neither changed nor deleted there, as in the service.
 */
export function mountConnectorRoutes(server: Server, options: ConnectorOptions): void {
  const { prefix, conversations, log } = options;
  const conversation = `${prefix}/v3/conversations/:conversationId`;
  const find = (req: Request): Conversation => {
    const found = conversations.open(pathPart(req, 'conversationId'));
    if (found !== undefined) return found;
    throw new DirectLineError(404, 'ConversationNotFound', 'There is no such conversation.');
  };
  const send = (req: Request): Answer => receive(req, find(req));
  const refuse = (): Answer => {
    throw new DirectLineError(405, 'NotSupported', 'This channel does not support this operation.');
  };

  mount(server, 'post', `${conversation}/activities`, send, log);
  mount(server, 'post', `${conversation}/activities/:activityId`, send, log);
  mount(server, 'put', `${conversation}/activities/:activityId`, refuse, log);
  mount(server, 'del', `${conversation}/activities/:activityId`, refuse, log);
  mount(
    server,
    'get',
    `${conversation}/members`,
    (req) => {
      const { user } = find(req);
      return { status: 200, body: user === undefined ? [BOT] : [user, BOT] };
    },
    log,
  );
}

function receive(req: Request, conversation: Conversation): Answer {
  const activity = parseBotActivity(req.body);
  if (activity === undefined) {
    throw new DirectLineError(400, 'BadSyntax', 'The body is not an activity.');
  }
  const stamp = conversation.nextStamp();
  if (reachesClients(activity.type)) {
    const replyTo = pathPart(req, 'activityId') || (activity.replyToId ?? '');
    const known = conversation.has(replyTo) ? replyTo : undefined;
    conversation.publish(stampBotActivity(activity, stamp, known), stamp);
  }
  return { status: 200, body: { id: stamp.id } };
}

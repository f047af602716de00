import type { Server } from 'restify';
import type { Log } from '../../log';
import { BOT_TIMEOUT_MS } from './botEndpoint';
import { mountClientRoutes } from './clientRoutes';
import { mountConnectorRoutes } from './connectorRoutes';
import { createConversations, newConversationId } from './conversations';
import { DirectLineError } from './directLineError';
import { mount, type Method } from './routing';
import { attachStreams } from './streams';
import { createTokenSigner, TOKEN_LIFETIME_S, type TokenReading } from './tokens';

/** Where development's Direct Line is mounted. */
export const LOCAL_DIRECT_LINE_PREFIX = '/v3/directline';
/** Where the bot sends its answers. */
export const LOCAL_CONNECTOR_PATH = `${LOCAL_DIRECT_LINE_PREFIX}/connector`;

export interface LocalDirectLineOptions {
  /** Any secret of the process (32 bytes); tokens outlive a restart as long as it stays the same. */
  readonly key: Buffer;
  /** Where the bot takes activities (`…/api/messages`); a function where the port is known only later. */
  readonly botEndpoint: string | (() => string);
  /** The bot's `serviceUrl`: this server's own address and `LOCAL_CONNECTOR_PATH`. */
  readonly serviceUrl: () => string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly botTimeoutMs?: number;
  readonly keepAliveMs?: number;
}

/** The person a token is for: `dl_…`, and a name to be shown. */
export interface TokenUser {
  readonly id: string;
  readonly name?: string;
}

export interface IssuedToken {
  readonly conversationId: string;
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface LocalDirectLine {
  /** A token for a new conversation, or again for `conversationId`. */
  issueToken(user: TokenUser, conversationId?: string): Promise<IssuedToken>;
  /** Reads a token, also one that ended at most `graceS` seconds ago. */
  readToken(token: string, graceS: number): Promise<TokenReading>;
  /** Closes every stream; to be called before the server is closed, which waits for them. */
  close(): void;
}

/**
 * Direct Line 3.0 for development, in memory: Web Chat and any Direct Line client talk with the bot
 * without Azure. The bot sees channel `directline` and answers to a connector under the same prefix.
 * Bounded: 1,000 conversations of 1,000 activities. Never mounted in production.
 */
export function registerLocalDirectLine(
  server: Server,
  options: LocalDirectLineOptions,
): LocalDirectLine {
  const { log, botEndpoint, serviceUrl } = options;
  const now = options.now ?? Date.now;
  const prefix = LOCAL_DIRECT_LINE_PREFIX;
  const signer = createTokenSigner(options.key, now);
  const conversations = createConversations(now);

  mountClientRoutes(server, {
    prefix,
    signer,
    conversations,
    botEndpoint: typeof botEndpoint === 'string' ? () => botEndpoint : botEndpoint,
    serviceUrl,
    botTimeoutMs: options.botTimeoutMs ?? BOT_TIMEOUT_MS,
    log,
  });
  mountConnectorRoutes(server, { prefix: LOCAL_CONNECTOR_PATH, conversations, log });
  const methods: readonly Method[] = ['get', 'post', 'put', 'del'];
  for (const method of methods) {
    mount(
      server,
      method,
      `${prefix}/*`,
      () => {
        throw new DirectLineError(404, 'NotFound', 'There is no such operation.');
      },
      log,
    );
  }
  const streams = attachStreams({
    server: server.server,
    prefix,
    signer,
    conversations,
    log,
    keepAliveMs: options.keepAliveMs,
  });

  return {
    async issueToken(user, conversationId = newConversationId(now())) {
      conversations.open(conversationId);
      const claims = { conversationId, userId: user.id, userName: user.name };
      const token = await signer.sign(claims, 'conversation');
      return { conversationId, token, expiresIn: TOKEN_LIFETIME_S };
    },
    readToken: (token, graceS) => signer.read(token, 'conversation', graceS),
    close() {
      streams.close();
    },
  };
}

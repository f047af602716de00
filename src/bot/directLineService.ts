import { z } from 'zod';
import { errorFields, type Log } from '../log';
import { TokenRefused } from './tokenGrant';

export interface ServiceToken {
  readonly conversationId: string;
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Microsoft's Direct Line, as far as this server calls it. */
export interface DirectLineService {
  /** Where pages connect to. */
  readonly domain: string;
  /** A token for a new conversation in which its bearer is `userId` and nobody else. */
  generate(userId: string): Promise<ServiceToken>;
  /** A token with a later end for the same conversation; undefined where it can't be renewed any more. */
  refresh(token: string): Promise<ServiceToken | undefined>;
}

export interface DirectLineServiceOptions {
  /** `https://directline.botframework.com` or a region's. */
  readonly url: string;
  /** Opens every conversation of the bot: it goes to `url` and nowhere else. */
  readonly secret: string;
  /** Sites on which a conversation may take place. */
  readonly trustedOrigins: readonly string[];
  readonly log: Log;
}

const ANSWER_LIMIT_MS = 5_000;

const tokenSchema = z
  .object({ conversationId: z.string().min(1), token: z.string().min(1), expires_in: z.number() })
  .transform(({ conversationId, token, expires_in }) => ({
    conversationId,
    token,
    expiresIn: expires_in,
  }));

/** `POST /v3/directline/tokens/generate` and `/refresh` (Direct Line 3.0, Authentication). */
export function createDirectLineService(options: DirectLineServiceOptions): DirectLineService {
  const { secret, trustedOrigins, log } = options;
  const domain = `${options.url}/v3/directline`;

  async function post(operation: string, bearer: string, body: unknown) {
    try {
      const response = await fetch(`${domain}/tokens/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      if (response.ok) return tokenSchema.parse(await response.json());
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      log.warn('directLine.unreachable', errorFields(error));
      throw failure();
    }
  }

  return {
    domain,
    async generate(userId) {
      const made = await post('generate', secret, { user: { id: userId }, trustedOrigins });
      if (typeof made !== 'number') return made;
      log.error('directLine.refused', { status: made });
      throw failure();
    },
    async refresh(token) {
      const made = await post('refresh', token, {});
      if (typeof made !== 'number') return made;
      if (made >= 500) throw failure();
      return undefined;
    },
  };
}

function failure(): TokenRefused {
  return new TokenRefused(502, 'ServiceUnavailable', 'Direct Line does not answer right now.');
}

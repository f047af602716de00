import { randomBytes } from 'node:crypto';
import type { DirectLinePerson } from '../services/peopleStore';

/** What a page asks for: a new conversation, or its own again. */
export interface TokenRequest {
  /** The Authorization header, where the site's sign-in gives one. */
  readonly authorization: string | undefined;
  /** The `as` of the address; it means something in development alone. */
  readonly as: string | undefined;
  /** The conversation that a reloaded page had, and its last token. */
  readonly previous: { readonly conversationId: string; readonly token: string } | undefined;
}

/** A token and who its bearer is. */
export interface TokenGrant {
  readonly conversationId: string;
  readonly token: string;
  /** Seconds until the page must ask again. */
  readonly expiresIn: number;
  /** `dl_…`, as it will stand in `from.id`. */
  readonly userId: string;
  /** Where Direct Line is; a path is one of this server's. */
  readonly domain: string;
  readonly person: DirectLinePerson;
}

/** How a caller is identified and a token made: the part that differs between environments. */
export type IssueToken = (request: TokenRequest) => Promise<TokenGrant>;

export type RefusalCode =
  | 'BadName'
  | 'OriginNotAllowed'
  | 'RoleMissing'
  | 'ServiceUnavailable'
  | 'SiteNotSetUp'
  | 'TokenExpired'
  | 'TooManyRequests'
  | 'Unauthorized';

/** Why there is no token: the caller is not, or not allowed to be, who it says, or nobody can tell now. */
export class TokenRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 429 | 502,
    readonly code: RefusalCode,
    message: string,
    /** Seconds after which it is worth asking again. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'TokenRefused';
  }
}

/** The refusal of those who ask too often. */
export function tooMany(wait: number): TokenRefused {
  return new TokenRefused(429, 'TooManyRequests', 'Too many requests; try again later.', wait);
}

/** Unguessable, with the prefix by which Direct Line binds a user id to its token. */
export function newUserId(): string {
  return `dl_${randomBytes(16).toString('base64url')}`;
}

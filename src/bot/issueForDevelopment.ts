import { LOCAL_DIRECT_LINE_PREFIX, type LocalDirectLine } from './localDirectLine/localDirectLine';
import { newUserId, TokenRefused, type IssueToken } from './tokenGrant';

/** A page may come back to its conversation for a week after its token has ended. */
const RENEWAL_GRACE_S = 7 * 24 * 3_600;
/** There is no sign-in to repeat in development: a working day. */
const PERSON_LIFETIME_MS = 12 * 3_600_000;
const DEFAULT_NAME = 'developer';
const NAME_PATTERN = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * Development's way to a token: no sign-in; `?as=name` says who speaks, everybody may submit. A
 * conversation is renewed by a token of ours for that same conversation and name.
 */
export function issueForDevelopment(
  directLine: Pick<LocalDirectLine, 'issueToken' | 'readToken'>,
  now: () => number = Date.now,
): IssueToken {
  return async ({ as, previous }) => {
    const name = as === undefined || as === '' ? DEFAULT_NAME : as;
    if (!NAME_PATTERN.test(name)) {
      throw new TokenRefused(400, 'BadName', 'as: 1 to 40 letters, digits, "-" or "_".');
    }
    const renewed = previous && (await readPrevious(directLine, previous, name));
    const userId = renewed?.userId ?? newUserId();
    const user = { id: userId, name };
    const issued = await directLine.issueToken(user, renewed?.conversationId);
    return {
      ...issued,
      userId,
      domain: LOCAL_DIRECT_LINE_PREFIX,
      person: {
        tenantId: 'development',
        objectId: name,
        roles: ['Onboarding.Submit'],
        expiresAt: new Date(now() + PERSON_LIFETIME_MS),
      },
    };
  };
}

async function readPrevious(
  directLine: Pick<LocalDirectLine, 'readToken'>,
  previous: { readonly conversationId: string; readonly token: string },
  name: string,
) {
  const reading = await directLine.readToken(previous.token, RENEWAL_GRACE_S);
  if (!reading.ok) return undefined;
  const { conversationId, userId, userName } = reading.claims;
  const isSame = conversationId === previous.conversationId && userName === name;
  return isSame ? { conversationId, userId } : undefined;
}

import { isSamePerson } from '../services/person';
import type { DirectLinePerson, PeopleStore } from '../services/peopleStore';
import type { DirectLineService, ServiceToken } from './directLineService';
import { createRateLimit } from './rateLimit';
import type { VerifyCaller } from './siteToken';
import { newUserId, tooMany, type IssueToken, type TokenRequest } from './tokenGrant';

export interface SiteOptions {
  readonly verifyCaller: VerifyCaller;
  readonly directLine: DirectLineService;
  readonly people: Pick<PeopleStore, 'findByConversation'>;
  readonly now?: () => number;
}

/** A page asks at each load and twice in the life of a token; somebody may have a few open. */
const REQUESTS_PER_PERSON_AND_MINUTE = 20;

/**
 * Production's way to a token: the site's user is known by an access token of their own, the user id is
 * random, and a conversation is renewed for the person alone that it was made for.
 */
export function issueForSite(options: SiteOptions): IssueToken {
  const { verifyCaller, directLine, now = Date.now } = options;
  const limit = createRateLimit({ perMinute: REQUESTS_PER_PERSON_AND_MINUTE, now });
  return async ({ authorization, previous }) => {
    const person = await verifyCaller(authorization);
    const wait = limit.take(`${person.tenantId}/${person.objectId}`);
    if (wait !== undefined) throw tooMany(wait);
    const { userId, issued } =
      (previous && (await renew(options, previous, person))) ?? (await begin(directLine));
    const personS = Math.floor((person.expiresAt.getTime() - now()) / 1_000);
    return {
      conversationId: issued.conversationId,
      token: issued.token,
      // The page asks again before either ends.
      expiresIn: Math.max(1, Math.min(issued.expiresIn, personS)),
      userId,
      domain: directLine.domain,
      person,
    };
  };
}

interface Issued {
  readonly userId: string;
  readonly issued: ServiceToken;
}

async function begin(directLine: DirectLineService): Promise<Issued> {
  const userId = newUserId();
  return { userId, issued: await directLine.generate(userId) };
}

/** Undefined where the conversation is not this person's, or Direct Line takes its token no more. */
async function renew(
  { people, directLine }: SiteOptions,
  previous: NonNullable<TokenRequest['previous']>,
  person: DirectLinePerson,
): Promise<Issued | undefined> {
  const known = await people.findByConversation(previous.conversationId);
  if (known === undefined || !isSamePerson(known, person)) return undefined;
  const issued = await directLine.refresh(previous.token);
  if (issued?.conversationId !== previous.conversationId) return undefined;
  return { userId: known.userId, issued };
}

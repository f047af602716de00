import type { Request, Server } from 'restify';
import { z } from 'zod';
import { textsFor } from '../cards/texts';
import type { Language } from '../language';
import { errorFields, type Log } from '../log';
import { forgetCookie, readCookie, setCookie, type CookieRules } from './cookies';
import { html } from './html';
import { languageOfRequest } from './language';
import { answersWithPage, type Page, type PageAnswer } from './page';
import type { SealedCookies } from './sealedCookie';
import { SignInError, type SignInProvider } from './signInProvider';
import type { VisitorOf } from './visitor';

export interface SignInOptions {
  readonly provider: SignInProvider;
  readonly cookies: SealedCookies;
  readonly publicUrl: string;
  readonly log: Log;
}

/** Where the tenant's sign-in sends the browser back to; the app registration must name it. */
export const CALLBACK_PATH = '/signin/callback';

/** Long enough for a second factor, short enough that nobody finds it half done the next day. */
const ATTEMPT_MS = 10 * 60_000;
/** After so long the tenant is asked again, so that who was let go, or lost a role, is not served for long. */
const SESSION_MS = 60 * 60_000;
const DEFAULT_PAGE = '/admin';
const ATTEMPT = 'signin';
const SESSION = 'session';

const attemptSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
});
const sessionSchema = z.object({
  tenantId: z.string(),
  objectId: z.string(),
  roles: z.array(z.string()),
});

/**
 * `/signin` and the way back from the tenant. Who signed in is remembered in a sealed cookie; there is
 * no session on the server. Says who looks at a page.
 */
export function registerSignIn(server: Server, options: SignInOptions): VisitorOf {
  const { provider, cookies, publicUrl, log } = options;
  const secure = publicUrl.startsWith('https:');
  // `__Host-`: no other host of the domain can plant one (RFC 6265bis, 4.1.3.2); it needs https.
  const prefix = secure ? '__Host-' : '';
  const attemptCookie = rulesOf(`${prefix}alta_signin`, secure);
  const sessionCookie = rulesOf(`${prefix}alta_session`, secure);

  const attemptOf = async (req: Request): Promise<z.output<typeof attemptSchema> | undefined> => {
    const sealed = readCookie(req, attemptCookie);
    const opened = sealed === undefined ? undefined : await cookies.open(ATTEMPT, sealed);
    return attemptSchema.safeParse(opened).data;
  };

  const begin = async (req: Request): Promise<PageAnswer> => {
    const returnTo = ownPath(new URL(req.url ?? '', publicUrl).searchParams.get('to'));
    const { attempt, url } = await provider.begin();
    const sealed = await cookies.seal(ATTEMPT, { ...attempt, returnTo }, ATTEMPT_MS);
    return { location: url, cookies: [setCookie(attemptCookie, sealed, ATTEMPT_MS)] };
  };

  const finish = async (req: Request): Promise<PageAnswer> => {
    const attempt = await attemptOf(req);
    // Without it anybody's answer could be slipped to anybody's browser.
    if (attempt === undefined) throw new SignInError('signIn.refused');
    const person = await provider.finish(attempt, req.url ?? '');
    const session = await cookies.seal(SESSION, { ...person }, SESSION_MS);
    return {
      location: attempt.returnTo,
      cookies: [setCookie(sessionCookie, session, SESSION_MS), forgetCookie(attemptCookie)],
    };
  };

  const orExplain =
    (handler: (req: Request) => Promise<PageAnswer>) =>
    async (req: Request): Promise<PageAnswer> => {
      try {
        return await handler(req);
      } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        const { code = '' } = errorFields(error.cause);
        log.warn('pages.signInFailed', { code: error.code, reason: code });
        const again = signInPath((await attemptOf(req))?.returnTo);
        return refusalPage(languageOfRequest(req), error.code, again, forgetCookie(attemptCookie));
      }
    };

  server.get('/signin', answersWithPage(log, orExplain(begin)));
  server.get(CALLBACK_PATH, answersWithPage(log, orExplain(finish)));

  return async (req) => {
    const sealed = readCookie(req, sessionCookie);
    const opened = sealed === undefined ? undefined : await cookies.open(SESSION, sealed);
    const session = sessionSchema.safeParse(opened);
    if (session.success) return { type: 'person', ...session.data };
    return { type: 'stranger', signInPath: signInPath(req.url?.replace(/\/kept$/, '')) };
  };
}

/** Lax: a link in the chat, and the tenant's sign-in, lead here from elsewhere. */
function rulesOf(name: string, secure: boolean): CookieRules {
  return { name, path: '/', sameSite: 'Lax', secure };
}

/** Where to sign in, so as to come back to the page. */
function signInPath(page: string | undefined): string {
  return `/signin?to=${encodeURIComponent(ownPath(page))}`;
}

/** A page of ours and nothing else: whoever made the link can't send people elsewhere after the sign-in. */
function ownPath(wanted: string | null | undefined): string {
  return /^\/(password\/[\w-]+|admin)$/.test(wanted ?? '') ? (wanted ?? '') : DEFAULT_PAGE;
}

function refusalPage(
  language: Language,
  code: SignInError['code'],
  again: string,
  cookie: string,
): Page {
  const texts = textsFor(language);
  const key = code === 'signIn.unavailable' ? 'unavailable' : 'failed';
  return {
    status: code === 'signIn.unavailable' ? 502 : 401,
    language,
    title: texts(`page.signIn.${key}.title`),
    body: html`<p>${texts(`page.signIn.${key}.lead`)}</p>
      <p><a class="button" href="${again}">${texts('page.signIn.failed.button')}</a></p>`,
    cookies: [cookie],
  };
}

import type { Request, Server } from 'restify';
import { formatDateTime } from '../cards/format';
import { textsFor } from '../cards/texts';
import type { Language } from '../language';
import type { Log } from '../log';
import {
  REPEAT_LIFETIME_MS,
  type OneTimePasswords,
  type PasswordLink,
  type ShownPassword,
} from '../services/oneTimePassword';
import { isSamePerson } from '../services/person';
import type { StatusReader } from '../services/submissions/status';
import { readCookie, setCookie, type CookieRules } from './cookies';
import { html } from './html';
import { languageOfRequest } from './language';
import { answersWithPage, type Page, type PageAnswer } from './page';
import { isFromOwnPage } from './sameOrigin';
import { signInAgainPage, type Visitor, type VisitorOf } from './visitor';

export interface PasswordPageOptions {
  readonly passwords: OneTimePasswords;
  readonly submissions: Pick<StatusReader, 'get'>;
  readonly visitorOf: VisitorOf;
  readonly publicUrl: string;
  readonly log: Log;
}

/** As long as a link's secret: whatever else is asked for is not looked up. */
const LINK_SHAPE = /^[A-Za-z0-9_-]{22}$/;

/**
 * `/password/<link>`: a GET shows a button and changes nothing, whoever opens it, previewing robots
 * included; the POST behind the button shows the password. Links that are late, spent elsewhere, unknown
 * or somebody else's look all the same.
 */
export function registerPasswordPage(server: Server, options: PasswordPageOptions): void {
  const { passwords, log } = options;
  const { protocol, origin } = new URL(options.publicUrl);
  const cookieOf = (link: string): CookieRules => ({
    name: 'alta_password',
    path: `/password/${link}`,
    sameSite: 'Strict',
    secure: protocol === 'https:',
  });

  /** Who asks, for which link; undefined `found`: it comes to nothing, for them at least. */
  const asked = async (req: Request): Promise<Asked> => {
    const { link = '' } = req.params as { link?: string };
    const visitor = await options.visitorOf(req);
    const found = LINK_SHAPE.test(link) ? await passwords.find(link) : undefined;
    const mayUse =
      visitor.type === 'anybody' ||
      (visitor.type === 'person' && found !== undefined && isSamePerson(visitor, found.owner));
    return { link, visitor, found: mayUse ? found : undefined };
  };

  const ask = async (req: Request): Promise<PageAnswer> => {
    const { link, visitor, found } = await asked(req);
    if (visitor.type === 'stranger') return { location: visitor.signInPath };
    return found === undefined
      ? nothingPage(languageOfRequest(req))
      : askPage(link, found.language);
  };

  const show = async (req: Request): Promise<PageAnswer> => {
    const { link, visitor, found } = await asked(req);
    if (visitor.type === 'stranger') return signInAgainPage(languageOfRequest(req), visitor);
    if (found === undefined || !isFromOwnPage(req, origin)) {
      return nothingPage(languageOfRequest(req));
    }
    const rules = cookieOf(link);
    const shown = await passwords.show(link, readCookie(req, rules));
    if (shown === undefined) return nothingPage(found.language);
    const status = await options.submissions.get(shown.submissionId);
    const facts = { company: status?.order.companyName, userName: status?.facts.userName };
    return shownPage(link, found.language, shown, facts, rules);
  };

  const keep = async (req: Request): Promise<PageAnswer> => {
    const { link, visitor, found } = await asked(req);
    const language = found?.language ?? languageOfRequest(req);
    if (visitor.type === 'stranger') return signInAgainPage(language, visitor);
    // The cookie says who it was; pressed twice, the password is gone the second time and `found` too.
    const isKept =
      isFromOwnPage(req, origin) && (await passwords.keep(link, readCookie(req, cookieOf(link))));
    return isKept ? keptPage(language) : nothingPage(language);
  };

  server.get('/password/:link', answersWithPage(log, ask));
  server.post('/password/:link', answersWithPage(log, show));
  server.post('/password/:link/kept', answersWithPage(log, keep));
}

interface Asked {
  readonly link: string;
  readonly visitor: Visitor;
  readonly found: PasswordLink | undefined;
}

function askPage(link: string, language: Language): Page {
  const texts = textsFor(language);
  return {
    status: 200,
    language,
    title: texts('page.password.title'),
    body: html`<p>${texts('page.password.lead')}</p>
      <form method="post" action="/password/${link}">
        <button type="submit">${texts('page.password.show')}</button>
      </form>`,
  };
}

function nothingPage(language: Language): Page {
  const texts = textsFor(language);
  return {
    status: 404,
    language,
    title: texts('page.password.nothing.title'),
    body: html`<p>${texts('page.password.nothing.lead')}</p>
      <p>${texts('page.password.nothing.advice', { button: texts('button.reveal') })}</p>
      <p class="quiet">${texts('page.password.nothing.lost')}</p>`,
  };
}

function shownPage(
  link: string,
  language: Language,
  shown: ShownPassword,
  facts: { readonly company: string | undefined; readonly userName: string | undefined },
  rules: CookieRules,
): Page {
  const texts = textsFor(language);
  const fact = (key: string, value: string | undefined) =>
    value !== undefined &&
    html`<dt>${texts(key)}</dt>
      <dd>${value}</dd>`;
  const when = formatDateTime(language, shown.erasedAt.toISOString());
  return {
    status: 200,
    language,
    title: texts('page.password.title'),
    body: html`<dl>
        ${fact('fact.companyName', facts.company)} ${fact('fact.userName', facts.userName)}
        <dt>${texts('page.password.password')}</dt>
        <dd><span class="secret">${shown.password}</span></dd>
      </dl>
      <p>${texts('page.password.keepIt')}</p>
      <form method="post" action="/password/${link}/kept">
        <button type="submit">${texts('page.password.kept')}</button>
      </form>
      <p class="quiet">${texts('page.password.again', { when })}</p>`,
    ...(shown.cookie !== undefined && {
      cookies: [setCookie(rules, shown.cookie, REPEAT_LIFETIME_MS)],
    }),
  };
}

function keptPage(language: Language): Page {
  const texts = textsFor(language);
  return {
    status: 200,
    language,
    title: texts('page.password.erased.title'),
    body: html`<p>${texts('page.password.erased.lead')}</p>`,
  };
}

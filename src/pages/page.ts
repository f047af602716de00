import { createHash } from 'node:crypto';
import type { Request, Response } from 'restify';
import { textsFor } from '../cards/texts';
import { errorFields, type Log } from '../log';
import { languageOfRequest } from './language';
import type { Language } from '../language';
import { html, Html } from './html';
import { STYLE } from './style';

/** A page for a person, without a script. */
export interface Page {
  readonly status: number;
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** For tables. */
  readonly wide?: boolean;
}

/** Somewhere else: 303, so that a form is not sent again. */
export interface Redirect {
  readonly location: string;
  readonly cookies?: readonly string[];
}

export type PageAnswer = Page | Redirect;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Nothing is kept, sent on, framed or loaded from elsewhere. `form-action` names only this server: a form
 * is never answered by a redirect to another.
 */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
} as const;

/** A handler of restify that answers with pages; what goes wrong is a page as well. */
export function answersWithPage(
  log: Log,
  handler: (req: Request) => Promise<PageAnswer>,
): (req: Request, res: Response) => Promise<void> {
  return async (req, res) => {
    try {
      send(res, await handler(req));
    } catch (error) {
      log.error('pages.failed', errorFields(error));
      send(res, failedPage(languageOfRequest(req)));
    }
  };
}

function failedPage(language: Language): Page {
  const texts = textsFor(language);
  const body = html`<p>${texts('page.failed.lead')}</p>`;
  return { status: 500, language, title: texts('page.failed.title'), body };
}

function send(res: Response, answer: PageAnswer): void {
  const cookies = answer.cookies ?? [];
  const all = cookies.length === 0 ? HEADERS : { ...HEADERS, 'set-cookie': [...cookies] };
  if ('location' in answer) {
    res.writeHead(303, { ...all, location: answer.location });
    res.end();
    return;
  }
  const body = documentOf(answer);
  res.writeHead(answer.status, { ...all, 'content-length': Buffer.byteLength(body) });
  res.end(body);
}

function documentOf({ language, title, body, wide = false }: Page): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Alta</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main${new Html(wide ? ' class="wide"' : '')}>
          <p class="brand">Alta</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.markup;
}

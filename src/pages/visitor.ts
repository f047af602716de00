import type { Request } from 'restify';
import { textsFor } from '../cards/texts';
import type { Language } from '../language';
import { html } from './html';
import type { Page } from './page';

/** Who looks at a page. */
export type Visitor =
  | {
      readonly type: 'person';
      readonly tenantId: string;
      readonly objectId: string;
      readonly roles: readonly string[];
    }
  /** In development nobody signs in. */
  | { readonly type: 'anybody' }
  /** Not signed in, or not any more; `signInPath` leads back to the page. */
  | { readonly type: 'stranger'; readonly signInPath: string };

export type VisitorOf = (req: Request) => Promise<Visitor>;

/**
 * For a form that was sent after the sign-in had expired. A form is never sent on to another server, so
 * the person goes there by a link.
 */
export function signInAgainPage(
  language: Language,
  { signInPath }: Extract<Visitor, { type: 'stranger' }>,
): Page {
  const texts = textsFor(language);
  return {
    status: 401,
    language,
    title: texts('page.signIn.again.title'),
    body: html`<p>${texts('page.signIn.again.lead')}</p>
      <p><a class="button" href="${signInPath}">${texts('page.signIn.again.button')}</a></p>`,
  };
}

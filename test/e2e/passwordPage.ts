import type { ReceivedCard } from './directLine';
import { WORDS } from './flow';

/** What a browser got: the page's words, its headers and the cookies it set. */
export interface ReceivedPage {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** `name=value`, as a browser sends them back. */
  readonly cookies: readonly string[];
  /** The one-time password on it; undefined where it shows none. */
  readonly password: string | undefined;
}

/** A request without a browser: nothing is kept and no redirect is followed. */
export async function getPage(
  url: string,
  method: 'GET' | 'POST' = 'GET',
  headers: Readonly<Record<string, string>> = {},
): Promise<ReceivedPage> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(method === 'POST' && { body: new URLSearchParams() }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    headers: response.headers,
    cookies: response.headers.getSetCookie().map((one) => one.split(';')[0] ?? ''),
    password: /<span class="secret">([^<]+)<\/span>/.exec(text)?.[1],
  };
}

/** The link that a card offers after Reveal. */
export function passwordLink(card: ReceivedCard, language: 'en' | 'es' = 'en'): string {
  const title = WORDS[language].result.openPassword;
  return card.link(new RegExp(`^${title.split('(')[0] ?? ''}`));
}

import type { Request } from 'restify';

/**
 * Does a form come from a page of ours? Browsers say so in `Sec-Fetch-Site`. Without it `Origin` is asked;
 * it is `null` for forms of pages that send no referrer, as ours are.
 */
export function isFromOwnPage(req: Request, publicOrigin: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = req.headers;
  return origin === undefined || origin === 'null' || origin === publicOrigin;
}

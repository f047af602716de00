import type { Request } from 'restify';

/** How a cookie is kept by the browser. */
export interface CookieRules {
  readonly name: string;
  readonly path: string;
  /** Lax: also when a link elsewhere, or the sign-in, leads here. */
  readonly sameSite: 'Strict' | 'Lax';
  /** True where the pages are reached by https. */
  readonly secure: boolean;
}

/** A `Set-Cookie` value that no script can read. `value` must be of base64url's and JWE's characters. */
export function setCookie(rules: CookieRules, value: string, maxAgeMs: number): string {
  const { name, path, sameSite, secure } = rules;
  const age = Math.floor(maxAgeMs / 1000);
  const common = `${name}=${value}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=${sameSite}`;
  return secure ? `${common}; Secure` : common;
}

/** A `Set-Cookie` value that makes the browser forget it. */
export function forgetCookie(rules: CookieRules): string {
  return setCookie(rules, '', 0);
}

/** The cookie that the browser sent; undefined where it sent none. */
export function readCookie(req: Request, { name }: CookieRules): string | undefined {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return found === '' ? undefined : found;
}

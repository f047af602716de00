import type { Response } from 'restify';

/** An error in the shape of the Bot Framework's REST interfaces: `{ error: { code, message } }`. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

/**
 * Answers with JSON whatever the request accepts. restify's own formatters pick text, or refuse with
 * a 406, by the Accept header; answers that programs read must not depend on it.
 */
export function sendJson(res: Response, status: number, body: unknown): void {
  res.sendRaw(status, JSON.stringify(body), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
}

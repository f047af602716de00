import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Refusal } from '../refusal';
import type { AccessToken } from '../tokens';
import type { World } from '../world';

/** What a handler gives back; the server turns it into bytes. */
export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'empty'; readonly status: number }
  | { readonly kind: 'page'; readonly status: number; readonly html: string }
  | { readonly kind: 'redirect'; readonly location: string }
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly encoding?: string;
      readonly body: Readable;
    };

/** One request, read and checked as far as its route asked for. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly params: ReadonlyMap<string, string>;
  /** Present on every route whose `token` is not `none`. */
  readonly token: AccessToken | undefined;
  /** The simulator's own address as the caller used it, for links to its pages. */
  readonly origin: string;
}

/** Which access token a route takes: none at all, either kind, application only, or application and user. */
export type TokenRule = 'none' | 'any' | 'app' | 'user';

/** What is fixed about a route before any request arrives. */
export interface RouteRule {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments beginning with a colon are parameters. */
  readonly path: string;
  readonly token: TokenRule;
  /** A repeat with the same MS-RequestId gets the first answer and changes nothing. */
  readonly replayed?: boolean;
  /** Counted against the limit per customer and minute. */
  readonly throttled?: boolean;
  /** Not offered in US Government (agreements, relationship requests). */
  readonly publicCloudOnly?: boolean;
  /** `form` for the token endpoint and the pages; JSON otherwise. */
  readonly bodyKind?: 'json' | 'form';
}

/** A route with its handler; `body` is what was sent, unchecked. */
export interface Route extends RouteRule {
  readonly run: (call: Call, body: unknown) => Answer | Promise<Answer>;
}

/** A route that reads no body. */
export function route(rule: RouteRule, handle: (call: Call) => Answer | Promise<Answer>): Route {
  return { ...rule, run: (call) => handle(call) };
}

/** A route whose body must fit a schema before the handler sees it. */
export function routeWithBody<S extends z.ZodType>(
  rule: RouteRule,
  schema: S,
  handle: (call: Call, body: z.output<S>) => Answer | Promise<Answer>,
): Route {
  return { ...rule, run: (call, body) => handle(call, call.world.checkBody(schema, body)) };
}

/** 200 or another status with a JSON body. */
export function json(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { kind: 'json', status, body, headers };
}

/** A refusal as the answer that it becomes. */
export function asAnswer(refusal: Refusal): Answer {
  return json(refusal.body, refusal.status, refusal.details.headers);
}

/** A parameter of the path; its absence would be a mistake in the route itself. */
export function param(call: Call, name: string): string {
  const value = call.params.get(name);
  if (value === undefined) throw new Error(`The route has no parameter ${name}.`);
  return value;
}

/** A collection as Partner Center wraps it; `totalCount` counts this page only. */
export function collection(
  items: readonly unknown[],
  self: string,
  links: Readonly<Record<string, unknown>> = {},
): Answer {
  return json({
    totalCount: items.length,
    items,
    links: { self: { uri: self, method: 'GET', headers: [] }, ...links },
    attributes: { objectType: 'Collection' },
  });
}

import type { Request, Response, Server } from 'restify';
import { errorFields, type Log } from '../../log';
import { sendJson } from '../sendJson';
import { DirectLineError } from './directLineError';

/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Route = (req: Request) => Answer | Promise<Answer>;

/** restify's names of the methods used here. */
export type Method = 'get' | 'post' | 'put' | 'del';

/**
 * Mounts a route whose every answer, errors included, is Direct Line's JSON. The handler it makes
 * takes two arguments, as restify demands of asynchronous ones.
 */
export function mount(server: Server, method: Method, path: string, route: Route, log: Log): void {
  const handler = async (req: Request, res: Response): Promise<void> => {
    const { status, body } = await answer(req, route, log);
    sendJson(res, status, body);
  };
  switch (method) {
    case 'get':
      server.get(path, handler);
      return;
    case 'post':
      server.post(path, handler);
      return;
    case 'put':
      server.put(path, handler);
      return;
    case 'del':
      server.del(path, handler);
      return;
  }
}

async function answer(req: Request, route: Route, log: Log): Promise<Answer> {
  try {
    return await route(req);
  } catch (error) {
    if (error instanceof DirectLineError) return { status: error.status, body: error.body };
    log.error('localDirectLine.failed', errorFields(error));
    const unexpected = new DirectLineError(500, 'ServiceError', 'The request could not be served.');
    return { status: unexpected.status, body: unexpected.body };
  }
}

/** A part of the path, such as `:conversationId`; '' where the route has none of that name. */
export function pathPart(req: Request, name: string): string {
  const params: unknown = req.params;
  if (typeof params !== 'object' || params === null) return '';
  const value: unknown = Object.entries(params).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}

/** A query parameter; undefined where it is absent or empty. */
export function queryPart(req: Request, name: string): string | undefined {
  const value = new URL(req.url ?? '/', 'http://local').searchParams.get(name);
  return value === null || value === '' ? undefined : value;
}

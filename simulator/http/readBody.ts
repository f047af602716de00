import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal';
import type { RouteRule } from './route';

const MAX_BODY_BYTES = 1_048_576;

/** The body as JSON or as form fields; undefined when nothing was sent. Refuses other types and bad JSON. */
export async function readBody(
  request: IncomingMessage,
  kind: RouteRule['bodyKind'],
): Promise<unknown> {
  const text = await readText(request);
  if (kind === 'form') return Object.fromEntries(new URLSearchParams(text));
  if (text === '') return undefined;
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new Refusal(
      415,
      415,
      'The request entity has a media type which the server does not support.',
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(400, 3000, 'The request body is not valid JSON.');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 413, 'The request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

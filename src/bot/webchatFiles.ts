import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Next, Request, Response, Server } from 'restify';
import type { Log } from '../log';
import { sendJson } from './sendJson';

export interface WebchatOptions {
  /** Folder of the page, its scripts and styles, and Web Chat's own bundle. */
  readonly folder: string;
  /** Sites that may show the page in a frame; none: only its own. */
  readonly origins: readonly string[];
  /** Where Direct Line is, for the page's `connect-src`; undefined: on this server. */
  readonly directLineUrl: string | undefined;
  /** Is the sample of a partner's page served as well? */
  readonly hasSample: boolean;
  readonly log: Log;
}

type Encoding = 'br' | 'gzip';

interface StoredFile {
  readonly type: string;
  readonly body: Buffer;
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
  readonly tag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Best first; the build writes the compressed forms beside the file. */
const ENCODINGS: readonly { readonly name: Encoding; readonly suffix: string }[] = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
];
const PAGE = 'index.html';
const SAMPLE = 'sample.html';
/** Stands in the page wherever the nonce of its Content Security Policy belongs. */
const NONCE_PLACEHOLDER = '{nonce}';
const NONCE_BYTES = 16;

/** `GET /`, the page that talks with the bot, and `GET /webchat/*`, what it needs. */
export function registerWebchat(server: Server, options: WebchatOptions): void {
  const files = loadFiles(options);
  server.get('/', (_req: Request, res: Response, next: Next) => {
    sendPage(res, files.get(PAGE), options);
    next(false);
  });
  server.get('/webchat/:name', (req: Request, res: Response, next: Next) => {
    const { name = '' } = req.params as { name?: string };
    if (name === SAMPLE) sendSample(res, options.hasSample ? files.get(SAMPLE) : undefined);
    else sendFile(req, res, name === PAGE ? undefined : files.get(name));
    next(false);
  });
}

/** Read once; a name that is not in the folder now is never looked for on the disk. */
function loadFiles({ folder, log }: WebchatOptions): ReadonlyMap<string, StoredFile> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (!names.includes(PAGE)) log.warn('webchat.fileMissing', { kind: PAGE });
  return new Map(
    names.flatMap((name) => {
      const type = TYPES[extname(name)];
      return type === undefined ? [] : [[name, loadFile(join(folder, name), type)] as const];
    }),
  );
}

function loadFile(path: string, type: string): StoredFile {
  const body = readFileSync(path);
  const encoded: Partial<Record<Encoding, Buffer>> = {};
  for (const { name, suffix } of ENCODINGS) {
    if (existsSync(path + suffix)) encoded[name] = readFileSync(path + suffix);
  }
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, encoded, tag };
}

const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

function sendFile(req: Request, res: Response, file: StoredFile | undefined): void {
  if (file === undefined) {
    sendNothing(res);
    return;
  }
  const common = {
    ...COMMON_HEADERS,
    etag: file.tag,
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
  };
  if (req.headers['if-none-match'] === file.tag) {
    res.writeHead(304, common);
    res.end();
    return;
  }
  const { body, encoding } = bestForm(file, req.headers['accept-encoding']?.toString() ?? '');
  res.writeHead(200, {
    ...common,
    'content-type': file.type,
    'content-length': body.length,
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  });
  res.end(body);
}

function bestForm(
  file: StoredFile,
  accepted: string,
): { readonly body: Buffer; readonly encoding?: Encoding } {
  const names = accepted.split(',').map((one) => one.trim().replace(/;q=1(\.0+)?$/, ''));
  for (const { name } of ENCODINGS) {
    const body = file.encoded[name];
    if (body !== undefined && names.includes(name)) return { body, encoding: name };
  }
  return { body: file.body };
}

/** The page itself is new each time: its policy has a nonce for the styles that Web Chat writes. */
function sendPage(res: Response, page: StoredFile | undefined, options: WebchatOptions): void {
  if (page === undefined) {
    sendNothing(res);
    return;
  }
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const body = page.body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce);
  res.writeHead(200, {
    ...COMMON_HEADERS,
    'content-security-policy': pagePolicy(options, nonce),
    'cache-control': 'no-store',
    'content-type': page.type,
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

/** Of an empty style element: a part of Web Chat makes one without a nonce and fills it by script. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * Scripts come from here alone and styles carry the nonce; the page talks with this server and with
 * Direct Line. Only the sites that are set may show it in a frame.
 */
function pagePolicy({ origins, directLineUrl }: WebchatOptions, nonce: string): string {
  const directLine = directLineUrl === undefined ? undefined : new URL(directLineUrl).origin;
  const connect =
    directLine === undefined
      ? ["'self'", 'ws:']
      : ["'self'", directLine, directLine.replace(/^http/, 'ws')];
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}' ${EMPTY_STYLE}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...origins].join(' ')}`,
  ].join('; ');
}

/** What a partner's own policy needs for the widget, and no more: the sample shows that it is enough. */
const SAMPLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

function sendSample(res: Response, sample: StoredFile | undefined): void {
  if (sample === undefined) {
    sendNothing(res);
    return;
  }
  res.writeHead(200, {
    ...COMMON_HEADERS,
    'content-security-policy': SAMPLE_POLICY,
    'cache-control': 'no-cache',
    'content-type': sample.type,
    'content-length': sample.body.length,
  });
  res.end(sample.body);
}

function sendNothing(res: Response): void {
  const message = 'There is nothing at this address.';
  sendJson(res, 404, { error: { code: 'NotFound', message } });
}

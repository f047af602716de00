import { pino, type DestinationStream } from 'pino';

/** What a log line may carry: ids, states, counts, never what a person typed or an error's text. */
export interface LogFields {
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly state?: string | undefined;
  readonly step?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly status?: number | undefined;
  readonly ms?: number | undefined;
  readonly attempts?: number | undefined;
  readonly count?: number | undefined;
  readonly channel?: string | undefined;
  readonly action?: string | undefined;
  readonly section?: string | undefined;
  readonly draftId?: string | undefined;
  readonly submissionId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly port?: number | undefined;
  readonly kind?: string | undefined;
  /** What to do about it: a constant of the code. */
  readonly advice?: string | undefined;
  /** A copy of Partner Center's data: what of it, and of which market or item. */
  readonly copied?: string | undefined;
  readonly frames?: readonly string[] | undefined;
}

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'code',
  'reason',
  'state',
  'step',
  'endpoint',
  'status',
  'ms',
  'attempts',
  'count',
  'channel',
  'action',
  'section',
  'draftId',
  'submissionId',
  'requestId',
  'correlationId',
  'port',
  'kind',
  'advice',
  'copied',
  'frames',
]);

/** Structured log; `event` is a constant of the code, never built from data. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** JSON lines through pino; fields outside the allow-list are dropped at run time as well. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination(1),
  );
  return {
    debug: (event, fields) => {
      logger.debug(allowed(fields), event);
    },
    info: (event, fields) => {
      logger.info(allowed(fields), event);
    },
    warn: (event, fields) => {
      logger.warn(allowed(fields), event);
    },
    error: (event, fields) => {
      logger.error(allowed(fields), event);
    },
  };
}

function allowed(fields: LogFields | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).filter(
      ([name, value]) => ALLOWED.has(name) && value !== undefined,
    ),
  );
}

/**
 * What may be logged of an error: its name or code and where it was thrown. Never its message, which
 * can quote what a person typed.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { code: 'notAnError' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(/.*[/\\](?=(src|node_modules)[/\\])/, ''));
  return { code, frames };
}

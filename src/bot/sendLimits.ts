import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError, type ConnectorHttp } from './connectorHttp';

export interface SendLimitOptions {
  readonly now?: () => number;
  /** Waits; milliseconds. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** Teams, "Rate limiting": what a bot may do in one conversation, updates included. */
const WINDOWS = [
  { calls: 7, ms: 1_000 },
  { calls: 8, ms: 2_000 },
  { calls: 60, ms: 30_000 },
] as const;
const LONGEST_WINDOW_MS = 30_000;
/** A turn waits for its place so long; what would take longer is for whoever tries again later. */
const LONGEST_WAIT_MS = 2_000;
/** Refused before anything was done: two calls met (412), or there were too many (429). */
const REPEATABLE: ReadonlySet<number> = new Set([412, 429]);
const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
/** The limits are those of Teams, which is known by its connector's hosts, in every cloud. */
const CONVERSATION = /^https:\/\/smba\.[^/]+\/.*\/v3\/conversations\/([^/?]+)/;
const MOST_CONVERSATIONS = 10_000;

/**
 * Keeps to a conversation's limits and repeats what the channel refused for being too much at once.
 * Throws `ConnectorError`; 429 with the time to wait where the limits of our own are reached.
 */
export function withSendLimits(
  http: ConnectorHttp,
  { now = Date.now, wait = sleep }: SendLimitOptions = {},
): ConnectorHttp {
  const calls = new Map<string, number[]>();

  /** Books the next free moment; gives the milliseconds until then. */
  function book(conversation: string): number {
    const at = now();
    const recent = (calls.get(conversation) ?? []).filter((one) => one > at - LONGEST_WINDOW_MS);
    const free = Math.max(
      at,
      ...WINDOWS.map(({ calls: most, ms }) => (recent.at(-most) ?? -Infinity) + ms),
    );
    if (free - at > LONGEST_WAIT_MS) throw new ConnectorError(429, free - at);
    if (calls.size >= MOST_CONVERSATIONS) forgetQuiet(calls, at);
    calls.set(conversation, [...recent, free]);
    return free - at;
  }

  return {
    async sendRequest(request) {
      const conversation = CONVERSATION.exec(request.url)?.[1];
      const until = now() + LONGEST_WAIT_MS;
      for (let attempt = 1; ; attempt += 1) {
        const pause = conversation === undefined ? 0 : book(conversation);
        if (pause > 0) await wait(pause);
        try {
          return await http.sendRequest(request);
        } catch (error) {
          const again = pauseAfter(error, attempt);
          if (again === undefined || now() + again > until) throw error;
          await wait(again);
        }
      }
    },
    close: () => http.close(),
  };
}

/** Milliseconds until it is worth another try; undefined: it is not. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof ConnectorError) || attempt >= MOST_ATTEMPTS) return undefined;
  if (error.status === undefined || !REPEATABLE.has(error.status)) return undefined;
  // Two that met would meet again without some chance in it.
  const grown = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.8 + Math.random() * 0.4);
  return Math.max(grown, error.retryAfterMs ?? 0);
}

function forgetQuiet(calls: Map<string, number[]>, at: number): void {
  for (const [conversation, times] of calls) {
    if ((times.at(-1) ?? 0) <= at - LONGEST_WINDOW_MS) calls.delete(conversation);
  }
}

async function sleep(ms: number): Promise<void> {
  await delay(ms);
}

import { setTimeout as delay } from 'node:timers/promises';

/** What is read at the start, so that nobody's first click waits for it. */
export interface WarmUp {
  /** Resolves when it is there, or after so many milliseconds, whichever comes first. */
  within(ms: number): Promise<void>;
  stop(): void;
}

export interface WarmUpOptions {
  /** Reads it; whatever it keeps is its own affair. */
  readonly load: () => Promise<unknown>;
  readonly onFailed: (error: unknown) => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Begins at once, and again after each failure, until it is had or stopped. */
export function startWarmUp({ load, onFailed }: WarmUpOptions): WarmUp {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number): Promise<unknown> =>
    delay(ms, undefined, { signal }).catch(() => undefined);

  const isStopped = (): boolean => signal.aborted;

  async function run(): Promise<void> {
    for (let retry = FIRST_RETRY_MS; !isStopped(); retry *= 2) {
      try {
        await load();
        return;
      } catch (error) {
        if (!isStopped()) onFailed(error);
        await pause(Math.min(retry, LONGEST_RETRY_MS));
      }
    }
  }

  const done = run();
  return {
    async within(ms) {
      await Promise.race([done, pause(ms)]);
    },
    stop() {
      stopping.abort();
    },
  };
}

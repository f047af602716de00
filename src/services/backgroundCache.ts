import { setTimeout as delay } from 'node:timers/promises';

/** A value by key that takes longer to load than a person should wait for it. */
export interface BackgroundCache<T> {
  /** What is kept, or what comes within the wait; undefined while it is still being loaded, or failed. */
  get(key: string): Promise<T | undefined>;
}

export interface BackgroundCacheOptions<T> {
  readonly load: (key: string) => Promise<T>;
  /** A copy older than this is renewed; until that is done, it is still served. */
  readonly freshMs: number;
  /** After a failure, nothing is tried for so long. */
  readonly retryMs: number;
  /** So long somebody waits for the very first copy. */
  readonly waitMs: number;
  readonly onFailed: (key: string, error: unknown) => void;
  readonly now?: () => number;
}

/** One load in flight per key, begun by the first question and finished whoever still waits for it. */
export function createBackgroundCache<T>(options: BackgroundCacheOptions<T>): BackgroundCache<T> {
  const { load, freshMs, retryMs, waitMs, onFailed, now = Date.now } = options;
  const kept = new Map<string, { value: T; at: number }>();
  const inFlight = new Map<string, Promise<void>>();
  const failedAt = new Map<string, number>();

  const renew = (key: string): Promise<void> => {
    const running = load(key)
      .then((value) => {
        kept.set(key, { value, at: now() });
        failedAt.delete(key);
      })
      .catch((error: unknown) => {
        failedAt.set(key, now());
        onFailed(key, error);
      })
      .finally(() => {
        inFlight.delete(key);
      });
    inFlight.set(key, running);
    return running;
  };

  return {
    async get(key) {
      const copy = kept.get(key);
      if (copy !== undefined && now() - copy.at < freshMs) return copy.value;
      const rests = now() - (failedAt.get(key) ?? -Infinity) < retryMs;
      const running = inFlight.get(key) ?? (rests ? undefined : renew(key));
      if (copy !== undefined) return copy.value;
      if (running === undefined) return undefined;
      await Promise.race([running, delay(waitMs, undefined, { ref: false })]);
      return kept.get(key)?.value;
    },
  };
}

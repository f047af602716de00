/** A value by key that is loaded once, kept for a while, and served old when a refresh fails. */
export interface StaleCache<T> {
  get(key: string, load: () => Promise<T>): Promise<T>;
}

/**
 * One load in flight per key. A copy older than `freshMs` is renewed; while the renewal fails, the
 * last good copy is served, and the next caller tries again.
 */
export function createStaleCache<T>(freshMs: number, now: () => number = Date.now): StaleCache<T> {
  const kept = new Map<string, { value: T; at: number }>();
  const inFlight = new Map<string, Promise<T>>();
  return {
    async get(key, load) {
      const copy = kept.get(key);
      if (copy !== undefined && now() - copy.at < freshMs) return copy.value;
      let running = inFlight.get(key);
      if (running === undefined) {
        running = load()
          .then((value) => {
            kept.set(key, { value, at: now() });
            return value;
          })
          .finally(() => {
            inFlight.delete(key);
          });
        inFlight.set(key, running);
      }
      if (copy === undefined) return running;
      return running.catch(() => copy.value);
    },
  };
}

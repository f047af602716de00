export interface RateLimit {
  /** Takes one of the key's requests: undefined where it has one, else the seconds until the next. */
  take(key: string): number | undefined;
}

export interface RateLimitOptions {
  /** So many at once; also what comes back in a minute. */
  readonly perMinute: number;
  readonly now?: () => number;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

const MAX_KEYS = 10_000;
const MINUTE_MS = 60_000;

/** A bucket of requests per key that fills up again evenly. In memory: each instance counts for itself. */
export function createRateLimit({ perMinute, now = Date.now }: RateLimitOptions): RateLimit {
  const buckets = new Map<string, Bucket>();
  const fill = (bucket: Bucket): number =>
    Math.min(perMinute, bucket.left + ((now() - bucket.at) * perMinute) / MINUTE_MS);

  function forgetFull(): void {
    for (const [key, bucket] of buckets) {
      if (fill(bucket) >= perMinute) buckets.delete(key);
    }
    // Nobody has been quiet: better to forget than to grow.
    if (buckets.size >= MAX_KEYS) buckets.clear();
  }

  return {
    take(key) {
      const bucket = buckets.get(key);
      const left = bucket === undefined ? perMinute : fill(bucket);
      if (left < 1) return Math.ceil(((1 - left) * MINUTE_MS) / perMinute / 1_000);
      if (bucket === undefined && buckets.size >= MAX_KEYS) forgetFull();
      buckets.set(key, { left: left - 1, at: now() });
      return undefined;
    },
  };
}

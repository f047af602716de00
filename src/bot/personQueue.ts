/** Lets the turns of one person run one after the other; different people run side by side. */
export interface PersonQueue {
  /** Runs `work` when everything queued before it under the key has ended; it is told how long it waited. */
  run<T>(key: string, work: (waitedMs: number) => Promise<T>): Promise<T>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

export function createPersonQueue(now: () => number = Date.now): PersonQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    async run(key, work) {
      const asked = now();
      const before = tails.get(key);
      const result = (before ?? Promise.resolve()).then(() => work(now() - asked));
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return result;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}

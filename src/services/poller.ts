/** Something that works in the background until it is stopped. */
export interface Poller {
  /** Looks now instead of at the next poll. */
  wake(): void;
  /** Begins nothing new, and resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface PollerOptions {
  readonly everyMs: number;
  /** Does what there is to do; never runs twice at once. A wake meanwhile makes it run again. */
  readonly work: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Runs `work` now, then at every poll and wake. */
export function startPoller({ everyMs, work, onError }: PollerOptions): Poller {
  let stopped = false;
  let wanted = false;
  let running: Promise<void> | undefined;

  const takeWanted = (): boolean => {
    const taken = wanted && !stopped;
    wanted = false;
    return taken;
  };
  const run = async (): Promise<void> => {
    while (takeWanted()) {
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    }
    running = undefined;
  };
  const wake = (): void => {
    wanted = true;
    running ??= run();
  };
  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { DEFAULT_LANGUAGE, localeOf } from '../language';
import type { CallContext } from './partnerCenter/client';
import type { Endpoint } from './partnerCenter/endpoints';
import { PartnerCenterError } from './partnerCenter/errors';

/** What is kept of Partner Center's data, and shown to everybody from the same copy. */
export const COPIED = [
  'partner',
  'countries',
  'resellers',
  'products',
  'skus',
  'terms',
  'directory',
  'prices',
  'promotions',
] as const;
export type Copied = (typeof COPIED)[number];

/** How old a copy is. */
export interface CopyAge {
  /** Epoch ms. */
  readonly readAt: number;
  /** Past its time, and it could not be renewed: it shows what was so at `readAt`. */
  readonly isOutdated: boolean;
}

/** All copies of a kind, for those who run the service. */
export interface CopiesOfAKind {
  readonly copied: Copied;
  readonly count: number;
  /** When the oldest was read, epoch ms. */
  readonly oldest: number;
  /** So many are outdated. */
  readonly outdated: number;
}

export interface FailedRead {
  readonly copied: Copied;
  /** Which of its kind, such as `US/commercial`. */
  readonly key: string;
  /** Of the copy that is served meanwhile, ms; undefined where there is none. */
  readonly ageMs: number | undefined;
}

export interface CopyOptions<T> {
  readonly copied: Copied;
  /** For whoever waits in vain. */
  readonly endpoint: Endpoint;
  /** Under no turn's limit: whoever waits may leave, and the next finds it done. */
  readonly load: (key: string, context: CallContext) => Promise<T>;
  /** A copy older than this is renewed when it is next asked for. */
  readonly freshMs: number;
  /** After a failure to renew, or of `soon`, nothing is tried for so long. */
  readonly retryMs?: number;
}

/** Copies by key, of one kind. */
export interface Copy<T> {
  /** The copy; the very first is waited for until the context's deadline, and fails as its call does. */
  get(key: string, context: CallContext): Promise<T>;
  /** The copy as far as it is there within a moment, for what takes longer to read than a person waits. */
  soon(key: string): Promise<T | undefined>;
  /** Undefined while there is none. */
  age(key: string): CopyAge | undefined;
}

export interface Copies {
  of<T>(options: CopyOptions<T>): Copy<T>;
  /** One entry for each kind of which there are copies. */
  all(): readonly CopiesOfAKind[];
}

export interface CopiesOptions {
  /** A copy could not be renewed, or one that nobody waits for could not be read. */
  readonly onFailed: (failed: FailedRead, error: unknown) => void;
  readonly now?: () => number;
  /** So long somebody waits in `soon`, or for the renewal of a copy that is twice past its time. */
  readonly waitMs?: number;
}

/** A fifth of a turn's budget. */
const WAIT_MS = 400;
const RETRY_MS = 60_000;

interface Kept<T> {
  readonly value: T;
  readonly readAt: number;
}

/**
 * Views of Partner Center's data that are kept in this process. One read at a time for a key, begun by the
 * first question. A copy past its time is served while it is renewed in the background; where that fails,
 * the last good one goes on being served, `onFailed` hears of it, and it is tried again after a while.
 *
 * When another of its kind is read, a copy goes that nobody asked for in twice its time, so that what was
 * once looked at does not stay for ever. While nothing can be read, none goes.
 *
 * Copies are read in one language, since people of all languages are shown the same.
 */
export function createCopies(options: CopiesOptions): Copies {
  const { onFailed, now = Date.now, waitMs = WAIT_MS } = options;
  const kinds: (() => CopiesOfAKind | undefined)[] = [];

  const of = <T>({
    copied,
    endpoint,
    load,
    freshMs,
    retryMs = RETRY_MS,
  }: CopyOptions<T>): Copy<T> => {
    const kept = new Map<string, Kept<T>>();
    const inFlight = new Map<string, Promise<T>>();
    const failedAt = new Map<string, number>();
    const askedAt = new Map<string, number>();

    const age = (key: string): CopyAge | undefined => {
      const copy = kept.get(key);
      if (copy === undefined) return undefined;
      const isPast = now() - copy.readAt >= freshMs;
      return { readAt: copy.readAt, isOutdated: isPast && failedAt.has(key) };
    };

    const forget = (goes: (key: string) => boolean): void => {
      for (const [key, at] of askedAt) {
        if (now() - at < 2 * freshMs || inFlight.has(key) || !goes(key)) continue;
        for (const map of [kept, failedAt, askedAt]) map.delete(key);
      }
    };

    const read = (key: string, correlationId: string): Promise<T> => {
      const running = inFlight.get(key);
      if (running !== undefined) return running;
      const started = load(key, { correlationId, locale: localeOf(DEFAULT_LANGUAGE) })
        .then((value) => {
          kept.set(key, { value, readAt: now() });
          failedAt.delete(key);
          forget(() => true);
          return value;
        })
        .catch((error: unknown) => {
          failedAt.set(key, now());
          forget((one) => !kept.has(one));
          throw error;
        })
        .finally(() => {
          inFlight.delete(key);
        });
      inFlight.set(key, started);
      return started;
    };

    /** Reads without anybody who would be told of a failure. */
    const readBehind = async (key: string, correlationId: string): Promise<void> => {
      if (inFlight.has(key)) {
        await inFlight.get(key)?.catch(() => undefined);
        return;
      }
      if (now() - (failedAt.get(key) ?? -Infinity) < retryMs) return;
      await read(key, correlationId).catch((error: unknown) => {
        const copy = kept.get(key);
        onFailed({ copied, key, ageMs: copy && now() - copy.readAt }, error);
      });
    };

    /** The copy that there is, with its renewal begun where it is due. */
    const renewed = async (key: string, correlationId: string): Promise<Kept<T> | undefined> => {
      askedAt.set(key, now());
      const copy = kept.get(key);
      if (copy === undefined || now() - copy.readAt < freshMs) return copy;
      const renewal = readBehind(key, correlationId);
      // What nobody asked for in a long time may have changed a lot.
      if (now() - copy.readAt >= 2 * freshMs) await within(renewal, waitMs);
      return kept.get(key);
    };

    kinds.push(() => {
      const ages = [...kept.keys()].flatMap((key) => age(key) ?? []);
      if (ages.length === 0) return undefined;
      return {
        copied,
        count: ages.length,
        oldest: Math.min(...ages.map(({ readAt }) => readAt)),
        outdated: ages.filter(({ isOutdated }) => isOutdated).length,
      };
    });

    return {
      age,
      async get(key, context) {
        const copy = await renewed(key, context.correlationId);
        if (copy !== undefined) return copy.value;
        const first = read(key, context.correlationId);
        if (context.deadline === undefined) return first;
        // Whoever waits for it next is told what became of it.
        first.catch(() => undefined);
        await within(first, context.deadline - Date.now());
        if (kept.has(key) || !inFlight.has(key)) return first;
        throw tooLate(endpoint, context);
      },
      async soon(key) {
        const correlationId = randomUUID();
        const copy = await renewed(key, correlationId);
        if (copy !== undefined) return copy.value;
        await within(readBehind(key, correlationId), waitMs);
        return kept.get(key)?.value;
      },
    };
  };

  return { of, all: () => kinds.flatMap((one) => one() ?? []) };
}

/** Waits for the end of the work, good or bad, but no longer than that. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  const late = delay(Math.max(0, ms), undefined, { signal: timer.signal, ref: false });
  await Promise.race([work, late]).catch(() => undefined);
  timer.abort();
  await late.catch(() => undefined);
}

/** A list that takes longer to read than a turn has time. */
function tooLate(endpoint: Endpoint, { correlationId }: CallContext): PartnerCenterError {
  return new PartnerCenterError({
    reason: 'outage',
    endpoint,
    requestId: randomUUID(),
    correlationId,
    definitive: false,
    attempts: 0,
  });
}

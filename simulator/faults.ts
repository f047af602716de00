import { z } from 'zod';

/** What a fault does to a request. */
export const FAULT_KINDS = [
  'timeout',
  'resetBefore',
  'resetAfter',
  'delay',
  '429',
  '500',
  '503',
  '401',
  'refuse',
  'malformed',
  'truncated',
  'wrongSchema',
  'huge',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to inject into the next requests that fit it. */
export interface Fault {
  readonly kind: FaultKind;
  /** Any method when absent. */
  readonly method?: string | undefined;
  /** Tested against the path without its query. */
  readonly path: RegExp;
  /** How many requests it hits; 1 by default. */
  readonly times?: number | undefined;
  /** Passes over this many fitting requests first. */
  readonly skip?: number | undefined;
  /** For 429 and 503: the header's value, null for none. Default 57 for 429 and none for 503. */
  readonly retryAfter?: string | null | undefined;
  /** For `delay`: how long the request waits before it is processed. */
  readonly delayMs?: number | undefined;
  /** For `refuse` and the plain statuses: what is answered. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly description?: string | undefined;
  /** For `huge`: size of the answer; 5 MB by default. */
  readonly sizeBytes?: number | undefined;
  /**
   * Whether the request is processed before its answer is spoiled. By default true for resetAfter, malformed,
   * truncated, wrongSchema and huge, false for the rest; `timeout` with true is an order made whose answer never comes.
   */
  readonly processed?: boolean | undefined;
}

/** A fault as other processes send it to `POST /_simulator/faults`: the path is the source of a regular expression. */
export const faultBody = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z.string().optional(),
  path: z.string(),
  times: z.number().int().positive().optional(),
  skip: z.number().int().nonnegative().optional(),
  retryAfter: z.string().nullable().optional(),
  delayMs: z.number().nonnegative().optional(),
  status: z.number().int().optional(),
  code: z.number().int().optional(),
  description: z.string().optional(),
  sizeBytes: z.number().int().positive().optional(),
  processed: z.boolean().optional(),
});

const SPOILS_ANSWER: ReadonlySet<FaultKind> = new Set([
  'resetAfter',
  'malformed',
  'truncated',
  'wrongSchema',
  'huge',
  'delay',
]);

/** Whether a fault lets the request take effect. */
export function isProcessed(fault: Fault): boolean {
  return fault.processed ?? SPOILS_ANSWER.has(fault.kind);
}

/** The faults still to be injected, first added first hit. */
export class FaultList {
  private readonly waiting: { readonly fault: Fault; skip: number; left: number }[] = [];

  /** Adds a fault; it is spent after `times` requests. */
  add(fault: Fault): void {
    this.waiting.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  /** Takes back all of them. */
  clear(): void {
    this.waiting.length = 0;
  }

  /** How many injections are still to come. */
  get remaining(): number {
    return this.waiting.reduce((sum, entry) => sum + entry.left, 0);
  }

  /** The fault that this request meets, if any; uses it up. */
  take(method: string, path: string): Fault | undefined {
    for (const [index, entry] of this.waiting.entries()) {
      const fits =
        (entry.fault.method ?? method).toUpperCase() === method &&
        new RegExp(entry.fault.path.source, entry.fault.path.flags.replace(/[gy]/g, '')).test(path);
      if (!fits) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      if (entry.left === 0) this.waiting.splice(index, 1);
      return entry.fault;
    }
    return undefined;
  }
}

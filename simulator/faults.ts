import { z } from 'zod';
import { seededRandom } from './seed';

/** What a fault does to a request. */
export const FAULT_KINDS = [
  'timeout',
  'resetBefore',
  'resetAfter',
  'delay',
  'delayAfter',
  '429',
  '500',
  '503',
  '401',
  'refuse',
  'malformed',
  'truncated',
  'wrongSchema',
  'empty',
  'html',
  'bom',
  'huge',
  'any',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to inject into the next requests that fit it. */
export interface Fault {
  /** `any` stands for another one of EVERY_WAY at each hit. */
  readonly kind: FaultKind;
  /** Any method when absent. */
  readonly method?: string | undefined;
  /** Tested against the path without its query. */
  readonly path: RegExp;
  /** How many requests it hits; 1 by default, without end when a probability is given. */
  readonly times?: number | undefined;
  /** Passes over this many fitting requests first. */
  readonly skip?: number | undefined;
  /** Which part of the fitting requests it hits, drawn from the seed: 0.05 is one in twenty. */
  readonly probability?: number | undefined;
  /** Of the draws for `probability` and `any`; 1 by default. */
  readonly seed?: number | undefined;
  /** For 429 and 503: the header's value, null for none. Default 57 for 429 and none for 503. */
  readonly retryAfter?: string | null | undefined;
  /** For `delay` and `delayAfter`: how long the request waits before or after it is processed. */
  readonly delayMs?: number | undefined;
  /** For `timeout`: the connection is cut after this time; never by default. */
  readonly hangMs?: number | undefined;
  /** For `refuse` and the plain statuses: what is answered. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly description?: string | undefined;
  readonly data?: readonly unknown[] | undefined;
  readonly source?: string | undefined;
  /** For `wrongSchema` and `refuse`: the whole JSON that is answered in place of the usual one. */
  readonly body?: unknown;
  /** For `huge`: size of the answer; 5 MB by default. */
  readonly sizeBytes?: number | undefined;
  /**
   * Whether the request takes effect before its answer is lost, spoiled or replaced. By default true for what
   * spoils an answer, false for the rest; `timeout` or `500` with true is an order made whose answer never comes.
   */
  readonly processed?: boolean | undefined;
  /**
   * The request takes effect and its request id is not remembered: a repeat is another request, which is
   * refused where the first one's effect stands in its way.
   */
  readonly forgetsId?: boolean | undefined;
}

/** A header's value: no line breaks, which would be another header. */
const headerValue = z.string().regex(/^[\x20-\x7e]*$/);

/** A fault as other processes send it to `POST /_simulator/faults`: the path is the source of a regular expression. */
export const faultBody = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z.string().optional(),
  path: z.string().default(''),
  times: z.number().int().positive().optional(),
  skip: z.number().int().nonnegative().optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  retryAfter: headerValue.nullable().optional(),
  delayMs: z.number().nonnegative().optional(),
  hangMs: z.number().nonnegative().optional(),
  status: z.number().int().min(200).max(599).optional(),
  code: z.number().int().optional(),
  description: z.string().optional(),
  data: z.array(z.unknown()).optional(),
  source: z.string().optional(),
  body: z.unknown().optional(),
  sizeBytes: z.number().int().positive().optional(),
  processed: z.boolean().optional(),
  forgetsId: z.boolean().optional(),
});

const SPOILS_ANSWER: ReadonlySet<FaultKind> = new Set([
  'resetAfter',
  'malformed',
  'truncated',
  'wrongSchema',
  'empty',
  'html',
  'bom',
  'huge',
  'delay',
  'delayAfter',
]);

/** Whether a fault lets the request take effect. */
export function isProcessed(fault: Pick<Fault, 'kind' | 'processed'>): boolean {
  return fault.processed ?? SPOILS_ANSWER.has(fault.kind);
}

/** The ways to fail that `any` draws from. Waits are short, so that a run of hundreds of calls ends. */
export const EVERY_WAY: readonly Omit<Fault, 'path'>[] = [
  { kind: 'timeout', processed: false, hangMs: 3_000 },
  { kind: 'timeout', processed: true, hangMs: 3_000 },
  { kind: 'resetBefore' },
  { kind: 'resetAfter' },
  { kind: 'delay', delayMs: 300 },
  { kind: 'delayAfter', delayMs: 300 },
  { kind: '429', retryAfter: '1' },
  { kind: '429', retryAfter: 'Thu, 01 Jan 1970 00:00:01 GMT' },
  { kind: '429', retryAfter: null },
  { kind: '429', retryAfter: '-1' },
  { kind: '500', code: 800003 },
  { kind: '500', code: 800005, processed: true },
  { kind: '503' },
  { kind: '503', retryAfter: '1', processed: true },
  { kind: '401' },
  { kind: 'malformed' },
  { kind: 'truncated' },
  { kind: 'wrongSchema' },
  { kind: 'empty' },
  { kind: 'html' },
  { kind: 'bom' },
  { kind: 'huge' },
];

interface Waiting {
  readonly id: number;
  readonly fault: Fault;
  readonly random: () => number;
  skip: number;
  left: number;
  hits: number;
}

/** The faults still to be injected, first added first hit. */
export class FaultList {
  private readonly waiting: Waiting[] = [];
  private added = 0;

  /** Adds a fault and gives its number; it is spent after `times` requests. */
  add(fault: Fault): number {
    this.added += 1;
    this.waiting.push({
      id: this.added,
      fault,
      random: seededRandom(fault.seed ?? 1),
      skip: fault.skip ?? 0,
      left: fault.times ?? (fault.probability === undefined ? 1 : Infinity),
      hits: 0,
    });
    return this.added;
  }

  /** Takes back all of them, or the one with this number. */
  clear(id?: number): void {
    if (id === undefined) this.waiting.length = 0;
    const index = this.waiting.findIndex((entry) => entry.id === id);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  /** How many injections are still to come; faults without end are not counted. */
  get remaining(): number {
    return this.waiting.reduce(
      (sum, entry) => sum + (Number.isFinite(entry.left) ? entry.left : 0),
      0,
    );
  }

  /** What is still to come, with the hits so far; `left` is absent where there is no end. */
  list(): readonly Record<string, unknown>[] {
    return this.waiting.map(({ id, fault, left, hits }) => ({
      ...fault,
      id,
      path: fault.path.source,
      hits,
      left: Number.isFinite(left) ? left : null,
    }));
  }

  /** The fault that this request meets, if any; uses it up. */
  take(method: string, path: string): Fault | undefined {
    for (const [index, entry] of this.waiting.entries()) {
      if (!fits(entry.fault, method, path)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      if (entry.fault.probability !== undefined && entry.random() >= entry.fault.probability)
        continue;
      entry.left -= 1;
      entry.hits += 1;
      if (entry.left <= 0) this.waiting.splice(index, 1);
      return drawn(entry);
    }
    return undefined;
  }
}

function fits(fault: Fault, method: string, path: string): boolean {
  return (
    (fault.method ?? method).toUpperCase() === method &&
    new RegExp(fault.path.source, fault.path.flags.replace(/[gy]/g, '')).test(path)
  );
}

function drawn({ fault, random }: Waiting): Fault {
  if (fault.kind !== 'any') return fault;
  const way = EVERY_WAY[Math.floor(random() * EVERY_WAY.length)];
  return way === undefined ? fault : { ...way, path: fault.path };
}

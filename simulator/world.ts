import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { Catalogue } from './data/catalogue';
import { existingCustomers } from './data/existingCustomers';
import type { Market } from './data/market';
import { marketsOf } from './data/markets';
import { ResellerDirectory } from './data/resellers';
import { FaultList } from './faults';
import { checkBody } from './http/checkBody';
import type { SimulatorOptions } from './options';
import { ReplayStore } from './replay';
import { SimulatorState } from './state';
import type { AccessToken } from './tokens';

/** The number under which the partner itself is known; never valid as a reseller on an order. */
export const PARTNER_MPN_ID = '6052121';

/** All that a handler can reach: options, clock, data set and what happened so far. */
export class World {
  readonly faults = new FaultList();
  readonly markets: ReadonlyMap<string, Market>;
  readonly resellers: ResellerDirectory;
  readonly catalogue: Catalogue;
  readonly tokens = new Map<string, AccessToken>();
  readonly signInCodes = new Set<string>();
  /** Agreement documents by link id, with the time at which the link dies. */
  readonly documentLinks = new Map<
    string,
    { readonly expiresAt: number; readonly language: string; readonly country: string }
  >();
  state = new SimulatorState();
  replays = new ReplayStore();

  private current: SimulatorOptions;
  private clockOffsetMs = 0;

  constructor(private readonly initial: SimulatorOptions) {
    const options = initial;
    this.current = initial;
    this.markets = marketsOf(options.markets);
    this.resellers = new ResellerDirectory(options, this.markets);
    this.catalogue = new Catalogue(options);
    this.reset();
  }

  /** The options in force: those it was started with, and what was changed since. */
  get options(): SimulatorOptions {
    return this.current;
  }

  /** Changes options while it runs, until the next reset. The data set stays as it is. */
  change(changes: Partial<SimulatorOptions>): void {
    this.current = { ...this.current, ...changes };
  }

  /** Lets time pass at once: links, carts and tokens expire, orders complete. */
  advance(milliseconds: number): void {
    this.clockOffsetMs += milliseconds;
  }

  /** The time by the simulator's own clock, in milliseconds. */
  now(): number {
    return this.current.now() + this.clockOffsetMs;
  }

  /** Forgets everything that callers did and changed, tokens excepted, so that a running bot goes on working. */
  reset(): void {
    this.current = this.initial;
    this.clockOffsetMs = 0;
    this.state = new SimulatorState();
    this.replays = new ReplayStore();
    this.faults.clear();
    this.documentLinks.clear();
    for (const customer of existingCustomers(this.options))
      this.state.customers.set(customer.id, customer);
  }

  /** A body that fits its schema, or a refusal. */
  checkBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
    return checkBody(schema, body ?? {}, this.options.strict);
  }

  /** Slow work of the service itself; does not keep the process alive. */
  async pause(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await delay(milliseconds, undefined, { ref: false });
  }
}

/** A point in time as Partner Center writes it: seven digits of a second. */
export function wireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z');
}

import { z } from 'zod';
import type { Catalogue } from '../catalogue';
import type { CallContext, PartnerCenterClient } from '../partnerCenter/client';
import type { PartnerCenterError } from '../partnerCenter/errors';
import type { CustomerOrder } from './customerOrder';
import type { DraftAttestation } from './draftAttestation';

/*
 * A submission is a list of steps. Each is data: what it is called, whether this order needs it, what
 * it does, and how it finds what an attempt without an answer may have done. Its request id is in the
 * journal before it runs, and stays the same until it is settled.
 */

/** In the order in which they run. */
export const STEP_NAMES = [
  'preflight',
  'createCustomer',
  'awaitCustomer',
  'confirmAgreement',
  'setQualification',
  'createCart',
  'checkout',
  'confirmOrder',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

const cartLineSchema = z.object({
  /** Id of the order's line. */
  line: z.string(),
  /** Lines of one group become one order. */
  group: z.string(),
  currency: z.string().optional(),
  /** Before tax, over the whole term. */
  total: z.number().optional(),
});

const placedSchema = z.object({
  orderId: z.string(),
  /** Keys of its lines (`lineKey`). */
  lines: z.array(z.string()),
  /** A part of it came to nothing and was opened again; nothing more is expected of it. */
  isSettled: z.boolean().optional(),
});

/**
 * What is true by now, all of it optional until a step has brought it. A fact stays true when the step
 * that brought it has to run again.
 */
export const factsSchema = z.object({
  customerId: z.string().optional(),
  userName: z.string().optional(),
  /** The customer is ours, but the answer with its password never came. */
  passwordLost: z.boolean().optional(),
  cartId: z.string().optional(),
  cartLines: z.array(cartLineSchema).optional(),
  /** How often the cart had to be made again because prices or offers had been re-issued. */
  rebuilds: z.number().optional(),
  /** Prices that a person accepted although the review had said another: totals by `priceKey`. */
  acceptedTotals: z.record(z.string(), z.number()).optional(),
  orderIds: z.array(z.string()).optional(),
  /** Orders that came to nothing: their lines are open again, and none of them is taken for a new order. */
  goneIds: z.array(z.string()).optional(),
  /** Which lines each order is of, as far as that could be told. */
  placed: z.array(placedSchema).optional(),
  /** Keys of lines that were ordered (`lineKey`); they are never ordered again. */
  bought: z.array(z.string()).optional(),
});
export type PlacedFact = z.output<typeof placedSchema>;
export type Facts = z.output<typeof factsSchema>;
export type CartLineFact = z.output<typeof cartLineSchema>;

/** A line that was refused, and why: a key of `reasons.`. */
export interface LineProblem {
  readonly line: string;
  readonly reason: string;
}

/** What a step may use. */
export interface StepContext {
  readonly order: CustomerOrder;
  readonly facts: Facts;
  readonly client: PartnerCenterClient;
  readonly catalogue: Catalogue;
  readonly call: CallContext;
  /** `MS-RequestId` of this step: the same on every attempt. */
  readonly requestId: string;
  /** It was begun before, and something may have been done already. */
  readonly isRepeat: boolean;
  /** What `note` kept, in this attempt or an earlier one. */
  readonly noted: Readonly<Record<string, string>>;
  /** Keeps something of this step before it is settled. Throws where the lease is lost. */
  readonly note: (noted: Readonly<Record<string, string>>) => Promise<void>;
  /** The signer's acceptance link that the draft owns. */
  readonly attestation: () => Promise<DraftAttestation>;
  /** The share by which a price may differ from the review's estimate. */
  readonly priceTolerance: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A person must decide. */
export interface StopResult {
  readonly type: 'stop';
  readonly reason: string;
  /** `answer`: changing an answer helps; `property` names which. */
  readonly helps: 'answer' | 'human';
  readonly property?: string;
  /** Partner Center said no and did nothing: the next attempt needs another request id. */
  readonly definitive: boolean;
  /** What is true nevertheless, such as the orders that were placed. */
  readonly facts?: Facts;
  readonly problems?: readonly LineProblem[];
  /** Settled steps that have to run again when it goes on. */
  readonly redo?: readonly StepName[];
}

export type StepResult =
  | { readonly type: 'done'; readonly facts: Facts; readonly password?: string }
  /** Nothing to do but look again later; `reason` is a text key of `reasons.` and has a clock in waits.ts. */
  | {
      readonly type: 'wait';
      readonly reason: string;
      readonly atLeastMs?: number;
      /** What is true already, such as the orders that were placed. */
      readonly facts?: Facts;
      /** What is asked at the limit of the wait; absent: a person looks, and nothing may be changed. */
      readonly afterAll?: StopResult;
    }
  /** Earlier steps have to run again first, by themselves. */
  | { readonly type: 'redo'; readonly steps: readonly StepName[]; readonly facts: Facts }
  | StopResult;

export interface Step {
  readonly name: StepName;
  /** Does this order need it? */
  readonly applies: (order: CustomerOrder) => boolean;
  /** Throws `PartnerCenterError` for what the call itself said; the worker knows what that means. */
  readonly run: (context: StepContext) => Promise<StepResult>;
  /**
   * Looks for what an attempt without an answer may have done. Asked when a call of `run` was refused;
   * undefined: nothing of ours is there, and the refusal stands.
   */
  readonly recover?: (
    context: StepContext,
    error: PartnerCenterError,
  ) => Promise<StepResult | undefined>;
}

/** A step ran before the one that it builds on: a mistake of ours. */
class StepOrderError extends Error {
  readonly code = 'submissions.stepOrder';
}

/** The new customer's tenant id. */
export function customerOf(facts: Facts): string {
  if (facts.customerId === undefined) throw new StepOrderError();
  return facts.customerId;
}

export const DONE: StepResult = { type: 'done', facts: {} };

import { DEFAULT_LANGUAGE, languageOf, localeOf } from '../../language';
import { errorFields, type Log } from '../../log';
import { annotate, count, traced } from '../../telemetry';
import type { Catalogue } from '../catalogue';
import type { PartnerCenterClient } from '../partnerCenter/client';
import { PartnerCenterError } from '../partnerCenter/errors';
import type { DraftAttestation } from './draftAttestation';
import { LeaseLostError, type Journal, type TakenSubmission } from './journal';
import type { EntryOutcome, JournalEntry, WaitSince } from './journalEntry';
import { underLease, type Lease } from './lease';
import { meaningOf } from './meaningOf';
import type { Facts, Step, StepContext, StepName, StepResult, StopResult } from './step';
import { isHiccup, nextLook } from './waits';

/** What running a step may use. */
export interface StepServices {
  readonly journal: Journal;
  readonly client: PartnerCenterClient;
  readonly catalogue: Catalogue;
  /** The signer's acceptance link that a draft owns. */
  readonly attestationOf: (draftId: string) => Promise<DraftAttestation>;
  readonly priceTolerance: number;
  /** The clock of the waits: milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

export interface StepRun {
  readonly taken: TakenSubmission;
  readonly lease: Lease;
  readonly step: Step;
  readonly facts: Facts;
  /** The step after it; undefined at the end. */
  readonly following: StepName | undefined;
}

/** What a step came to: its facts, or in how many ms the submission is due again. */
export type Ran = {
  /** It is worth showing at once. */
  readonly isNews: boolean;
} & (
  | { readonly facts: Facts; readonly afterMs?: undefined }
  | { readonly facts?: undefined; readonly afterMs: number }
);

/** When the steps before run again by themselves. */
const REDO_AFTER_MS = 300;

/** Writes the intent, runs the step, writes what came of it. */
export function runStep(services: StepServices, run: StepRun): Promise<Ran> {
  const { taken, step } = run;
  const { id: submissionId, correlationId } = taken;
  const fields = { step: step.name, submissionId, correlationId };
  return traced('submission.step', fields, () => runOnce(services, run));
}

async function runOnce(services: StepServices, run: StepRun): Promise<Ran> {
  const entry = await services.journal.intend(run.taken, run.step.name);
  // Kept as it grows: what a step notes stays with whatever is written later.
  const kept = { outcome: entry.outcome };
  const context = stepContext(services, run, entry, kept);
  const result = await attempt(services, run.step, context);
  noteResult(run.step.name, entry, result);
  return conclude(services, run, entry, kept.outcome, result);
}

function noteResult(step: StepName, { attempts }: JournalEntry, result: StepResult): void {
  const reason = 'reason' in result ? result.reason : undefined;
  annotate({ outcome: result.type, reason, attempts });
  count('steps', { step, outcome: result.type, reason });
}

async function conclude(
  { journal, log, now }: StepServices,
  { taken, step, following }: StepRun,
  entry: JournalEntry,
  outcome: EntryOutcome,
  result: StepResult,
): Promise<Ran> {
  const fields = { submissionId: taken.id, step: step.name, attempts: entry.attempts };
  const { waiting, interrupted, ...known } = outcome;
  switch (result.type) {
    case 'done': {
      const settled = {
        outcome: { ...known, facts: { ...known.facts, ...result.facts } },
        password: result.password,
      };
      await journal.settle(taken, entry, settled, {
        state: following === undefined ? 'done' : 'running',
        step: following,
        reason: undefined,
        afterMs: 0,
      });
      log.info('submission.step', fields);
      // One step more is seen at the next look at the cards; a card a step would cost more than it tells.
      return { isNews: following === undefined, facts: result.facts };
    }
    case 'wait': {
      const { reason } = result;
      const clocks = clocksOf(reason, { waiting, interrupted }, now());
      const { since } = clocks.waiting;
      const afterMs = nextLook(reason, now() - since, result.atLeastMs);
      const facts = { ...known.facts, ...result.facts };
      if (afterMs === 'ask') {
        const stop = result.afterAll ?? { type: 'stop', reason, helps: 'human', definitive: false };
        return ask(true, { ...stop, facts });
      }
      const unsettled = {
        outcome: { ...known, ...clocks, facts },
        isRefused: false,
        redo: [],
      };
      await journal.pause(taken, entry, unsettled, {
        state: 'waiting',
        step: step.name,
        reason,
        afterMs,
      });
      log.debug('submission.waits', { ...fields, reason });
      return { isNews: waiting?.reason !== reason, afterMs };
    }
    case 'redo': {
      const unsettled = {
        outcome: { ...known, facts: { ...known.facts, ...result.facts } },
        isRefused: true,
        redo: result.steps,
      };
      await journal.pause(taken, entry, unsettled, {
        state: 'running',
        step: result.steps[0],
        reason: undefined,
        afterMs: REDO_AFTER_MS,
        beginsGeneration: true,
      });
      log.info('submission.redo', fields);
      return { isNews: true, afterMs: REDO_AFTER_MS };
    }
    case 'stop':
      return ask(false, result);
  }

  async function ask(waitedTooLong: boolean, stop: StopResult): Promise<Ran> {
    const { property, problems = [], definitive, reason } = stop;
    const unsettled = {
      outcome: {
        ...known,
        facts: { ...known.facts, ...stop.facts },
        stop: {
          waitedTooLong,
          problems: [...problems],
          ...(property !== undefined && { property }),
        },
      },
      isRefused: definitive,
      redo: stop.redo ?? [],
    };
    await journal.pause(taken, entry, unsettled, {
      state: 'needsAttention',
      step: step.name,
      reason,
      afterMs: 0,
      // Answers may change only where nothing may have been made of the old ones.
      reopens: definitive || !SPENDS.has(step.name),
    });
    log.warn('submission.stopped', { ...fields, reason });
    return { isNews: true, afterMs: 0 };
  }
}

/** The clocks with this wait in them: a failing call does not set back the one that it broke in on. */
function clocksOf(
  reason: string,
  { waiting, interrupted }: Pick<EntryOutcome, 'waiting' | 'interrupted'>,
  now: number,
): Pick<EntryOutcome, 'interrupted'> & { readonly waiting: WaitSince } {
  if (waiting?.reason === reason) return { waiting, interrupted };
  const before = waiting === undefined || isHiccup(waiting.reason) ? interrupted : waiting;
  const anew = { reason, since: now };
  if (isHiccup(reason)) return { waiting: anew, interrupted: before };
  return { waiting: before?.reason === reason ? before : anew, interrupted: undefined };
}

/** Steps whose doing twice costs money: while their outcome is unclear, nothing else may take their place. */
const SPENDS: ReadonlySet<StepName> = new Set(['createCustomer', 'checkout']);

async function attempt(
  { log }: StepServices,
  step: Step,
  context: StepContext,
): Promise<StepResult> {
  try {
    return await step.run(context);
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    if (!(error instanceof PartnerCenterError)) return internalTrouble(log, step, error);
    return (await recovered(step, context, error)) ?? meaningOf(error);
  }
}

async function recovered(
  step: Step,
  context: StepContext,
  error: PartnerCenterError,
): Promise<StepResult | undefined> {
  try {
    return await step.recover?.(context, error);
  } catch (second) {
    if (!(second instanceof PartnerCenterError)) throw second;
    // That it could not be looked for says nothing about what was done.
    const meaning = meaningOf(second);
    return meaning.type === 'stop' ? { ...meaning, definitive: false } : meaning;
  }
}

/** A mistake of ours, or a database that went away in the middle: tried again, then somebody is asked. */
function internalTrouble(log: Log, step: Step, error: unknown): StepResult {
  log.error('submission.stepFailed', { ...errorFields(error), step: step.name });
  return { type: 'wait', reason: 'internalTrouble' };
}

function stepContext(
  services: StepServices,
  { taken, lease, facts }: StepRun,
  entry: JournalEntry,
  kept: { outcome: EntryOutcome },
): StepContext {
  const language = languageOf(taken.language) ?? DEFAULT_LANGUAGE;
  return {
    order: taken.order,
    facts,
    client: underLease(services.client, lease),
    catalogue: services.catalogue,
    call: { correlationId: taken.correlationId, locale: localeOf(language) },
    requestId: entry.requestId,
    isRepeat: isRepeat(taken, entry),
    // What was noted a moment ago counts as well: `recover` runs right after `run`.
    get noted() {
      return kept.outcome.notes;
    },
    note: async (noted) => {
      lease.check();
      kept.outcome = { ...kept.outcome, notes: { ...kept.outcome.notes, ...noted } };
      await services.journal.note(taken, entry, kept.outcome);
    },
    attestation: () => services.attestationOf(taken.draftId),
    priceTolerance: services.priceTolerance,
    now: services.now,
  };
}

/**
 * An attempt of this step may have done something that nobody knows of: one under the same request id, or
 * one of an earlier generation that was never settled.
 */
function isRepeat({ entries }: TakenSubmission, entry: JournalEntry): boolean {
  return (
    entry.attempts > 0 ||
    entries.some(
      ({ step, generation, state }) =>
        step === entry.step && generation < entry.generation && state === 'intent',
    )
  );
}

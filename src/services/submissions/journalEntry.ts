import { z } from 'zod';
import type { Encryption } from '../encryption';
import { factsSchema, STEP_NAMES, type Facts } from './step';

/** What is waited for, and since when (epoch ms). */
const waitSchema = z.object({ reason: z.string(), since: z.number() });
export type WaitSince = z.output<typeof waitSchema>;

const outcomeSchema = z.object({
  facts: factsSchema.default({}),
  /** What an open step keeps for its next attempt. */
  notes: z.record(z.string(), z.string()).default({}),
  /** What it waits for: each wait has a clock of its own. */
  waiting: waitSchema.optional(),
  /** The wait that a failing call broke in on; its clock runs on. */
  interrupted: waitSchema.optional(),
  /** Why a person is asked. */
  stop: z
    .object({
      property: z.string().optional(),
      /** It was waited for until the limit of that wait. */
      waitedTooLong: z.boolean().default(false),
      problems: z.array(z.object({ line: z.string(), reason: z.string() })).default([]),
    })
    .optional(),
});

/** What is known of a step, sealed in its journal row. */
export type EntryOutcome = z.output<typeof outcomeSchema>;

const entrySchema = z
  .object({
    step: z.enum(STEP_NAMES),
    generation: z.number(),
    state: z.enum(['intent', 'done', 'failed', 'void']),
    request_id: z.string(),
    attempts: z.number(),
    outcome: z.string().nullable(),
    updated_at: z.coerce.date(),
  })
  .transform(({ request_id, updated_at, ...entry }) => ({
    ...entry,
    requestId: request_id,
    updatedAt: updated_at,
  }));

/** One step of one generation, as the journal has it. */
export type JournalEntry = Omit<z.output<typeof entrySchema>, 'outcome'> & {
  readonly outcome: EntryOutcome;
};

/** Reads a journal row of a submission. */
export function openEntry(encryption: Encryption, id: string, row: unknown): JournalEntry {
  const { outcome, ...entry } = entrySchema.parse(row);
  const opened: unknown =
    outcome === null ? {} : JSON.parse(encryption.open('journal', rowIdOf(id, entry), outcome));
  return { ...entry, outcome: outcomeSchema.parse(opened) };
}

/** The outcome as its row keeps it. */
export function sealOutcome(
  encryption: Encryption,
  id: string,
  entry: Pick<JournalEntry, 'generation' | 'step'>,
  outcome: EntryOutcome,
): string {
  return encryption.seal('journal', rowIdOf(id, entry), JSON.stringify(outcome));
}

function rowIdOf(id: string, { generation, step }: Pick<JournalEntry, 'generation' | 'step'>) {
  return `submission/${id}/${generation}/${step}`;
}

/** What all attempts brought, together; later facts replace earlier ones of the same name. */
export function factsOf(entries: readonly JournalEntry[]): Facts {
  return Object.assign({}, ...entries.map(({ outcome }) => outcome.facts)) as Facts;
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Environment, Section } from './section';

/*
 * What a draft holds and what follows from it. Everything here is pure: where a person stands is
 * derived from the answers, never stored, so a draft can be taken up on another channel, another day,
 * or after a deploy that inserted a section.
 */

/** Version of the stored shape; a body of another version is shown as such, and never written over. */
export const DRAFT_SCHEMA_VERSION = 1;

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);
const answerValueSchema = z.union([scalarSchema, z.array(z.record(z.string(), scalarSchema))]);

/** A typed, canonical answer; a list of records for sections that collect lines. */
export type AnswerValue = z.infer<typeof answerValueSchema>;
/** The answers of one section by field id. */
export type Answers = Readonly<Record<string, AnswerValue>>;
/** What was sent, as typed, by field id. */
export type Entries = Readonly<Record<string, string>>;

const editingSchema = z.object({
  section: z.string(),
  search: z.string().optional(),
  page: z.number().optional(),
  /** A part of the card that was opened, such as the agreement's link. */
  open: z.string().optional(),
});

/** A section that is being edited, with its search words and page. */
export type Editing = z.infer<typeof editingSchema>;

const suggestionSchema = z.object({
  /** What it is called on the card; the same in every language (an address, a domain). */
  title: z.string(),
  /** What taking it up puts into the fields, by field id. */
  entries: z.record(z.string(), z.string()),
});

/** Other values that a rule would accept. */
export type Suggestion = z.infer<typeof suggestionSchema>;

const checkSchema = z.object({
  /** Hash of the values that were checked; other values make the result void. */
  of: z.string(),
  outcome: z.enum(['ok', 'wrong', 'unknown']),
  reason: z.string().optional(),
  /** A warning: the person may go on with these very values in spite of it. */
  overridable: z.boolean().optional(),
  suggestions: z.array(suggestionSchema).optional(),
});

/** What a rule that looks further than the form said about a field. */
export type Check = z.infer<typeof checkSchema>;

/** Something outside that the draft owns (the acceptance link), by journal step. */
const effectSchema = z.object({
  generation: z.number(),
  /** Hash of what the effect was asked for; a change voids it. */
  key: z.string(),
  /** Facts that the effect brought, such as the attestation's id and link; absent while under way. */
  facts: z.record(z.string(), z.string()).optional(),
});

const answersSchema = z.record(z.string(), z.record(z.string(), answerValueSchema));
const basisSchema = z.record(z.string(), z.record(z.string(), answerValueSchema.nullable()));

const draftSchema = z.object({
  schema: z.literal(DRAFT_SCHEMA_VERSION),
  answers: answersSchema,
  basis: basisSchema,
  editing: z.array(editingSchema),
  /** What the review held when Update opened a part of it: Back, anywhere in that part, brings it again. */
  beforeUpdate: z
    .object({
      sections: z.array(z.string()),
      answers: answersSchema,
      basis: basisSchema,
      checks: z.record(z.string(), checkSchema),
    })
    .optional(),
  entries: z.record(
    z.string(),
    z.object({
      values: z.record(z.string(), z.string()),
      sent: z.boolean(),
      /** What the rules said of these values, where they were refused. */
      checks: z.record(z.string(), checkSchema).optional(),
    }),
  ),
  /** What the rules said of the answers, by `section.field`. */
  checks: z.record(z.string(), checkSchema),
  /** Warnings that the person accepted; each holds for the values that it was about, and no others. */
  overrides: z.array(z.string()),
  effects: z.record(z.string(), effectSchema),
});

/** A customer being added, as stored in the draft's body. */
export type Draft = z.infer<typeof draftSchema>;

/** A scalar answer as text; '' for a list, which no single input shows. */
export function textValue(value: AnswerValue): string {
  return Array.isArray(value) ? '' : String(value);
}

/** A draft with nothing in it. */
export function emptyDraft(): Draft {
  return {
    schema: DRAFT_SCHEMA_VERSION,
    answers: {},
    basis: {},
    editing: [],
    entries: {},
    checks: {},
    overrides: [],
    effects: {},
  };
}

/** Reads a stored body; undefined when it is not one that this release understands. */
export function parseDraft(body: string): Draft | undefined {
  const parsed = draftSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : undefined;
}

/** Where the draft stands: a section to fill in, or the review. */
export type Position =
  | {
      readonly at: 'section';
      readonly section: Section;
      readonly why: 'missing' | 'doubtful' | 'editing';
    }
  | { readonly at: 'review' };

/** The sections that this draft is asked for, in order. */
export function relevantSections(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
): readonly Section[] {
  return sections.filter((section) => section.when?.(draft, environment) ?? true);
}

/** The values on which a section's answers rest, as they are now; null for an absent one. */
export function basisOf(section: Section, draft: Draft): Record<string, AnswerValue | null> {
  const basis: Record<string, AnswerValue | null> = {};
  for (const { section: from, field } of section.dependsOn) {
    basis[`${from}.${field}`] = draft.answers[from]?.[field] ?? null;
  }
  return basis;
}

/** Was confirmed, but something on which it rests has changed since. */
export function isDoubtful(section: Section, draft: Draft): boolean {
  const confirmed = draft.basis[section.id];
  return confirmed !== undefined && changedReasons(section, draft).length > 0;
}

/** The `section.field` ids whose change made a section doubtful. */
export function changedReasons(section: Section, draft: Draft): readonly string[] {
  const confirmed = draft.basis[section.id];
  if (confirmed === undefined) return [];
  const now = basisOf(section, draft);
  const ids = new Set([...Object.keys(now), ...Object.keys(confirmed)]);
  return [...ids].filter((id) => hashOf(now[id] ?? null) !== hashOf(confirmed[id] ?? null));
}

/** Never confirmed, or confirmed by a release that asked for less. */
export function isMissing(section: Section, draft: Draft, environment: Environment): boolean {
  const answers = draft.answers[section.id];
  if (draft.basis[section.id] === undefined || answers === undefined) return true;
  return !section.complete(answers, environment);
}

/** Where the draft stands now. */
export function positionOf(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
): Position {
  const relevant = relevantSections(sections, draft, environment);
  for (const { section: id } of draft.editing) {
    const section = relevant.find((one) => one.id === id);
    if (section !== undefined) {
      const why = isMissing(section, draft, environment)
        ? 'missing'
        : isDoubtful(section, draft)
          ? 'doubtful'
          : 'editing';
      return { at: 'section', section, why };
    }
  }
  for (const section of relevant) {
    if (isMissing(section, draft, environment)) return { at: 'section', section, why: 'missing' };
    if (isDoubtful(section, draft)) return { at: 'section', section, why: 'doubtful' };
  }
  return { at: 'review' };
}

/** Which part of how many the draft stands at, the review being the last. */
export function placeOf(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
): { readonly section: string; readonly step: number; readonly steps: number } {
  const relevant = relevantSections(sections, draft, environment);
  const position = positionOf(sections, draft, environment);
  const steps = relevant.length + 1;
  if (position.at === 'review') return { section: 'review', step: steps, steps };
  const { id } = position.section;
  return { section: id, step: relevant.findIndex((one) => one.id === id) + 1, steps };
}

/** Where the draft would stand if the section were answered as it is now; undefined for the review. */
export function followingOf(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
  { id }: Section,
): Section | undefined {
  const others = sections.filter((one) => one.id !== id);
  const editing = draft.editing.filter((one) => one.section !== id);
  const position = positionOf(others, { ...draft, editing }, environment);
  return position.at === 'section' ? position.section : undefined;
}

/** The editing state of a section: its search words and page while it is open. */
export function editingOf(draft: Draft, section: string): Editing {
  return draft.editing.find((one) => one.section === section) ?? { section };
}

/** Keeps a section open with other search words, page or opened part. */
export function keepEditing(draft: Draft, editing: Editing): Draft {
  const others = draft.editing.filter((one) => one.section !== editing.section);
  return { ...draft, editing: [editing, ...others] };
}

/** Confirms a section with the given answers; other sections' answers stay as they are. */
export function acceptAnswers(draft: Draft, section: Section, answers: Answers): Draft {
  const editing = draft.editing.filter((one) => one.section !== section.id);
  const isUpdateDone = !editing.some((one) => isBeingUpdated(draft, one.section));
  const answered: Draft = {
    ...(isUpdateDone ? withoutUpdate(draft) : draft),
    answers: { ...draft.answers, [section.id]: answers },
    entries: without(draft.entries, section.id),
    editing,
  };
  return { ...answered, basis: { ...draft.basis, [section.id]: basisOf(section, answered) } };
}

/** Whatever was open is closed, as it was answered; an Update that was under way is over. */
export function withoutEditing(draft: Draft): Draft {
  return { ...withoutUpdate(draft), editing: [] };
}

/** Sections stand as they were answered, whatever they rest on has become. */
export function confirmAsTheyAre(draft: Draft, sections: readonly Section[]): Draft {
  const answered = sections.filter(({ id }) => draft.basis[id] !== undefined);
  const basis = answered.map((section) => [section.id, basisOf(section, draft)] as const);
  return { ...draft, basis: { ...draft.basis, ...Object.fromEntries(basis) } };
}

const MOST_ENTRIES = 120;

/** Keeps what was typed, `sent` when it was refused and is to be shown with its errors. */
export function keepEntries(
  draft: Draft,
  section: string,
  values: Entries,
  sent: boolean,
  checks?: Readonly<Record<string, Check>>,
): Draft {
  // No card has so many inputs, and what a client makes up must not grow the draft.
  const bounded = Object.fromEntries(Object.entries(values).slice(-MOST_ENTRIES));
  const kept = { values: bounded, sent, ...(checks !== undefined && { checks }) };
  return { ...draft, entries: { ...draft.entries, [section]: kept } };
}

/** What the rules say of a section's answers, in place of what they said before. */
export function keepChecks(
  draft: Draft,
  section: string,
  results: Readonly<Record<string, Check>>,
): Draft {
  const others = Object.entries(draft.checks).filter(([id]) => !id.startsWith(`${section}.`));
  const own = Object.entries(results).map(
    ([field, check]) => [`${section}.${field}`, check] as const,
  );
  return { ...draft, checks: Object.fromEntries<Check>([...others, ...own]) };
}

/** The person goes on in spite of a warning about these values. */
export function acceptWarning(draft: Draft, section: string, field: string, check: Check): Draft {
  const others = draft.overrides.filter((one) => !one.startsWith(`${section}.${field}#`));
  return { ...draft, overrides: [...others, overrideOf(section, field, check)] };
}

/** Does a result stand in the way: wrong, and not a warning that was accepted? */
export function isBlocking(draft: Draft, section: string, field: string, check: Check): boolean {
  if (check.outcome !== 'wrong') return false;
  const accepted = draft.overrides.includes(overrideOf(section, field, check));
  return check.overridable !== true || !accepted;
}

function overrideOf(section: string, field: string, { of }: Check): string {
  return `${section}.${field}#${of}`;
}

/** Forgets what an effect brought, so that it is asked for anew at the end of the turn. */
export function voidEffect(draft: Draft, step: string): Draft {
  const generation = draft.effects[step]?.generation ?? 0;
  return { ...draft, effects: { ...draft.effects, [step]: { generation, key: '' } } };
}

/** Update: opens the sections of a part of the review, one after the other; the review comes after the last. */
export function openSections(draft: Draft, sections: readonly Section[]): Draft {
  const ids = sections.map(({ id }) => id);
  const { answers, basis, checks } = draft;
  return {
    ...draft,
    editing: ids.map((section) => ({ section })),
    beforeUpdate: { sections: ids, answers: only(answers, ids), basis: only(basis, ids), checks },
  };
}

/**
 * One step back: an Update is given up, with the answers of its whole part as they were, else the section
 * before is opened. Undefined where nothing comes before that could be changed.
 */
export function goBack(
  sections: readonly Section[],
  draft: Draft,
  environment: Environment,
  fixed: readonly string[] = [],
): Draft | undefined {
  const position = positionOf(sections, draft, environment);
  const relevant = relevantSections(sections, draft, environment);
  const isOpen = ({ id }: Section): boolean => !fixed.includes(id);
  if (position.at === 'review') return opened(draft, relevant.findLast(isOpen));
  const current = position.section.id;
  if (isBeingUpdated(draft, current)) return beforeUpdate(draft);
  const closed = { ...draft, entries: without(draft.entries, current) };
  const before = relevant.slice(
    0,
    relevant.findIndex(({ id }) => id === current),
  );
  return opened(closed, before.findLast(isOpen));
}

/** The draft with one section open, as a step of the way; undefined where there is none. */
function opened(draft: Draft, section: Section | undefined): Draft | undefined {
  return section && { ...withoutUpdate(draft), editing: [{ section: section.id }] };
}

function isBeingUpdated({ beforeUpdate: before }: Draft, section: string): boolean {
  return before?.sections.includes(section) === true;
}

/** The draft as it was when Update was pressed. */
function beforeUpdate(draft: Draft): Draft {
  const { sections = [], answers, basis, checks = draft.checks } = draft.beforeUpdate ?? {};
  return {
    ...withoutUpdate(draft),
    answers: { ...draft.answers, ...answers },
    basis: { ...draft.basis, ...basis },
    checks,
    entries: sections.reduce(without, draft.entries),
    editing: [],
  };
}

function withoutUpdate(draft: Draft): Draft {
  const others = { ...draft };
  delete others.beforeUpdate;
  return others;
}

/** Is anything typed or answered, so that leaving should ask first? */
export function isEmptyDraft(draft: Draft): boolean {
  return Object.keys(draft.answers).length === 0 && Object.keys(draft.entries).length === 0;
}

/** A short stable hash of any JSON value. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

function only<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => keys.includes(name)));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

import type { z } from 'zod';
import type { ChoiceView, InputView } from '../cards/views';
import { textValue, type AnswerValue, type Answers, type Entries } from './draft';
import type { FieldErrors, Message, SectionContext } from './section';

/*
 * A field: one input of a form. The limits that the client checks and the schema that the server
 * checks come from the same entry, and an input that arrives as a string leaves as a canonical value.
 */

/** Longest text that any input takes where the field names no other limit. */
export const DEFAULT_MAX_LENGTH = 200;

/** More can be typed than is taken, so that what is too long is refused in words and never cut in silence. */
const ROOM = 100;

/** One field of a form section. `L` is what the section's `load` brings. */
export interface Field<L = unknown> {
  readonly id: string;
  readonly kind: InputView['kind'];
  /** Must it be filled in? May depend on the country's rules and on what was typed in the same card. */
  readonly required: boolean | ((context: SectionContext<L>, entries: Entries) => boolean);
  /** Asked at all? May depend on what stands in the other fields of the same card. */
  readonly when?: (context: SectionContext<L>, shown: Entries) => boolean;
  readonly maxLength?: number;
  /** A regular expression for the client and the server. */
  readonly pattern?: (context: SectionContext<L>, shown: Entries) => string | undefined;
  readonly min?: number;
  readonly max?: number | ((context: SectionContext<L>) => number | undefined);
  readonly choices?: (context: SectionContext<L>) => readonly ChoiceView[];
  /** From the trimmed, not empty text to the canonical value; a zod issue's message is a text key. */
  readonly schema?: (context: SectionContext<L>, entries: Entries) => z.ZodType<AnswerValue>;
  /** What stands in it when nothing was answered or typed yet. */
  readonly prefill?: (context: SectionContext<L>) => string | undefined;
  /** Another label than `field.<id>.label`, where it differs by country. */
  readonly label?: (context: SectionContext<L>, shown: Entries) => string;
  readonly hint?: (context: SectionContext<L>, shown: Entries) => string | undefined;
  /** What is said of a wrong value, where `field.<id>.error` is too little: an example, the format. */
  readonly error?: (context: SectionContext<L>, shown: Entries) => Message;
  /** What the card comes back with where the field was left empty, for the person to agree to. */
  readonly propose?: (context: SectionContext<L>, entries: Entries) => string;
  /** How the canonical value goes back into the input. */
  readonly toEntry?: (value: AnswerValue, context: SectionContext<L>) => string;
  /** How it reads on the review; absent: the choice's title or the value itself. */
  readonly readBack?: (value: AnswerValue, context: SectionContext<L>) => string;
}

/** The input ids carry this, so that no input overwrites a click's keys. */
export const INPUT_PREFIX = 'f_';

/** The label of a field in the reader's language. */
export function fieldLabel<L>(field: Field<L>, context: SectionContext<L>, shown: Entries): string {
  return field.label?.(context, shown) ?? context.texts(`field.${field.id}.label`);
}

/**
 * What stands in the fields: as typed, else as answered, else as prefilled; by field id. What was left
 * empty stays so, but a field that was not asked when the rest was answered may be asked now.
 */
export function shownEntries<L>(
  fields: readonly Field<L>[],
  context: SectionContext<L>,
  entries: Entries | undefined,
  answers: Answers | undefined,
): Entries {
  const answered: Entries = Object.fromEntries(
    fields.flatMap((field) => {
      const value = answers?.[field.id];
      if (value === undefined) return [];
      return [[field.id, field.toEntry?.(value, context) ?? textValue(value)] as const];
    }),
  );
  const prefillOf = (field: Field<L>): string | undefined => {
    const wasAsked = answers !== undefined && field.when?.(context, answered) !== false;
    return wasAsked ? undefined : field.prefill?.(context);
  };
  return Object.fromEntries(
    fields.map((field) => [
      field.id,
      entries?.[field.id] ?? answered[field.id] ?? prefillOf(field) ?? '',
    ]),
  );
}

/** The input that a field shows, with what stands in it. */
export function fieldInput<L>(
  field: Field<L>,
  context: SectionContext<L>,
  shown: Entries,
  error: Message | undefined,
): InputView {
  const hint = field.hint?.(context, shown);
  const pattern = field.pattern?.(context, shown);
  const max = maxOf(field, context);
  const choices = field.choices?.(context);
  const label = fieldLabel(field, context, shown);
  // What depends on another input, or can be proposed, is left to the server.
  const required = field.propose === undefined && isRequired(field, context, {});
  return {
    id: `${INPUT_PREFIX}${field.id}`,
    kind: field.kind,
    label: !required && isMarked(field, context, shown) ? `${label}${REQUIRED_MARK}` : label,
    required,
    value: shown[field.id] ?? '',
    errorMessage: say(context, errorOf(field, context, shown)),
    maxLength: (field.maxLength ?? DEFAULT_MAX_LENGTH) + ROOM,
    ...(hint !== undefined && { hint }),
    ...(pattern !== undefined && { pattern }),
    ...(field.min !== undefined && { min: field.min }),
    ...(max !== undefined && { max }),
    ...(choices !== undefined && { choices }),
    ...(error !== undefined && { error: say(context, error) }),
  };
}

/** As clients mark what they require themselves. */
const REQUIRED_MARK = ' *';

/** Must the field be filled in as the card stands? */
export function isMarked<L>(field: Field<L>, context: SectionContext<L>, shown: Entries): boolean {
  const isAsked = field.kind !== 'toggle' && field.propose === undefined;
  return isAsked && isRequired(field, context, shown);
}

function say<L>({ texts }: SectionContext<L>, { key, params }: Message): string {
  return texts(key, params);
}

/** What is said of a value that the field does not take. */
function errorOf<L>(field: Field<L>, context: SectionContext<L>, shown: Entries): Message {
  return field.error?.(context, shown) ?? { key: `field.${field.id}.error` };
}

/** The typed answers, or what is wrong by field and what is proposed where nothing was typed. */
export type ParsedFields =
  | { readonly ok: true; readonly answers: Answers }
  | {
      readonly ok: false;
      readonly errors: FieldErrors;
      /** What the form comes back with in fields that were left empty. */
      readonly proposed: Entries;
    };

/** Checks what was sent against every field that is asked now. */
export function parseFields<L>(
  fields: readonly Field<L>[],
  context: SectionContext<L>,
  entries: Entries,
): ParsedFields {
  const answers: Record<string, AnswerValue> = {};
  const errors = new Map<string, Message>();
  const proposed: Record<string, string> = {};
  for (const field of fields) {
    if (field.when?.(context, entries) === false) continue;
    const result = parseField(field, context, entries);
    if (result === undefined) continue;
    if ('value' in result) {
      answers[field.id] = result.value;
      continue;
    }
    const proposal = normalise(entries[field.id]) === '' ? field.propose?.(context, entries) : '';
    if (proposal === undefined || proposal === '') errors.set(field.id, result.error);
    else proposed[field.id] = proposal;
  }
  const isRight = errors.size === 0 && Object.keys(proposed).length === 0;
  return isRight ? { ok: true, answers } : { ok: false, errors, proposed };
}

function parseField<L>(
  field: Field<L>,
  context: SectionContext<L>,
  entries: Entries,
): { value: AnswerValue } | { error: Message } | undefined {
  const typed = normalise(entries[field.id]);
  if (field.kind === 'toggle') return { value: typed === 'true' };
  const refused = { error: errorOf(field, context, entries) };
  if (typed === '') return isRequired(field, context, entries) ? refused : undefined;
  const maxLength = field.maxLength ?? DEFAULT_MAX_LENGTH;
  if (typed.length > maxLength) return { error: { key: 'error.tooLong', params: { maxLength } } };
  const choices = field.choices?.(context);
  if (choices !== undefined && !choices.some((choice) => choice.value === typed)) return refused;
  const pattern = field.pattern?.(context, entries);
  if (pattern !== undefined && !new RegExp(pattern).test(typed)) return refused;
  if (field.kind === 'number' && !isWholeNumberWithin(typed, field.min, maxOf(field, context))) {
    return refused;
  }
  if (field.schema === undefined) {
    return { value: field.kind === 'number' ? Number(typed) : typed };
  }
  const parsed = field.schema(context, entries).safeParse(typed);
  if (parsed.success) return { value: parsed.data };
  const message = parsed.error.issues[0]?.message;
  return message?.startsWith('error.') === true ? { error: { key: message } } : refused;
}

/** Control characters out, inner white space to single blanks, ends trimmed. */
function normalise(typed: string | undefined): string {
  return (typed ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim();
}

function isWholeNumberWithin(typed: string, min = 0, max = Number.MAX_SAFE_INTEGER): boolean {
  if (!/^\d{1,9}$/.test(typed)) return false;
  const value = Number(typed);
  return value >= min && value <= max;
}

function isRequired<L>(field: Field<L>, context: SectionContext<L>, entries: Entries): boolean {
  return typeof field.required === 'boolean' ? field.required : field.required(context, entries);
}

function maxOf<L>(field: Field<L>, context: SectionContext<L>): number | undefined {
  return typeof field.max === 'function' ? field.max(context) : field.max;
}

/** How an answer reads on the review. */
export function readBack<L>(
  field: Field<L>,
  value: AnswerValue,
  context: SectionContext<L>,
): string {
  if (field.readBack !== undefined) return field.readBack(value, context);
  if (typeof value === 'boolean') return context.texts(value ? 'answer.yes' : 'answer.no');
  const text = textValue(value);
  return field.choices?.(context).find((choice) => choice.value === text)?.title ?? text;
}

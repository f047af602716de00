import { z } from 'zod';
import { hashOf } from '../dialogs/draft';
import { INPUT_PREFIX } from '../dialogs/field';
import type { Person } from '../services/person';
import { isSamePerson } from '../services/person';
import type { DraftRow } from '../services/turnStore';

/** What a card action carries: routing keys and what was typed, nothing worth forging. */
export interface Click {
  readonly action: string;
  readonly draft: string | undefined;
  readonly section: string | undefined;
  readonly revision: number | undefined;
  readonly list: string | undefined;
  readonly item: string | undefined;
  /** By field id, as typed. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** No form has more inputs, and no input takes more text: what is beyond is not kept. */
const MOST_INPUTS = 80;
const MOST_CHARACTERS = 2_000;
const INPUT_NAME = /^f_([A-Za-z][A-Za-z0-9_]{0,60})$/;

const key = z.string().max(200).optional().catch(undefined);
const keysSchema = z.object({
  action: z.string().regex(/^[A-Za-z]{1,40}$/),
  draft: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,64}$/)
    .optional()
    .catch(undefined),
  section: key,
  revision: z.coerce.number().int().optional().catch(undefined),
  list: key,
  item: key,
});

/** Reads what a client sent as a card action; undefined for what is none of ours. */
export function parseClick(value: unknown): Click | undefined {
  const parsed = keysSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { action, draft, section, revision, list, item } = parsed.data;
  return { action, draft, section, revision, list, item, inputs: inputsOf(value) };
}

/** Inputs arrive as strings; clients that send numbers or booleans mean their text. */
function inputsOf(value: unknown): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const [name, sent] of Object.entries(Object(value) as Record<string, unknown>)) {
    const field = INPUT_NAME.exec(name)?.[1];
    if (field === undefined || field in inputs || !name.startsWith(INPUT_PREFIX)) continue;
    if (Object.keys(inputs).length >= MOST_INPUTS) break;
    inputs[field] = textOf(sent);
  }
  return inputs;
}

function textOf(sent: unknown): string {
  if (typeof sent === 'string') return sent.slice(0, MOST_CHARACTERS);
  return typeof sent === 'number' || typeof sent === 'boolean' ? String(sent) : '';
}

/** How a click relates to the draft that it names. */
export type Freshness =
  /** The card it comes from is the current one. */
  | 'fresh'
  /** The click that was accepted last, once more. */
  | 'repeat'
  /** From a card that was followed by another. */
  | 'stale'
  /** There is no such draft, or it is somebody else's; which of the two is not told. */
  | 'unknown';

/** Judges a click against the draft as it is now. */
export function freshnessOf(click: Click, row: DraftRow | undefined, person: Person): Freshness {
  if (row === undefined || !isSamePerson(row.owner, person)) return 'unknown';
  if (row.lastClick === hashOfClick(click)) return 'repeat';
  return click.revision === row.revision ? 'fresh' : 'stale';
}

/** The same click has the same hash, however it is delivered. */
export function hashOfClick(click: Click): string {
  return hashOf({ ...click, inputs: click.inputs });
}

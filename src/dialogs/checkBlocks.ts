import type { Texts } from '../cards/texts';
import type { BlockView } from '../cards/views';
import type { Check, Entries, Suggestion } from './draft';
import { INPUT_PREFIX } from './field';
import type { SectionClick, SectionContext } from './section';

/*
 * What a rule's verdict looks like below the field that it is about, and what the person says to it: a
 * warning can be confirmed, a suggestion taken up. Both hold for the very values that were judged.
 */

/** The button that takes a suggestion up at once. */
export const TAKE_UP = 'takeUp';
const AS_TYPED = 'typed';

const confirmField = (field: string): string => `confirm_${field}`;
const chooseField = (field: string): string => `choose_${field}`;

/** Inputs and buttons for a check that found a field wrong. */
export function checkBlocks(
  field: string,
  { outcome, overridable, suggestions = [] }: Check,
  { texts }: SectionContext,
): readonly BlockView[] {
  if (outcome !== 'wrong') return [];
  if (overridable !== true)
    return suggestions.length === 0 ? [] : takeUpBlocks(field, suggestions, texts);
  return [
    suggestions.length === 0 ? confirmBlock(field, texts) : chooseBlock(field, suggestions, texts),
  ];
}

function takeUpBlocks(
  field: string,
  suggestions: readonly Suggestion[],
  texts: Texts,
): readonly BlockView[] {
  const buttons = suggestions.map(({ title }, index) => ({
    title,
    accessibleName: texts('check.take', { title }),
    data: { action: TAKE_UP, item: `${field}.${index}` },
    sendsInputs: true,
  }));
  return [
    { type: 'text', text: texts('check.alternatives'), subtle: true },
    { type: 'actions', links: [], buttons },
  ];
}

function confirmBlock(field: string, texts: Texts): BlockView {
  return {
    type: 'input',
    input: {
      id: `${INPUT_PREFIX}${confirmField(field)}`,
      kind: 'toggle',
      label: texts('check.confirm'),
      required: false,
      value: 'false',
      errorMessage: texts('check.confirm'),
    },
  };
}

function chooseBlock(field: string, suggestions: readonly Suggestion[], texts: Texts): BlockView {
  return {
    type: 'input',
    input: {
      id: `${INPUT_PREFIX}${chooseField(field)}`,
      kind: 'radio',
      label: texts('check.choose'),
      required: false,
      value: '',
      errorMessage: texts('check.choose'),
      choices: [
        ...suggestions.map(({ title }, index) => ({ value: String(index), title })),
        { value: AS_TYPED, title: texts('check.asTyped') },
      ],
    },
  };
}

/** What a click says to the verdicts on the card it came from. */
export interface Verdicts {
  /** The inputs, with the suggestions that were taken up in them. */
  readonly inputs: Entries;
  /** Fields whose suggestion was taken up. */
  readonly taken: readonly string[];
  /** Fields whose value the person confirms as typed. */
  readonly confirmed: readonly string[];
}

/**
 * Reads what the person said to the checks of the card. Choices beside values that were changed at the
 * same time are not obeyed: they were about other values.
 */
export function readVerdicts(
  click: SectionClick,
  kept: Entries,
  checks: Readonly<Record<string, Check>>,
): Verdicts {
  const taken: string[] = [];
  const confirmed: string[] = [];
  let inputs: Entries = withoutVerdicts(click.inputs);
  const before = withoutVerdicts(kept);
  const isUnchanged = Object.entries(inputs).every(([id, value]) => (before[id] ?? '') === value);
  for (const [field, check] of Object.entries(checks)) {
    const suggestion = takenUp(click, field, check, isUnchanged);
    if (suggestion !== undefined) {
      inputs = { ...inputs, ...suggestion.entries };
      taken.push(field);
    }
    const isAsTyped = click.inputs[chooseField(field)] === AS_TYPED;
    if (isAsTyped || click.inputs[confirmField(field)] === 'true') confirmed.push(field);
  }
  return { inputs, taken, confirmed };
}

function takenUp(click: SectionClick, field: string, check: Check, isUnchanged: boolean) {
  const [of, pressed] = (click.item ?? '').split('.');
  if (click.action === TAKE_UP) return of === field ? at(check, pressed) : undefined;
  const chosen = click.inputs[chooseField(field)];
  return isUnchanged && check.overridable === true ? at(check, chosen) : undefined;
}

function at(check: Check, index: string | undefined) {
  return index !== undefined && /^\d+$/.test(index)
    ? check.suggestions?.[Number(index)]
    : undefined;
}

function withoutVerdicts(entries: Entries): Entries {
  return Object.fromEntries(
    Object.entries(entries).filter(([id]) => !/^(confirm|choose)_/.test(id)),
  );
}

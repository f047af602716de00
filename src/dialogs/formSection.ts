import type { BlockView } from '../cards/views';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import { checkBlocks } from './checkBlocks';
import type { AnswerValue, Answers, Check, Draft, Entries } from './draft';
import {
  fieldInput,
  fieldLabel,
  isMarked,
  parseFields,
  readBack,
  shownEntries,
  type Field,
} from './field';
import type {
  CheckResults,
  Environment,
  FieldErrors,
  LoadContext,
  OutsideState,
  ReviewRow,
  Section,
  SectionContext,
  SectionServices,
  WantedEffect,
} from './section';

/** A section that is one form: fields, and what they come to. */
export interface FormSectionDefinition<L> {
  readonly id: string;
  readonly group: string;
  readonly fields: readonly Field<L>[];
  readonly dependsOn?: Section['dependsOn'];
  readonly when?: (draft: Draft, environment: Environment) => boolean;
  readonly load?: (context: LoadContext, services: SectionServices) => Promise<L>;
  /** Blocks above and below the inputs: an explanation, a link. */
  readonly before?: (context: SectionContext<L>) => readonly BlockView[];
  readonly after?: (context: SectionContext<L>) => readonly BlockView[];
  /** Blocks below a field that a rule found wrong. */
  readonly beside?: (field: string, check: Check, context: SectionContext<L>) => BlockView[];
  readonly check?: (
    context: LoadContext,
    answers: Answers,
    services: SectionServices,
  ) => Promise<CheckResults>;
  readonly contribute: (answers: Answers, context: SectionContext<L>) => Partial<CustomerOrder>;
  readonly effect?: (draft: Draft, environment: Environment) => WantedEffect | undefined;
  readonly state?: (context: SectionContext<L>) => OutsideState;
  /** What else stands in the way of Submit, by the field whose answer mends it. */
  readonly obstacles?: (context: SectionContext<L>) => FieldErrors;
  /** Opens a part of the card at a click that is neither sent nor checked. */
  readonly opens?: readonly string[];
  /** Parts that, opened, take the whole card; Back leads from them to the form. */
  readonly pages?: Readonly<
    Record<string, (context: SectionContext<L>, entries: Entries) => readonly BlockView[]>
  >;
  /** Fills fields in at a click that is neither sent nor checked. */
  readonly fills?: Readonly<Record<string, (context: SectionContext<L>) => Entries>>;
}

/** Makes a section of one form; everything a Section must do is derived from its fields. */
export function formSection<L>(definition: FormSectionDefinition<L>): Section {
  const { id, fields, pages = {}, state } = definition;
  return {
    id,
    group: definition.group,
    dependsOn: definition.dependsOn ?? [],
    ...(definition.when !== undefined && { when: definition.when }),
    ...(definition.check !== undefined && { check: definition.check }),
    ...(definition.effect !== undefined && { effect: definition.effect }),
    ...(state !== undefined && { state: (untyped) => state(typed<L>(untyped)) }),
    actions: [
      ...(definition.opens ?? []),
      ...Object.keys(pages),
      ...Object.keys(definition.fills ?? {}),
    ],
    isPage: ({ open }) => open !== undefined && open in pages,
    complete: (answers) =>
      fields
        .filter((field) => field.required === true && field.when === undefined)
        .every((field) => answers[field.id] !== undefined),
    load: async (context, services) => definition.load?.(context, services),
    view: (untyped, entries, errors) => {
      const context = typed<L>(untyped);
      const page = pages[context.editing.open ?? ''];
      if (page !== undefined) return page(context, entries ?? {});
      return [
        ...(definition.before?.(context) ?? []),
        ...formBlocks(definition, context, entries, errors),
        ...(definition.after?.(context) ?? []),
      ];
    },
    typed: (untyped, inputs) => {
      const context = typed<L>(untyped);
      const { entries, answers } = context.draft;
      const shown = shownEntries(fields, context, entries[id]?.values, answers[id]);
      const asked = fields.filter((field) => field.when?.(context, shown) !== false);
      return { ...Object.fromEntries(asked.map((field) => [field.id, ''])), ...inputs };
    },
    reduce: (untyped, click) => {
      const context = typed<L>(untyped);
      if (click.action in pages || definition.opens?.includes(click.action) === true) {
        return {
          type: 'stay',
          entries: click.inputs,
          editing: { ...context.editing, open: click.action },
        };
      }
      const filled = definition.fills?.[click.action]?.(context);
      if (filled !== undefined) return { type: 'stay', entries: { ...click.inputs, ...filled } };
      const parsed = parseFields(fields, context, click.inputs);
      return parsed.ok
        ? { type: 'accept', answers: parsed.answers }
        : {
            type: 'stay',
            entries: click.inputs,
            proposed: parsed.proposed,
            errors: parsed.errors,
          };
    },
    verify: (untyped) => {
      const context = typed<L>(untyped);
      const answers = context.draft.answers[id] ?? {};
      const parsed = parseFields(fields, context, shownEntries(fields, context, {}, answers));
      const obstacles = definition.obstacles?.(context) ?? new Map();
      return parsed.ok ? obstacles : new Map([...obstacles, ...parsed.errors]);
    },
    rows: (untyped) => fieldRows(fields, typed<L>(untyped), untyped.draft.answers[id]),
    contribute: (untyped) =>
      definition.contribute(untyped.draft.answers[id] ?? {}, typed<L>(untyped)),
    label: (fieldId, untyped) => {
      const context = typed<L>(untyped);
      const field = fields.find((one) => one.id === fieldId);
      if (field === undefined) return context.texts(`section.${id}`);
      const { draft } = context;
      const shown = shownEntries(fields, context, draft.entries[id]?.values, draft.answers[id]);
      return fieldLabel(field, context, shown);
    },
  };
}

/** The inputs of the fields that are asked now, and below each what a rule offers for it. */
function formBlocks<L>(
  { id, fields, beside }: FormSectionDefinition<L>,
  context: SectionContext<L>,
  entries: Entries | undefined,
  errors: FieldErrors,
): readonly BlockView[] {
  const { draft } = context;
  const shown = shownEntries(fields, context, entries, draft.answers[id]);
  const checks = draft.entries[id]?.checks ?? {};
  const asked = fields.filter((field) => field.when?.(context, shown) !== false);
  const hasMarks = asked.some((field) => isMarked(field, context, shown));
  return [
    ...(hasMarks
      ? [{ type: 'text' as const, text: context.texts('form.required'), subtle: true }]
      : []),
    ...asked.flatMap((field): readonly BlockView[] => {
      const error = errors.get(field.id);
      const input = fieldInput(field, context, shown, error);
      const check = error === undefined ? undefined : checks[field.id];
      return [
        { type: 'input', input },
        ...(check === undefined ? [] : checkBlocks(field.id, check, context)),
        ...(check === undefined ? [] : (beside?.(field.id, check, context) ?? [])),
      ];
    }),
  ];
}

function fieldRows<L>(
  fields: readonly Field<L>[],
  context: SectionContext<L>,
  answers: Answers | undefined,
): readonly ReviewRow[] {
  const shown = shownEntries(fields, context, {}, answers ?? {});
  return fields
    .filter((field) => field.when?.(context, shown) !== false)
    .flatMap((field) => {
      const value: AnswerValue | undefined = answers?.[field.id];
      if (value === undefined) return [];
      return [
        {
          field: field.id,
          label: fieldLabel(field, context, shown),
          value: readBack(field, value, context),
        },
      ];
    });
}

/** `loaded` is what this section's own `load` returned; the list of sections can't say so in types. */
function typed<L>(context: SectionContext): SectionContext<L> {
  return context as SectionContext<L>;
}

/** A text answer, '' where there is none. */
export function textOf(answers: Answers | undefined, field: string): string {
  const value = answers?.[field];
  return typeof value === 'string' ? value : '';
}

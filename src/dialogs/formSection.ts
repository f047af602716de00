import type { BlockView } from '../cards/views';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import type { AnswerValue, Answers, Draft, Entries } from './draft';
import { fieldInput, fieldLabel, parseFields, readBack, type Field } from './field';
import type {
  CheckResults,
  Environment,
  FieldErrors,
  LoadContext,
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
  readonly check?: (
    context: LoadContext,
    answers: Answers,
    services: SectionServices,
  ) => Promise<CheckResults>;
  readonly contribute: (answers: Answers, context: SectionContext<L>) => Partial<CustomerOrder>;
  readonly effect?: (draft: Draft, environment: Environment) => WantedEffect | undefined;
  /** Opens a part of the card at a click that is neither sent nor checked. */
  readonly opens?: readonly string[];
}

/** Makes a section of one form; everything a Section must do is derived from its fields. */
export function formSection<L>(definition: FormSectionDefinition<L>): Section {
  const { id, fields } = definition;
  return {
    id,
    group: definition.group,
    dependsOn: definition.dependsOn ?? [],
    ...(definition.when !== undefined && { when: definition.when }),
    ...(definition.check !== undefined && { check: definition.check }),
    ...(definition.effect !== undefined && { effect: definition.effect }),
    complete: (answers) =>
      fields.every((field) => field.required !== true || answers[field.id] !== undefined),
    load: async (context, services) => definition.load?.(context, services),
    view: (untyped, entries, errors) => {
      const context = typed<L>(untyped);
      return [
        ...(definition.before?.(context) ?? []),
        ...fieldBlocks(fields, context, entries, context.draft.answers[id], errors),
        ...(definition.after?.(context) ?? []),
      ];
    },
    reduce: (untyped, click) => {
      const context = typed<L>(untyped);
      if (definition.opens?.includes(click.action) === true) {
        return {
          type: 'stay',
          entries: click.inputs,
          editing: { ...context.editing, open: click.action },
        };
      }
      const parsed = parseFields(fields, context, click.inputs);
      return parsed.ok
        ? { type: 'accept', answers: parsed.answers }
        : { type: 'stay', entries: click.inputs, errors: parsed.errors };
    },
    rows: (untyped) => fieldRows(fields, typed<L>(untyped), untyped.draft.answers[id]),
    contribute: (untyped) =>
      definition.contribute(untyped.draft.answers[id] ?? {}, typed<L>(untyped)),
    label: (fieldId, untyped) => {
      const field = fields.find((one) => one.id === fieldId);
      return field === undefined
        ? untyped.texts(`section.${id}`)
        : fieldLabel(field, typed<L>(untyped));
    },
  };
}

/** The inputs of the fields that are asked now. */
export function fieldBlocks<L>(
  fields: readonly Field<L>[],
  context: SectionContext<L>,
  entries: Entries | undefined,
  answers: Answers | undefined,
  errors: FieldErrors,
): readonly BlockView[] {
  return fields
    .filter((field) => field.when?.(context) !== false)
    .map((field) => ({
      type: 'input',
      input: fieldInput(field, context, entries, answers, errors.get(field.id)),
    }));
}

function fieldRows<L>(
  fields: readonly Field<L>[],
  context: SectionContext<L>,
  answers: Answers | undefined,
): readonly ReviewRow[] {
  return fields
    .filter((field) => field.when?.(context) !== false)
    .flatMap((field) => {
      const value: AnswerValue | undefined = answers?.[field.id];
      if (value === undefined) return [];
      return [
        {
          field: field.id,
          label: fieldLabel(field, context),
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

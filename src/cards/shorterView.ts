import { textsFor } from './texts';
import type { BlockView, InputView, NoticeView, ReviewGroupView, View } from './views';

/** How much less a card says where all that it has to say is more than a channel takes. */
export interface Shortening {
  /** So many of the errors on top; the rest are counted, and each stands beside its row all the same. */
  readonly errors: number;
  /** Longest text from elsewhere: a title of Partner Center's, a value, what a check said of it. */
  readonly characters: number;
  /** A check that found nothing is said by its symbol alone. */
  readonly isQuietWhereGood: boolean;
}

/** From the mildest to the last; what a person typed into an input is never shortened. */
export const SHORTENINGS: readonly Shortening[] = [
  { errors: 8, characters: Infinity, isQuietWhereGood: true },
  { errors: 8, characters: 160, isQuietWhereGood: true },
  { errors: 4, characters: 80, isQuietWhereGood: true },
  { errors: 2, characters: 40, isQuietWhereGood: true },
];

/** Labels of boxes say what is confirmed, which needs more room than a title. */
const LABEL_ROOM = 4;

/** The same view in less; every row, input and button of it is still there. */
export function shorterView(view: View, how: Shortening): View {
  const cut = (text: string): string => shortened(text, how.characters);
  const cutNotice = (notice: NoticeView): NoticeView => ({ ...notice, text: cut(notice.text) });
  const common = { notices: view.notices.map(cutNotice) };
  switch (view.kind) {
    case 'welcome':
      return view;
    case 'form':
      return {
        ...view,
        ...common,
        errors: fewer(view, how),
        blocks: view.blocks.map((block) => shorterBlock(block, how)),
      };
    case 'review':
      return {
        ...view,
        ...common,
        errors: fewer(view, how),
        groups: view.groups.map((group) => shorterGroup(group, how)),
        inputs: view.inputs.map((input) => shorterInput(input, how)),
      };
    case 'status':
      return {
        ...view,
        ...common,
        steps: view.steps.map((step) =>
          step.detail === undefined ? step : { ...step, detail: cut(step.detail) },
        ),
        facts: view.facts.map((fact) => shorterFact(fact, how)),
      };
    case 'result':
      return { ...view, ...common, facts: view.facts.map((fact) => shorterFact(fact, how)) };
    case 'list':
      return {
        ...view,
        ...common,
        items: view.items.map((item) => ({
          ...item,
          title: cut(item.title),
          details: item.details.map(cut),
        })),
      };
  }
}

/** The first errors, and how many more there are. */
function fewer(
  { errors, language }: Extract<View, { kind: 'form' | 'review' }>,
  how: Shortening,
): readonly string[] {
  const shown = errors.slice(0, how.errors).map((error) => shortened(error, how.characters * 2));
  const rest = errors.length - shown.length;
  return rest === 0 ? shown : [...shown, textsFor(language)('error.more', { count: rest })];
}

function shorterBlock(block: BlockView, how: Shortening): BlockView {
  switch (block.type) {
    case 'input':
      return { ...block, input: shorterInput(block.input, how) };
    case 'item':
      return {
        ...block,
        title: shortened(block.title, how.characters),
        details: block.details.map((detail) => shortened(detail, how.characters)),
        inputs: block.inputs.map((input) => shorterInput(input, how)),
      };
    case 'notice': {
      const { notice } = block;
      return { ...block, notice: { ...notice, text: shortened(notice.text, how.characters * 2) } };
    }
    case 'heading':
    case 'text':
    case 'actions':
      return block;
  }
}

function shorterGroup(group: ReviewGroupView, how: Shortening): ReviewGroupView {
  return {
    ...group,
    rows: group.rows.map((row) => {
      const { check } = row;
      const text = check === undefined ? '' : shortened(check.text, how.characters);
      const isQuiet = check?.tone === 'good' && how.isQuietWhereGood;
      return {
        ...shorterFact(row, how),
        ...(check !== undefined && { check: { ...check, text: isQuiet ? '' : text } }),
      };
    }),
    notices: group.notices.map((notice) => ({
      ...notice,
      text: shortened(notice.text, how.characters * 2),
    })),
  };
}

function shorterFact<T extends { readonly label: string; readonly value: string }>(
  fact: T,
  { characters }: Shortening,
): T {
  return {
    ...fact,
    label: shortened(fact.label, characters),
    // An address is there to be copied.
    value: /^https?:\/\/\S+$/.test(fact.value) ? fact.value : shortened(fact.value, characters),
  };
}

function shorterInput(input: InputView, { characters }: Shortening): InputView {
  return {
    ...input,
    label: shortened(input.label, characters * LABEL_ROOM),
    ...(input.error !== undefined && { error: shortened(input.error, characters) }),
    ...(input.choices !== undefined && {
      choices: input.choices.map((choice) => ({
        ...choice,
        title: shortened(choice.title, characters * 2),
      })),
    }),
  };
}

/** Cut inside the text, so that what tells two titles apart at their ends stays. */
function shortened(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = Math.floor(characters / 3);
  const head = text.slice(0, characters - end - 1).replace(/[\uD800-\uDBFF]$/, '');
  const tail = text.slice(-end).replace(/^[\uDC00-\uDFFF]/, '');
  return `${head}…${tail}`;
}

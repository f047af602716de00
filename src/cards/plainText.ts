import { harmless } from './harmless';
import type {
  BlockView,
  ButtonView,
  FactView,
  InputView,
  LinkView,
  NoticeView,
  ReviewGroupView,
  StepView,
  Tone,
  View,
} from './views';

/** What stands before a line besides its colour; the words say it too. */
export const TONE_SYMBOLS = {
  info: 'ℹ',
  good: '✓',
  warning: '⚠',
  wrong: '✕',
} as const satisfies Record<Tone, string>;

/** What stands before a step besides its state in words. */
export const STEP_SYMBOLS = {
  todo: '○',
  running: '◔',
  waiting: '⋯',
  done: '✓',
  failed: '✕',
  skipped: '–',
} as const satisfies Record<StepView['state'], string>;

/** Longest summary, in UTF-16 units; notifications show about as much. */
const SUMMARY_LENGTH = 180;
const NO_VALUE = '–';

/**
 * The whole card in words: for `fallbackText`, for `speak`, and for channels without cards. What is
 * wrong comes first, the first wrong field named first.
 */
export function plainTextOf(view: View): string {
  return [
    ...errorsOf(view).map((error) => `✕ ${harmless(error)}`),
    ...headLines(view),
    ...bodyLines(view),
    ...footLines(view),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** One line for notifications: what is wrong first where something is, else what the card is about. */
export function summaryOf(view: View): string {
  const [error] = errorsOf(view);
  if (error !== undefined) return shortened(`${view.title}: ${harmless(error)}`);
  switch (view.kind) {
    case 'form':
      return shortened(view.progress === '' ? view.title : `${view.title} (${view.progress})`);
    case 'status':
    case 'result':
      return shortened(`${view.title}: ${view.lead}`);
    case 'review':
    case 'list':
    case 'welcome':
      return shortened(view.title);
  }
}

function errorsOf(view: View): readonly string[] {
  return view.kind === 'form' || view.kind === 'review' ? view.errors : [];
}

function headLines(view: View): readonly string[] {
  const progress = view.kind === 'form' || view.kind === 'review' ? view.progress : '';
  const title = progress === '' ? view.title : `${view.title} (${progress})`;
  return [title, ...view.notices.map(noticeLine), view.lead ?? ''];
}

function bodyLines(view: View): readonly string[] {
  switch (view.kind) {
    case 'welcome':
      return [...view.hints, ...(view.commands ?? []).map(({ word, text }) => `${word}: ${text}`)];
    case 'form':
      return view.blocks.flatMap(blockLines);
    case 'review':
      return [...view.groups.flatMap(groupLines), ...view.inputs.flatMap(inputLines)];
    case 'status':
      return [...view.steps.map(stepLine), ...view.facts.map(factLine)];
    case 'result':
      return view.facts.map(factLine);
    case 'list':
      return [
        ...(view.search === undefined ? [] : inputLines(view.search.input)),
        ...view.items.flatMap(({ title, details, buttons }) => [
          `• ${[title, ...details].map(harmless).join(' · ')}`,
          buttonLine(buttons),
        ]),
        buttonLine(view.pager),
        ...(view.foot === undefined
          ? []
          : [...inputLines(view.foot.input), buttonLine([view.foot.button])]),
      ];
  }
}

function footLines(view: View): readonly string[] {
  return [buttonLine(view.buttons), ...(view.links ?? []).map(linkLine)];
}

function blockLines(block: BlockView): readonly string[] {
  switch (block.type) {
    case 'input':
      return inputLines(block.input);
    case 'heading':
    case 'text':
      return [block.text];
    case 'notice':
      return [noticeLine(block.notice)];
    case 'item':
      return [
        `• ${[block.title, ...block.details].map(harmless).join(' · ')}`,
        ...block.inputs.flatMap(inputLines),
        buttonLine(block.buttons),
      ];
    case 'actions':
      return [buttonLine(block.buttons), ...block.links.map(linkLine)];
  }
}

function groupLines(group: ReviewGroupView): readonly string[] {
  return [
    group.title,
    ...group.rows.map((row) =>
      row.check === undefined ? factLine(row) : `${factLine(row)} ${noticeLine(row.check)}`,
    ),
    ...group.notices.map(noticeLine),
    ...group.links.map(linkLine),
    buttonLine([...(group.buttons ?? []), ...(group.update === undefined ? [] : [group.update])]),
  ];
}

function inputLines(input: InputView): readonly string[] {
  return [
    `${input.label}: ${inputValue(input)}`,
    ...(input.error === undefined ? [] : [`✕ ${harmless(input.error)}`]),
  ];
}

function inputValue({ kind, value, choices }: InputView): string {
  if (kind === 'toggle') return value === 'true' ? '☑' : '☐';
  const title = choices?.find((choice) => choice.value === value)?.title ?? value;
  return title === '' ? NO_VALUE : harmless(title);
}

function stepLine({ title, state, stateText, detail }: StepView): string {
  const more = detail === undefined ? '' : ` (${harmless(detail)})`;
  return `${STEP_SYMBOLS[state]} ${title}: ${stateText}${more}`;
}

function factLine({ label, value }: FactView): string {
  return `${harmless(label)}: ${value === '' ? NO_VALUE : harmless(value)}`;
}

function noticeLine({ tone, text }: NoticeView): string {
  return `${TONE_SYMBOLS[tone]} ${harmless(text)}`;
}

function linkLine({ title, url }: LinkView): string {
  // Of an e-mail, to whom; its text is in the link.
  return `${title}: ${url.startsWith('mailto:') ? url.replace(/\?.*$/, '') : url}`;
}

function buttonLine(buttons: readonly ButtonView[]): string {
  return buttons
    .filter((button) => button.disabled !== true)
    .map((button) => `[${button.title}]`)
    .join(' ');
}

/** Cuts at a blank where there is one, never inside a surrogate pair. */
function shortened(text: string, length = SUMMARY_LENGTH): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const blank = cut.lastIndexOf(' ');
  const end = blank > length / 2 ? cut.slice(0, blank) : cut.replace(/[\uD800-\uDBFF]$/, '');
  return `${end}…`;
}

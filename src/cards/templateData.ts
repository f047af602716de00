import { harmless } from './harmless';
import { STEP_SYMBOLS, TONE_SYMBOLS } from './plainText';
import type {
  BlockView,
  ButtonView,
  ChoiceView,
  FactView,
  FormView,
  InputView,
  LinkView,
  NoticeView,
  ReviewGroupView,
  ReviewRowView,
  StepView,
  Tone,
  View,
} from './views';

/*
 * From a view to what its template expands. Everything that a template names as `${x}` is here, as ''
 * or [] where there is nothing, because a missing value would leave a literal `${x}` on the card and a
 * missing array one broken row. What a template reads as `${$data['x']}` may be absent: the property
 * is then left out.
 */

/** What channels.ts picks: the type of action that the channel's clients know. */
export interface CardStyle {
  readonly actionType: 'Action.Submit' | 'Action.Execute';
  /** Choices with a `dataset` are asked for while the person types. */
  readonly typeahead?: boolean;
}

type Data = Readonly<Record<string, unknown>>;

/** Longest entry of a text input whose view names no limit. */
const DEFAULT_MAX_LENGTH = 1000;

const TONE_STYLES = {
  info: 'accent',
  good: 'good',
  warning: 'warning',
  wrong: 'attention',
} as const satisfies Record<Tone, string>;

const TONE_COLORS = {
  info: 'Default',
  good: 'Good',
  warning: 'Warning',
  wrong: 'Attention',
} as const satisfies Record<Tone, string>;

const STEP_COLORS = {
  todo: 'Default',
  running: 'Accent',
  waiting: 'Warning',
  done: 'Good',
  failed: 'Attention',
  skipped: 'Default',
} as const satisfies Record<StepView['state'], string>;

/** The data for the template of the view's kind. */
export function templateData(view: View, style: CardStyle, fallbackText: string): Data {
  return {
    language: view.language,
    fallbackText,
    progress: '',
    title: view.title,
    notices: view.notices.map(noticeData),
    errors: [],
    lead: '',
    actions: actionsData(positiveFirst(view.buttons), view.links ?? [], style),
    ...kindData(view, style),
  };
}

function kindData(view: View, style: CardStyle): Data {
  switch (view.kind) {
    case 'welcome':
      return {
        lead: harmless(view.lead),
        hints: view.hints.map(harmless),
        commands: view.commands ?? [],
      };
    case 'form':
      return {
        progress: view.progress,
        lead: harmless(view.lead ?? ''),
        errors: view.errors.map(harmless),
        blocks: blocksOf(view, style).map((block) => blockData(block, style)),
      };
    case 'review':
      return {
        progress: view.progress,
        lead: harmless(view.lead),
        errors: view.errors.map(harmless),
        groups: view.groups.map((group) => groupData(group, style)),
        inputs: view.inputs.map((input) => inputData(input, style)),
      };
    case 'status':
      return {
        lead: harmless(view.lead),
        steps: view.steps.map(stepData),
        facts: view.facts.map(factData),
      };
    case 'result':
      return { lead: harmless(view.lead), facts: view.facts.map(factData) };
    case 'list':
      return {
        lead: harmless(view.lead),
        search: boxData(view.search, style),
        foot: boxData(view.foot, style),
        items: view.items.map(({ title, details, buttons }) => ({
          title: harmless(title),
          details: details.map(harmless),
          actions: actionsData(buttons, [], style),
        })),
        pager: actionRow(view.pager, [], style),
      };
  }
}

/** An input with its button, where a list has one. */
function boxData(
  box: { readonly input: InputView; readonly button: ButtonView } | undefined,
  style: CardStyle,
): readonly Data[] {
  if (box === undefined) return [];
  return [{ inputs: [inputData(box.input, style)], actions: actionsData([box.button], [], style) }];
}

const EMPTY_BLOCK = { text: '', title: '', details: [], notices: [], inputs: [], actions: [] };

/** Without the pages of lists that are asked for while the person types. */
function blocksOf({ blocks }: FormView, { typeahead }: CardStyle): readonly BlockView[] {
  if (typeahead !== true) return blocks;
  const asked = blocks.map((block) => (block.type === 'input' ? block.input.dataset : undefined));
  return blocks.filter((block) => !('pagesOf' in block) || !asked.includes(block.pagesOf));
}

function blockData(block: BlockView, style: CardStyle): Data {
  switch (block.type) {
    case 'input':
      return {
        ...EMPTY_BLOCK,
        block: 'input',
        spacing: 'Medium',
        inputs: [inputData(block.input, style)],
      };
    case 'heading':
      return { ...EMPTY_BLOCK, block: 'heading', spacing: 'Large', text: block.text };
    case 'text':
      return {
        ...EMPTY_BLOCK,
        block: 'text',
        spacing: 'Small',
        text: harmless(block.text),
        isSubtle: block.subtle === true,
        size: block.subtle === true ? 'Small' : 'Default',
      };
    case 'notice':
      return {
        ...EMPTY_BLOCK,
        block: 'notice',
        spacing: 'Medium',
        notices: [noticeData(block.notice)],
      };
    case 'item':
      return {
        ...EMPTY_BLOCK,
        block: 'item',
        spacing: 'Medium',
        separator: true,
        title: harmless(block.title),
        details: block.details.map(harmless),
        inputs: block.inputs.map((input) => inputData(input, style)),
        actions: actionsData(block.buttons, [], style),
      };
    case 'actions':
      return {
        ...EMPTY_BLOCK,
        block: 'actions',
        spacing: 'Small',
        actions: actionsData(block.buttons, block.links, style),
      };
  }
}

function groupData(group: ReviewGroupView, style: CardStyle): Data {
  return {
    title: group.title,
    actions: actionsData(group.update === undefined ? [] : [group.update], [], style),
    rows: group.rows.map(rowData),
    notices: group.notices.map(noticeData),
    linkSet: actionRow(group.buttons ?? [], group.links, style),
  };
}

function rowData({ label, value, check }: ReviewRowView): Data {
  return {
    ...factData({ label, value }),
    checks:
      check === undefined
        ? []
        : [
            {
              symbol: TONE_SYMBOLS[check.tone],
              text: harmless(check.text),
              color: TONE_COLORS[check.tone],
            },
          ],
  };
}

function factData({ label, value, isId }: FactView): Data {
  return {
    label: harmless(label),
    value: value === '' ? '–' : harmless(value),
    fontType: isId === true ? 'Monospace' : 'Default',
  };
}

function noticeData({ tone, text }: NoticeView): Data {
  return { style: TONE_STYLES[tone], symbol: TONE_SYMBOLS[tone], text: harmless(text) };
}

function stepData({ title, state, stateText, detail }: StepView): Data {
  return {
    title: harmless(title),
    stateText,
    detail: detail === undefined ? '' : harmless(detail),
    symbol: STEP_SYMBOLS[state],
    color: STEP_COLORS[state],
    weight: state === 'todo' || state === 'skipped' ? 'Default' : 'Bolder',
  };
}

function inputData(input: InputView, style: CardStyle): Data {
  return {
    id: input.id,
    label: input.label,
    isRequired: input.required,
    errorMessage: input.errorMessage,
    error: input.error === undefined ? '' : harmless(input.error),
    hint: harmless(input.hint ?? ''),
    placeholder: input.placeholder,
    value: input.value,
    ...inputKindData(input, style),
  };
}

function inputKindData(input: InputView, { typeahead }: CardStyle): Data {
  switch (input.kind) {
    case 'text':
      return textData(input, 'Text');
    case 'email':
      return textData(input, 'Email');
    case 'phone':
      return textData(input, 'Tel');
    case 'url':
      return textData(input, 'Url');
    case 'number':
      return {
        element: 'number',
        min: input.min,
        max: input.max,
        value: /^-?\d+(\.\d+)?$/.test(input.value) ? Number(input.value) : undefined,
      };
    case 'date':
      return {
        element: 'date',
        value: /^\d{4}-\d{2}-\d{2}$/.test(input.value) ? input.value : undefined,
      };
    case 'choice':
      // Never `filtered`: Web Chat shows a prefilled one by its value, not by its title.
      return {
        element: 'choice',
        style: 'compact',
        choices: (input.choices ?? []).map(choiceData),
      };
    case 'radio':
      return {
        element: 'choice',
        ...(typeahead === true && input.dataset !== undefined
          ? { style: 'filtered', query: { type: 'Data.Query', dataset: input.dataset } }
          : { style: 'expanded', placeholder: undefined }),
        choices: (input.choices ?? []).map(choiceData),
      };
    case 'toggle':
      return {
        element: 'toggle',
        // The title stands beside the box; what a required box lacks is said by the server.
        isRequired: false,
        label: input.label,
        value: input.value === 'true' ? 'true' : 'false',
      };
  }
}

function textData(input: InputView, style: string): Data {
  return {
    element: 'text',
    style,
    maxLength: input.maxLength ?? DEFAULT_MAX_LENGTH,
    regex: input.pattern,
  };
}

function choiceData({ title, value }: ChoiceView): Data {
  return { title, value };
}

/** One row of buttons as a list for `$data`, so that an empty one leaves no element behind. */
function actionRow(
  buttons: readonly ButtonView[],
  links: readonly LinkView[],
  style: CardStyle,
): readonly Data[] {
  const actions = actionsData(buttons, links, style);
  return actions.length === 0 ? [] : [{ actions }];
}

function actionsData(
  buttons: readonly ButtonView[],
  links: readonly LinkView[],
  { actionType }: CardStyle,
): readonly Data[] {
  return [
    ...buttons.map((button) => ({
      type: actionType,
      title: button.title,
      tooltip: button.accessibleName === undefined ? undefined : harmless(button.accessibleName),
      style: button.style,
      isEnabled: button.disabled === true ? false : undefined,
      // Sending what was typed is what clients do unless they are told otherwise.
      associatedInputs: button.sendsInputs ? undefined : 'none',
      verb: actionType === 'Action.Execute' ? button.data['action'] : undefined,
      data: button.data,
    })),
    ...links.map(({ title, url }) => ({ type: 'Action.OpenUrl', title, url })),
  ];
}

function positiveFirst(buttons: readonly ButtonView[]): readonly ButtonView[] {
  const rank = ({ style }: ButtonView) => (style === 'positive' ? 0 : 1);
  return [...buttons].sort((a, b) => rank(a) - rank(b));
}

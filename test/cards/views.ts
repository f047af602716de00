import type { InputView, View } from '../../src/cards/views';

/** Text that must come out as it went in, wherever it stands. */
export const HOSTILE = '${title} **bold** [a](http://x.example) <b>"quoted"</b> \\ 😀';

const common = {
  language: 'en' as const,
  subject: 'draft:x',
  revision: 3,
  title: 'A title',
  notices: [
    { tone: 'info' as const, text: HOSTILE },
    { tone: 'wrong' as const, text: HOSTILE },
  ],
  buttons: [
    {
      title: 'Next',
      data: { action: 'next', draft: 'x', section: 's', revision: 3 },
      sendsInputs: true,
      style: 'positive' as const,
    },
    { title: 'Cancel', data: { action: 'cancel' }, sendsInputs: false },
  ],
};

export function input(kind: InputView['kind'], more: Partial<InputView> = {}): InputView {
  return {
    id: `f_${kind}`,
    kind,
    label: `Label of ${kind}`,
    hint: 'A hint',
    required: true,
    value: '',
    errorMessage: 'Please fill it in.',
    error: HOSTILE,
    ...more,
  };
}

const choices = Array.from({ length: 30 }, (_, index) => ({
  title: `${HOSTILE} ${index}`,
  value: `v${index}`,
}));

/** One view of each kind, with everything in it that it can have. */
export const VIEWS: Readonly<Record<View['kind'], View>> = {
  welcome: { ...common, kind: 'welcome', lead: 'Lead', hints: ['One', 'Two'] },
  form: {
    ...common,
    kind: 'form',
    progress: 'Step 1 of 2',
    lead: 'Lead',
    errors: [HOSTILE],
    links: [{ title: 'A link', url: 'https://example.com/' }],
    blocks: [
      { type: 'heading', text: 'Heading' },
      { type: 'text', text: 'Text', subtle: true },
      { type: 'notice', notice: { tone: 'warning', text: HOSTILE } },
      { type: 'input', input: input('text', { value: HOSTILE, maxLength: 50 }) },
      { type: 'input', input: input('email', { pattern: '^[^@]+@[^@]+$' }) },
      { type: 'input', input: input('phone') },
      { type: 'input', input: input('url') },
      { type: 'input', input: input('number', { value: '3', min: 1, max: 5 }) },
      { type: 'input', input: input('date', { value: '2026-01-02' }) },
      { type: 'input', input: input('choice', { choices, value: 'v1' }) },
      { type: 'input', input: input('radio', { choices: choices.slice(0, 3) }) },
      { type: 'input', input: input('toggle', { value: 'true' }) },
      {
        type: 'item',
        title: HOSTILE,
        details: [HOSTILE],
        inputs: [input('number', { id: 'f_quantity_1' })],
        buttons: [{ title: 'Remove', data: { action: 'remove' }, sendsInputs: true }],
      },
      {
        type: 'actions',
        buttons: [{ title: 'Search', data: { action: 'search' }, sendsInputs: true }],
        links: [{ title: 'Open', url: 'https://example.com/' }],
      },
    ],
  },
  review: {
    ...common,
    kind: 'review',
    progress: 'Step 2 of 2',
    lead: 'Lead',
    errors: [HOSTILE],
    groups: [
      {
        title: 'Group',
        rows: [
          { label: 'Name', value: HOSTILE },
          { label: 'Domain', value: 'x', check: { tone: 'good', text: HOSTILE } },
        ],
        notices: [{ tone: 'info', text: HOSTILE }],
        links: [{ title: 'Link', url: 'https://example.com/' }],
        update: { title: 'Update', data: { action: 'update' }, sendsInputs: false },
      },
      { title: 'Fixed group', rows: [{ label: 'A', value: '' }], notices: [], links: [] },
    ],
    inputs: [input('toggle')],
  },
  status: {
    ...common,
    kind: 'status',
    lead: 'Lead',
    steps: [
      { title: 'One', state: 'done', stateText: 'done', detail: HOSTILE },
      { title: 'Two', state: 'running', stateText: 'in progress' },
      { title: 'Three', state: 'todo', stateText: 'to do' },
    ],
    facts: [{ label: 'Id', value: HOSTILE }],
  },
  result: { ...common, kind: 'result', lead: 'Lead', facts: [{ label: 'Id', value: HOSTILE }] },
  list: {
    ...common,
    kind: 'list',
    lead: 'Lead',
    search: {
      input: input('text', { id: 'f_search' }),
      button: { title: 'Search', data: { action: 'search' }, sendsInputs: true },
    },
    items: [
      {
        title: HOSTILE,
        details: [HOSTILE],
        buttons: [{ title: 'Show', data: { action: 'show' }, sendsInputs: false }],
      },
      { title: 'No details', details: [], buttons: [] },
    ],
    foot: {
      input: input('text', { id: 'f_code' }),
      button: { title: 'Take over', data: { action: 'takeOver' }, sendsInputs: true },
    },
    pager: [{ title: 'Next page', data: { action: 'page', item: '2' }, sendsInputs: false }],
  },
};

/** The same views with nothing in them that may be absent. */
export const BARE_VIEWS: readonly View[] = [
  { ...common, kind: 'welcome', lead: '', hints: [], notices: [], buttons: [] },
  { ...common, kind: 'form', progress: '', errors: [], blocks: [], notices: [], buttons: [] },
  {
    ...common,
    kind: 'review',
    progress: '',
    lead: '',
    groups: [],
    inputs: [],
    errors: [],
    notices: [],
    buttons: [],
  },
  { ...common, kind: 'status', lead: '', steps: [], facts: [], notices: [], buttons: [] },
  { ...common, kind: 'result', lead: '', facts: [], notices: [], buttons: [] },
  { ...common, kind: 'list', lead: '', items: [], pager: [], notices: [], buttons: [] },
];

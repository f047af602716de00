import { AdaptiveCard, SerializationContext, type IValidationEvent } from 'adaptivecards';
import { renderCard } from '../../src/cards/renderCard';
import type { View } from '../../src/cards/views';
import { BARE_VIEWS, HOSTILE, input, VIEWS } from './views';

const STYLES = [{ actionType: 'Action.Submit' }, { actionType: 'Action.Execute' }] as const;
const views = Object.values(VIEWS);
const all: readonly (readonly [string, View])[] = [
  ...views.map((view) => [view.kind, view] as const),
  ...BARE_VIEWS.map((view) => [`bare ${view.kind}`, view] as const),
];

/** Every problem that the clients' own parser finds. */
function problemsOf(card: unknown): string[] {
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(card, context);
  const events: IValidationEvent[] = [];
  for (let index = 0; index < context.eventCount; index += 1)
    events.push(context.getEventAt(index));
  const found = parsed.validateProperties().validationEvents;
  // The library's pattern for `lang` keeps its place between uses and refuses every other card's.
  return [...events, ...found]
    .map((event) => event.message)
    .filter((message) => !message.includes('property "lang"'));
}

interface Found {
  readonly path: string;
  readonly value: unknown;
}

function walk(node: unknown, path = '$'): Found[] {
  if (Array.isArray(node)) return node.flatMap((one, index) => walk(one, `${path}[${index}]`));
  if (typeof node !== 'object' || node === null) return [{ path, value: node }];
  const own = { path, value: node };
  return [own, ...Object.entries(node).flatMap(([key, one]) => walk(one, `${path}.${key}`))];
}

describe.each(STYLES)('cards with $actionType', (style) => {
  test.each(all)('%s is one that clients parse without a complaint', (_, view) => {
    const { card } = renderCard(view, style);
    expect(problemsOf(card)).toEqual([]);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'en' });
  });

  test.each(all)('%s leaves nothing of its template behind', (_, view) => {
    const { card } = renderCard(view, style);
    const leftovers = walk(card).filter(
      ({ value }) =>
        value === undefined ||
        value === null ||
        (typeof value === 'string' && value.replaceAll(HOSTILE, '').includes('${')) ||
        (typeof value === 'object' && '$part' in value),
    );
    // The markers between the characters of Markdown are ours.
    const real = leftovers.filter(({ value }) => !String(value).includes('\u2060'));
    expect(real).toEqual([]);
  });

  test('buttons that leave a form skip its validation', () => {
    const { card } = renderCard(VIEWS.form, style);
    const actions = walk(card).filter(
      ({ value }) =>
        typeof value === 'object' &&
        value !== null &&
        'type' in value &&
        value.type === style.actionType,
    );
    const titles = actions.map(({ value }) => value as { title: string; associatedInputs: string });
    expect(titles.find(({ title }) => title === 'Cancel')?.associatedInputs).toBe('none');
    expect(titles.find(({ title }) => title === 'Next')).not.toHaveProperty('associatedInputs');
  });
});

test('what people typed is shown in text runs, never where Markdown is read', () => {
  for (const view of views) {
    const { card } = renderCard(view, STYLES[0]);
    const blocks = walk(card).filter(
      ({ value }) =>
        typeof value === 'object' &&
        value !== null &&
        'type' in value &&
        value.type === 'TextBlock',
    );
    for (const { value } of blocks) expect(JSON.stringify(value)).not.toContain('**bold**');
    if (view.kind !== 'welcome') expect(JSON.stringify(card)).toContain('**bold**');
  }
});

test('every input has a label, and every constrained one an error message', () => {
  const inputs = walk(renderCard(VIEWS.form, STYLES[0]).card).filter(
    ({ value }) =>
      typeof value === 'object' &&
      value !== null &&
      'type' in value &&
      String(value.type).startsWith('Input.'),
  );
  expect(inputs).toHaveLength(10);
  for (const { value } of inputs) {
    const one = value as { type: string; label?: string; title?: string; errorMessage?: string };
    expect(one.label ?? one.title).toMatch(/Label/);
    expect(one.errorMessage).toBe('Please fill it in.');
  }
});

test('a review of 50 lines stays under 80 KB, an ordinary one under 28 KB', () => {
  const review = VIEWS.review;
  if (review.kind !== 'review') throw new Error('not a review');
  const bytes = (lines: number) => {
    const rows = Array.from({ length: lines }, (_, index) => ({
      label: `Microsoft 365 Business Premium with a rather long name ${index}`,
      value: '1.000 licencias, 3 años, facturación mensual',
    }));
    const account = Array.from({ length: 14 }, (_, index) => ({
      label: `Etiqueta del campo ${index}`,
      value: 'Un valor de longitud corriente',
    }));
    const groups = [
      { title: 'Información de la cuenta', rows: account, notices: [], links: [] },
      { title: 'Suscripciones', rows, notices: [], links: [] },
    ];
    const { card } = renderCard({ ...review, groups }, STYLES[0]);
    return Buffer.byteLength(JSON.stringify(card), 'utf16le');
  };
  expect(bytes(3)).toBeLessThan(28 * 1024);
  expect(bytes(50)).toBeLessThan(80 * 1024);
});

/** Titles, values and findings as long as Partner Center and the texts may make them, on fifty lines. */
function overfull(kind: 'review' | 'form' | 'result' | 'status' | 'list'): View {
  const long = (what: string, index: number) => `${what} ${'muy largo '.repeat(24)}número ${index}`;
  const fifty = <T>(make: (index: number) => T) => Array.from({ length: 50 }, (_, i) => make(i));
  const tones = ['wrong', 'warning', 'good'] as const;
  const row = (index: number) => ({
    label: long('Título', index),
    value: long('Valor', index),
    check: { tone: tones[index % 3] ?? 'good', text: long('Causa y remedio', index) },
  });
  const errors = fifty((index) => long('Error', index));
  const view: View = VIEWS[kind];
  switch (view.kind) {
    case 'review':
      return {
        ...view,
        errors,
        groups: [
          { title: 'Cuenta', rows: fifty(row).slice(0, 24), notices: [], links: [] },
          { title: 'Suscripciones', rows: fifty(row), notices: [], links: [] },
        ],
        inputs: [input('toggle', { label: fifty((i) => long('Título', i)).join('; ') })],
      };
    case 'form':
      return {
        ...view,
        errors,
        // Ten lines to a page.
        blocks: fifty((index) => ({
          type: 'item' as const,
          title: long('Título', index),
          details: [long('Detalle', index), long('Detalle', index)],
          inputs: [
            input('number', { id: `f_quantity_${index}`, error: long('Error', index) }),
            input('choice', {
              id: `f_pair_${index}`,
              error: long('Error', index),
              choices: fifty((one) => ({ title: long('Plazo', one), value: `${one}` })).slice(0, 8),
            }),
            input('toggle', { id: `f_promotion_${index}`, label: long('Promoción', index) }),
          ],
          buttons: [],
        })).slice(-10),
      };
    case 'result':
    case 'status':
      return { ...view, facts: [...fifty(row), ...fifty(row).slice(0, 20)] };
    case 'list':
      return {
        ...view,
        items: fifty((index) => ({
          title: long('Título', index),
          details: fifty((one) => long('Detalle', one)).slice(0, 6),
          buttons: [],
        })).slice(-10),
      };
    case 'welcome':
      return view;
  }
}

describe.each(['review', 'form', 'result', 'status', 'list'] as const)(
  'a %s with more than a channel takes',
  (kind) => {
    const view = overfull(kind);
    const { card, text } = renderCard(view, STYLES[1]);
    const all = walk(card).map(({ value }) => value);

    test('is still shown, in less than 80 KB, and parses', () => {
      expect(Buffer.byteLength(JSON.stringify(card), 'utf16le')).toBeLessThanOrEqual(80 * 1024);
      expect(problemsOf(card)).toEqual([]);
    });

    test('has every row, told apart by both ends of its text', () => {
      for (const index of kind === 'form' || kind === 'list' ? [40, 45, 49] : [0, 24, 49]) {
        const isEnd = (value: unknown) =>
          typeof value === 'string' && new RegExp(`número ${index}(: |$)`).test(value);
        expect(all.some(isEnd)).toBe(true);
      }
    });

    test('has its whole text in words beside it', () => {
      expect(text).toContain(`${'muy largo '.repeat(24)}número 49`);
    });
  },
);

test('of fifty errors the first are said on top, and how many more there are', () => {
  const { card } = renderCard(overfull('review'), STYLES[0]);
  const more = /(\d+) more are marked beside their rows/.exec(JSON.stringify(card));
  expect(Number(more?.[1])).toBeGreaterThanOrEqual(42);
});

test.each([
  ['two inputs of one id', { blocks: [block(), block()] }, 'cards.duplicateId'],
  [
    'seven buttons at the foot',
    { buttons: Array.from({ length: 7 }, () => VIEWS.form.buttons[0]) },
    'cards.tooManyActions',
  ],
])('a card with %s is a mistake of ours', (_, change, code) => {
  const view = { ...VIEWS.form, ...change } as View;
  expect(() => renderCard(view, STYLES[0])).toThrow(code);
});

function block() {
  const form = VIEWS.form;
  if (form.kind !== 'form') throw new Error('not a form');
  return form.blocks[3];
}

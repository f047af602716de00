import { Template } from 'adaptivecards-templating';
import { compileTemplate, TemplateError } from '../../src/cards/compileTemplate';
import { plainTextOf } from '../../src/cards/plainText';
import { templateData } from '../../src/cards/templateData';
import { TEMPLATES } from '../../src/cards/templates';
import type { View } from '../../src/cards/views';
import { BARE_VIEWS, VIEWS } from './views';

const views: readonly (readonly [string, View])[] = [
  ...Object.values(VIEWS).map((view) => [view.kind, view] as const),
  ...BARE_VIEWS.map((view) => [`bare ${view.kind}`, view] as const),
];

describe.each(['Action.Submit', 'Action.Execute'] as const)('with %s', (actionType) => {
  test.each(views)("%s comes out as Microsoft's own engine makes it", (_, view) => {
    const style = { actionType, typeahead: actionType === 'Action.Execute' };
    const data = templateData(view, style, plainTextOf(view));
    const theirs: unknown = new Template(TEMPLATES[view.kind]).expand({ $root: data });
    const ours = compileTemplate(TEMPLATES[view.kind])(data);
    expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(JSON.stringify(theirs)));
  });
});

test.each([
  ['a value that is not there leaves its property out', { a: '${x}', b: 1 }, {}, { b: 1 }],
  ['a value keeps its type', { a: '${x}' }, { x: false }, { a: false }],
  ['a text with values in it', { a: 'is ${x}!' }, { x: 3 }, { a: 'is 3!' }],
  ['a list repeats', [{ $data: '${x}', a: '${$data}' }], { x: [1, 2] }, [{ a: 1 }, { a: 2 }]],
  ['an empty list leaves nothing', [{ $data: '${x}', a: 1 }], { x: [] }, []],
  ['a condition leaves out', [{ $when: "${x == 'b'}", a: 1 }], { x: 'a' }, []],
  [
    'what looks like an expression in data stays as it is',
    { a: '${x}' },
    { x: '${y}' },
    { a: '${y}' },
  ],
  ['only own properties count', { a: '${constructor}' }, {}, {}],
])('%s', (_, template, data, expected) => {
  expect(compileTemplate(template)(data)).toEqual(expected);
});

test.each(['${a.b}', '${if(a, 1, 2)}', "${a == 'x' && b}", '${count(a) > 1}'])(
  'an expression beyond the language (%s) is refused when it is compiled',
  (expression) => {
    expect(() => compileTemplate({ a: expression })).toThrow(TemplateError);
  },
);

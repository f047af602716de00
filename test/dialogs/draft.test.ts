import {
  acceptAnswers,
  changedReasons,
  emptyDraft,
  goBack,
  openSections,
  parseDraft,
  positionOf,
  type Answers,
} from '../../src/dialogs/draft';
import type { Environment, Section } from '../../src/dialogs/section';

const environment: Environment = {
  partnerCountry: 'US',
  markets: ['US', 'ES'],
  indirectProvider: true,
  domainSuffix: '.onmicrosoft.com',
  relationshipRequests: true,
  today: '2026-11-23',
};

function section(id: string, dependsOn: Section['dependsOn'] = []): Section {
  return {
    id,
    group: id,
    dependsOn,
    complete: (answers) => answers['name'] !== undefined,
    load: () => Promise.resolve(undefined),
    view: () => [],
    reduce: () => ({ type: 'stay' }),
    rows: () => [],
    contribute: () => ({}),
    label: (field) => field,
  };
}

const first = section('first');
const second = section('second', [{ section: 'first', field: 'name' }]);
const sections = [first, second];
const answers = (name: string): Answers => ({ name });

function where(draft: Parameters<typeof positionOf>[1]): string {
  const position = positionOf(sections, draft, environment);
  return position.at === 'review' ? 'review' : `${position.section.id} ${position.why}`;
}

test('the position follows the answers: missing, review, doubtful, editing', () => {
  let draft = emptyDraft();
  expect(where(draft)).toBe('first missing');
  draft = acceptAnswers(draft, first, answers('a'));
  expect(where(draft)).toBe('second missing');
  draft = acceptAnswers(draft, second, answers('b'));
  expect(where(draft)).toBe('review');
  draft = openSections(draft, [first]);
  expect(where(draft)).toBe('first editing');
  draft = acceptAnswers(draft, first, answers('changed'));
  expect(where(draft)).toBe('second doubtful');
  expect(changedReasons(second, draft)).toEqual(['first.name']);
  expect(draft.answers['second']).toEqual(answers('b'));
});

test('a stored draft reads back the same, and back from an edit returns to the review', () => {
  let draft = acceptAnswers(emptyDraft(), first, answers('a'));
  draft = acceptAnswers(draft, second, answers('b'));
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  expect(goBack(sections, openSections(draft, [first]), environment)).toEqual(draft);
});

test('Back gives an Update up from any of its sections, and walks the way from the review', () => {
  let review = acceptAnswers(emptyDraft(), first, answers('a'));
  review = acceptAnswers(review, second, answers('b'));
  const onSecond = acceptAnswers(openSections(review, sections), first, answers('changed'));
  expect(where(onSecond)).toBe('second doubtful');
  expect(goBack(sections, onSecond, environment)).toEqual(review);

  const last = goBack(sections, review, environment) ?? emptyDraft();
  expect(where(last)).toBe('second editing');
  const start = goBack(sections, last, environment) ?? emptyDraft();
  expect(where(start)).toBe('first editing');
  expect(goBack(sections, start, environment)).toBeUndefined();
  // What the customer was made of is passed by.
  expect(goBack(sections, last, environment, ['first'])).toBeUndefined();

  const done = acceptAnswers(onSecond, second, answers('b'));
  expect(where(goBack(sections, done, environment) ?? emptyDraft())).toBe('second editing');
});

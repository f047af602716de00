import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ChannelClient, FakeConnector, type Answer } from './connector';
import { WORDS } from './flow';
import { startTestApp, type TestApp } from './testApp';

/*
 * What waits behind something slow: its time runs from its arrival, so that an invoke is answered before
 * Teams gives up, and what is not run in time changes nothing.
 */

jest.setTimeout(60_000);

const BUDGET_MS = 1_000;
/** Longer than any limit here, the test's own included: whoever waits for it is never answered. */
const NEVER_MS = 10 * 60_000;

let app: TestApp;
let connector: FakeConnector;

beforeAll(async () => {
  [app, connector] = await Promise.all([
    startTestApp({}, {}, { remoteBudgetMs: BUDGET_MS }),
    FakeConnector.start(),
  ]);
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

const { stillWorking, stillWorkingLine } = WORDS.en.notice;

/** Says that something else is under way: on the card, or by a line that leaves the card alone. */
const saysSo = ({ text, card }: Answer): boolean =>
  card?.text.includes(stillWorking) === true || text.includes(stillWorkingLine);

test('invokes behind a Partner Center that does not answer are each answered, and run no more', async () => {
  const client = new ChannelClient(app.url, connector, 'msteams');
  app.simulator.faults.add({
    kind: 'delay',
    delayMs: NEVER_MS,
    path: /\/v1\/customers$/,
    times: 50,
  });
  const pages = ['1', '2', '3', '4', '5', '6'];
  const answers = await Promise.all(
    pages.map((item) => client.click({ action: 'page', list: 'customers', item })),
  );
  app.simulator.faults.clear();
  expect(answers.map(({ status }) => status)).toEqual(pages.map(() => 200));
  const ran = answers.filter((answer) => !saysSo(answer));
  // The first one had its time; one more may have begun with what was left of its own.
  expect(ran.length).toBeGreaterThanOrEqual(1);
  expect(ran.length).toBeLessThanOrEqual(3);
  for (const { card } of ran) expect(card?.text).toContain(WORDS.en.list.customers.title);
});

test('an invoke that can’t begin in time gets a line, and changes nothing when its turn comes', async () => {
  const client = new ChannelClient(app.url, connector, 'msteams');
  await client.say('help');
  // Replacing the first one's message hangs, and the next turn waits for it.
  connector.hangNext();
  const first = client.click({ action: 'menu' });
  const draft = randomBytes(16).toString('base64url');
  const [begun, other] = await Promise.all([
    first.then(() => client.click({ action: 'begin', draft })),
    first.then(() => client.click({ action: 'language', item: 'es' })),
  ]);
  expect([begun, other].map(({ text }) => text.includes(stillWorkingLine))).toEqual([true, true]);
  expect((await client.say('drafts')).card?.text).toContain(WORDS.en.list.drafts.empty);
});

test('a message is run however long it waited: what was pressed once need not be pressed again', async () => {
  const client = new ChannelClient(app.url, connector, 'emulator');
  await client.say('help');
  // A card, the line that says that it failed, and the next card: each is given up on after a while.
  for (let send = 0; send < 3; send += 1) connector.hangNext();
  const before = [client.click({ action: 'menu' }), client.say('drafts')];
  await delay(BUDGET_MS / 10);
  const draft = randomBytes(16).toString('base64url');
  const since = Date.now();
  const begun = await client.click({ action: 'begin', draft });
  expect(Date.now() - since).toBeGreaterThan(4 * BUDGET_MS);
  expect(begun.text).not.toContain(stillWorking);
  expect(begun.card?.text).toContain(WORDS.en.section.company);
  await Promise.all(before);
});

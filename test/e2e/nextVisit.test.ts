import { setTimeout as delay } from 'node:timers/promises';
import { Clerk } from '../faults/clerk';
import { ChannelClient, FakeConnector, RETRY_AFTER_S, type Sent } from './connector';
import { ReceivedCard } from './directLine';
import { startTestApp, type TestApp } from './testApp';

/*
 * A message that can't be sent never undoes or repeats a step, and what it would have said is said when
 * the person comes back, wherever that is.
 */

jest.setTimeout(90_000);

let app: TestApp;
let connector: FakeConnector;
let customers = 0;

beforeAll(async () => {
  [app, connector] = await Promise.all([startTestApp(), FakeConnector.start()]);
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

afterEach(() => {
  app.simulator.world.change({ orderPendingMs: 0 });
});

/** Somebody who is about to submit, with the agreement accepted. */
async function atReview(companyName: string, client?: ChannelClient): Promise<Clerk> {
  customers += 1;
  const clerk = new Clerk({
    botUrl: app.url,
    connector,
    companyName,
    domainPrefix: `nextvisit${customers}`,
    ...(client !== undefined && { client }),
  });
  await clerk.begin();
  await clerk.accept(await clerk.goOn(/^Review[^]*Acceptance page/));
  return clerk;
}

/** Calls by which a submission would spend something, about that customer. */
function spent({ domainPrefix }: Clerk) {
  const { customers, orders } = app.simulator.state;
  const ids = [...customers.values()]
    .filter(({ domain }) => domain.startsWith(`${domainPrefix}.`))
    .map(({ id }) => id);
  const placed = [...orders.values()].filter(({ customerId }) => ids.includes(customerId));
  return { customers: ids.length, orders: placed.length };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let look = 0; look < 600 && !isSo(); look += 1) await delay(50);
  expect(isSo()).toBe(true);
}

const textOf = ({ activity }: Sent): string => {
  const [card] = (activity['attachments'] ?? []) as { content: Record<string, unknown> }[];
  return card === undefined ? '' : new ReceivedCard(card.content).text;
};

const showsOf =
  ({ companyName }: Clerk, client: ChannelClient) =>
  (sent: Sent): boolean =>
    textOf(sent).includes('Customer added') &&
    textOf(sent).includes(companyName) &&
    client.sentHere().includes(sent);

const tellsOf =
  (clerk: Clerk, client: ChannelClient) =>
  (sent: Sent): boolean =>
    sent.method === 'POST' && showsOf(clerk, client)(sent);

test.each([
  ['blocked', 403],
  ['gone', 404],
  ['not taken as it is', 400],
  ['out of order', 503],
])('a conversation that is %s (%i): the result waits for the next visit', async (_, status) => {
  const clerk = await atReview(`Refused With ${status}`);
  const { client } = clerk;
  connector.refuseAll(client.conversationId, status);
  await clerk.submitNow();
  await until(() => spent(clerk).orders === 1);
  await until(() => connector.refused.length > 0);
  // Time for the last step, and for anything that would be done twice.
  await delay(1_000);
  const before = connector.sent.length;
  connector.refuseAll(client.conversationId, undefined);
  const visit = await client.say('help');
  expect(visit.card?.text).toContain('What you can do here');
  const told = await connector.waitFor(tellsOf(clerk, client), before);
  expect(textOf(told)).toContain('Customer ID');
  // Once: the next visit has nothing more to hear.
  const after = connector.sent.length;
  await client.say('help');
  await delay(1_200);
  expect(client.sentHere(after)).toHaveLength(1);
  expect(spent(clerk)).toEqual({ customers: 1, orders: 1 });
});

test.each([429, 412, 500])(
  'a card that can’t be updated for a while (%i) is brought up to date by itself, once',
  async (status) => {
    const clerk = await atReview(`Late With ${status}`);
    const { client } = clerk;
    const { refused, sent } = connector;
    const before = refused.length;
    app.simulator.world.change({ orderPendingMs: 3_000 });
    await clerk.submitNow();
    connector.refuseAll(client.conversationId, status);
    // Two calls that met are repeated at once, three times; then it is tried again later.
    const tries = status === 412 ? 4 : 2;
    await until(() => refused.length >= before + tries);
    app.simulator.world.change({ orderPendingMs: 0 });
    const [first, second] = refused.slice(before);
    if (status === 429) {
      const waited = (second?.at ?? 0) - (first?.at ?? 0);
      expect(waited).toBeGreaterThanOrEqual(RETRY_AFTER_S * 1_000);
    }
    const from = sent.length;
    connector.refuseAll(client.conversationId, undefined);
    // The card itself changes, where it can; nothing is told twice.
    await connector.waitFor(showsOf(clerk, client), from, 20_000);
    await delay(3_000);
    expect(sent.slice(from).filter(showsOf(clerk, client))).toHaveLength(1);
    expect(spent(clerk)).toEqual({ customers: 1, orders: 1 });
  },
);

test('a conversation that is gone for good: the result is told where the person comes back', async () => {
  const clerk = await atReview('Gone For Good');
  connector.refuseAll(clerk.client.conversationId, 404);
  await clerk.submitNow();
  await until(() => spent(clerk).orders === 1);
  await delay(1_000);
  const elsewhere = new ChannelClient(app.url, connector, 'emulator');
  const before = connector.sent.length;
  await elsewhere.say('help');
  await connector.waitFor(tellsOf(clerk, elsewhere), before);
  expect(spent(clerk)).toEqual({ customers: 1, orders: 1 });
});

test('what needs attention waits as well, and nobody else is told', async () => {
  const owner = await ChannelClient.asPerson(app.url, connector, 'owner');
  const stranger = await ChannelClient.asPerson(app.url, connector, 'stranger');
  const clerk = await atReview('Asks In Vain', owner);
  app.simulator.faults.add({
    kind: 'refuse',
    method: 'POST',
    path: /^\/v1\/customers$/,
    status: 403,
    code: 600006,
  });
  const review = await clerk.pricedReview();
  connector.refuseAll(owner.conversationId, 403);
  await owner.click(review.click('Submit', { f_partnerAttestation: 'true' }));
  await until(() => app.simulator.faults.remaining === 0);
  await delay(1_000);
  connector.refuseAll(owner.conversationId, undefined);
  const before = connector.sent.length;
  await stranger.say('help');
  await owner.say('help');
  const asks = await connector.waitFor(
    (sent) => textOf(sent).includes('Asks In Vain needs you'),
    before,
  );
  expect(owner.sentHere()).toContain(asks);
  expect(textOf(asks)).toMatch(/Correlation ID/);
  expect(stranger.sentHere(before)).toHaveLength(1);
  expect(spent(clerk)).toEqual({ customers: 0, orders: 0 });
});

test('a page that is opened again shows the result until Done', async () => {
  const client = await ChannelClient.asPerson(app.url, connector, 'reloader');
  const clerk = await atReview('Opened Again', client);
  await clerk.submitNow();
  await clerk.goOn(/Customer added/);
  const reload = async () => {
    // Two joins within seconds are one.
    await delay(3_100);
    return (await client.post({ type: 'event', name: 'webchat/join' })).card;
  };
  const result = await reload();
  expect(result?.text).toContain('Customer added');
  if (result === undefined) throw new Error('Nothing was shown.');
  await client.press(result, 'Done');
  expect((await reload())?.text).toContain('Add customers');
});

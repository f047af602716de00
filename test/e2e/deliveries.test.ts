import { randomUUID } from 'node:crypto';
import { ChannelClient, FakeConnector, type Answer } from './connector';
import type { ReceivedCard } from './directLine';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(60_000);

let app: TestApp;
let connector: FakeConnector;
let people = 0;

beforeAll(async () => {
  [app, connector] = await Promise.all([startTestApp(), FakeConnector.start()]);
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

const COMPANY = { f_companyName: 'Contoso', f_domainPrefix: 'contosodeliveries' };

async function clientOn(channel: 'msteams' | 'webchat' | 'unheardOf'): Promise<ChannelClient> {
  people += 1;
  return channel === 'webchat'
    ? ChannelClient.asPerson(app.url, connector, `deliveries${people}`)
    : new ChannelClient(app.url, connector, channel);
}

function seen({ card }: Answer): ReceivedCard {
  if (card === undefined) throw new Error('No card answered.');
  return card;
}

/** What a channel's repetition differs in: another id, another time. */
function delivery(client: ChannelClient, data: unknown, minutesLater = 0): Promise<Answer> {
  const at = new Date(Date.now() + minutesLater * 60_000).toISOString();
  const common = { id: randomUUID(), timestamp: at, localTimestamp: at };
  if (client.channelId !== 'msteams') {
    return client.post({ ...common, type: 'message', value: data });
  }
  return client.post({
    ...common,
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: 'card-1',
    value: { action: { type: 'Action.Execute', data }, trigger: 'manual' },
  });
}

const revisionOf = (card: ReceivedCard): number => Number(card.click('Cancel')['revision']);

describe.each(['msteams', 'webchat', 'unheardOf'] as const)('channel %s', (channel) => {
  test('one click delivered four times, with new ids and times: one effect, the right card', async () => {
    const client = await clientOn(channel);
    const company = await client.firstForm();
    const click = company.click(/^Next/, COMPANY);
    const answers = [
      // Two meet the first while it runs, one comes a minute later.
      ...(await Promise.all([0, 0, 0].map(() => delivery(client, click)))),
      await delivery(client, click, 1),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const cards = answers.flatMap(({ card }) => card ?? []);
    for (const card of cards) {
      expect(card.text).toMatch(/Contact and address/);
      expect(card.text).not.toMatch(/out of date/);
      expect(revisionOf(card)).toBe(revisionOf(company) + 1);
    }
    if (channel === 'msteams') {
      // Each invoke is answered with the card.
      expect(cards).toHaveLength(4);
    } else {
      const messages = new Set(answers.flatMap(({ sent }) => sent.map((one) => one.activityId)));
      // One of those that ran together shows it, and the late one shows it again.
      expect(messages.size).toBeLessThanOrEqual(2);
    }
  });

  test('two tabs: the second one’s click on the same card is out of date, and nothing of it is kept', async () => {
    const client = await clientOn(channel);
    const company = await client.firstForm();
    const [first, second] = await Promise.all([
      delivery(client, company.click(/^Next/, COMPANY)),
      delivery(client, company.click(/^Next/, { ...COMPANY, f_companyName: 'Fabrikam' })),
    ]);
    const cards = [seen(first), seen(second)];
    expect(cards.every(({ text }) => text.includes('Contact and address'))).toBe(true);
    const back = await client.press(cards[0] ?? company, 'Back');
    expect(['Contoso', 'Fabrikam']).toContain(back.inputs()['f_companyName']);
    expect(seen(await client.click(company.click('Cancel'))).text).toMatch(/out of date/);
  });

  test('out of order: the click of an older card that arrives after a newer one changes nothing', async () => {
    const client = await clientOn(channel);
    const company = await client.firstForm();
    const late = company.click(/^Next/, { ...COMPANY, f_companyName: 'Too Late' });
    const contact = await client.press(company, /^Next/, COMPANY);
    const back = await client.press(contact, 'Back');
    const after = seen(await delivery(client, late));
    expect(after.text).toMatch(/out of date/);
    expect(after.inputs()).toMatchObject({ f_companyName: 'Contoso' });
    expect(revisionOf(after)).toBe(revisionOf(back));
  });
});

test.each(['msteams', 'webchat'] as const)(
  'channel %s: starting over, delivered once more, does not start over again',
  async (channel) => {
    const client = await clientOn(channel);
    await client.press(await client.firstForm(), /^Next/, COMPANY);
    const click = seen(await client.say('start over')).click('Discard and start over');
    const first = seen(await delivery(client, click));
    const again = seen(await delivery(client, click, 1));
    expect(first.text).toMatch(/draft is discarded/);
    expect(again.text).toMatch(/Company \(Step 1/);
    expect(again.text).not.toMatch(/draft is discarded|out of date/);
    expect(revisionOf(again)).toBe(revisionOf(first));
    // The form that was there before the second delivery still counts.
    const contact = await client.press(first, /^Next/, COMPANY);
    expect(contact.text).toMatch(/Contact and address/);
    expect(contact.text).not.toMatch(/out of date/);
  },
);

test.each(['typed', 'clicked'] as const)(
  'a draft that was taken over by a code (%s): the code delivered once more shows the draft',
  async (way) => {
    const [giver, taker, other] = await Promise.all([
      clientOn('webchat'),
      clientOn('webchat'),
      clientOn('webchat'),
    ]);
    await giver.press(await giver.firstForm(), /^Next/, COMPANY);
    const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(seen(await giver.say('hand over')).text)?.[0] ?? '';
    const box = seen(await taker.say('drafts')).click('Take over', { f_code: code });
    const take = () => (way === 'typed' ? taker.say(`take over ${code}`) : delivery(taker, box));
    const first = seen(await take());
    const again = seen(await take());
    expect(first.text).toMatch(/taken this draft over/);
    expect(again.text).toBe(first.text);
    expect(revisionOf(again)).toBe(revisionOf(first));
    expect(seen(await other.say(`take over ${code}`)).text).toMatch(/code is not known/);
  },
);

test('the same activity, delivered again by its id, is answered once', async () => {
  const client = await clientOn('webchat');
  const activity = { id: randomUUID(), type: 'message', text: 'help' };
  expect((await client.post(activity)).sent).toHaveLength(1);
  expect((await client.post(activity)).sent).toEqual([]);
});

test('a channel that nobody has heard of works by messages, through a whole form', async () => {
  const client = await clientOn('unheardOf');
  const company = await client.firstForm();
  const answer = await client.click(company.click(/^Next/, COMPANY));
  expect(answer.sent.map(({ method }) => method)).toEqual(['POST']);
  expect(seen(answer).json).not.toContain('Action.Execute');
  expect(seen(answer).json).not.toContain('Data.Query');
});

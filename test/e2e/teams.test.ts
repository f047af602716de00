import { setTimeout as delay } from 'node:timers/promises';
import { Clerk } from '../faults/clerk';
import { ChannelClient, FakeConnector, type Answer } from './connector';
import type { ReceivedCard } from './directLine';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(60_000);

let app: TestApp;
let connector: FakeConnector;
let client: ChannelClient;

beforeAll(async () => {
  [app, connector] = await Promise.all([startTestApp(), FakeConnector.start()]);
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});
beforeEach(() => {
  client = new ChannelClient(app.url, connector, 'msteams');
});

const COMPANY = { f_companyName: 'Contoso', f_domainPrefix: 'contosoteams' };

function seen({ card }: Answer): ReceivedCard {
  if (card === undefined) throw new Error('No card answered.');
  return card;
}

/** Activities that reach a bot in one burst, as an installation sends them. */
const INSTALLED = { type: 'installationUpdate', action: 'add' };
const ADDED = { type: 'conversationUpdate', membersAdded: [{ id: 'bot' }] };

describe('the whole form in one card', () => {
  test('a press replaces the message and is answered with the same card', async () => {
    const company = await client.firstForm();
    const answer = await client.click(company.click(/^Next/, COMPANY), 'card-of-the-form');
    expect(answer.sent).toMatchObject([{ method: 'PUT', activityId: 'card-of-the-form' }]);
    const [updated] = (answer.sent[0]?.activity['attachments'] ?? []) as { content: unknown }[];
    expect(updated?.content).toEqual(seen(answer).content);
    expect(seen(answer).content).not.toHaveProperty('refresh');
  });

  test('a message that can’t be replaced costs the card nothing', async () => {
    const company = await client.firstForm();
    connector.refuseNext(404);
    const answer = await client.click(company.click(/^Next/, COMPANY));
    expect(seen(answer).text).toMatch(/Contact and address/);
  });
});

describe('invokes', () => {
  test.each<[string, Record<string, unknown>]>([
    ['nothing known', { name: 'something/else', value: {} }],
    ['no name', {}],
    ['a click without a value', { name: 'adaptiveCard/action' }],
    ['a click that is a text', { name: 'adaptiveCard/action', value: 'x' }],
    ['a click without data', { name: 'adaptiveCard/action', value: { action: null } }],
    ['a search without a value', { name: 'application/search' }],
    ['a search for nothing known', { name: 'application/search', value: { dataset: 'x' } }],
    ['a dialog', { name: 'task/fetch', value: { data: {} } }],
  ])('%s: HTTP 200 and a valid body', async (_, invoke) => {
    const { status, text } = await client.post({ type: 'invoke', ...invoke });
    expect(status).toBe(200);
    const body = JSON.parse(text) as Record<string, unknown>;
    if (invoke['name'] === 'adaptiveCard/action' || invoke['name'] === 'application/search') {
      expect(body).toMatchObject({ statusCode: 200, type: expect.any(String) as string });
      expect(body).toHaveProperty('value');
    }
  });

  test('an error of ours is a line of ours, in HTTP 200', async () => {
    // A person's id that no column takes.
    const { status, text } = await client.post({
      type: 'invoke',
      name: 'adaptiveCard/action',
      conversation: { id: 'a\u0000b', conversationType: 'personal' },
      value: { action: { data: { action: 'menu' } } },
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: expect.stringMatching(/nothing was changed/) as string,
    });
  });
});

describe('typeahead', () => {
  const search = async (value: unknown) => {
    const { status, text } = await client.post({
      type: 'invoke',
      name: 'application/search',
      value,
    });
    expect(status).toBe(200);
    const body = JSON.parse(text) as {
      value: { results: { value: string; title: string }[] };
    };
    return body.value.results;
  };
  const ask = (dataset: string, queryText?: string) =>
    search({ dataset, queryText, queryOptions: { skip: 0, top: 15 } });

  /** Forms have the lists read before anybody types; here the first look-ups do. */
  const askUntilRead = async (dataset: string, queryText: string) => {
    for (let tries = 0; tries < 20; tries += 1) {
      const found = await ask(dataset, queryText);
      if (found.length > 0) return found;
    }
    return [];
  };

  test('resellers: the first 15 for an empty text, then those that fit', async () => {
    const first = await askUntilRead('resellers', '');
    expect(first).toHaveLength(15);
    expect(await ask('resellers')).toEqual(first);
    const found = await ask('resellers', 'adler');
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.title).toMatch(/Adler/);
    expect(found[0]?.value).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask('resellers', 'no such reseller anywhere')).toEqual([]);
    const next = await search({ dataset: 'resellers', queryText: '', queryOptions: { skip: 15 } });
    expect(next[0]).not.toEqual(first[0]);
  });

  test('offers: of the draft’s country, at most 15', async () => {
    expect(await ask('offers', 'business')).toEqual([]);
    const company = await client.firstForm();
    await client.press(company, /^Next/, COMPANY);
    const offers = await askUntilRead('offers', 'business premium');
    expect(offers[0]?.title).toMatch(/Business Premium/);
    expect((await ask('offers', '')).length).toBeLessThanOrEqual(15);
    expect(await ask('offers', '365 A3 for faculty')).toEqual([]);
  });

  test('offers: of the draft’s segment', async () => {
    const company = await client.firstForm();
    const school = { f_qualification: 'Education', f_educationSegment: 'K12' };
    // The kind of school is asked for once it is one.
    const asked = await client.press(company, /^Next/, { ...COMPANY, ...school });
    if (/^Company/m.test(asked.text)) await client.press(asked, /^Next/, { ...COMPANY, ...school });
    const offers = await askUntilRead('offers', '365 A3 for faculty');
    expect(offers[0]?.title).toMatch(/A3 for faculty/);
    const business = await ask('offers', 'business premium');
    expect(business.filter(({ title }) => /^Microsoft 365 Business Premium$/.test(title))).toEqual(
      [],
    );
  });
});

describe('what a conversation begins with', () => {
  const UPGRADED = { type: 'installationUpdate', action: 'add-upgrade' };
  const REPLACED = { type: 'installationUpdate', action: 'remove-upgrade' };
  const REMOVED = { type: 'installationUpdate', action: 'remove' };

  test.each([
    ['installed, the bot’s own event', [INSTALLED]],
    ['installed, as a member alone', [ADDED]],
    ['installed by both events', [INSTALLED, ADDED]],
    ['installed by both, the other way round', [ADDED, INSTALLED]],
    ['installed, and each event delivered twice', [INSTALLED, INSTALLED, ADDED, ADDED]],
    ['upgraded', [REPLACED, UPGRADED]],
    ['removed and installed again', [INSTALLED, REMOVED, INSTALLED, ADDED]],
  ])('%s: one welcome', async (_, events) => {
    const welcomes: string[] = [];
    for (const event of events) {
      const { status, sent } = await client.post(event);
      expect(status).toBe(200);
      welcomes.push(...sent.map(({ activity }) => JSON.stringify(activity)));
    }
    expect(welcomes).toHaveLength(1);
    expect(welcomes[0]).toMatch(/Add customers/);
  });

  test('an installation is welcomed once, in whatever order and number its events come', async () => {
    const answers = await Promise.all([
      client.post(INSTALLED),
      client.post(ADDED),
      client.post({ ...ADDED, membersAdded: [{ id: 'somebody' }] }),
    ]);
    const welcomes = new Set(answers.flatMap(({ sent }) => sent.map((one) => one.activityId)));
    expect(welcomes.size).toBe(1);
  });

  test.each([
    ['an uninstallation', { type: 'installationUpdate', action: 'remove' }],
    ['a member who leaves', { type: 'conversationUpdate', membersRemoved: [{ id: 'bot' }] }],
    ['an edit', { type: 'messageUpdate', text: 'help' }],
    ['a deletion', { type: 'messageDelete' }],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }],
    ['typing', { type: 'typing' }],
    ['an event of others', { type: 'event', name: 'application/vnd.microsoft.readReceipt' }],
    ['a type of tomorrow', { type: 'tomorrow' }],
  ])('%s is not answered', async (_, activity) => {
    const { status, sent } = await client.post(activity);
    expect([status, sent]).toEqual([200, []]);
  });
});

describe('whoever blocked or removed the bot', () => {
  const SETTLED_MS = 2_500;

  /** A submission that waits for its signer, and a second draft's code, in one conversation. */
  async function twoCardsThatWillChange(domainPrefix: string) {
    const clerk = new Clerk({
      botUrl: app.url,
      connector,
      client,
      companyName: `Contoso ${domainPrefix}`,
      domainPrefix,
    });
    const second = await client.press(await client.firstForm(), /^Next/, {
      ...COMPANY,
      f_companyName: `Given ${domainPrefix}`,
    });
    expect(second.text).toMatch(/Contact and address/);
    const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(seen(await client.say('hand over')).text)?.[0];
    await clerk.begin();
    const review = await clerk.goOn(/Acceptance page/);
    const submitted = await client.press(review, 'Submit', { f_partnerAttestation: 'true' });
    await connector.waitFor(({ activity }) =>
      JSON.stringify(activity).includes('signer has not accepted'),
    );
    return { clerk, review, submitted, code: code ?? '' };
  }

  const isDone = async (domainPrefix: string): Promise<boolean> => {
    const state = await (await fetch(`${app.simulator.url}/_simulator/state`)).text();
    return state.includes(`${domainPrefix}.onmicrosoft.com`);
  };

  test.each([
    [
      'blocked: found out by the first refusal',
      'contosoblocked',
      () => {
        connector.refuseNext(403);
        return Promise.resolve();
      },
    ],
    [
      'removed: told by Teams',
      'contosoremoved',
      async () => {
        await client.post({ type: 'installationUpdate', action: 'remove' });
      },
    ],
  ])('%s; nothing is sent until they come back', async (_, domainPrefix, leave) => {
    const { clerk, review, code } = await twoCardsThatWillChange(domainPrefix);
    // Nothing is under way any more that could arrive after they left.
    await delay(SETTLED_MS);
    await leave();
    const before = connector.sent.length;
    await clerk.accept(review);
    const colleague = await ChannelClient.asPerson(app.url, connector, `to-${domainPrefix}`);
    const until = Date.now() + 20_000;
    while (!(await isDone(domainPrefix)) && Date.now() < until) await delay(100);
    await delay(SETTLED_MS);
    expect(seen(await colleague.say(code)).text).toMatch(/taken this draft over/);
    await delay(SETTLED_MS);
    expect(client.sentHere(before)).toEqual([]);
    // Back again, they are told of all of it.
    await client.say('help');
    for (const text of ['Customer added', 'Handed over']) {
      await connector.waitFor(
        (sent) => client.sentHere(before).includes(sent) && JSON.stringify(sent).includes(text),
        before,
      );
    }
  });
});

describe('where and how people write', () => {
  test.each([
    ['<at>Alta</at> help'],
    ['help <at>Alta</at>'],
    ['  HELP  '],
    ['<at>Alta</at>&nbsp;help'],
  ])('“%s” is help', async (text) => {
    expect(seen(await client.say(text)).text).toMatch(/What you can do here/);
  });

  test.each(['groupChat', 'channel'])(
    'in a %s one line points to the personal chat',
    async (type) => {
      const conversation = { id: client.conversationId, conversationType: type, isGroup: true };
      const { sent } = await client.post({ type: 'message', text: 'help', conversation });
      expect(sent).toHaveLength(1);
      expect(sent[0]?.activity['text']).toMatch(/personal chat/);
      expect(sent[0]?.activity['attachments'] ?? []).toEqual([]);
      expect((await client.post({ ...ADDED, conversation })).sent).toEqual([]);
    },
  );
});

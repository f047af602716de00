import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelClient, FakeConnector } from './connector';
import { ReceivedCard } from './directLine';
import { startProduct, type Product } from './product';

jest.setTimeout(60_000);

let product: Product;
let connector: FakeConnector;

beforeAll(async () => {
  [product, connector] = await Promise.all([startProduct(), FakeConnector.start()]);
});
afterAll(async () => {
  await Promise.all([product.stop(), connector.stop()]);
});

const COMPANY = { f_companyName: 'Contoso', f_domainPrefix: 'contosoclicks' };
let people = 0;

/** A client of either click style, with a person of its own where the channel knows people. */
async function clientOf(channel: 'msteams' | 'webchat'): Promise<ChannelClient> {
  people += 1;
  return channel === 'msteams'
    ? new ChannelClient(product.url, connector, 'msteams')
    : ChannelClient.asPerson(product.url, connector, `clicks${people}`);
}

async function firstForm(client: ChannelClient): Promise<ReceivedCard> {
  const welcome = (await client.say('help')).card;
  if (welcome === undefined) throw new Error('no welcome');
  return client.press(welcome, 'Add customer');
}

describe.each(['msteams', 'webchat'] as const)('clicks by channel %s', (channel) => {
  test('a stale click changes nothing and shows where the person stands, with a line that says so', async () => {
    const client = await clientOf(channel);
    const company = await firstForm(client);
    const contact = await client.press(company, /^Next/, COMPANY);
    expect(contact.text).toMatch(/Contact and address/);
    const other = { ...COMPANY, f_companyName: 'Fabrikam' };
    const answer = await client.click(company.click(/^Next/, other));
    expect(answer.status).toBe(200);
    expect(answer.card?.text).toMatch(/out of date/);
    expect(answer.card?.text).toMatch(/Contact and address/);
    const back = await client.press(answer.card ?? contact, 'Back');
    expect(back.inputs()).toMatchObject({ f_companyName: 'Contoso' });
  });

  test('the last accepted click, delivered again, shows the card without that line', async () => {
    const client = await clientOf(channel);
    const click = (await firstForm(client)).click(/^Next/, COMPANY);
    const first = await client.click(click);
    const again = await client.click(click);
    expect(again.card?.text).toBe(first.card?.text);
    expect(again.card?.text).not.toMatch(/out of date/);
  });

  test("a click on another person's draft changes nothing and tells nothing of it", async () => {
    const owner = await ChannelClient.asPerson(product.url, connector, `owner-${channel}`);
    const company = await firstForm(owner);
    const contact = await owner.press(company, /^Next/, COMPANY);
    const stranger = await clientOf(channel);
    const answer = await stranger.click(contact.click('Back'));
    expect(answer.status).toBe(200);
    expect(answer.card?.text).toMatch(/no draft of yours/);
    expect(answer.card?.json).not.toMatch(/Contoso/);
    const next = await owner.press(contact, /^Next/, { f_firstName: 'Ann' });
    expect(next.text).toMatch(/Last name: –/);
    expect(next.text).not.toMatch(/out of date/);
  });

  test.each([
    ['no inputs at all', {}, /Enter the company name/],
    ['an over-long input', { ...COMPANY, f_companyName: 'x'.repeat(5_000) }, /at most 100/],
    ['an object where text belongs', { ...COMPANY, f_companyName: { a: 1 } }, /Enter the company/],
    ['a list where text belongs', { ...COMPANY, f_domainPrefix: ['a'] }, /Proposed from/],
    ['a choice that was not offered', { ...COMPANY, f_country: 'XX' }, /Choose the country/],
    ['a number too much', { ...COMPANY, f_domainPrefix: 12345, f_companyName: '' }, /Enter the/],
  ])('%s: the form comes back with what is wrong', async (_, inputs, message) => {
    const client = await clientOf(channel);
    const company = await firstForm(client);
    const cancel = company.click('Cancel');
    const answer = await client.click({ ...cancel, action: 'next', f_country: 'US', ...inputs });
    expect(answer.status).toBe(200);
    expect(answer.card?.text).toMatch(message);
    expect(answer.card?.text).toMatch(/Company \(Step 1/);
  });

  test('extra inputs and keys are of no consequence', async () => {
    const client = await clientOf(channel);
    const company = await firstForm(client);
    const extra = { ...COMPANY, f_unknown: 'x', f___proto__: 'x', revision2: 9, price: 0 };
    const card = await client.press(company, /^Next/, extra);
    expect(card.text).toMatch(/Contact and address/);
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'next'],
    ['no action', { draft: 'x' }],
    ['an action that does not exist', { action: 'explode', draft: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['a draft id that is none', { action: 'next', draft: '../../etc', section: 'company' }],
    ['a revision that is no number', { action: 'next', section: 'company', revision: 'x' }],
  ])('a click that carries %s is answered with a card', async (_, data) => {
    const client = await clientOf(channel);
    const answer = await client.click(data ?? {});
    expect(answer.status).toBe(200);
    expect(answer.card?.text).toMatch(/Add customer|Company/);
  });

  test.each([
    ['company', 'explode'],
    ['company', 'submit'],
    ['nowhere', 'next'],
  ])('a fresh click that no button of %s makes (%s) changes nothing', async (section, action) => {
    const client = await clientOf(channel);
    const company = await firstForm(client);
    const data = { ...company.click(/^Next/, COMPANY), section, action };
    const answer = await client.click(data);
    expect(answer.card?.text).toMatch(/button is not known/);
    // The card before it is still the current one.
    const contact = await client.press(company, /^Next/, COMPANY);
    expect(contact.text).toMatch(/Contact and address/);
    expect(contact.text).not.toMatch(/out of date/);
  });

  test('start over asks, then begins again with nothing typed', async () => {
    const client = await clientOf(channel);
    await client.press(await firstForm(client), /^Next/, COMPANY);
    const asked = (await client.say('start over')).card;
    expect(asked?.buttons()).toEqual(['Resume', 'Discard and start over']);
    const company = await client.press(asked ?? new ReceivedCard({}), 'Discard and start over');
    expect(company.text).toMatch(/Company \(Step 1/);
    expect(company.inputs()).not.toHaveProperty('f_companyName');
    const contact = await client.press(company, /^Next/, COMPANY);
    expect(contact.text).toMatch(/Contact and address/);
  });

  test('Discard in the list of drafts asks first, and the card that asks discards', async () => {
    const client = await clientOf(channel);
    const f_companyName = `Asked on ${channel}`;
    const typed = { ...COMPANY, f_companyName };
    const contact = await client.press(await firstForm(client), /^Next/, typed);
    const listed = async () => (await client.say('drafts')).card ?? new ReceivedCard({});
    const asked = await client.press(await listed(), 'Discard');
    expect(asked.text).toMatch(/Discard this draft\?/);
    expect(asked.buttons()).toEqual(['Resume', 'Discard']);
    // Nothing is gone yet, the form in hand included.
    expect((await listed()).text).toContain(f_companyName);
    expect((await client.press(contact, 'Back')).inputs()).toMatchObject({ f_companyName });
    const again = await client.press(await listed(), 'Discard');
    expect((await client.press(again, 'Discard')).text).toMatch(/The draft is discarded/);
    expect((await listed()).text).not.toContain(f_companyName);
  });

  test('Cancel says what is kept: nothing where nothing was sent, else what was sent', async () => {
    const client = await clientOf(channel);
    const left = await client.press(await firstForm(client), 'Cancel', COMPANY);
    expect(left.text).toMatch(/Nothing of it had been sent, so no draft was kept/);
    const contact = await client.press(await firstForm(client), /^Next/, COMPANY);
    const cancelled = await client.press(contact, 'Cancel');
    expect(cancelled.text).toMatch(/Contoso: every form that you sent .* is kept/);
    expect(cancelled.text).not.toMatch(/nothing is lost/);
    const form = await client.press(cancelled, 'Resume');
    const saved = await client.press(form, 'Save for later', { f_firstName: 'Ann' });
    expect(saved.text).toMatch(/nothing is lost/);
    expect((await client.press(saved, 'Resume')).inputs()).toMatchObject({ f_firstName: 'Ann' });
  });

  test('the same click five times at once has one effect', async () => {
    const client = await clientOf(channel);
    const click = (await firstForm(client)).click(/^Next/, COMPANY);
    const revision = Number(click['revision']);
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.click(click)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const cards = answers.flatMap(({ card }) => card ?? []);
    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) {
      expect(card.text).toMatch(/Contact and address/);
      expect(card.click('Cancel')['revision']).toBe(revision + 1);
    }
  });
});

test('a double click on Add customer begins one draft', async () => {
  const client = await clientOf('webchat');
  const welcome = (await client.say('help')).card;
  const click = welcome?.click('Add customer');
  await Promise.all([client.click(click), client.click(click)]);
  const drafts = (await client.say('drafts')).card;
  expect(drafts?.buttons().filter((title) => title === 'Resume')).toHaveLength(1);
});

async function postRaw(body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${product.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

test.each([
  ['an empty object', '{}'],
  ['no type', JSON.stringify({ channelId: 'webchat', from: { id: 'a' } })],
  ['a list', '[]'],
  ['half of a JSON text', '{"type":'],
  ['a conversation without an id', JSON.stringify({ type: 'message', conversation: {} })],
])('a body that is no activity (%s) is refused with 400 and a plain reason', async (_, body) => {
  const { status, text } = await postRaw(body);
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'BadRequest' } });
  expect(text).not.toMatch(/at .*:\d+|node_modules|Error:|SyntaxError/);
});

test('a body that claims to be gzip and is not is refused with 415, and the process lives', async () => {
  const { status } = await postRaw('not gzip', { 'content-encoding': 'gzip' });
  expect(status).toBe(415);
  expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
});

test.each(['/api/messages', '/api/directline/token', '/password/anything'])(
  'parts of a multipart body sent to %s are kept nowhere',
  async (path) => {
    const form = new FormData();
    form.append('file', new Blob(['x'.repeat(2_000_000)]), 'big.bin');
    const before = new Set(readdirSync(tmpdir()));
    const response = await fetch(`${product.url}${path}`, { method: 'POST', body: form });
    await response.text();
    if (path === '/api/messages') expect(response.status).toBe(415);
    const made = readdirSync(tmpdir()).filter((name) => !before.has(name));
    const large = made.filter((name) => sizeOf(join(tmpdir(), name)) === 2_000_000);
    expect(large).toEqual([]);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  },
);

/** Other suites make and remove files there too. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

test('a body over the limit is refused with 413', async () => {
  const { status } = await postRaw(JSON.stringify({ type: 'message', text: 'x'.repeat(300_000) }));
  expect(status).toBe(413);
});

import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, fillDraft, submitDraft, TYPED } from './draftSteps';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(90_000);

let app: TestApp;
let people = 0;

beforeAll(async () => {
  app = await startTestApp({ existingCustomers: 36 });
});
afterAll(async () => {
  await app.stop();
});

async function atCustomers(): Promise<DirectLineClient> {
  const client = await DirectLineClient.connect(app.url, `customers${(people += 1)}`);
  await client.see(/Add customers/);
  await client.press('Customers');
  await client.see(/^Customers/m);
  return client;
}

test('customers come ten to a page, and every page once', async () => {
  const client = await atCustomers();
  const seen: string[] = [];
  for (let page = 1; page <= 4; page += 1) {
    const card = await client.card();
    seen.push(...[...card.text.matchAll(/^• (.+?) · /gm)].map((match) => String(match[1])));
    if (card.buttons().includes('Next page')) await client.press('Next page');
  }
  expect(new Set(seen).size).toBe(36);
  expect(seen).toHaveLength(36);
});

test.each([
  ['the beginning of the name', 'vanarsdel', /VanArsdel, Ltd\./],
  ['the beginning of the domain', 'citypowerlight', /City Power & Light/],
])('a search by %s finds the customer, and the words hold over a look at it', async (...given) => {
  const [, words, name] = given;
  const client = await atCustomers();
  const found = await client.press('Search', { f_search: words });
  expect(found.text).toMatch(name);
  expect(found.text).not.toMatch(/Coho Winery/);
  const card = await client.press('Show');
  expect(card.text).toMatch(name);
  const back = await client.press('Customers');
  expect(back.inputs()).toMatchObject({ f_search: words });
  expect(back.text).toMatch(name);
});

test('nobody found is said, with the words kept', async () => {
  const client = await atCustomers();
  const card = await client.press('Search', { f_search: 'zzzz' });
  expect(card.text).toMatch(/No customers found/);
  expect(card.inputs()).toMatchObject({ f_search: 'zzzz' });
});

test("a customer's card says who it is, how it stands, and leads to it in Partner Center", async () => {
  const client = await atCustomers();
  await client.press('Search', { f_search: 'Coho' });
  const card = await client.press('Show');
  expect(card.text).toMatch(/Domain: cohowinery\.onmicrosoft\.com/);
  expect(card.text).toMatch(/Relationship: Reseller/);
  expect(card.text).toMatch(/Customer agreement: Accepted by the customer itself/);
  const id = /Customer ID: ([0-9a-f-]{36})/.exec(card.text)?.[1];
  expect(card.link(/Open in Partner Center/)).toContain(`/customers/${id}/`);
});

test('a customer like an earlier one begins with its reseller, offers and quantities', async () => {
  const first = await DirectLineClient.connect(app.url, 'like');
  await fillDraft(first, { ...TYPED, companyName: 'Like Me', domainPrefix: 'likeme' });
  await submitDraft(first);
  await first.say('customers');
  await first.press('Search', { f_search: 'Like Me' });
  const customer = await first.press('Show');
  expect(customer.text).toMatch(/Customer agreement: Accepted on .*, confirmed by your company/);
  expect(customer.text).toMatch(/Indirect reseller: .*Adler/);
  expect(customer.text).toMatch(/Subscriptions: Microsoft 365 Business Premium × 5/);

  const started = await first.press('Add one like this');
  expect(started.text).toMatch(/are those of Like Me/);
  for (const step of DRAFT_STEPS.slice(0, 3)) {
    await first.see(step.title);
    await step.take(first, { ...TYPED, companyName: 'Like Two', domainPrefix: 'liketwo' });
  }
  const reseller = await first.see(/^Indirect reseller/m);
  expect(reseller.inputs()['f_resellerId']).toBeDefined();
  await first.press(/^Next:/);
  const offers = await first.see(/^Subscriptions/m);
  expect(offers.text).toMatch(/In the order: 1 subscription/);
  expect(offers.inputs()).toMatchObject({ f_quantity_1: '5', f_pair_1: 'P1Y:monthly' });
  await first.press('Next: Review');
  await first.see(/Acceptance page/);
  await submitDraft(first);
});

test('an older list or customer card still leads somewhere', async () => {
  const client = await atCustomers();
  await client.send({
    action: 'show',
    list: 'customers',
    item: '00000000-0000-4000-8000-000000000000',
  });
  expect((await client.card()).text).toMatch(/not among yours any more/);
});

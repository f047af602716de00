import { DirectLineClient, type ReceivedCard } from './directLine';
import { DRAFT_STEPS, submitDraft, TYPED } from './draftSteps';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(60_000);

let app: TestApp;
let people = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.stop();
});

/** A clerk of their own, at the reseller's card. */
async function atReseller(as = `reseller${(people += 1)}`): Promise<DirectLineClient> {
  const client = await DirectLineClient.connect(app.url, as);
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, 3)) {
    await client.see(step.title);
    await step.take(client, { ...TYPED, domainPrefix: `reseller${(people += 1)}` });
  }
  await client.see(/^Indirect reseller/m);
  return client;
}

const foundOn = (card: ReceivedCard): readonly string[] =>
  card.choices('f_resellerId').filter((value) => value !== 'none');

test('ten thousand resellers are paged, ten at a time', async () => {
  const client = await atReseller();
  const first = await client.card();
  expect(first.text).toMatch(/10,000 resellers found/);
  expect(first.text).toMatch(/Page 1 of 1,000/);
  expect(foundOn(first)).toHaveLength(10);
  const second = await client.press('Next page');
  expect(second.text).toMatch(/Page 2 of 1,000/);
  expect(foundOn(second)).toHaveLength(10);
  expect(foundOn(second)).not.toEqual(expect.arrayContaining([...foundOn(first)]));
});

test.each([
  ['the beginning of a word', 'northw', /Northwind Cloud Services/],
  ['letters without their accents', 'informatica iber', /Informática Ibérica/],
  ['a typing slip', 'Northwimd', /Northwind Cloud Services/],
  ['a PartnerID', '4847383', /First Up Consultants/],
])('a search by %s finds the reseller', async (_, words, name) => {
  const client = await atReseller();
  const found = await client.press('Search', { f_resellerSearch: words });
  expect(found.json).toMatch(name);
});

test('a search without a result says so, and keeps the words', async () => {
  const client = await atReseller();
  const found = await client.press('Search', { f_resellerSearch: 'qqqqzzzz' });
  expect(found.text).toMatch(/0 resellers found/);
  expect(found.inputs()).toMatchObject({ f_resellerSearch: 'qqqqzzzz' });
});

test.each([
  ['another region', '9992201', /another CSP region/],
  ['no signature for the region', '9992203', /has not accepted the Microsoft Partner Agreement/],
  ['a closed account', '9992204', /no active indirect reseller account/],
  ['a lost tenant', '9992205', /no active indirect reseller account/],
  ['no signature at all', '9992206', /has not accepted the Microsoft Partner Agreement/],
])('a reseller with %s is refused at the choice', async (_, partnerId, cause) => {
  const client = await atReseller();
  const found = await client.press('Search', { f_resellerSearch: partnerId });
  const card = await client.press(/^Next:/, { f_resellerId: foundOn(found)[0] });
  expect(card.text).toMatch(/^Indirect reseller/m);
  expect(card.text).toMatch(cause);
});

test('a typed PartnerID is verified, shown and taken', async () => {
  const client = await atReseller();
  const shown = await client.press('Verify', { f_partnerId: '484 7383' });
  expect(shown.text).toMatch(/PartnerID 4847383: First Up Consultants/);
  await client.press(/^Next:/, { f_partnerId: '4847383' });
  await client.see(/^Subscriptions/m);
  const back = await client.press('Back');
  expect(back.json).toMatch(/First Up Consultants/);
});

test.each([
  ['that is no number', '48A', /Type the PartnerID as a number/],
  ['that nobody has', '7777777', /no partner with the PartnerID 7777777/],
])('a PartnerID %s is refused, and stays in its field', async (_, partnerId, message) => {
  const client = await atReseller();
  for (const button of ['Verify', /^Next:/]) {
    const card = await client.press(button, { f_partnerId: partnerId });
    expect(card.text).toMatch(message);
    expect(card.inputs()).toMatchObject({ f_partnerId: partnerId });
  }
});

test('a PartnerID that was verified does not go before another choice in the list', async () => {
  const client = await atReseller();
  const shown = await client.press('Verify', { f_partnerId: '4847383' });
  const other = foundOn(shown).find(
    (value) =>
      !shown.json.includes(`First Up Consultants (4847383, United States)","value":"${value}`),
  );
  for (const chosen of [other, 'none']) {
    const card = await client.press(/^Next:/, { f_resellerId: chosen, f_partnerId: '4847383' });
    expect(card.text).toMatch(/^Indirect reseller/m);
    const conflict = /The PartnerID 4847383 is First Up Consultants, which is not what is chosen/g;
    // Above the card, and beside both fields.
    expect(card.json.match(conflict)?.length).toBeGreaterThanOrEqual(3);
    expect(card.inputs()).toMatchObject({ f_resellerId: chosen, f_partnerId: '4847383' });
  }
  // The reseller whose PartnerID it is stands in the list now.
  const card = await client.card();
  const own = /"title":"First Up Consultants[^"]*","value":"([^"]+)"/.exec(card.json)?.[1];
  await client.press(/^Next:/, { f_resellerId: own, f_partnerId: '4847383' });
  await client.see(/^Subscriptions/m);
});

async function withFirstUp(partnerId: string): Promise<[DirectLineClient, string | undefined]> {
  const client = await atReseller();
  const found = await client.press('Search', { f_resellerSearch: '4847383' });
  const [chosen] = foundOn(found);
  await client.press(/^Next:/, { f_resellerId: chosen, f_partnerId: partnerId });
  return [client, chosen];
}

test('a PartnerID of another location of the chosen reseller is taken, and stays at an Update', async () => {
  const [client] = await withFirstUp('4847384');
  await client.see(/^Subscriptions/m);
  const back = await client.press('Back');
  expect(back.inputs()).toMatchObject({ f_partnerId: '4847384' });
  await client.press(/^Next:/);
  const review = await client.press('No subscriptions now');
  expect(review.text).toMatch(/First Up Consultants/);
  expect(review.text).toMatch(/4847384/);
});

test('a PartnerID of somebody else is named, and taken once it is confirmed', async () => {
  const [client, chosen] = await withFirstUp('4999001');
  const asked = await client.card();
  expect(asked.text).toMatch(/belongs to a partner of another name than the reseller/);
  expect(asked.text).toMatch(/PartnerID 4999001: Fabrikam Advisors Inc/);
  const inputs = { f_resellerId: chosen, f_partnerId: '4999001' };
  // Nothing is confirmed by pressing Next once more.
  expect((await client.press(/^Next:/, inputs)).text).toMatch(/partner of another name/);
  await client.press(/^Next:/, { ...inputs, f_confirm_partnerId: 'true' });
  await client.see(/^Subscriptions/m);
  const review = await client.press('No subscriptions now');
  expect(review.text).toMatch(/4999001/);
});

test('no reseller is a choice, with what it means said beside it', async () => {
  const client = await atReseller();
  expect((await client.card()).text).toMatch(/serve this customer directly/);
  await client.press(/^Next:/, { f_resellerId: 'none' });
  await client.see(/^Subscriptions/m);
  const review = await client.press('No subscriptions now');
  expect(review.text).toMatch(/Indirect reseller: No indirect reseller/);
});

test('nothing chosen is said', async () => {
  const client = await atReseller();
  const card = await client.press(/^Next:/, {});
  expect(card.text).toMatch(/Choose a reseller from the list/);
});

test('a reseller used lately stands first for the next customer', async () => {
  const client = await atReseller('recent');
  await client.press(/^Next:/, { f_partnerId: '4390934' });
  await client.press('No subscriptions now');
  await submitDraft(client);
  const next = await atReseller('recent');
  expect((await next.card()).text).toMatch(/Indirect reseller/);
  const [first] = foundOn(await next.card());
  const searched = await next.press('Search', { f_resellerSearch: '4390934' });
  expect(first).toBe(foundOn(searched)[0]);
});

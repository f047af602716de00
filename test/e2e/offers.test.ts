import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, submitDraft, TYPED } from './draftSteps';
import { addOffer as add, offerCalled, searchOffers as search } from './offerSteps';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(90_000);

let app: TestApp;
let people = 0;

beforeAll(async () => {
  app = await startTestApp({ partner: 'direct' });
  // The first question begins to read the catalogue and the price list.
  const client = await atOffers();
  for (let tries = 0; (await client.card()).text.includes('still being read'); tries += 1) {
    if (tries > 60) throw new Error('The catalogue was not read.');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await client.press('Search');
  }
});
afterAll(async () => {
  await app.stop();
});

/** A clerk of a direct partner, at the offers' card. */
async function atOffers(): Promise<DirectLineClient> {
  const client = await DirectLineClient.connect(app.url, `offers${(people += 1)}`);
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, 3)) {
    await client.see(step.title);
    await step.take(client, { ...TYPED, domainPrefix: `offers${(people += 1)}` });
  }
  await client.see(/^Subscriptions/m);
  return client;
}

test('what is sold most stands first, with its price for the usual terms', async () => {
  const client = await atOffers();
  const card = await client.card();
  expect(card.json).toMatch(
    /Microsoft 365 Business Premium · \$23\.10 per license and month .{0,2}1 year, billed monthly/,
  );
});

test.each([
  ['smallBusiness', 'Microsoft 365 Business Basic', 'Microsoft 365 E3'],
  ['enterprise', 'Microsoft 365 E3', 'Microsoft 365 Business Basic'],
  ['trial', 'Microsoft 365 E3 Trial', 'Microsoft 365 F3'],
  ['addOn', 'Microsoft 365 Copilot', 'Microsoft 365 F3'],
])('category %s shows %s and not %s', async (category, shown, hidden) => {
  const client = await atOffers();
  const card = await search(client, shown, { f_category: category });
  expect(() => offerCalled(card, shown)).not.toThrow();
  const other = await search(client, hidden, { f_category: category });
  expect(() => offerCalled(other, hidden)).toThrow();
});

test('a filter for three years leaves only what is sold for three years, at that price', async () => {
  const client = await atOffers();
  const card = await search(client, 'Microsoft 365 E3', {
    f_term: 'P3Y',
    f_billingCycle: 'triennial',
  });
  expect(card.json).toMatch(/Microsoft 365 E3 · \$1,296\.00 per license and three years/);
  const none = await search(client, 'Business Premium', { f_term: 'P3Y' });
  expect(none.text).toMatch(/0 offers found/);
});

test('terms that an offer is not sold with are refused, with those that it is', async () => {
  const client = await atOffers();
  const found = await search(client, 'Microsoft 365 Business Basic');
  const offer = offerCalled(found, 'Microsoft 365 Business Basic');
  const card = await client.press('Add to the order', { f_offer: offer, f_term: 'P3Y' });
  expect(card.text).toMatch(/not sold with that term and billing. Choose: 1 month, billed monthly/);
  expect(card.inputs()).toMatchObject({ f_offer: offer, f_term: 'P3Y' });
});

test.each(['0', '301', '1.5', '-1', 'many'])('%s licenses are refused', async (quantity) => {
  const client = await atOffers();
  const card = await add(client, 'Microsoft 365 Business Basic', { f_quantity: quantity });
  expect(card.text).toMatch(/Licenses: Enter a whole number from 1 to 300/);
});

test('Add with nothing chosen says so, also when the order has lines', async () => {
  const client = await atOffers();
  expect((await client.press('Add to the order')).text).toMatch(/Choose an offer from the list/);
  await add(client, 'Microsoft 365 E3');
  expect((await client.press('Add to the order')).text).toMatch(/Choose an offer from the list/);
});

test('a trial comes in its own number of licenses, once', async () => {
  const client = await atOffers();
  const card = await add(client, 'Microsoft 365 E3 Trial');
  expect(card.inputs()).toMatchObject({ f_quantity_1: '25' });
  const again = await add(client, 'Microsoft 365 E3 Trial');
  expect(again.text).toMatch(/once per customer, and it is in the order already/);
});

test('an add-on is added together with what it needs', async () => {
  const client = await atOffers();
  const asked = await add(client, 'Microsoft 365 Copilot', { f_quantity: '7' });
  expect(asked.text).toMatch(/Microsoft 365 Copilot is an add-on. Choose which/);
  const base = offerCalled(asked, 'Microsoft 365 E3', 'f_base');
  const added = await client.press('Add to the order', { f_base: base });
  expect(added.text).toMatch(/In the order: 2 subscriptions/);
  expect(added.inputs()).toMatchObject({ f_quantity_1: '7', f_quantity_2: '7' });
  const order = added.text.slice(added.text.indexOf('In the order'));
  expect(order.indexOf('Microsoft 365 E3')).toBeLessThan(order.indexOf('Microsoft 365 Copilot'));

  const fitting = await search(client, '', { f_category: 'fitting' });
  expect(() => offerCalled(fitting, 'Microsoft 365 Audio Conferencing')).not.toThrow();

  // Without its base, the add-on keeps the order from going on.
  await client.press('Remove');
  const refused = await client.press('Next: Review');
  expect(refused.text).toMatch(/Microsoft 365 Copilot: This add-on needs a subscription/);
});

test('a line is edited: quantity, terms and promotion; the estimate follows', async () => {
  const client = await atOffers();
  const card = await add(client, 'Microsoft 365 Business Premium', { f_quantity: '5' });
  expect(card.text).toMatch(/\$1,386\.00 for the whole term/);
  expect(card.text).toMatch(/Ask for the promotion: 15 % off .* \$207\.60 saved/);
  expect(card.text).toMatch(/within 7 days/);
  const asked = await client.press('Search', { f_promotion_1: 'true', f_quantity_1: '10' });
  expect(asked.text).toMatch(/\$19\.64 per license and month; \$2,356\.80 for the whole term/);
  const yearly = await client.press('Search', { f_pair_1: 'P1Y:annual' });
  expect(yearly.text).toMatch(/\$264\.00 per license and year; \$2,640\.00 for the whole term/);
  // The promotion is for monthly billing: it left with the terms that it was for.
  expect(yearly.text).not.toMatch(/promotion/);
});

test('an emptied quantity is not the one of before, and keeps nothing else from being done', async () => {
  const client = await atOffers();
  await add(client, 'Microsoft 365 Business Basic', { f_quantity: '5' });
  await add(client, 'Microsoft 365 E3', { f_quantity: '3' });
  // Clients leave out what is empty.
  const emptied = { f_offer: '', f_quantity_1: undefined };
  const refused = await client.press('Next: Review', emptied);
  expect(refused.text).toMatch(/Microsoft 365 Business Basic: Enter a whole number from 1 to 300/);
  expect(refused.inputs()).not.toHaveProperty('f_quantity_1');
  expect(refused.inputs()).toMatchObject({ f_quantity_2: '3' });
  // With limits, clients such as Teams would send no button of the card where one is broken.
  const numbers = refused.json.match(/\{[^{}]*"Input\.Number"[^{}]*\}/g) ?? [];
  expect(numbers).toHaveLength(3);
  expect(numbers.join()).not.toMatch(/"(?:min|max)":/);
  const found = await client.press('Search', { f_offerSearch: 'Microsoft 365 F3', ...emptied });
  expect(() => offerCalled(found, 'Microsoft 365 F3')).not.toThrow();
  expect(found.inputs()).not.toHaveProperty('f_quantity_1');
  const removed = await client.press('Remove', { f_quantity_1: undefined, f_quantity_2: '8' });
  expect(removed.text).toMatch(/In the order: 1 subscription/);
  const review = await client.press('Next: Review', { f_offer: '' });
  expect(review.text).toMatch(/Microsoft 365 E3: 8 licenses/);
});

test.each([
  ['en-US', /15 % off\)/, /with the promotion that you asked for/],
  ['es-ES', /15 % de descuento\)/, /con la promoción que has pedido/],
] as const)('the review says that a promotion is asked for, in %s', async (locale, ...said) => {
  const client = await atOffers();
  await add(client, 'Microsoft 365 Business Premium', { f_quantity: '5' });
  let review = await client.press('Next: Review', { f_offer: '', f_promotion_1: 'true' });
  if (locale === 'es-ES') {
    await client.say('language spanish');
    review = await client.see(/^Revisar/m);
  }
  for (const words of said) expect(review.text).toMatch(words);
});

test('fifty lines, edited in pages of ten, all on the review; not one more', async () => {
  const client = await atOffers();
  const found = await search(client, 'Microsoft 365 F3');
  const offer = offerCalled(found, 'Microsoft 365 F3');
  for (let line = 1; line <= 50; line += 1) {
    await client.press('Add to the order', { f_offer: offer, f_quantity: String(line) });
  }
  const full = await client.card();
  expect(full.text).toMatch(/In the order: 50 subscriptions/);
  expect(full.text).toMatch(/Page 5 of 5/);
  expect(Object.keys(full.inputs()).filter((id) => id.startsWith('f_quantity_'))).toHaveLength(10);
  const more = await client.press('Add to the order', { f_offer: offer });
  expect(more.text).toMatch(/at most 50 subscriptions/);

  const fourth = await client.press('Previous page', { f_offer: '' });
  expect(fourth.text).toMatch(/Page 4 of 5/);
  await client.press('Previous page', { f_quantity_31: '99' });
  const review = await client.press('Next: Review');
  expect(review.text.match(/Microsoft 365 F3: /g)).toHaveLength(50);
  expect(review.text).toMatch(/Microsoft 365 F3: 99 licenses/);
  expect(review.text).toMatch(/Estimated total: .* for the full term/);
});

test('no subscriptions now: the submission ends with the customer', async () => {
  const client = await atOffers();
  const review = await client.press('No subscriptions now');
  expect(review.text).toMatch(/the customer is created without an order/);
  await client.see(/Acceptance page/);
  const result = await submitDraft(client);
  expect(result.text).not.toMatch(/Order ID/);
});

test('the estimates, promotion and all, are what the cart asks for', async () => {
  const client = await atOffers();
  await add(client, 'Microsoft 365 Business Premium', { f_quantity: '5' });
  await client.press('Search', { f_promotion_1: 'true' });
  await add(client, 'Microsoft 365 E3', { f_quantity: '3' });
  await client.press('Next: Review', { f_offer: '' });
  await client.see(/Acceptance page/);
  const result = await submitDraft(client);
  expect(result.text).toMatch(/Order ID/);
});

test('the card leads to what one may sell', async () => {
  const client = await atOffers();
  const card = await client.card();
  expect(card.link(/What you may sell/)).toMatch(/learn\.microsoft\.com\/en-us\/partner-center/);
});

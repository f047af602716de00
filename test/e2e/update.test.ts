import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, fillDraft, submitDraft, TYPED } from './draftSteps';
import { startProduct, type Product } from './product';

jest.setTimeout(60_000);

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

/** The review has one Update beside each group, in this order. */
const GROUPS = ['account', 'agreement', 'reseller', 'offers'];

async function update(client: DirectLineClient, group: string) {
  const review = await client.card();
  await client.send({ ...review.click('Update'), item: group });
  return client.card();
}

test('Update changes one part of the review and comes back to it', async () => {
  const client = await DirectLineClient.connect(product.url, 'updater');
  const review = await fillDraft(client, TYPED);
  expect(review.buttons().filter((title) => title === 'Update')).toHaveLength(GROUPS.length);

  const offers = await update(client, 'offers');
  expect(offers.text).toMatch(/^Subscriptions/m);
  await client.press('Next: Review', { f_quantity_1: '7' });
  await client.see(/Microsoft 365 Business Premium: 7 licenses/);

  const company = await update(client, 'account');
  expect(company.inputs()).toMatchObject({ f_companyName: TYPED.companyName });
  const contact = await client.press(/^Next/);
  expect(contact.text).toMatch(/^Contact and address/m);
  expect(contact.inputs()).toMatchObject({ f_firstName: TYPED.firstName, f_state: 'WA' });
  await client.press(/^Next/, { f_firstName: 'Anna' });
  const after = await client.see(/^Review/m);
  expect(after.text).toContain('First name: Anna');
});

test.each(GROUPS)('Back from an Update of %s leaves everything as it was', async (group) => {
  const client = await DirectLineClient.connect(product.url, `backer-${group}`);
  const before = await fillDraft(client, { ...TYPED, domainPrefix: `back${group}` });
  await update(client, group);
  const after = await client.press('Back');
  expect(after.text).toBe(before.text);
});

test('Back from the second card of an Update brings back what its first card changed', async () => {
  const client = await DirectLineClient.connect(product.url, 'second-backer');
  const before = await fillDraft(client, { ...TYPED, domainPrefix: 'contososecond' });
  await update(client, 'account');
  const contact = await client.press(/^Next/, { f_country: 'DE', f_domainPrefix: 'contosothird' });
  expect(contact.text).toMatch(/^Contact and address/m);
  await client.press('Back');
  const after = await client.see(/Acceptance page/);
  expect(after.text.replace(/http\S+/g, '')).toBe(before.text.replace(/http\S+/g, ''));
});

test('Back from the review walks all the way to the first card, which has no Back', async () => {
  const client = await DirectLineClient.connect(product.url, 'walker');
  await fillDraft(client, { ...TYPED, domainPrefix: 'contosowalk' });
  for (const { title } of [...DRAFT_STEPS].reverse()) {
    expect((await client.press('Back')).text).toMatch(title);
  }
  const first = await client.card();
  expect(first.buttons()).not.toContain('Back');
  expect(first.inputs()).toMatchObject({ f_companyName: TYPED.companyName });
  expect((await client.press('Next: Review')).text).toMatch(/^Review/m);
});

test('another country makes contact, agreement and offers doubtful, and each says so', async () => {
  const client = await DirectLineClient.connect(product.url, 'mover');
  await fillDraft(client, { ...TYPED, domainPrefix: 'contosomoved' });
  await update(client, 'account');
  const contact = await client.press(/^Next/, { f_country: 'DE' });
  expect(contact.text).toMatch(/^Contact and address/m);
  expect(contact.text).toMatch(/check this part again.*Country or region/);
  const agreement = await client.press(/^Next/, {
    f_city: 'Berlin',
    f_postalCode: '10115',
    f_phoneNumber: '+49 30 901820',
    f_state: '',
  });
  expect(agreement.text).toMatch(/^Customer agreement/m);
  expect(agreement.text).toMatch(/check this part again.*Country or region/);
  // What was filled in from the contact, and what goes by the country, follows them.
  expect(agreement.inputs()).toMatchObject({
    f_signerPhone: '+49 30 901820',
    f_agreementLanguage: 'de-DE',
  });
  const offers = await client.press(/^Next/);
  expect(offers.text).toMatch(/^Subscriptions/m);
  expect(offers.text).toMatch(/check this part again.*Country or region/);
  // The dollars of before are no price in Germany.
  expect(offers.text).not.toMatch(/\$\d/);
  await client.press('Next: Review');
  const review = await client.see(/Acceptance page/);
  expect(review.text).toContain('Country or region: Germany');
  expect(review.text).toContain('City: Berlin');
});

test('the submitted order is what the review showed, and Done closes it', async () => {
  const client = await DirectLineClient.connect(product.url, 'submitter');
  await fillDraft(client, { ...TYPED, domainPrefix: 'contososubmit' });
  const result = await submitDraft(client);
  const id = /Customer ID: (\S+)/.exec(result.text)?.[1];
  const state = (await (await fetch(`${product.simulatorUrl}/_simulator/state`)).json()) as {
    customers: readonly { id: string; domain: string }[];
    orders: readonly unknown[];
  };
  expect(state.customers).toMatchObject([{ id, domain: 'contososubmit.onmicrosoft.com' }]);
  expect(state.orders).toHaveLength(1);
  const closed = await client.press('Done');
  expect(closed.buttons()).toEqual(expect.arrayContaining(['Add customer', 'Customers']));
  await client.press('Customers');
  const customers = await client.press('Search', { f_search: 'contososubmit' });
  expect(customers.text).toContain('contososubmit.onmicrosoft.com');
});

test('a second submitter of a domain that is under way is told, and nothing is submitted', async () => {
  const first = await DirectLineClient.connect(product.url, 'first');
  const second = await DirectLineClient.connect(product.url, 'second');
  const typed = { ...TYPED, domainPrefix: 'contosotwice' };
  await fillDraft(first, typed);
  await fillDraft(second, typed);
  await first.press('Submit', { f_partnerAttestation: 'true' });
  const refused = await second.press('Submit', { f_partnerAttestation: 'true' });
  expect(refused.text).toMatch(/already adding a customer with this domain/);
  expect(refused.text).toMatch(/^Review/m);
  // What was ticked for it stays ticked.
  expect(refused.inputs()).toMatchObject({ f_partnerAttestation: 'true' });
});

test('the language command changes the language of the card and of what follows', async () => {
  const client = await DirectLineClient.connect(product.url, 'speaker');
  await client.see(/Add customers/);
  await client.press('Add customer');
  await client.say('language spanish');
  const form = await client.see(/^Empresa/m);
  expect(form.text).toContain('Ahora hablamos en español');
  await client.press(/^Siguiente/, { f_companyName: 'Contoso', f_domainPrefix: 'contosohabla' });
  await client.see(/^Contacto y dirección/m);
});

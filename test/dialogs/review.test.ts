import { DirectLineClient } from '../e2e/directLine';
import { DRAFT_STEPS, fillDraft, submitDraft, TYPED } from '../e2e/draftSteps';
import { startLocalProduct, type LocalProduct } from '../e2e/localProduct';

jest.setTimeout(90_000);

let product: LocalProduct;
let people = 0;

beforeAll(async () => {
  product = await startLocalProduct();
});
afterAll(() => product.stop());

function connect(): Promise<DirectLineClient> {
  people += 1;
  return DirectLineClient.connect(product.url, `reviewer${people}`);
}

/** A review whose values nobody else uses. */
async function review(changes: Partial<typeof TYPED> = {}): Promise<DirectLineClient> {
  const client = await connect();
  const own = { companyName: `Reviewed ${people}`, domainPrefix: `reviewed${people}` };
  await fillDraft(client, { ...TYPED, ...own, ...changes });
  return client;
}

async function posted(): Promise<number> {
  const state = await fetch(`${product.simulator.url}/_simulator/state`);
  return ((await state.json()) as { customers: readonly unknown[] }).customers.length;
}

test('the review shows what the checks said, beside each row, with Update named for its group', async () => {
  const client = await review();
  const card = await client.card();
  expect(card.text).toMatch(/Company name: Reviewed \d+ ✓ Not a customer of yours yet/);
  expect(card.text).toMatch(/onmicrosoft\.com ✓ Available/);
  expect(card.text).toMatch(/Address line 1: 1 Main Street ✓ Verified/);
  expect(card.json).toContain('"tooltip":"Update account info"');
});

test('the box must be ticked, and stays ticked', async () => {
  const client = await review();
  const unticked = await client.press('Submit');
  expect(unticked.text).toMatch(/^✕ Confirmation: Tick the box/);
  const ticked = await client.press('Check everything', { f_partnerAttestation: 'true' });
  expect(ticked.inputs()).toMatchObject({ f_partnerAttestation: 'true' });
  expect(ticked.text).not.toMatch(/Tick the box/);
});

test('Check everything says that it was done, and what it brought', async () => {
  const client = await review({ domainPrefix: 'reviewedagain' });
  const same = await client.press('Check everything');
  expect(same.text).toMatch(/ℹ Everything was checked again \(.+UTC\): nothing has changed/);
  await fetch(`${product.simulator.url}/_simulator/relationships`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ companyName: 'Other', domain: 'reviewedagain.onmicrosoft.com' }),
  });
  const changed = await client.press('Check everything');
  expect(changed.text).toMatch(/Everything was checked again .+ Changed: Primary domain name/);
});

test('what was missing at Submit is not held against whoever comes back from an Update', async () => {
  const client = await review();
  expect((await client.press('Submit')).text).toMatch(/^✕ Confirmation: Tick the box/);
  const company = await client.press('Update');
  expect(company.buttons()).toContain('Next: Contact and address');
  await client.press(/^Next/);
  const back = await client.press('Next: Review');
  expect(back.text).toMatch(/^Review/m);
  expect(back.text).not.toMatch(/Tick the box/);
});

test('Check everything finds a domain taken meanwhile, closes Submit, and spends nothing', async () => {
  const client = await review({ domainPrefix: 'reviewedtaken' });
  const added = await fetch(`${product.simulator.url}/_simulator/relationships`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      companyName: 'Quicker GmbH',
      domain: 'reviewedtaken.onmicrosoft.com',
    }),
  });
  expect(added.ok).toBe(true);
  const before = await posted();
  const checked = await client.press('Check everything');
  expect(checked.text).toMatch(
    /^✕ Primary domain name: This domain belongs to a customer of yours/,
  );
  expect(checked.json).toContain('"isEnabled":false');
  const forced = await client.press(/^Submit/, { f_partnerAttestation: 'true' });
  expect(forced.text).toMatch(/^✕ Primary domain name/);
  expect(await posted()).toBe(before);
});

test('the acceptance is seen at the review', async () => {
  const client = await review();
  const waiting = await client.see(/Waiting for the signer/);
  await fetch(waiting.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
  const accepted = await client.press('Check everything');
  expect(accepted.text).toMatch(/The signer has accepted the agreement/);
});

test('the link for the signer can be copied, and a ready e-mail in the customer’s language is there', async () => {
  const client = await review({ domainPrefix: 'reviewedmail', companyName: 'Mailed & Sons' });
  const card = await client.see(/Waiting for the signer/);
  const url = card.link(/Acceptance page/);
  expect(card.text).toContain(`Link for the signer: ${url}`);
  const mail = new URL(card.link(/Write to the signer/));
  expect(decodeURIComponent(mail.pathname)).toBe(TYPED.signerEmail);
  expect(mail.searchParams.get('subject')).toMatch(/^Mailed & Sons: please accept/);
  expect(mail.searchParams.get('body')).toContain(`Hello ${TYPED.signerFirstName}`);
  expect(mail.searchParams.get('body')).toContain(url);
});

test('without subscriptions nothing speaks of an order', async () => {
  const client = await connect();
  const typed = { ...TYPED, companyName: 'Without Order Inc', domainPrefix: 'withoutorder' };
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, -1)) await step.take(client, typed);
  const refused = await client.press('Next: Review');
  expect(refused.text).toMatch(/Choose an offer from the list, or press “No subscriptions now”/);
  await client.press('No subscriptions now');
  const card = await client.see(/Waiting for the signer/);
  expect(card.text).toMatch(/the customer may be created/);
  expect(card.text).not.toMatch(/transaction|the order waits/);
});

test('an expired link is said, and a new one is made', async () => {
  const client = await connect();
  await fillDraft(client, {
    ...TYPED,
    companyName: 'Expired Link Inc',
    domainPrefix: 'expiredlink',
    signerEmail: 'expired@contoso.example',
  }).catch(() => undefined);
  const expired = await client.press('Check everything');
  expect(expired.text).toMatch(/The acceptance link has expired/);
  const renewed = await client.press('Make a new link');
  expect(renewed.text).toMatch(/acceptance link (is being made|has expired)/);
});

test('a link that could not be made closes Submit, before there is a customer without one', async () => {
  const faults = `${product.simulator.url}/_simulator/faults`;
  const refused = {
    kind: 'refuse',
    method: 'POST',
    path: 'attestations/enhanced$',
    status: 400,
    times: 100,
  };
  await fetch(faults, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(refused),
  });
  const client = await connect();
  const typed = { ...TYPED, companyName: 'Linkless Ltd', domainPrefix: 'linkless' };
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const { title, take } of DRAFT_STEPS) {
    await client.see(title);
    await take(client, typed);
  }
  const closed = /^✕ Acceptance of the agreement: The acceptance link could not be made/;
  const before = await posted();
  const review = await client.see(closed);
  expect(review.json).toContain('"isEnabled":false');
  const forced = await client.press(/^Submit/, { f_partnerAttestation: 'true' });
  expect(forced.text).toMatch(closed);
  await fetch(faults, { method: 'DELETE' });
  await client.press('Make a new link');
  expect(await posted()).toBe(before);
  expect((await submitDraft(client)).text).toMatch(/Customer added/);
});

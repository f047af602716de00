import { DirectLineClient, type ReceivedCard } from '../e2e/directLine';
import { fillDraft, TYPED, type Typed } from '../e2e/draftSteps';
import { startLocalProduct, type LocalProduct } from '../e2e/localProduct';

/*
 * Check everything on the review, for each way in which Partner Center answers it: a wrong row names the
 * field to mend, what could not be asked is said, and nothing is spent.
 */

jest.setTimeout(120_000);

let product: LocalProduct;
let people = 0;

beforeAll(async () => {
  product = await startLocalProduct();
});
afterAll(() => product.stop());

const control = async (path: string, body: object, method = 'POST'): Promise<void> => {
  const response = await fetch(`${product.simulator.url}/_simulator/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
};

/** A draft at the review. */
async function atReview(changes: Partial<Typed> = {}): Promise<DirectLineClient> {
  people += 1;
  const client = await DirectLineClient.connect(product.url, `dry${people}`);
  const own = { companyName: `Dry Run ${people}`, domainPrefix: `dryrun${people}` };
  await fillDraft(client, { ...TYPED, ...own, ...changes });
  return client;
}

async function dryRun(client: DirectLineClient): Promise<ReceivedCard> {
  const requests = async (): Promise<string> => {
    const response = await fetch(
      `${product.simulator.url}/_simulator/requests?method=POST&limit=1`,
    );
    const { byRoute } = (await response.json()) as { byRoute: Record<string, number> };
    return JSON.stringify([
      byRoute['POST /v1/customers'],
      byRoute['POST /v1/customers/:customerId/carts'],
    ]);
  };
  const before = await requests();
  const card = await client.press('Check everything');
  expect(await requests()).toBe(before);
  return card;
}

test('a domain that was taken meanwhile: the domain', async () => {
  const client = await atReview({ domainPrefix: 'drytaken' });
  await control('relationships', {
    companyName: 'Faster Ltd',
    domain: 'drytaken.onmicrosoft.com',
  });
  const card = await dryRun(client);
  expect(card.text).toMatch(/^✕ Primary domain name: /);
});

test('a customer of that name that came meanwhile: the company name, to be confirmed in its form', async () => {
  const client = await atReview({ companyName: 'Dry Namesake' });
  await control('relationships', {
    companyName: 'Dry Namesake',
    domain: 'drynamesake.onmicrosoft.com',
  });
  const card = await dryRun(client);
  expect(card.text).toMatch(/^✕ Company name: You already have a customer/);
  await client.press('Update');
  await client.press(/^Next/);
  await client.press(/^Next/, { f_confirm_companyName: 'true' });
  const review = await client.press(/^Next/);
  expect(review.text).toMatch(/Company name: Dry Namesake ⚠ Confirmed as it stands/);
  expect(review.json).not.toContain('"isEnabled":false');
});

test.each([
  [
    { method: 'HEAD', path: '/v1/domains/', kind: '500' },
    /onmicrosoft\.com ⚠ Could not be checked/,
  ],
  [
    { method: 'HEAD', path: '/v1/domains/', kind: 'refuse', status: 403, code: 900308 },
    /onmicrosoft\.com ⚠ Could not be checked/,
  ],
  [
    { method: 'HEAD', path: '/v1/domains/', kind: '429' },
    /onmicrosoft\.com ⚠ Could not be checked/,
  ],
  [
    { method: 'POST', path: '/v1/validations/address', kind: '500' },
    /Address line 1: 1 Main Street ⚠ Could not be checked/,
  ],
])('%j is said as not checked, never as good, and does not close Submit', async (fault, said) => {
  const client = await atReview();
  await control('faults', { ...fault, times: 50 });
  try {
    const card = await dryRun(client);
    expect(card.text).toMatch(said);
    expect(card.json).not.toContain('"isEnabled":false');
  } finally {
    await control('faults', {}, 'DELETE');
  }
});

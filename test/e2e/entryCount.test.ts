import { DirectLineClient, type ReceivedCard } from './directLine';
import { startLocalProduct, type LocalProduct } from './localProduct';

/* The figures of docs/comparison.md: what a clerk types and presses for one customer with one offer. */

jest.setTimeout(60_000);

const MOST_ENTRIES = 14;
const MOST_CLICKS = 8;

let product: LocalProduct;
beforeAll(async () => {
  product = await startLocalProduct({ simulator: { partner: 'direct' } });
});
afterAll(() => product.stop());

/** A clerk whose entries and clicks are counted. */
class CountedClerk {
  entries = 0;
  clicks = 0;

  constructor(private readonly client: DirectLineClient) {}

  /** Changes inputs, each of them an entry, and presses a button. */
  async press(title: string | RegExp, inputs: Readonly<Record<string, string>> = {}) {
    const shown = (await this.client.card()).inputs();
    this.entries += Object.entries(inputs).filter(([id, value]) => shown[id] !== value).length;
    this.clicks += 1;
    return this.client.press(title, inputs);
  }

  see(text: RegExp): Promise<ReceivedCard> {
    return this.client.see(text, 30_000);
  }
}

test.each([
  ['among the first shown', undefined, 13, 7],
  ['searched for', 'Business Premium', 14, 8],
] as const)('a US customer with one offer %s', async (about, words, entries, clicks) => {
  const person = about.replaceAll(' ', '');
  const client = await DirectLineClient.connect(product.url, person);
  await client.see(/Add customers/);
  const clerk = new CountedClerk(client);
  await clerk.press('Add customer');
  await clerk.see(/^Company/m);
  await clerk.press(/^Next:/, {
    f_companyName: `Contoso ${about}`,
    f_domainPrefix: person,
  });
  await clerk.see(/^Contact and address/m);
  await clerk.press(/^Next:/, {
    f_firstName: 'Ann',
    f_lastName: 'Beebe',
    f_email: 'accepts@contoso.example',
    f_phoneNumber: '425 555 0100',
    f_addressLine1: '1 Main Street',
    f_city: 'Redmond',
    f_state: 'WA',
    f_postalCode: '98052',
  });
  await clerk.see(/^Customer agreement/m);
  await clerk.press(/^Next:/);
  await clerk.see(/^Subscriptions/m);
  const found =
    words === undefined
      ? await client.card()
      : await clerk.press('Search', { f_offerSearch: words });
  await clerk.press(/^Next:/, { f_offer: found.choices('f_offer')[0] ?? '', f_quantity: '5' });
  await clerk.see(/^Review/m);
  await clerk.press('Submit', { f_partnerAttestation: 'true' });
  await clerk.see(/^Customer added/m);
  await clerk.press('Done');
  await clerk.see(/The customer is in Partner Center/);

  expect(clerk.entries).toBeLessThanOrEqual(MOST_ENTRIES);
  expect(clerk.clicks).toBeLessThanOrEqual(MOST_CLICKS);
  // Fewer would be good news, and a line to change in docs/comparison.md.
  expect([clerk.entries, clerk.clicks]).toEqual([entries, clicks]);
});

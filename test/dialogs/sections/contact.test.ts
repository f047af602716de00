import { DirectLineClient } from '../../e2e/directLine';
import { startLocalProduct, type LocalProduct } from '../../e2e/localProduct';

jest.setTimeout(60_000);

let product: LocalProduct;
let people = 0;

beforeAll(async () => {
  product = await startLocalProduct({ settings: { MARKETS: 'US,BR,FR' } });
});
afterAll(() => product.stop());

const TYPED = {
  f_firstName: 'Ann',
  f_lastName: 'Beebe',
  f_email: 'ann@contoso.example',
  f_phoneNumber: '(425) 555-0100',
  f_addressLine1: '1 Main Street',
  f_city: 'Redmond',
  f_state: 'WA',
  f_postalCode: '98052',
};

/** The contact form of a new draft. */
async function begin(company: Readonly<Record<string, string>> = {}): Promise<DirectLineClient> {
  people += 1;
  const client = await DirectLineClient.connect(product.url, `contact${people}`);
  await client.see(/Add customers/);
  await client.press('Add customer');
  const typed = { f_companyName: `Contact ${people} Ltd`, f_domainPrefix: `contact${people}` };
  // What is asked for the country comes with the second look.
  await client.press(/^Next/, { ...typed, ...company });
  const card = await client.card();
  if (card.text.startsWith('✕')) await client.press(/^Next/, company);
  await client.see(/^Contact and address/m);
  return client;
}

test.each([
  [{ f_email: 'ann@fourthcoffee.com' }, /E-mail: The contact must be at the customer/],
  [{ f_email: 'ann@mail.fourthcoffee.com' }, /E-mail: The contact must be at the customer/],
  [{ f_email: 'ann@microsoft.com' }, /E-mail: The contact must not have a microsoft/],
  [{ f_email: 'ann at contoso' }, /E-mail: Enter an e-mail/],
  [
    { f_phoneNumber: '555' },
    /Phone number: This is not a phone number of this country: United States/,
  ],
  [{ f_email: 'jose..x@contoso.example' }, /E-mail: Enter an e-mail address/],
  [{ f_email: 'josé@contoso.example' }, /E-mail: Use unaccented letters/],
  [{ f_email: 'ann@pañería.example' }, /E-mail: Use unaccented letters/],
  [{ f_phoneNumber: '+44 20 7946 0000' }, /Phone number: This is not a phone number/],
  [{ f_postalCode: '9805' }, /postal code: Enter the postal code .* for example 98052/],
  [{ f_state: 'Washington' }, /State or province: Choose the state/],
  [{ f_city: '' }, /City: Enter the city/],
  [{ f_firstName: '' }, /First name: Enter the first name/],
])('%j is refused beside its field, first in the text', async (wrong, said) => {
  const client = await begin();
  const card = await client.press(/^Next/, { ...TYPED, ...wrong });
  expect(card.text.split('\n')[0]).toMatch(said);
  expect(card.inputs()).toMatchObject({ f_lastName: 'Beebe' });
});

test('states are chosen by name', async () => {
  const client = await begin();
  const { json } = await client.card();
  expect(json).toContain('"title":"Washington","value":"WA"');
});

test('a school needs an address of its own', async () => {
  const client = await begin({ f_qualification: 'Education', f_educationSegment: 'K12' });
  const card = await client.press(/^Next/, { ...TYPED, f_email: 'school@gmail.com' });
  expect(card.text).toMatch(/^✕ E-mail: An educational institution/);
});

test.each([
  ['Microsoft Way', /street is incomplete/, '1 Microsoft Way, Redmond, WA 98052'],
  [
    '5 Premises Road',
    /building or suite is missing/,
    '5 Premises Road, Suite 100, Redmond, WA 98052',
  ],
  ['7 Multiple Road', /Several parts/, '1 7 Multiple Road, Redmond, WA 98052'],
  [
    '9 Interaction Road',
    /would write this address/,
    '9 Interaction Road NE, Redmond Heights, WA 98052',
  ],
])(
  '%s: a suggestion stands beside what was typed, and is taken up',
  async (street, said, choice) => {
    const client = await begin();
    const asked = await client.press(/^Next/, { ...TYPED, f_addressLine1: street });
    expect(asked.text.split('\n')[0]).toMatch(said);
    const titles = JSON.stringify(asked.content);
    expect(titles).toContain(choice);
    const unanswered = await client.press(/^Next/);
    expect(unanswered.text.split('\n')[0]).toMatch(said);
    const next = await client.press(/^Next/, { f_choose_addressLine1: '0' });
    expect(next.text).toMatch(/^Customer agreement/m);
    const back = await client.press('Back');
    const { f_addressLine1, f_addressLine2, f_city } = back.inputs();
    const line = [f_addressLine1, f_addressLine2, f_city].filter(Boolean).join(', ');
    expect(choice.startsWith(line)).toBe(true);
  },
);

test('an address that the service does not know can be confirmed as typed', async () => {
  const client = await begin();
  const asked = await client.press(/^Next/, { ...TYPED, f_addressLine1: '1 Nowhere Lane' });
  expect(asked.text.split('\n')[0]).toMatch(/does not know this address/);
  const changed = await client.press(/^Next/, {
    f_addressLine1: '2 Nowhere Lane',
    f_confirm_addressLine1: 'true',
  });
  expect(changed.text.split('\n')[0]).toMatch(/does not know this address/);
  const next = await client.press(/^Next/, { f_confirm_addressLine1: 'true' });
  expect(next.text).toMatch(/^Customer agreement/m);
});

test.each(['1 Outage Street', '1 Verified Street', '1 Main Street'])(
  '%s goes on without a question',
  async (street) => {
    const client = await begin();
    const next = await client.press(/^Next/, { ...TYPED, f_addressLine1: street });
    expect(next.text).toMatch(/^Customer agreement/m);
  },
);

test('a country that asks for the company asks for its phone', async () => {
  const client = await begin({ f_country: 'BR', f_registrationNumber: '12.345.678/0001-95' });
  const typed = { ...TYPED, f_state: 'SP', f_city: 'São Paulo', f_postalCode: '01310-100' };
  const asked = await client.press(/^Next/, { ...typed, f_phoneNumber: '' });
  expect(asked.text.split('\n')[0]).toMatch(/Phone number: Enter a phone number/);
  const next = await client.press(/^Next/, { f_phoneNumber: '11 91234-5678' });
  expect(next.text).toMatch(/^Customer agreement/m);
  const back = await client.press('Back');
  expect(back.inputs()).toMatchObject({ f_phoneNumber: '+55 11 91234 5678' });
});

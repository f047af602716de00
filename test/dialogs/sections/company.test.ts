import { DirectLineClient } from '../../e2e/directLine';
import { startLocalProduct, type LocalProduct } from '../../e2e/localProduct';

jest.setTimeout(60_000);

let product: LocalProduct;
let people = 0;

beforeAll(async () => {
  product = await startLocalProduct({ settings: { MARKETS: 'US,BR,ES,DE' } });
});
afterAll(() => product.stop());

/** The company form of a new draft. */
async function begin(locale = 'en-US'): Promise<DirectLineClient> {
  people += 1;
  const client = await DirectLineClient.connect(product.url, `company${people}`, locale);
  await client.see(/Add customers|Agregar clientes/);
  await client.press(/^(Add customer|Agregar cliente)$/);
  return client;
}

test.each([
  ['LLC', /A legal form alone/],
  ['Pty. Ltd.', /A legal form alone/],
  ['S.à r.l.', /A legal form alone/],
  ['X', /Enter the full company name/],
  ['&%!', /Enter the full company name/],
  ['   ', /Enter the company name/],
])('the company name %j is refused as on the portal', async (companyName, said) => {
  const client = await begin();
  const card = await client.press(/^Next/, {
    f_companyName: companyName,
    f_domainPrefix: 'contosonames',
  });
  expect(card.text).toMatch(/^✕ Company name: /);
  expect(card.text).toMatch(said);
});

test.each(['Contoso.com Inc', '999', 'C o n'])(
  'the company name %j is asked about once, and confirmed goes on',
  async (companyName) => {
    const client = await begin();
    const typed = { f_companyName: companyName, f_domainPrefix: `odd${people}` };
    const asked = await client.press(/^Next/, typed);
    expect(asked.text).toMatch(/does not look like the legal name/);
    const unconfirmed = await client.press(/^Next/);
    expect(unconfirmed.text).toMatch(/does not look like the legal name/);
    const next = await client.press(/^Next/, { f_confirm_companyName: 'true' });
    expect(next.text).toMatch(/^Contact and address/m);
  },
);

test('confirming one name does not confirm another typed at the same time', async () => {
  const client = await begin();
  await client.press(/^Next/, { f_companyName: '999', f_domainPrefix: `other${people}` });
  const again = await client.press(/^Next/, {
    f_companyName: '8888',
    f_confirm_companyName: 'true',
  });
  expect(again.text).toMatch(/does not look like the legal name/);
});

test('a name that is a customer already may be confirmed or leads to that customer', async () => {
  const client = await begin();
  const asked = await client.press(/^Next/, {
    f_companyName: 'coho winery',
    f_domainPrefix: `coho${people}`,
  });
  expect(asked.text).toMatch(/already have a customer of this name/);
  const next = await client.press(/^Next/, { f_confirm_companyName: 'true' });
  expect(next.text).toMatch(/^Contact and address/m);
});

test('all of the domain may be typed, and a name that is too long is refused, not cut', async () => {
  const client = await begin();
  const name = `Contoso ${'x'.repeat(100)}`;
  const refused = await client.press(/^Next/, {
    f_companyName: name,
    f_domainPrefix: 'Whole.onmicrosoft.com',
  });
  expect(refused.text).toMatch(/^✕ Company name: Use at most 100 characters/);
  expect(refused.inputs()).toMatchObject({ f_companyName: name });
  const contact = await client.press(/^Next/, { f_companyName: 'Contoso Whole' });
  expect(contact.text).toMatch(/^Contact and address/m);
  const back = await client.press('Back');
  expect(back.inputs()).toMatchObject({ f_domainPrefix: 'whole' });
});

test('an empty domain is proposed from the name', async () => {
  const client = await begin();
  const proposed = await client.press(/^Next/, { f_companyName: 'Peña & Söhne GmbH' });
  expect(proposed.inputs()).toMatchObject({ f_domainPrefix: 'penasohne' });
  expect(proposed.text).toMatch(/ℹ Primary domain name: Proposed from the company name/);
  expect(proposed.text).not.toContain('✕');
  const next = await client.press(/^Next/);
  expect(next.text).toMatch(/^Contact and address/m);
});

test('for a taken domain three free ones are offered, and one click takes one', async () => {
  const client = await begin();
  const taken = await client.press(/^Next/, {
    f_companyName: 'Proseware Labs',
    f_domainPrefix: 'takenlabs',
  });
  expect(taken.text).toMatch(/^✕ Primary domain name: This domain name is already taken/);
  const offered = taken.buttons().filter((title) => title.endsWith('.onmicrosoft.com'));
  expect(offered).toHaveLength(3);
  await client.press(offered[0] ?? '');
  await client.see(/^Contact and address/m);
  const back = await client.press('Back');
  expect(`${String(back.inputs()['f_domainPrefix'])}.onmicrosoft.com`).toBe(offered[0]);
});

test('the registration ID is asked where the country needs it, and nowhere else', async () => {
  const client = await begin();
  const typed = { f_companyName: 'Contoso Brasil', f_domainPrefix: `brasil${people}` };
  const asked = await client.press(/^Next/, { ...typed, f_country: 'BR' });
  expect(asked.text).toMatch(/Company registration ID \(CNPJ\): Enter .*12\.345\.678\/0001-95/);
  const wrong = await client.press(/^Next/, { f_registrationNumber: '?' });
  expect(wrong.text).toMatch(/Company registration ID \(CNPJ\): Enter/);
  const elsewhere = await client.press(/^Next/, { f_country: 'DE', f_registrationNumber: '?' });
  expect(elsewhere.text).toMatch(/^Contact and address/m);
  const back = await client.press('Back');
  expect(Object.keys(back.inputs())).not.toContain('f_registrationNumber');
});

test('a special qualification asks for its own inputs', async () => {
  const client = await begin();
  const typed = { f_companyName: 'Bellows College', f_domainPrefix: `bellows${people}` };
  const segment = await client.press(/^Next/, { ...typed, f_qualification: 'Education' });
  expect(segment.text).toMatch(/^✕ Education segment/);
  const code = await client.press(/^Next/, { f_qualification: 'GovernmentCommunityCloud' });
  expect(code.text).toMatch(/^✕ Validation code: Enter/);
  const usedUp = await client.press(/^Next/, { f_validationCode: '654321' });
  expect(usedUp.text).toMatch(/^✕ Validation code: .*no customers left/);
  const next = await client.press(/^Next/, { f_validationCode: '123456' });
  expect(next.text).toMatch(/^Contact and address/m);
});

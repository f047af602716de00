import { DirectLineClient } from '../../e2e/directLine';
import { DRAFT_STEPS, TYPED } from '../../e2e/draftSteps';
import { startLocalProduct, type LocalProduct } from '../../e2e/localProduct';

jest.setTimeout(60_000);

let people = 0;

/** At the agreement's form, the contact's name in it. */
async function atAgreement({ url }: LocalProduct): Promise<DirectLineClient> {
  people += 1;
  const client = await DirectLineClient.connect(url, `signer${people}`);
  const own = { ...TYPED, companyName: `Signed ${people}`, domainPrefix: `signed${people}` };
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, 2)) await step.take(client, own);
  await client.see(/^Customer agreement/m);
  return client;
}

/** Emptied, as Web Chat sends it: not at all. */
const EMPTY = undefined;

describe('by a link', () => {
  let product: LocalProduct;

  beforeAll(async () => {
    product = await startLocalProduct();
  });
  afterAll(() => product.stop());

  test('what was emptied stays empty beside its error, and when the draft is taken up again', async () => {
    const client = await atAgreement(product);
    expect((await client.card()).inputs()).toMatchObject({ f_signerFirstName: 'Ann' });
    const refused = await client.press(/^Next/, {
      f_signerFirstName: EMPTY,
      f_signerEmail: EMPTY,
      f_signerPhone: EMPTY,
    });
    expect(refused.text).toMatch(/✕ Signer's first name: Enter the signer's first name/);
    expect(refused.text).toMatch(/✕ Signer's e-mail: /);
    expect(refused.inputs()).toMatchObject({ f_signerLastName: 'Beebe' });
    for (const field of ['f_signerFirstName', 'f_signerEmail', 'f_signerPhone']) {
      expect(refused.inputs()).not.toHaveProperty(field);
    }
    await client.press('Save for later', { f_signerLastName: EMPTY });
    const resumed = await client.press('Resume');
    expect(resumed.text).toMatch(/^Customer agreement/m);
    expect(resumed.inputs()).not.toHaveProperty('f_signerFirstName');
    expect(resumed.inputs()).not.toHaveProperty('f_signerLastName');
  });

  test('Next says where it leads, after Back and while a part is updated', async () => {
    const client = await atAgreement(product);
    const contact = await client.press('Back');
    expect(contact.buttons()).toContain('Next: Customer agreement');
    expect((await client.press('Next: Customer agreement')).text).toMatch(/^Customer agreement/m);
  });
});

describe('attested with a date', () => {
  let product: LocalProduct;

  beforeAll(async () => {
    product = await startLocalProduct({ settings: { AGREEMENT_MODE: 'classic' } });
  });
  afterAll(() => product.stop());

  test('nobody attests a date that was not chosen', async () => {
    const client = await atAgreement(product);
    expect((await client.card()).inputs()).not.toHaveProperty('f_dateAgreed');
    const refused = await client.press(/^Next/);
    expect(refused.text).toMatch(/✕ .*Choose the date on which the signer accepted/);
    expect(refused.inputs()).not.toHaveProperty('f_dateAgreed');
    const next = await client.press(/^Next/, { f_dateAgreed: '2024-05-06' });
    expect(next.text).toMatch(/^Indirect reseller/m);
    const back = await client.press('Back');
    expect(back.inputs()).toMatchObject({ f_dateAgreed: '2024-05-06' });
    const emptied = await client.press(/^Next/, { f_dateAgreed: EMPTY });
    expect(emptied.text).toMatch(/✕ .*Choose the date on which the signer accepted/);
    expect(emptied.inputs()).not.toHaveProperty('f_dateAgreed');
  });
});

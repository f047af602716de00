import { z } from 'zod';
import { DirectLineClient, type ReceivedCard } from '../../e2e/directLine';
import { DRAFT_STEPS, fillDraft, TYPED, type Typed } from '../../e2e/draftSteps';
import { startLocalProduct, type LocalProduct } from '../../e2e/localProduct';

jest.setTimeout(60_000);

let people = 0;

function typedBySomebody(about: string): Typed {
  people += 1;
  return { ...TYPED, companyName: `Agreement ${people} Ltd`, domainPrefix: `${about}${people}` };
}

/** The agreement's form of a new draft. */
async function atAgreement(
  { url }: LocalProduct,
  company: Readonly<Record<string, string>> = {},
  contact: Readonly<Record<string, string>> = {},
): Promise<DirectLineClient> {
  const typed = typedBySomebody('agreement');
  const client = await DirectLineClient.connect(url, typed.domainPrefix);
  await client.see(/Add customers/);
  await client.press('Add customer');
  await client.press(/^Next/, {
    f_companyName: typed.companyName,
    f_domainPrefix: typed.domainPrefix,
    ...company,
  });
  await client.see(/^Contact and address/m);
  await client.press(/^Next/, {
    f_firstName: typed.firstName,
    f_lastName: typed.lastName,
    f_email: typed.email,
    f_addressLine1: typed.addressLine1,
    f_city: typed.city,
    f_state: 'WA',
    f_postalCode: typed.postalCode,
    ...contact,
  });
  await client.see(/^Customer agreement/m);
  return client;
}

describe('the acceptance on a page of Microsoft', () => {
  let product: LocalProduct;
  beforeAll(async () => {
    product = await startLocalProduct({ settings: { MARKETS: 'US,CA,DE' } });
  });
  afterAll(() => product.stop());

  async function documentsAskedFor(): Promise<readonly string[]> {
    const response = await fetch(`${product.simulator.url}/_simulator/requests?path=/document`);
    const schema = z.object({ requests: z.array(z.object({ path: z.string() })) });
    return schema.parse(await response.json()).requests.map(({ path }) => path);
  }

  test.each([
    ['US', {}, undefined, 'en-US'],
    ['CA', { f_state: 'QC', f_postalCode: 'H2X 1Y4' }, 'fr-CA', 'fr-CA'],
    ['DE', { f_state: '', f_postalCode: '10115' }, undefined, 'de-DE'],
    ['DE', { f_state: '', f_postalCode: '10115' }, 'en-US', 'en-US'],
  ] as const)(
    'in %s %j the text is asked for in the language chosen (%s), else that of the country: %s',
    async (country, address, chosen, language) => {
      const client = await atAgreement(product, { f_country: country }, address);
      const card = await client.press('Get the agreement text', {
        ...(chosen !== undefined && { f_agreementLanguage: chosen }),
        f_signerFirstName: 'Typed meanwhile',
      });
      // The template of the highest rank among those of the Customer Agreement (facts, 4.2).
      const asked = (await documentsAskedFor()).at(0);
      expect(asked).toContain('117a77b0-9360-443b-8795-c6dedc750cf9');
      const document = await fetch(card.link(/Open the agreement/));
      const text = await document.text();
      expect(document.status).toBe(200);
      expect(text).toContain(language);
      expect(card.inputs()).toMatchObject({ f_signerFirstName: 'Typed meanwhile' });
    },
  );

  test('the text is asked for at the click, and at every click anew', async () => {
    const before = (await documentsAskedFor()).length;
    const client = await atAgreement(product);
    expect((await documentsAskedFor()).length).toBe(before);
    const first = (await client.press('Get the agreement text')).link(/Open the agreement/);
    await client.press('Back');
    await client.press(/^Next/);
    const second = (await client.press('Get the agreement text')).link(/Open the agreement/);
    expect(second).not.toBe(first);
  });

  test('the signer is filled in from the contact on request, after the contact was changed', async () => {
    const typed = typedBySomebody('refill');
    const client = await DirectLineClient.connect(product.url, typed.domainPrefix);
    await fillDraft(client, typed);
    const open = async (item: string): Promise<ReceivedCard> => {
      await client.send({ ...(await client.card()).click('Update'), item });
      return client.card();
    };
    await open('account');
    await client.press(/^Next:/);
    await client.press(/^Next:/, { f_firstName: 'Zoë', f_email: 'zoe@contoso.example' });
    const form = await open('agreement');
    expect(form.inputs()).toMatchObject({ f_signerFirstName: typed.signerFirstName });
    const filled = await client.press('Fill in from the primary contact', {
      f_acceptance: 'attested',
    });
    expect(filled.inputs()).toMatchObject({
      f_signerFirstName: 'Zoë',
      f_signerLastName: typed.lastName,
      f_signerEmail: 'zoe@contoso.example',
      f_signerPhone: '+1 425 555 0100',
    });
    await client.press(/^Next:/);
    const review = await client.see(/Acceptance page/);
    expect(review.text).toContain("Signer's first name: Zoë");
  });

  test('a signer who is the contact has no button for it', async () => {
    const client = await atAgreement(product);
    expect((await client.card()).buttons()).not.toContain('Fill in from the primary contact');
  });
});

describe('the acceptance attested by the partner, with a date', () => {
  let product: LocalProduct;
  beforeAll(async () => {
    product = await startLocalProduct({ settings: { AGREEMENT_MODE: 'classic' } });
  });
  afterAll(() => product.stop());

  const DAY_MS = 86_400_000;
  const dayIn = (timeZone: string, moment: number): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone }).format(moment);
  /** The zones in which the day changes first and last. */
  const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;

  /** Presses a button as a speaker of that time zone. */
  async function sendFrom(
    client: DirectLineClient,
    localTimezone: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<ReceivedCard> {
    const click = (await client.card()).click(/^Next/, inputs);
    await client.post({ value: click, localTimezone });
    return client.card();
  }

  test.each(ZONES)('in %s today is good and tomorrow is not', async (zone) => {
    const client = await atAgreement(product);
    const tomorrow = await sendFrom(client, zone, {
      f_dateAgreed: dayIn(zone, Date.now() + DAY_MS),
    });
    expect(tomorrow.text).toMatch(
      /^✕ Date on which the signer accepted: The date must not be in the future/,
    );
    const today = await sendFrom(client, zone, { f_dateAgreed: dayIn(zone, Date.now()) });
    expect(today.text).toMatch(/^Indirect reseller/m);
  });

  test('at every moment one of the two zones has another day than the server, and its own counts', () => {
    const [first, last] = ZONES.map((zone) => dayIn(zone, Date.now()));
    expect(first).not.toBe(last);
  });

  test.each([
    ['2023-03-31', /^✕ Date on which the signer accepted: Acceptances before April 1, 2023/],
    ['2023-02-30', /^✕ Date on which the signer accepted: Choose a date/],
    ['', /^✕ Date on which the signer accepted: Choose/],
  ])('%s is refused', async (date, said) => {
    const client = await atAgreement(product);
    expect((await client.press(/^Next/, { f_dateAgreed: date })).text).toMatch(said);
  });

  test('a submission confirms the agreement with the date as it was said', async () => {
    const typed = { ...typedBySomebody('classic'), signerEmail: 'sam@contoso.example' };
    const client = await DirectLineClient.connect(product.url, typed.domainPrefix);
    await client.see(/Add customers/);
    await client.press('Add customer');
    for (const { title, take } of DRAFT_STEPS) {
      await client.see(title);
      if (title.test('Customer agreement')) {
        await client.press(/^Next/, { f_dateAgreed: '2026-01-31' });
      } else await take(client, typed);
    }
    const review = await client.see(/^Review/m);
    expect(review.text).toContain('January 31, 2026');
    await client.press('Submit', { f_partnerAttestation: 'true' });
    await client.see(/^Customer added/m, 30_000);
    const date = new Date('2026-01-31T00:00:00Z').getTime();
    const dates = [...product.simulator.world.state.customers.values()].flatMap(({ agreements }) =>
      agreements.map(({ dateAgreed }) => dateAgreed),
    );
    expect(dates).toContain(date);
  });
});

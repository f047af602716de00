import { bytesOfCard, LARGEST_BYTES, ORDINARY_BYTES } from './cardAudit';
import { DirectLineClient, type ReceivedCard } from './directLine';
import { TYPED } from './draftSteps';
import { WORDS } from './flow';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(120_000);

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ existingCustomers: 60 });
});
afterAll(async () => {
  await app.stop();
});

/** The longest title of the catalogue that needs nothing else, and a name as long as names may be. */
const LONGEST_OFFER = 'Windows 365 Business 2 vCPU, 8 GB, 128 GB';
const LONG = {
  companyName: `Compañía Importadora y Exportadora ${'de Repuestos '.repeat(5)}`
    .slice(0, 90)
    .trim(),
  addressLine1: `Avenida ${'del Libertador General '.repeat(8)}`.slice(0, 100).trim(),
};
const ORDINARY = { companyName: 'Contoso Importadora', addressLine1: '1 Main Street' };

/** Every card that comes is looked over by DirectLineClient; here its size is noted as well. */
class Sizes {
  readonly seen = new Map<string, number>();

  note(name: string, card: ReceivedCard): ReceivedCard {
    this.seen.set(name, bytesOfCard(card.content));
    return card;
  }

  over(limit: number): readonly string[] {
    return [...this.seen]
      .filter(([, size]) => size > limit)
      .map(([name, size]) => `${name}: ${(size / 1024).toFixed(1)} KB`);
  }
}

async function walk(
  language: 'en' | 'es',
  lines: number,
  { companyName, addressLine1 }: typeof ORDINARY,
  sizes: Sizes,
): Promise<void> {
  const words = WORDS[language];
  const { button } = words;
  const as = `every-${language}-${lines}`;
  const locale = language === 'es' ? 'es-ES' : 'en-US';
  const client = await DirectLineClient.connect(app.url, as, locale);
  const next = new RegExp(`^${button.nextReview.split(':')[0] ?? ''}:`);
  const press = async (name: string, title: string | RegExp, inputs = {}) =>
    sizes.note(name, await client.press(title, inputs));
  const say = async (name: string, text: string) => {
    await client.say(text);
    return sizes.note(name, await client.card());
  };

  await client.see(new RegExp(words.welcome.title));
  await say('help', 'help');
  await say('language', 'language');
  await say('customers', 'customers');
  await press('customer', button.show);
  await say('menu', 'help');
  await press('company', button.addCustomer);
  await press('company, wrong', next, { f_companyName: 'LLC', f_domainPrefix: '.' });
  await press('contact', next, {
    f_companyName: `${companyName} ${language}${lines}`,
    f_domainPrefix: `every${language}${lines}`,
  });
  await press('contact, wrong', next, { f_email: 'x', f_phoneNumber: 'x', f_postalCode: 'x' });
  await press('agreement', next, {
    f_firstName: TYPED.firstName,
    f_lastName: TYPED.lastName,
    f_email: TYPED.email,
    f_phoneNumber: TYPED.phoneNumber,
    f_addressLine1: addressLine1,
    f_city: TYPED.city,
    f_state: 'WA',
    f_postalCode: TYPED.postalCode,
  });
  for (let tries = 0; tries < 3 && !(await client.card()).json.includes('resellerId'); tries += 1) {
    await press('reseller', next);
  }
  await press('reseller, wrong', next, { f_resellerId: '', f_partnerId: '77' });
  await press('reseller, verified', button.verify, { f_partnerId: '4847383' });
  await press('offers', next, { f_partnerId: '4847383' });
  await press('offers, found', button.search, { f_offerSearch: LONGEST_OFFER });
  const [offer] = (await client.card()).choices('f_offer');
  for (let line = 0; line < lines; line += 1) {
    await press('offers, with lines', button.addOffer, { f_offer: offer, f_quantity: '300' });
  }
  await press('offers, wrong', button.addOffer, { f_offer: offer, f_quantity: '0' });
  await press('review', button.nextReview, { f_offer: '' });
  await press('review, checked', button.checkEverything);
  await press('review, wrong', button.submit);
  await press('kept', button.save);
  await say('drafts', 'drafts');
  await press('review again', button.resume);
  await press('status', button.submit, {
    f_partnerAttestation: 'true',
    ...Object.fromEntries(
      Object.keys((await client.card()).inputs())
        .filter((id) => id.startsWith('f_attestation_'))
        .map((id) => [id, 'true']),
    ),
  });
  await say('submissions', 'status');
}

test.each(['en', 'es'] as const)(
  'every card of ordinary data stays under 28 KB, language %s',
  async (language) => {
    const sizes = new Sizes();
    await walk(language, 3, ORDINARY, sizes);
    expect(sizes.seen.size).toBeGreaterThan(20);
    expect(sizes.over(ORDINARY_BYTES)).toEqual([]);
  },
);

test.each(['en', 'es'] as const)(
  'with fifty lines of the longest title every card stays under 80 KB, language %s',
  async (language) => {
    const sizes = new Sizes();
    await walk(language, 50, LONG, sizes);
    expect(sizes.over(LARGEST_BYTES)).toEqual([]);
  },
);

import { DirectLineClient, type ReceivedCard } from '../e2e/directLine';
import { WORDS } from '../e2e/flow';
import { startLocalProduct, type LocalProduct } from '../e2e/localProduct';

jest.setTimeout(90_000);

const US_GOVERNMENT = {
  simulator: { cloud: 'usGovernment', partner: 'direct' },
  settings: { PARTNER_CENTER_CLOUD: 'usGovernment' },
} as const;

const LOCALES = { en: 'en-US', es: 'es-ES' } as const;
type Language = keyof typeof LOCALES;

let people = 0;

/** The company form, sent with a domain that somebody has. */
async function sendTaken(
  { url }: LocalProduct,
  language: Language,
  company: Readonly<Record<string, string>>,
): Promise<DirectLineClient> {
  people += 1;
  const client = await DirectLineClient.connect(url, `existing${people}`, LOCALES[language]);
  const words = WORDS[language];
  await client.see(new RegExp(words.welcome.title));
  await client.press(words.button.addCustomer);
  const next = words.button.nextSection.replace('{{section}}', words.section.contact);
  await client.press(next, company);
  return client;
}

function mailOf(card: ReceivedCard, title: string): { subject: string; body: string } {
  const { searchParams } = new URL(card.link(new RegExp(title)));
  return { subject: searchParams.get('subject') ?? '', body: searchParams.get('body') ?? '' };
}

describe('a company that has a tenant already', () => {
  let product: LocalProduct;
  beforeAll(async () => {
    product = await startLocalProduct({ settings: { MARKETS: 'US,ES' } });
  });
  afterAll(() => product.stop());

  test('ours by its name alone, under another domain: no request is offered', async () => {
    const client = await sendTaken(product, 'en', {
      f_companyName: 'coho winery',
      f_domainPrefix: 'cohoelsewhere',
    });
    expect((await client.card()).text).toContain(WORDS.en.reasons.customerOfThatName.cause);
    const page = await client.press(WORDS.en.existing.button);
    expect(page.text).toContain(
      'Coho Winery (cohowinery.onmicrosoft.com) is your customer already',
    );
    expect(page.json).not.toContain('partner-invitation');
  });

  test.each(['en', 'es'] as const)(
    'ours: the customer is named and opened in Partner Center, in %s',
    async (language) => {
      const words = WORDS[language];
      const client = await sendTaken(product, language, {
        f_companyName: 'Coho Vineyard',
        f_domainPrefix: 'cohowinery',
      });
      const taken = await client.card();
      expect(taken.text).toContain(words.reasons.domainOurs.cause);
      const page = await client.press(words.existing.button);
      expect(page.text).toContain('Coho Winery');
      expect(page.text).toContain('cohowinery.onmicrosoft.com');
      expect(page.link(new RegExp(words.existing.openCustomer))).toMatch(
        /^https:\/\/partner\.microsoft\.com\/.*[0-9a-f-]{36}/,
      );
      // Behind the page stands the form with what was said of it.
      const back = await client.press(words.button.back);
      expect(back.text).toBe(taken.text);
      expect(back.inputs()).toMatchObject({ f_companyName: 'Coho Vineyard' });
    },
  );

  test.each(
    (['en', 'es'] as const).flatMap((language) =>
      (['anotherPartner', 'multipartner', 'multichannel'] as const).map(
        (situation) => [language, situation] as const,
      ),
    ),
  )(
    'in %s, %s: the link, the mail text in the company’s language, and back',
    async (language, situation) => {
      const words = WORDS[language];
      // The clerk's language and the company's are not the same.
      const [country, theirs] =
        language === 'en' ? (['ES', 'es'] as const) : (['US', 'en'] as const);
      const client = await sendTaken(product, language, {
        f_country: country,
        f_companyName: 'Wide & World Importers',
        f_domainPrefix: 'takenimporters',
      });
      await client.press(words.existing.button);
      const page = await client.press(words.existing.writeMail, { f_existingSituation: situation });
      expect(page.text).toContain(words.existing.lead);
      const request = page.link(new RegExp(words.existing.openRequest));
      expect(request).toMatch(/^https:\/\/admin\.microsoft\.com\/.*partner-invitation/);
      const mail = mailOf(page, words.existing.openMail);
      expect(mail.subject).toContain('Wide & World Importers');
      expect(mail.body).toContain(request);
      expect(mail.body).toContain(WORDS[theirs].existing[situation].mail);
      expect(mail.body).not.toContain('{{');
      expect(page.text).toContain(WORDS[theirs].existing.mail.greeting);
      const form = await client.press(words.button.back);
      expect(form.inputs()).toMatchObject({ f_domainPrefix: 'takenimporters', f_country: country });
      const next = words.button.nextSection.replace('{{section}}', words.section.contact);
      const onwards = await client.press(next, { f_domainPrefix: `importers${people}` });
      expect(onwards.text).toContain(words.section.contact);
    },
  );
});

describe('US Government', () => {
  let product: LocalProduct;
  beforeAll(async () => {
    product = await startLocalProduct(US_GOVERNMENT);
  });
  afterAll(() => product.stop());

  test.each(['en', 'es'] as const)(
    'in %s: an existing customer gets a sentence and the next step, no link',
    async (language) => {
      const words = WORDS[language];
      const client = await sendTaken(product, language, {
        f_companyName: 'City of Fabrikam',
        f_domainPrefix: 'takencity',
      });
      expect((await client.card()).text).toContain('.onmicrosoft.us');
      const page = await client.press(words.existing.button);
      expect(page.text).toContain(words.existing.noRequest);
      expect(page.text).toContain(words.existing.noRequestNext);
      expect(page.json).not.toContain('Action.OpenUrl');
      const form = await client.press(words.button.back);
      expect(form.inputs()).toMatchObject({ f_domainPrefix: 'takencity' });
    },
  );

  test.each(['en', 'es'] as const)(
    'in %s: a whole conversation has no agreement in it and ends with the customer',
    async (language) => {
      const words = WORDS[language];
      const domainPrefix = `city${language}`;
      const client = await sendTaken(product, language, {
        f_companyName: `City of ${language}`,
        f_domainPrefix: domainPrefix,
      });
      const contact = await client.card();
      expect(contact.text).toContain(words.section.contact);
      const toOffers = words.button.nextSection.replace('{{section}}', words.section.offers);
      const offers = await client.press(toOffers, {
        f_firstName: 'Ann',
        f_lastName: 'Beebe',
        f_email: 'ann@city.example',
        f_addressLine1: '1 Main Street',
        f_city: 'Redmond',
        f_state: 'WA',
        f_postalCode: '98052',
      });
      expect(offers.text).toContain(words.section.offers);
      const review = await client.press(words.button.noOffers);
      expect(review.text).not.toContain(words.group.agreement);
      await client.press(words.button.submit, { f_partnerAttestation: 'true' });
      const result = await client.see(new RegExp(words.result.title), 30_000);
      expect(result.text).toContain(`${domainPrefix}.onmicrosoft.us`);
      const requests = await fetch(`${product.simulator.url}/_simulator/requests`);
      expect(await requests.text()).not.toMatch(/agreement|attestation|relationshiprequest/i);
    },
  );
});

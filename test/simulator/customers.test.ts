import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCustomer } from './partner';
import type { NewCustomerChanges } from './partner';

let simulator: Simulator;
let partner: Partner;

beforeAll(async () => {
  simulator = await startSimulator({ customerPropagationMs: 0, existingCustomers: 90 });
  partner = new Partner(simulator);
});
afterAll(() => simulator.stop());

const BRAZIL = {
  country: 'BR',
  state: 'SP',
  city: 'São Paulo',
  postalCode: '01310-100',
  phoneNumber: '11987654321',
};
const PORTUGUESE = { culture: 'pt-BR', language: 'pt' };

describe('a new customer is refused', () => {
  test.each<[string, NewCustomerChanges, string, string | null]>([
    ['for its state', { address: { state: 'XX' } }, '400/27002', 'StateInvalid'],
    [
      'for a region in the United States',
      { address: { region: 'NA' } },
      '400/27002',
      'StateInvalid',
    ],
    ['for its postal code', { address: { postalCode: '9805' } }, '400/27002', 'PostalCodeInvalid'],
    [
      'for its telephone',
      { address: { phoneNumber: '+1 425 555' } },
      '400/27002',
      'PhoneNumberInvalid',
    ],
    ['for its language', { billing: { language: 'de' } }, '400/27002', 'LanguageInvalid'],
    ['for its culture', { billing: { culture: 'en' } }, '400/27002', 'CultureInvalid'],
    ['for its e-mail address', { billing: { email: 'ana' } }, '400/27002', 'EmailInvalid'],
    [
      'for a contact without a name',
      { address: { firstName: '' } },
      '400/27002',
      'FirstNameInvalid',
    ],
    ['for a domain of its own', { domain: 'contoso.com' }, '400/27002', 'DomainInvalid'],
    [
      'for a prefix of 28 letters',
      { domain: `${'a'.repeat(28)}.onmicrosoft.com` },
      '400/27002',
      'DomainInvalid',
    ],
    ['for a domain that is taken', { domain: 'takenone.onmicrosoft.com' }, '400/600008', null],
    ['for a domain lost in a race', { domain: 'raceone.onmicrosoft.com' }, '400/600008', null],
    ['in a country of other partners', { address: { country: 'KZ' } }, '403/2030', null],
    ['in an unknown country', { address: { country: 'UK' } }, '400/20000', null],
    [
      'with a number where none is asked',
      { company: { organizationRegistrationNumber: '1' } },
      '400/600002',
      null,
    ],
    ['without a number in Brazil', { address: BRAZIL, billing: PORTUGUESE }, '400/600049', null],
    [
      'with a PartnerID for a tenant',
      { top: { associatedPartnerId: '4847383' } },
      '400/2000',
      null,
    ],
    [
      'with an unknown reseller',
      { top: { associatedPartnerId: '00000000-0000-4000-8000-000000000000' } },
      '400/800016',
      null,
    ],
  ])('%s', async (_, changes, refusal, reason) => {
    const reply = await partner.post('/v1/customers', newCustomer(changes));
    expect(reply.refusal).toBe(refusal);
    if (reason !== null) expect(reply.at('data.0')).toBe(`property_name:  ${reason} - Details`);
  });

  test('with a registration number that does not fit, with the expression in the text', async () => {
    const reply = await partner.post(
      '/v1/customers',
      newCustomer({
        address: BRAZIL,
        billing: PORTUGUESE,
        company: { organizationRegistrationNumber: '123' },
      }),
    );
    expect(reply.refusal).toBe('400/600050');
    expect(reply.text('description')).toContain('^(\\d{14}|');
  });

  test('without a telephone where a number is required', async () => {
    const reply = await partner.post(
      '/v1/customers',
      newCustomer({
        address: { ...BRAZIL, phoneNumber: undefined },
        billing: PORTUGUESE,
        company: { organizationRegistrationNumber: '12345678000195' },
      }),
    );
    expect(reply.refusal).toBe('400/600051');
  });

  test('for a reseller, with the application alone', async () => {
    const reseller = simulator.world.resellers.all()[0]?.tenantId;
    const body = newCustomer({ top: { associatedPartnerId: reseller } });
    expect((await partner.post('/v1/customers', body, { as: 'app' })).refusal).toBe('403/900329');
  });
});

test('the reseller of a customer can be read back', async () => {
  const reseller = simulator.world.resellers.all()[1];
  const path = await partner.createCustomer({ top: { associatedPartnerId: reseller?.tenantId } });
  const found = await partner.get(`${path}/relationships`);
  expect(found.list()).toMatchObject([
    { mpnId: reseller?.mpnId, relationshipType: 'is_indirect_cloud_solution_provider_of' },
  ]);
});

test('a domain is taken by a customer of any case, and by the trigger', async () => {
  await partner.createCustomer({ domain: 'casing.onmicrosoft.com' });
  const status = async (domain: string): Promise<number> =>
    (await partner.call('HEAD', `/v1/domains/${domain}`)).status;
  expect(await status('CASING.onmicrosoft.com')).toBe(200);
  expect(await status('taken7.onmicrosoft.com')).toBe(200);
  expect(await status('race7.onmicrosoft.com')).toBe(404);
});

test('a list is read page by page with continuation tokens', async () => {
  const ids: unknown[] = [];
  let path = '/v1/customers?size=40';
  let headers: Record<string, string> = {};
  for (let pages = 0; pages < 10; pages += 1) {
    const page = await partner.get(path, { headers });
    ids.push(...page.list().map((item) => (item as { id: string }).id));
    if (page.at('links.next') === undefined) break;
    path = `/v1${page.text('links.next.uri')}`;
    headers = { [page.text('links.next.headers.0.key')]: page.text('links.next.headers.0.value') };
  }
  expect(new Set(ids).size).toBe(simulator.state.customers.size);
  expect(ids).toHaveLength(simulator.state.customers.size);
});

test('a search finds by the beginning of name and domain, without case, and by nothing else', async () => {
  await partner.createCustomer({ companyName: 'Ñandú Sistemas', domain: 'nandu.onmicrosoft.com' });
  const search = (filter: unknown): ReturnType<Partner['get']> =>
    partner.get(`/v1/customers?size=0&filter=${encodeURIComponent(JSON.stringify(filter))}`);
  const byName = await search({ Field: 'CompanyName', Value: 'ñandú', Operator: 'starts_with' });
  expect(byName.list()).toMatchObject([{ companyProfile: { domain: 'nandu.onmicrosoft.com' } }]);
  const byDomain = await search({ Field: 'Domain', Value: 'NANDU.', Operator: 'starts_with' });
  expect(byDomain.list()).toHaveLength(1);
  const wrong = await search({ Field: 'CompanyName', Value: 'n', Operator: 'contains' });
  expect(wrong.refusal).toBe('400/3000');
});

describe('an address is', () => {
  const validate = (address: Readonly<Record<string, unknown>>): ReturnType<Partner['post']> =>
    partner.post('/v1/validations/address', {
      addressLine1: '5 Elm Street',
      city: 'Redmond',
      state: 'WA',
      postalCode: '98052',
      country: 'US',
      ...address,
    });

  test.each([
    ['VerifiedShippable', '1 Microsoft Way', 1],
    ['Verified', '5 Verified Street', 1],
    ['InteractionRequired', '5 Interaction Street', 1],
    ['StreetPartial', 'Microsoft Way', 3],
    ['PremisesPartial', '5 Premises Street', 2],
    ['Multiple', '5 Multiple Street', 3],
    ['None', '5 Nowhere Street', 0],
    ['NotValidated', '5 Outage Street', 0],
  ])('%s for %s', async (status, addressLine1, suggestions) => {
    const reply = await validate({ addressLine1 });
    expect(reply.at('status')).toBe(status);
    if (suggestions === 0) expect(reply.at('suggestedAddresses')).toBeUndefined();
    else expect(reply.list('suggestedAddresses')).toHaveLength(suggestions);
  });

  test('None with the names of the wrong parts', async () => {
    const reply = await validate({ state: 'QC', postalCode: '1', city: '' });
    expect(reply.at('validationMessage')).toBe(
      "Address field invalid for property: 'Region', 'PostalCode', 'City'",
    );
  });

  test('refused where there are no rules', async () => {
    const reply = await validate({ country: 'UK' });
    expect(reply.text('description')).toBe(
      'No validation rules were found for the country/region UK.',
    );
  });
});

test('country rules have the recorded shape', async () => {
  const us = await partner.get('/v1/countryvalidationrules/US', { as: 'app' });
  expect(us.body).toMatchObject({
    iso2Code: 'US',
    isStateRequired: true,
    postalCodeRegex: '^\\d{5}(-\\d{4})?$',
    countryCallingCodesList: ['1'],
    supportedCulturesList: ['en-US', 'es-US'],
  });
  const pt = await partner.get('/v1/countryvalidationrules/PT', { as: 'app' });
  expect(pt.body).toMatchObject({
    isStateRequired: false,
    supportedStatesList: [],
    vatIdRegex: '^PT[\\d]{9,9}$',
  });
  expect(pt.at('phoneNumberRegex')).toBeUndefined();
});

test('every market has rules that compile and a sample that fits its own VAT expression', () => {
  for (const market of simulator.world.markets.values()) {
    expect(
      () =>
        new RegExp(
          `${market.postalCode ?? ''}|${market.phone ?? ''}|${market.registrationNumber ?? ''}`,
        ),
    ).not.toThrow();
    if (market.vat !== undefined) expect(market.vat.sample).toMatch(new RegExp(market.vat.regex));
    expect(market.cultures).toContain('en-US');
  }
  expect(simulator.world.markets.size).toBe(41);
});

interface Example {
  readonly iso2: string;
  readonly culture: string;
  readonly languages: readonly string[];
  readonly onboarded: boolean;
  readonly valid: Readonly<Record<string, string>>;
  readonly broken: Readonly<Record<string, string>>;
}

test('the simulator tells its rules for 40 markets, with examples that it takes and refuses', async () => {
  const listed = await partner.get('/_simulator/markets', { as: 'nobody' });
  const markets = (listed.list('markets') as Example[]).filter((market) => market.onboarded);
  expect(markets).toHaveLength(40);
  for (const { iso2, culture, languages, valid, broken } of markets) {
    const create = async (changes: Readonly<Record<string, unknown>>): Promise<string> => {
      const { registrationNumber, ...address } = { ...valid, ...changes };
      const reply = await partner.post(
        '/v1/customers',
        newCustomer({
          address: { ...address, country: iso2 },
          company: { organizationRegistrationNumber: registrationNumber },
          billing: { culture, language: languages[0] },
        }),
      );
      return reply.status === 201 ? '201' : reply.refusal;
    };
    expect([iso2, await create({})]).toEqual([iso2, '201']);
    for (const [name, value] of Object.entries(broken)) {
      const refusal = name === 'registrationNumber' ? '400/600050' : '400/27002';
      expect([iso2, name, await create({ [name]: value })]).toEqual([iso2, name, refusal]);
    }
  }
  expect((await partner.get('/_simulator/markets/br')).text('registrationNumber')).toContain(
    '\\d{14}',
  );
});

test('qualifications go into review and are decided by whoever runs the simulator', async () => {
  const path = await partner.createCustomer();
  const ask = (body: unknown): ReturnType<Partner['post']> =>
    partner.post(`${path}/qualifications`, body);
  expect((await ask({ qualification: 'Education' })).refusal).toBe('400/3000');
  expect((await ask({ qualification: 'Nonprofit' })).refusal).toBe('400/3000');
  expect(
    (await ask({ qualification: 'GovernmentCommunityCloud', validationCode: '654321' })).refusal,
  ).toBe('400/3000');
  expect(
    (await ask({ qualification: 'Education', educationSegment: 'K12' })).at('vettingStatus'),
  ).toBe('InReview');
  await partner.post(path.replace('/v1/', '/_simulator/'), { vetting: 'Approved' });
  const read = await partner.get(`${path}/qualifications`, { as: 'app' });
  expect(read.body).toMatchObject([{ qualification: 'Education', vettingStatus: 'Approved' }]);
});

test('resellers are verified by PartnerID with the codes of their troubles', async () => {
  expect((await partner.get('/v1/profiles/mpn?mpnId=9999999')).body).toEqual({
    code: 3000,
    description: 'Partner Organization with partner_id 9999999 could not be found',
    data: [],
    source: 'PartnerFD',
  });
  expect((await partner.get('/v1/profiles/mpn?mpnId=4847383')).at('partnerName')).toBe(
    'First Up Consultants',
  );
  const status = async (query: string): Promise<unknown> => {
    const reply = await partner.get(`/v1/compliance/csp/agreementstatus?${query}`);
    return reply.at('isAgreementSigned') ?? reply.refusal;
  };
  expect(await status('mpnId=4847383')).toBe(true);
  expect(await status('')).toBe('400/2001');
  expect(await status('mpnId=abc')).toBe('400/2000');
  expect(await status('mpnId=1&tenantId=2')).toBe('400/2000');
  expect(await status('mpnId=55')).toBe('400/2200');
  for (const code of [2201, 2203, 2204, 2205, 2206])
    expect(await status(`mpnId=999${code}`)).toBe(`400/${code}`);
});

import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner } from './partner';
import type { Reply } from './reply';

const START = Date.UTC(2026, 4, 4, 12);
const TEMPLATE = '117a77b0-9360-443b-8795-c6dedc750cf9';
const CLOUD_TEMPLATE = '998b88de-aa99-4388-a42c-1b3517d49490';

let now = START;
let simulator: Simulator;
let partner: Partner;

beforeAll(async () => {
  simulator = await startSimulator({
    customerPropagationMs: 0,
    now: () => now,
    attestationLifetimeMs: 60_000,
  });
  partner = new Partner(simulator);
});
beforeEach(() => {
  now = START;
});
afterAll(() => simulator.stop());

const attest = (changes: Readonly<Record<string, unknown>> = {}): Promise<Reply> =>
  partner.post(
    '/v1/attestations/enhanced',
    {
      country: 'US',
      language: 'en-US',
      companyName: 'Contoso Ltd',
      signatoryFirstName: 'Lee',
      signatoryLastName: 'Gu',
      signatoryEmail: 'lee@contoso.example',
      ...changes,
    },
    { as: 'app' },
  );
const confirm = (customer: string, attestationId: string): Promise<Reply> =>
  partner.post(
    `${customer}/agreements`,
    { attestationId, type: 'MicrosoftCustomerAgreement' },
    { as: 'app' },
  );
const accept = (attestationId: string): Promise<Reply> =>
  partner.post(`/_simulator/attestations/${attestationId}/accept`, {}, { as: 'nobody' });
const confirmClassic = (
  customer: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Reply> =>
  partner.post(`${customer}/agreements`, {
    primaryContact: { firstName: 'Lee', lastName: 'Gu', email: 'lee@contoso.example' },
    templateId: TEMPLATE,
    dateAgreed: '2026-05-04T00:00:00Z',
    type: 'MicrosoftCustomerAgreement',
    ...changes,
  });

describe('an enhanced attestation', () => {
  test('expires, and an expired one makes no agreement', async () => {
    const attestation = await attest();
    const id = attestation.text('id');
    const customer = await partner.createCustomer();
    now += 60_000;
    const read = await partner.get(`/v1/attestations/enhanced/${id}`, { as: 'app' });
    expect(read.at('status')).toBe('expired');
    expect((await confirm(customer, id)).at('errorName')).toBe('AttestationExpired');
    expect((await accept(id)).status).toBe(409);
    expect((await fetch(attestation.text('url'))).status).toBe(410);
  });

  test('is expired or accepted from the start for the signers that trigger it', async () => {
    expect((await attest({ signatoryEmail: 'expired@contoso.example' })).at('status')).toBe(
      'expired',
    );
    expect((await attest({ signatoryEmail: 'accepts@contoso.example' })).at('status')).toBe(
      'accepted',
    );
  });

  test('is good for the company and country that it was made for, and for one customer', async () => {
    const [first, second, other] = await Promise.all([
      partner.createCustomer(),
      partner.createCustomer(),
      partner.createCustomer({ companyName: 'Fabrikam' }),
    ]);
    const id = (await attest()).text('id');
    await accept(id);
    expect((await confirm(other, id)).at('errorName')).toBe('AttestationMismatch');
    expect((await confirm(first, id)).status).toBe(201);
    expect((await confirm(second, id)).at('errorName')).toBe('AttestationAlreadyUsed');
    expect((await confirm(first, id)).refusal).toBe('400/600061');
  });

  test('is asked for with the application alone, in full', async () => {
    expect((await attest({ signatoryEmail: 'lee' })).refusal).toBe('400/3000');
    expect((await attest({ customerId: 'x' })).refusal).toBe('400/3000');
    const id = (await attest()).text('id');
    const asUser = await partner.post('/v1/customers/x/agreements', {
      attestationId: id,
      type: 'x',
    });
    expect(asUser.refusal).toBe('403/2032');
  });

  test('cannot be accepted by a form of another site', async () => {
    const url = (await attest()).text('url');
    const headers = { Origin: 'https://evil.example' };
    const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams() });
    expect(answer.status).toBe(403);
  });
});

describe('the classic attestation', () => {
  test('is kept with the user who made it, and a second with the same contact is refused', async () => {
    const customer = await partner.createCustomer();
    const made = await confirmClassic(customer);
    expect(made).toMatchObject({
      status: 201,
      body: { dateAgreed: '2026-05-04T00:00:00.0000000Z' },
    });
    expect(made.text('userId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await confirmClassic(customer)).toMatchObject({
      status: 400,
      body: {
        code: 600061,
        errorName: 'PartnerConfirmedAgreementAlreadyExists',
        isRetryable: false,
      },
    });
    const changed = {
      firstName: 'Lee',
      lastName: 'Gu',
      email: 'lee@contoso.example',
      phoneNumber: '1',
    };
    expect((await confirmClassic(customer, { primaryContact: changed })).status).toBe(201);
    const list = await partner.get(
      `${customer}/agreements?agreementType=MicrosoftCustomerAgreement`,
    );
    expect(list.list()).toHaveLength(2);
  });

  test.each([
    ['a date in the future', { dateAgreed: '2026-05-04T12:00:01Z' }, '400/600002'],
    ['midnight of a day that has not begun in UTC', { dateAgreed: '2026-05-05' }, '400/600002'],
    ['an unknown template', { templateId: CLOUD_TEMPLATE }, '400/600067'],
    ['a field of nowhere', { signedOn: 'x' }, '400/3000'],
  ])('is refused for %s', async (_, changes, refusal) => {
    expect((await confirmClassic(await partner.createCustomer(), changes)).refusal).toBe(refusal);
  });

  test('before April 2023 does not open the gate', async () => {
    const customer = await partner.createCustomer();
    const offer = await partner.findOffer('Microsoft 365 Business Basic');
    const line = {
      id: 0,
      catalogItemId: offer,
      quantity: 1,
      termDuration: 'P1Y',
      billingCycle: 'annual',
    };
    const cart = await partner.post(`${customer}/carts`, {
      partnerOnRecordAttestationAccepted: true,
      lineItems: [line],
    });
    const checkout = `${customer}/carts/${cart.text('id')}/checkout`;
    expect((await confirmClassic(customer, { dateAgreed: '2023-03-31T00:00:00Z' })).status).toBe(
      201,
    );
    expect((await partner.post(checkout)).refusal).toBe('403/13605');
    const sign = customer.replace('/v1/', '/_simulator/');
    await partner.post(sign, { directSigned: true });
    const signed = await partner.get(`${customer}/directSignedMicrosoftCustomerAgreementStatus`);
    expect(signed.at('isSigned')).toBe(true);
    expect((await partner.post(checkout)).status).toBe(201);
  });
});

test('without a type, the metadata are those of the retired Cloud Agreement', async () => {
  const templates = async (query: string): Promise<readonly unknown[]> =>
    (await partner.get(`/v1/agreements${query}`)).list();
  expect(await templates('')).toMatchObject([{ templateId: CLOUD_TEMPLATE }]);
  const current = await templates('?agreementType=MicrosoftCustomerAgreement');
  expect(current).toHaveLength(2);
  expect(current).toContainEqual(expect.objectContaining({ templateId: TEMPLATE, versionRank: 1 }));
});

test('a link to the document is new each time and dies after five minutes', async () => {
  const ask = (): Promise<Reply> =>
    partner.get(`/v1/agreementtemplates/${TEMPLATE}/document?language=fr-FR&country=US`);
  const first = await ask();
  expect(first.at('language')).toBe('en-US');
  expect((await ask()).text('downloadUri')).not.toBe(first.text('downloadUri'));
  expect((await fetch(first.text('displayUri'))).status).toBe(200);
  now += 5 * 60_000;
  expect((await fetch(first.text('displayUri'))).status).toBe(410);
});

test('ways of agreeing that are switched off are refused as retired', async () => {
  const modern = await startSimulator({
    customerPropagationMs: 0,
    agreementModes: ['enhanced', 'direct'],
    skus: 100,
    resellers: 20,
  });
  const before = partner;
  try {
    partner = new Partner(modern);
    expect(
      (await confirmClassic(await partner.createCustomer(), { dateAgreed: '2025-01-01' })).at(
        'errorName',
      ),
    ).toBe('AttestationMethodRetired');
    expect((await attest()).status).toBe(201);
  } finally {
    partner = before;
    await modern.stop();
  }
});

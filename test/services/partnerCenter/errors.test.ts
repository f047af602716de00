import type { Endpoint } from '../../../src/services/partnerCenter/endpoints';
import { errorOf } from '../../../src/services/partnerCenter/errors';

const of = (endpoint: Endpoint, status: number, body: unknown) =>
  errorOf(
    { endpoint, requestId: 'request', correlationId: 'correlation' },
    { status, body, retryAfterMs: undefined, attempts: 1 },
  );

const observed = (reason: string) => ({
  code: 27002,
  description: 'A property has invalid data.',
  data: [`property_name:  ${reason} - Details`, 'details:  \n'],
  source: 'PartnerFD',
});

test.each<[string, Endpoint, number, unknown, object]>([
  [
    'a number for a code',
    'getPartnerProfile',
    404,
    {
      code: 3000,
      description: 'Partner Organization with partner_id 9 could not be found',
      data: [],
    },
    { reason: 'partnerIdUnknown', property: 'partnerId', partnerCenterCode: '3000' },
  ],
  [
    'a text for a code',
    'createCustomer',
    400,
    { code: '600051', description: 'Phone number is missing.' },
    { reason: 'phoneMissing', property: 'phoneNumber', helps: 'answer' },
  ],
  [
    'a property hidden in the data',
    'createCustomer',
    400,
    observed('StateInvalid'),
    { reason: 'propertyInvalid', property: 'state' },
  ],
  [
    'a property with its path',
    'createCustomer',
    400,
    observed('BillingProfile.DefaultAddress.AddressLine1Invalid'),
    { reason: 'propertyInvalid', property: 'addressLine1' },
  ],
  [
    'the domain refused: no code for a taken one is documented',
    'createCustomer',
    400,
    observed('DomainInvalid'),
    { reason: 'domainTaken', property: 'domain' },
  ],
  [
    'a bare name in the data',
    'requestQualification',
    400,
    { code: 3000, description: 'Invalid.', data: ['validationCode'] },
    { reason: 'propertyInvalid', property: 'qualification' },
  ],
  [
    'an object in the data',
    'createCustomer',
    400,
    { code: 3000, description: 'Invalid.', data: [null, { propertyName: 'BillingProfile.Email' }] },
    { reason: 'propertyInvalid', property: 'email' },
  ],
  [
    'JSON inside the description',
    'createCustomer',
    400,
    {
      code: 2007,
      description: JSON.stringify({
        code: '60071',
        reason: 'ZipCityInvalid - Details: no such city',
      }),
    },
    { reason: 'propertyInvalid', property: 'postalCode' },
  ],
  [
    'a pattern in the description',
    'createCustomer',
    400,
    { code: 600050, description: 'It must match the regular expression ^(\\d{7}|\\d{10})$.' },
    { reason: 'registrationNumberInvalid', pattern: '^(\\d{7}|\\d{10})$' },
  ],
  [
    'the shape of newer services',
    'confirmClassic',
    400,
    { code: 600061, errorName: 'PartnerConfirmedAgreementAlreadyExists', isRetryable: false },
    { reason: 'agreementExists' },
  ],
  [
    'an unknown code that may be repeated',
    'confirmByAttestation',
    400,
    { code: 600999, message: 'Not accepted yet.', isRetryable: true },
    { reason: 'tryLater', helps: 'waiting', retriable: true },
  ],
  [
    'the shape of the gateway',
    'getCustomer',
    429,
    { statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' },
    { reason: 'throttled', partnerCenterCode: '429', definitive: true },
  ],
  ['no body', 'getCustomer', 500, undefined, { reason: 'outage', definitive: false }],
  ['a text', 'getCustomer', 400, 'Bad Request', { reason: 'refused', helps: 'human' }],
  [
    'fields of other types',
    'getCustomer',
    400,
    { code: ['odd'], data: 'x' },
    { reason: 'refused' },
  ],
])('%s', (_, endpoint, status, body, expected) => {
  expect(of(endpoint, status, body)).toMatchObject({
    ...expected,
    httpStatus: status,
    requestId: 'request',
    correlationId: 'correlation',
  });
});

test('an error quotes nothing of what Partner Center said', () => {
  const error = of('createCustomer', 400, {
    code: 3000,
    description: 'ana@contoso.example is not valid',
    data: ['ana@contoso.example', 'email'],
  });
  const said = JSON.stringify(error) + error.message + (error.stack ?? '');
  expect(said).not.toContain('ana@');
  expect(error.property).toBe('email');
});

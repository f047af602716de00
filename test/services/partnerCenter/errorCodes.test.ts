import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ENDPOINTS, type Endpoint } from '../../../src/services/partnerCenter/endpoints';
import {
  ERROR_CODES,
  findErrorCode,
  reasonFor,
  reasonOfLine,
} from '../../../src/services/partnerCenter/errorCodes';
import { REASONS, type Reason } from '../../../src/services/partnerCenter/reasons';
import { textsFor } from '../../../src/cards/texts';

const ALL = Object.keys(ENDPOINTS) as Endpoint[];
const named = ERROR_CODES.map((one) => [`${one.status}/${one.code} ${one.reason}`, one] as const);

test.each(named)('%s is reached at every endpoint that it names', (_, entry) => {
  const endpoints = entry.endpoints ?? ALL;
  const reached = endpoints.filter(
    (endpoint) => findErrorCode(endpoint, entry.status, entry.code) === entry,
  );
  // A general entry may give way to a particular one at some endpoints, never at all of them.
  if (entry.endpoints === undefined) expect(reached.length).toBeGreaterThan(0);
  else expect(reached).toEqual(endpoints);
});

test.each(named)('%s is complete', (_, entry) => {
  expect(entry.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(entry.source).not.toBe('');
  expect(['waiting', 'token', 'answer', 'human']).toContain(entry.helps);
  // An answer can only be mended where it is known which; 27002 and its like name it themselves.
  const namesItself = ['27002', '2007', '3000'].includes(entry.code);
  if (entry.helps === 'answer' && !namesItself) expect(entry.property).toBeDefined();
});

test.each(Object.keys(REASONS) as Reason[])(
  '%s has cause and advice in both languages',
  (reason) => {
    for (const language of ['en', 'es'] as const) {
      const texts = textsFor(language);
      expect(texts(`reasons.${reason}.cause`)).toMatch(/\S.*\.$/);
      expect(texts(`reasons.${reason}.advice`)).toMatch(/\S.*\.$/);
    }
    expect(textsFor('es')(`reasons.${reason}.cause`)).not.toBe(
      textsFor('en')(`reasons.${reason}.cause`),
    );
  },
);

test('the reasons that no code has are those of the client itself', () => {
  const used = new Set(ERROR_CODES.map(({ reason }) => reason));
  const others = (Object.keys(REASONS) as Reason[]).filter((reason) => !used.has(reason));
  expect(others).toEqual([
    'signInRefused',
    'signInExpired',
    'signInRevoked',
    'throttled',
    'tryLater',
    'domainTaken',
    'notFound',
    'refused',
    'unexpectedAnswer',
  ]);
});

test.each<[Endpoint, number, string | undefined, Reason]>([
  ['createCustomer', 400, '600002', 'registrationNumberForbidden'],
  ['confirmClassic', 400, '600002', 'dateInFuture'],
  ['createCustomer', 400, '20000', 'countryNotAllowed'],
  ['getOrder', 404, '20000', 'orderNotListed'],
  ['getPartnerProfile', 404, '3000', 'partnerIdUnknown'],
  ['createCustomer', 400, '3000', 'propertyInvalid'],
  ['getCountryRules', 400, '3000', 'countryWithoutRules'],
  ['createCustomer', 400, '2000', 'resellerInvalid'],
  ['isPartnerAgreementSigned', 400, '2000', 'partnerIdMalformed'],
  ['createCart', 429, undefined, 'throttled'],
  ['createCart', 429, '429', 'throttled'],
  ['createCart', 502, undefined, 'outage'],
  ['getCustomer', 408, undefined, 'outage'],
  ['getCustomer', 401, undefined, 'tokenRefused'],
  ['getCustomer', 403, '123456', 'refused'],
  ['getCustomer', 404, '123456', 'notFound'],
])('%s %d/%s means %s', (endpoint, status, code, reason) => {
  expect(reasonFor(endpoint, status, code).reason).toBe(reason);
});

test('codes inside a good answer count without their status', () => {
  expect(reasonOfLine('orderError', '800020').reason).toBe('offerNotEligible');
  expect(reasonOfLine('orderError', '900421').helps).toBe('human');
  expect(reasonOfLine('cartLine', '10015')).toEqual({
    reason: 'seatLimit',
    helps: 'answer',
    property: 'quantity',
  });
  expect(reasonOfLine('cartLine', '99').reason).toBe('lineRefused');
});

test('docs/errors.md is of this table', () => {
  const script = join(__dirname, '..', '..', '..', 'scripts', 'errorsPage.mjs');
  execFileSync(process.execPath, [script, '--check']);
});

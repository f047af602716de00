import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { startSimulator } from '../../simulator/server';
import type { Simulator } from '../../simulator/server';
import { Partner, newCustomer } from './partner';

let simulator: Simulator;
let partner: Partner;
const APP = { grant_type: 'client_credentials' };
const user = (refreshToken: string): Record<string, string> => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
});
const bearer = async (fields: Readonly<Record<string, string>>): Promise<string> =>
  `Bearer ${(await partner.askForToken(fields)).text('access_token')}`;

beforeAll(async () => {
  simulator = await startSimulator({ customerPropagationMs: 0 });
  partner = new Partner(simulator);
});
afterAll(() => simulator.stop());

describe('the token endpoint', () => {
  test('gives a refresh token to users only, a new one each time', async () => {
    expect((await partner.askForToken(APP)).at('refresh_token')).toBeUndefined();
    const first = (await partner.askForToken(user('any'))).text('refresh_token');
    const second = (await partner.askForToken(user(first))).text('refresh_token');
    expect(second).not.toBe(first);
  });

  test.each([
    [{ ...APP, client_id: 'invalid-client' }, 401, 'invalid_client'],
    [user('expired'), 400, 'invalid_grant'],
    [user('revoked'), 400, 'invalid_grant'],
    [{ ...APP, resource: '' }, 400, 'invalid_request'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %j', async (fields, status, error) => {
    expect(await partner.askForToken(fields)).toMatchObject({ status, body: { error } });
  });

  test('lets an administrator consent: a code comes back to this machine and buys a token once', async () => {
    const back = 'http://localhost:8400/back';
    const address = `${simulator.url}/tenant/oauth2/authorize?redirect_uri=${encodeURIComponent(back)}&state=s1`;
    const answer = await fetch(address, { redirect: 'manual' });
    const target = new URL(answer.headers.get('location') ?? '');
    expect(target.searchParams.get('state')).toBe('s1');
    const grant = {
      grant_type: 'authorization_code',
      code: target.searchParams.get('code') ?? '',
    };
    expect((await partner.askForToken(grant)).status).toBe(200);
    expect((await partner.askForToken(grant)).status).toBe(400);
    const elsewhere = address.replace('localhost%3A8400', 'example.com');
    expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(400);
  });
});

describe('a call is refused', () => {
  const PATH = '/v1/profiles/organization';
  const CUSTOMERS = '/v1/customers';

  test('without a token, with an unknown one, and with one that has expired', async () => {
    expect((await partner.get(PATH, { as: 'nobody' })).refusal).toBe('401/800001');
    const unknown = await partner.get(PATH, { headers: { Authorization: 'Bearer made-up' } });
    expect(unknown.refusal).toBe('401/400');
    expect(unknown.headers.get('www-authenticate')).toContain('invalid_token');
    const authorization = await bearer(user('any'));
    await partner.post('/_simulator/tokens/expire', {});
    expect((await partner.get(PATH, { headers: { Authorization: authorization } })).refusal).toBe(
      '401/400',
    );
    partner = new Partner(simulator);
  });

  test('with the wrong kind of token, the wrong audience, or no MFA claim', async () => {
    expect((await partner.get(PATH, { as: 'app' })).refusal).toBe('403/900329');
    const id = randomUUID();
    expect((await partner.get(`/v1/attestations/enhanced/${id}`)).refusal).toBe('403/2032');
    const graph = await bearer({ ...APP, resource: 'https://graph.windows.net' });
    expect((await partner.get(CUSTOMERS, { headers: { Authorization: graph } })).refusal).toBe(
      '401/900420',
    );
    const kept = (await partner.askForToken(user('no-mfa'))).text('refresh_token');
    const withoutMfa = await bearer(user(kept));
    expect((await partner.get(PATH, { headers: { Authorization: withoutMfa } })).refusal).toBe(
      '401/900421',
    );
  });

  test.each(['MS-RequestId', 'MS-CorrelationId'])(
    'without %s, or with no GUID in it',
    async (name) => {
      expect((await partner.get(CUSTOMERS, { headers: { [name]: '' } })).refusal).toBe('400/2000');
      expect((await partner.get(CUSTOMERS, { headers: { [name]: 'abc' } })).refusal).toBe(
        '400/2000',
      );
    },
  );

  test('with a request id given twice', async () => {
    const authorization = await bearer(APP);
    const status = await new Promise((resolve, reject) => {
      const headers = [
        ['Authorization', authorization],
        ['Host', 'localhost'],
        ['MS-CorrelationId', randomUUID()],
        ['MS-RequestId', randomUUID()],
        ['MS-RequestId', randomUUID()],
      ].flat();
      httpRequest(`${simulator.url}${CUSTOMERS}`, { headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
  });

  test.each([
    ['an unknown field', { top: { colour: 'red' } }, 'colour'],
    ['credentials', { top: { userCredentials: { userName: 'a' } } }, 'userCredentials'],
    [
      'an unknown field deep inside',
      { address: { street: 'x' } },
      'billingProfile.defaultAddress.street',
    ],
    ['a wrong type', { top: { enableGDAPByDefault: 'yes' } }, 'enableGDAPByDefault'],
    ['a missing field', { billing: { culture: undefined } }, 'billingProfile.culture'],
  ])('with %s', async (_, changes, property) => {
    const reply = await partner.post(CUSTOMERS, newCustomer(changes));
    expect(reply).toMatchObject({ status: 400, body: { code: 3000, data: [property] } });
  });

  test('with a body that is no JSON, or of another type', async () => {
    const send = async (type: string, body: string): Promise<number> => {
      const headers = {
        Authorization: await bearer(APP),
        'Content-Type': type,
        'MS-RequestId': randomUUID(),
        'MS-CorrelationId': randomUUID(),
      };
      return (await fetch(`${simulator.url}${CUSTOMERS}`, { method: 'POST', headers, body }))
        .status;
    };
    expect(await send('application/json', '{"a":')).toBe(400);
    expect(await send('text/plain', '{}')).toBe(415);
  });

  test('on paths and methods that do not exist', async () => {
    expect((await partner.get('/v1/nothing')).status).toBe(404);
    expect((await partner.call('PATCH', '/v1/customers')).status).toBe(405);
  });
});

test('first letters of property names may be capital', async () => {
  const body = newCustomer();
  const capital = {
    CompanyProfile: body['companyProfile'],
    BillingProfile: body['billingProfile'],
  };
  expect((await partner.post('/v1/customers', capital)).status).toBe(201);
});

test('ids are echoed, and a throttled call says when to come again', async () => {
  const requestId = randomUUID();
  const fine = await partner.get('/v1/customers', { requestId });
  expect(fine.headers.get('ms-requestid')).toBe(requestId);
  const asked = await partner.get('/v1/customers', { headers: { 'X-Simulator-Throttle': '57' } });
  expect(asked).toMatchObject({
    status: 429,
    body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' },
  });
  expect(asked.headers.get('retry-after')).toBe('57');
});

test('a repeat with the same request id changes nothing, whatever its body and outcome', async () => {
  const requestId = randomUUID();
  const first = await partner.post('/v1/customers', newCustomer(), { requestId });
  const other = await partner.post('/v1/customers', newCustomer(), { requestId });
  expect(other.text('id')).toBe(first.text('id'));

  const refusedId = randomUUID();
  const refused = newCustomer({ address: { postalCode: 'x' } });
  expect((await partner.post('/v1/customers', refused, { requestId: refusedId })).refusal).toBe(
    '400/27002',
  );
  const mended = await partner.post('/v1/customers', newCustomer(), { requestId: refusedId });
  expect(mended.refusal).toBe('400/27002');
});

test('two calls with the same request id at the same time make one customer', async () => {
  const slow = await startSimulator({ createCustomerMs: 100, skus: 100, resellers: 20 });
  try {
    const requestId = randomUUID();
    const caller = new Partner(slow);
    await caller.get('/v1/customers');
    const body = newCustomer();
    const replies = await Promise.all(
      [1, 2].map(() => caller.post('/v1/customers', body, { requestId })),
    );
    expect(replies.map((reply) => reply.status)).toEqual([201, 201]);
    expect(slow.state.createdCustomers).toHaveLength(1);
  } finally {
    await slow.stop();
  }
});

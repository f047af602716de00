import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { createLog, errorFields } from '../../../src/log';
import { createPartnerCenterClient } from '../../../src/services/partnerCenter/client';
import { createTokenSource } from '../../../src/services/partnerCenter/tokens';
import { CALLS, type Called } from './calls';

/*
 * Markers are planted as client secret, refresh token, access tokens and password, and a server that
 * repeats everything it gets says them back in every way there is. None may come out anywhere.
 */

const MARKER = 'PLANTED';
const CLIENT_SECRET = `${MARKER}-client-secret`;
const REFRESH_TOKEN = `${MARKER}-refresh-token`;
const PASSWORD = `${MARKER}-password`;

let server: Server;
let url: string;
let answer: (authorization: string) => { status: number; body: string };
let tokenStatus = 200;
let rotated: string | undefined;
/** All that was said, on the log and on the console. */
let said = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const isToken = request.url === '/token';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isToken) {
        const form = Buffer.concat(chunks).toString();
        const token = { access_token: `${MARKER}-access`, refresh_token: `${MARKER}-rotated` };
        const body = {
          ...token,
          expires_in: '3599',
          error: 'invalid_grant',
          error_description: form,
        };
        // In two calls: where restify is loaded in the same process, writeHead gives nothing back.
        response.writeHead(tokenStatus);
        response.end(JSON.stringify(body));
        return;
      }
      const { status, body } = answer(String(request.headers.authorization));
      response.writeHead(status);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      said += String(chunk);
      return true;
    });
  }
});
afterAll(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  said = '';
  tokenStatus = 200;
  rotated = undefined;
});

/** Everything that may be made of an error: message, stack, cause, own fields, JSON, and the log line. */
async function failuresOf(endpoint: Called): Promise<string> {
  const log = createLog(
    'trace',
    new Writable({
      write(chunk, _encoding, done) {
        said += String(chunk);
        done();
      },
    }),
  );
  const client = createPartnerCenterClient({
    baseUrl: url,
    wait: () => Promise.resolve(),
    onCall: (record) => {
      log.info('partnerCenter.call', record);
    },
    tokens: createTokenSource({
      tokenUrl: `${url}/token`,
      clientId: 'client',
      clientSecret: CLIENT_SECRET,
      refreshToken: REFRESH_TOKEN,
      store: {
        load: () => Promise.resolve(rotated),
        save: (token) => {
          rotated = token;
          return Promise.resolve();
        },
      },
    }),
  });
  const context = { correlationId: 'correlation', locale: 'en-US' };
  let failed: string;
  try {
    failed = `value ${typeof (await CALLS[endpoint].call(client, context, 'request'))}`;
  } catch (error) {
    log.error('call.failed', errorFields(error));
    const { message, stack, cause } = error instanceof Error ? error : new Error('no error');
    failed = [
      message,
      stack,
      inspect(cause),
      inspect(error, { depth: 9 }),
      JSON.stringify(error),
    ].join();
  }
  await client.close();
  return failed;
}

const endpoints: readonly Called[] = [
  'createCustomer',
  'checkoutCart',
  'listResellers',
  'readPriceSheet',
];
const echo = (status: number) => (authorization: string) => ({
  status,
  body: JSON.stringify({
    code: 3000,
    description: `${authorization} ${PASSWORD}`,
    message: authorization,
    data: [authorization, PASSWORD, { property: PASSWORD }],
    errorName: PASSWORD,
  }),
});
const spoiled = (body: object | string) => () => ({
  status: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const credentials = { userCredentials: { userName: 'admin', password: PASSWORD } };

const ANSWERS: readonly (readonly [string, typeof answer])[] = [
  ['a refusal', echo(400)],
  ['a refused token', echo(401)],
  ['a refusal for good', echo(403)],
  ['throttling', echo(429)],
  ['trouble', echo(500)],
  ['another schema', spoiled({ ...credentials, id: 7, companyProfile: PASSWORD, items: PASSWORD })],
  ['a password of another type', spoiled({ id: 'a', userCredentials: { password: [PASSWORD] } })],
  ['malformed JSON', spoiled(`{"userCredentials":{"password":"${PASSWORD}`)],
  ['a sheet of something else', spoiled(`ProductId,${PASSWORD}\r\n"${PASSWORD}`)],
];

describe.each(ANSWERS)('%s', (_, spoil) => {
  test.each(endpoints)('%s says no secret', async (endpoint) => {
    answer = spoil;
    const failed = await failuresOf(endpoint);
    expect(said).toContain('partnerCenter.call');
    expect(said + failed).not.toContain(MARKER);
    expect(failed).toContain('PartnerCenterError');
  });
});

test.each([400, 401, 500, 302])(
  'the token endpoint answers %d and no secret is said',
  async (status) => {
    tokenStatus = status;
    answer = echo(200);
    const failed = await failuresOf('createCustomer');
    expect(said + failed).not.toContain(MARKER);
    expect(failed).toContain('token:');
  },
);

test('the markers are where they should be', async () => {
  let authorization = '';
  answer = (given) => {
    authorization = given;
    return {
      status: 201,
      body: JSON.stringify({ id: 'a', companyProfile: { domain: 'd' }, ...credentials }),
    };
  };
  expect(await failuresOf('createCustomer')).toBe('value object');
  expect(authorization).toBe(`Bearer ${MARKER}-access`);
  expect(rotated).toBe(`${MARKER}-rotated`);
  expect(said).not.toContain(MARKER);
});

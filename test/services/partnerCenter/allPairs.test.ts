import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CALLS, type Called } from './calls';
import { send, startLoopback, type Exchange, type Loopback } from './loopback';
import { PartnerCenterError } from '../../../src/services/partnerCenter/errors';
import { MAX_ATTEMPTS } from '../../../src/services/partnerCenter/retry';

/** For calls that get no answer; on a busy machine even a good one takes a while. */
const IMPATIENT_MS = 400;
/** For all others, as for look-ups. */
const PATIENT_MS = 10_000;
const MEGABYTE = 1024 * 1024;
/** Calls under way at once. */
const AT_ONCE = 8;

let patient: Loopback;
let impatient: Loopback;

beforeAll(async () => {
  patient = await startLoopback(PATIENT_MS);
  impatient = await startLoopback(IMPATIENT_MS);
});
afterAll(() => Promise.all([patient.stop(), impatient.stop()]));

interface Fault {
  readonly name: string;
  /** Spoils the answer; the first request only where `once` is set. */
  readonly spoil: (response: ServerResponse, body: unknown) => void;
  readonly once?: boolean;
  /** How many requests it takes, and what comes of them. HEAD has no body to spoil. */
  readonly attempts: number;
  readonly comesTo: 'value' | 'outage' | 'throttled' | 'tokenRefused' | 'unexpectedAnswer';
  readonly needsBody?: boolean;
  /** The first request is reset before anything of it is read; the second is answered. */
  readonly unread?: boolean;
  /** Never answered: the time limit ends it. */
  readonly hangs?: boolean;
}

const throttle = (retryAfter: string | undefined) => (response: ServerResponse) => {
  response.writeHead(429, {
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    'content-type': 'application/json',
  });
  response.end('{"statusCode":429,"message":"Rate limit is exceeded. Try again in 1 seconds."}');
};
const status = (code: number, body?: unknown) => (response: ServerResponse) => {
  send(response, code, body ?? { code, description: 'Trouble.' });
};
const reset = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};
/** Headers and half of the body, then the end of the connection. */
const truncate = (response: ServerResponse, body: unknown): void => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(200, { 'content-length': Buffer.byteLength(text) + 10 });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
};
const FIVE_MEGABYTES = JSON.stringify({ padding: 'x'.repeat(5 * MEGABYTE) });
const huge = (response: ServerResponse, code: number): void => {
  send(response, code, FIVE_MEGABYTES);
};

const value = { comesTo: 'value' } as const;
const outage = { attempts: MAX_ATTEMPTS, comesTo: 'outage' } as const;
const unusable = { attempts: 1, comesTo: 'unexpectedAnswer', needsBody: true } as const;

const FAULTS: readonly Fault[] = [
  { name: 'nothing', spoil: () => undefined, once: true, attempts: 2, ...value, hangs: true },
  { name: 'nothing, ever', spoil: () => undefined, ...outage, hangs: true },
  {
    name: 'a reset before it was read',
    spoil: (response, body) => {
      send(response, 200, body);
    },
    unread: true,
    attempts: 2,
    ...value,
  },
  { name: 'a reset after it was recorded', spoil: reset, once: true, attempts: 2, ...value },
  { name: 'resets after it was recorded', spoil: reset, ...outage },
  { name: '429 in seconds', spoil: throttle('1'), once: true, attempts: 2, ...value },
  {
    name: '429 with a date',
    spoil: (response) => {
      throttle(new Date(Date.now() + 9_000).toUTCString())(response);
    },
    once: true,
    attempts: 2,
    ...value,
  },
  { name: '429 without a time', spoil: throttle(undefined), once: true, attempts: 2, ...value },
  { name: '429 with an absurd time', spoil: throttle('-1'), once: true, attempts: 2, ...value },
  { name: '429 beyond the budget', spoil: throttle('3600'), attempts: 1, comesTo: 'throttled' },
  { name: '429 without end', spoil: throttle('1'), attempts: MAX_ATTEMPTS, comesTo: 'throttled' },
  { name: '500', spoil: status(500), once: true, attempts: 2, ...value },
  { name: '500 without end', spoil: status(500), ...outage },
  { name: '503', spoil: status(503), once: true, attempts: 2, ...value },
  { name: '503 with a page', spoil: status(503, '<html>'), ...outage },
  { name: '401 once', spoil: status(401), once: true, attempts: 2, ...value },
  { name: '401 again', spoil: status(401), attempts: 2, comesTo: 'tokenRefused' },
  {
    name: 'malformed JSON',
    spoil: (response) => {
      send(response, 200, '{"items":[{"id":"1"},"oops');
    },
    ...outage,
    needsBody: true,
  },
  { name: 'a truncated body', spoil: truncate, ...outage, needsBody: true },
  {
    name: 'another schema',
    spoil: (response) => {
      send(response, 200, { unexpected: true, id: { nested: 7 }, items: 'none', url: 7 });
    },
    ...unusable,
  },
  {
    name: '5 MB',
    spoil: (response) => {
      huge(response, 200);
    },
    ...unusable,
  },
  {
    name: '5 MB of an error',
    spoil: (response) => {
      huge(response, 500);
    },
    once: true,
    attempts: 2,
    ...value,
    needsBody: true,
  },
];

/** Their answers say nothing that is used, so no schema of theirs is wrong. */
const READS_NOTHING: readonly Called[] = ['confirmByAttestation', 'confirmClassic'];

const endpoints = Object.keys(CALLS) as Called[];

interface Ran {
  readonly outcome: unknown;
  readonly requestId: string;
  readonly exchange: Exchange;
}

/** The first request, or all of them, come to grief. */
async function run(endpoint: Called, fault: Fault): Promise<Ran> {
  const { call, body } = CALLS[endpoint];
  // What JSON is broken says nothing of a sheet: it breaks off in the middle of a quoted cell.
  const isBrokenSheet = endpoint === 'readPriceSheet' && fault.name === 'malformed JSON';
  const loopback = fault.hangs === true ? impatient : patient;
  const exchange = loopback.exchange(
    (response, count) => {
      if (fault.once === true && count > 1) send(response, 200, body);
      else if (isBrokenSheet) send(response, 200, `${String(body)}"oops`);
      else fault.spoil(response, body);
    },
    fault.unread === true ? 1 : 0,
  );
  const requestId = randomUUID();
  const context = { correlationId: exchange.correlationId, locale: 'es-ES' };
  const outcome = await call(loopback.client, context, requestId).then(
    () => 'value',
    (error: unknown) => error,
  );
  return { outcome, requestId, exchange };
}

describe.each(FAULTS)('$name', (fault) => {
  const applies = endpoints.filter(
    (endpoint) =>
      !(endpoint === 'isDomainTaken' && fault.needsBody === true) &&
      !(READS_NOTHING.includes(endpoint) && fault.name === 'another schema'),
  );
  const ran = new Map<Called, Ran>();

  beforeAll(async () => {
    const left = [...applies];
    const work = async (): Promise<void> => {
      for (let endpoint = left.pop(); endpoint !== undefined; endpoint = left.pop()) {
        ran.set(endpoint, await run(endpoint, fault));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  });

  test.each(applies)('%s', (endpoint) => {
    const { outcome, exchange, requestId } = ran.get(endpoint) ?? fail();
    const { seen, begun, correlationId } = exchange;
    expect(begun).toBe(fault.attempts);
    expect(seen).toHaveLength(fault.attempts - (fault.unread === true ? 1 : 0));
    // Partner Center does once what comes twice under one request id.
    const effects = new Set(seen.map(({ headers }) => headers['ms-requestid']));
    if (CALLS[endpoint].creates) expect([...effects]).toEqual([requestId]);
    expectSameRequest(exchange, CALLS[endpoint].creates ? requestId : undefined);
    const { records } = fault.hangs === true ? impatient : patient;
    expect(records.filter((one) => one.correlationId === correlationId)).toEqual([
      expect.objectContaining({ endpoint, attempts: fault.attempts }),
    ]);
    if (fault.comesTo === 'value') {
      expect(outcome).toBe('value');
      return;
    }
    expect(outcome).toBeInstanceOf(PartnerCenterError);
    expect(outcome).toMatchObject({
      reason: fault.comesTo,
      endpoint,
      attempts: fault.attempts,
      requestId: seen[0]?.headers['ms-requestid'],
      correlationId,
    });
  });
});

function fail(): never {
  throw new Error('It was not run.');
}

/** Every attempt is the same request, with all that Partner Center wants to see on it. */
function expectSameRequest({ seen, correlationId }: Exchange, requestId: string | undefined): void {
  const [first] = seen;
  for (const one of seen) {
    expect(one.headers['ms-requestid']).toBe(requestId ?? first?.headers['ms-requestid']);
    expect(one.headers).toMatchObject({
      'ms-correlationid': correlationId,
      'x-locale': 'es-ES',
      'ms-contract-version': 'v1',
      authorization: expect.stringMatching(/^Bearer (app|user)-\d+$/) as string,
    });
    expect([one.method, one.path, one.body]).toEqual([first?.method, first?.path, first?.body]);
  }
}

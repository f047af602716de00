import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { createPartnerCenterClient } from '../src/services/partnerCenter/client';
import { getCustomer } from '../src/services/partnerCenter/customers';

/*
 * What the client's policy costs: the same loopback endpoint, a process of its own, asked by a bare undici
 * request, by Alta's client (token, ids, limits, retries, schema) and by axios as botbuilder ships it.
 *
 *   npm run bench:client [-- --json]
 */

const REQUESTS = 4_000;
const WARM_UP = 400;
const AT_ONCE = [1, 32] as const;
const MICROSECONDS = 1_000;
const CUSTOMER = 'b67f0b2f-6b3b-4e0c-8a53-9d8a1f6a3c11';

const ANSWER = JSON.stringify({
  id: CUSTOMER,
  companyProfile: {
    tenantId: CUSTOMER,
    domain: 'contoso.onmicrosoft.com',
    companyName: 'Contoso',
    attributes: { objectType: 'CustomerCompanyProfile' },
  },
  relationshipToPartner: 'reseller',
  links: { self: { uri: `/customers/${CUSTOMER}`, method: 'GET', headers: [] } },
  attributes: { objectType: 'Customer' },
});

function serve(): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(ANSWER);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

interface Caller {
  readonly name: string;
  readonly call: () => Promise<unknown>;
}

interface Axios {
  get(url: string, options: object): Promise<{ data: unknown }>;
}

/** The one that the SDK's connector resolves to. */
function axiosOfBotBuilder(): { axios: Axios; version: string } {
  const here = createRequire(__filename);
  const there = createRequire(here.resolve('botframework-connector'));
  const { version } = there('axios/package.json') as { version: string };
  return { axios: there('axios') as Axios, version };
}

interface Measured {
  readonly caller: string;
  readonly atOnce: number;
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

async function play(caller: Caller, atOnce: number, requests: number): Promise<void> {
  let left = requests;
  const work = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1;
      await caller.call();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function measure(caller: Caller, atOnce: number): Promise<Measured> {
  await play(caller, atOnce, WARM_UP);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await play(caller, atOnce, REQUESTS);
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return {
    caller: caller.name,
    atOnce,
    requestsPerSecond: (REQUESTS / ms) * MICROSECONDS,
    cpuMicroseconds: (user + system) / REQUESTS,
  };
}

async function main(): Promise<void> {
  const child = fork(__filename, ['--serve']);
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  const path = `/v1/customers/${CUSTOMER}`;
  const agent = new Agent({ connections: 64 });
  const client = createPartnerCenterClient({
    baseUrl,
    tokens: { get: () => Promise.resolve('token'), invalidate: () => undefined },
  });
  const context = { correlationId: randomUUID(), locale: 'en-US' };
  const { axios, version } = axiosOfBotBuilder();
  const callers: readonly Caller[] = [
    {
      name: 'undici, bare',
      call: async () => (await request(`${baseUrl}${path}`, { dispatcher: agent })).body.json(),
    },
    { name: 'Alta', call: () => getCustomer(client, CUSTOMER, context) },
    { name: `axios ${version}`, call: async () => (await axios.get(`${baseUrl}${path}`, {})).data },
  ];
  const measured: Measured[] = [];
  try {
    for (const atOnce of AT_ONCE) {
      for (const caller of callers) measured.push(await measure(caller, atOnce));
    }
  } finally {
    await Promise.all([client.close(), agent.close()]);
    child.kill();
  }
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    return;
  }
  console.table(
    measured.map(({ caller, atOnce, requestsPerSecond, cpuMicroseconds }) => ({
      caller,
      'at once': atOnce,
      'requests/s': Math.round(requestsPerSecond),
      'CPU µs/request': Math.round(cpuMicroseconds),
    })),
  );
}

if (process.argv.includes('--serve')) serve();
else void main();

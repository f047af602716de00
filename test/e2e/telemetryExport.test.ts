import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DirectLineClient } from './directLine';
import { fillDraft, submitDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { getPage, passwordLink } from './passwordPage';
import { startProduct } from './product';

/* What the product sends to Application Insights, as an ingestion endpoint on this machine gets it. */

jest.setTimeout(120_000);

const KEY = '0a1b2c3d-0000-4000-8000-0000000a17a1';
/** Values that nothing else could write. */
const MARKED = {
  ...TYPED,
  companyName: 'Qzcompanyqz Ltd.',
  domainPrefix: 'qzdomainqz',
  firstName: 'Qzfirstqz',
  lastName: 'Qzlastqz',
  email: 'qzmailqz@customer.example',
  addressLine1: 'Qzstreetqz 1',
  signerEmail: 'qzsignerqz@customer.example',
};

/** One item of telemetry on the wire. */
interface Envelope {
  readonly iKey: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly name?: string;
      readonly metrics?: readonly { readonly name: string }[];
      readonly properties?: Readonly<Record<string, string>>;
    };
  };
}

let ingestion: Server;
let address: string;
let certificate: string;
const paths: string[] = [];
const items: Envelope[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'alta-ingestion-'));
  const key = join(folder, 'key.pem');
  certificate = join(folder, 'certificate.pem');
  // The exporter speaks TLS alone, whatever the address says.
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', certificate, '-days', '1', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
  ingestion = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const text = (isZipped ? gunzipSync(body) : body).toString();
      const sent = text.startsWith('[')
        ? (JSON.parse(text) as Envelope[])
        : text.split('\n').map((line) => JSON.parse(line) as Envelope);
      paths.push(`${request.method ?? ''} ${request.url ?? ''}`);
      items.push(...sent);
      const itemsReceived = sent.length;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ itemsReceived, itemsAccepted: itemsReceived, errors: [] }));
    });
  });
  await new Promise<void>((resolve) => ingestion.listen(0, '127.0.0.1', resolve));
  address = `https://127.0.0.1:${(ingestion.address() as AddressInfo).port}`;
});
afterAll(() => {
  ingestion.closeAllConnections();
  ingestion.close();
});

const named = (baseType: string): readonly string[] =>
  items
    .filter(({ data }) => data.baseType === baseType)
    .map(({ data }) => data.baseData.name ?? '');

test('traces and metrics arrive at the endpoint of the connection string, without anything of anybody', async () => {
  const product = await startProduct({
    env: {
      NODE_EXTRA_CA_CERTS: certificate,
      // What the exporter tells Microsoft of itself would leave this machine.
      APPLICATION_INSIGHTS_NO_STATSBEAT: '1',
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${KEY};IngestionEndpoint=${address}/`,
    },
  });
  const person = await DirectLineClient.connect(product.url, 'Qzclerkqz');
  await fillDraft(person, MARKED);
  await submitDraft(person);
  const link = passwordLink(await person.press(WORDS.en.button.reveal));
  const { password = '' } = await getPage(link, 'POST');
  expect(password).not.toBe('');
  // What is left is sent at the end, so that nothing of the last minute is lost.
  await product.stop();
  expect(await product.exited).toBe(0);

  expect(new Set(paths)).toEqual(new Set(['POST /v2.1/track']));
  expect(new Set(items.map(({ iKey }) => iKey))).toEqual(new Set([KEY]));
  const spans = [...named('RequestData'), ...named('RemoteDependencyData')];
  expect(spans).toEqual(expect.arrayContaining(['turn', 'submission.step', 'partnerCenter.call']));
  const metrics = items.flatMap(({ data }) => data.baseData.metrics ?? []).map(({ name }) => name);
  expect(metrics).toEqual(
    expect.arrayContaining([
      'alta.turns',
      'alta.turn.duration',
      'alta.cards.shown',
      'alta.partner_center.calls',
      'alta.submission.steps',
    ]),
  );
  const created = items.find(
    ({ data }) => data.baseData.properties?.['alta.endpoint'] === 'createCustomer',
  );
  expect(created?.data.baseData.properties?.['alta.correlation_id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(created?.tags['ai.cloud.role']).toBe('alta');

  const all = JSON.stringify(items);
  expect(all).not.toMatch(/qz\w+qz/i);
  expect(all).not.toContain(password);
  expect(all).not.toContain(link);
  // Neither where it listens nor whom it calls.
  expect(all).not.toMatch(/127\.0\.0\.1|Bearer|onmicrosoft/);
});

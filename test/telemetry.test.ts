import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedRequest } from '../simulator/state';
import { startSimulator, type Simulator } from '../simulator/server';
import { startApp, type App } from '../src/app';
import { readConfig } from '../src/config';
import { createLog } from '../src/log';
import { count, noteEnded, traced, type TelemetryFields } from '../src/telemetry';
import { DirectLineClient } from './e2e/directLine';
import { DRAFT_STEPS, fillDraft, submitDraft, TYPED } from './e2e/draftSteps';
import { WORDS } from './e2e/flow';
import { getPage, passwordLink } from './e2e/passwordPage';
import { newDataDir } from './dataDir';
import { freePort } from './freePort';

jest.setTimeout(60_000);

/** Values that nothing else could write. */
const MARKED = {
  ...TYPED,
  companyName: 'Qzcompanyqz Ltd.',
  domainPrefix: 'qzdomainqz',
  firstName: 'Qzfirstqz',
  lastName: 'Qzlastqz',
  email: 'qzmailqz@customer.example',
  addressLine1: 'Qzstreetqz 1',
  city: 'Qzcityqz',
  signerEmail: 'qzsignerqz@customer.example',
};

const spans = new InMemorySpanExporter();
const measures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({
  exporter: measures,
  exportIntervalMillis: 3_600_000,
});

let simulator: Simulator;
let app: App;
let client: DirectLineClient;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  simulator = await startSimulator({ customerPropagationMs: 0, orderPendingMs: 0 });
  const config = readConfig({
    PORT: String(await freePort()),
    PARTNER_CENTER_URL: simulator.url,
    DATA_DIR: newDataDir(),
  });
  app = await startApp({ config, log: createLog('silent') });
  client = await DirectLineClient.connect(`http://127.0.0.1:${app.port}`, 'Qzclerkqz');
});
afterAll(async () => {
  await app.stop();
  await simulator.stop();
});

const isForLink = ({ method, path }: LoggedRequest): boolean =>
  method === 'POST' && /attestation/i.test(path);

const named = (name: string): ReadableSpan[] =>
  spans.getFinishedSpans().filter((span) => span.name === name);

/** The sums of a counter by the values of one attribute. */
async function sums(name: string, ...by: string[]): Promise<Record<string, number>> {
  measures.reset();
  await reader.forceFlush();
  const found = measures
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    .filter(({ descriptor }) => descriptor.name === name);
  const all: Record<string, number> = {};
  for (const { attributes, value } of found.flatMap<{
    attributes: Readonly<Record<string, unknown>>;
    value: unknown;
  }>(({ dataPoints }) => dataPoints)) {
    const key = by.map((one) => String(attributes[`alta.${one}`])).join(' ');
    all[key] = (all[key] ?? 0) + (typeof value === 'number' ? value : 0);
  }
  return all;
}

test('a whole run gives a trace a turn, one a step, with the correlation ids, and nothing of anybody', async () => {
  await client.see(/Add customers/);
  await client.say('add customer');
  await client.press(/^Next/, { f_companyName: MARKED.companyName, f_domainPrefix: 'Qzwrongqz!' });
  await client.say(`please add ${MARKED.companyName}`);
  await client.say('start over');
  await client.press(WORDS.en.button.discardAndStart);
  await client.say('cancel');
  await client.press(WORDS.en.button.menu).catch(() => undefined);
  await client.say('help');
  const before = named('turn').length;
  expect(before).toBeGreaterThanOrEqual(6);

  const person = await DirectLineClient.connect(`http://127.0.0.1:${app.port}`, 'Qzotherqz');
  await fillDraft(person, MARKED);
  await submitDraft(person);
  const link = passwordLink(await person.press(WORDS.en.button.reveal));
  const { password = '' } = await getPage(link, 'POST');
  expect(password).not.toBe('');

  const turns = named('turn');
  expect(turns.every((span) => span.parentSpanContext === undefined)).toBe(true);
  expect(new Set(turns.map((span) => span.spanContext().traceId)).size).toBe(turns.length);
  const clicks = turns.filter(({ attributes }) => attributes['alta.input'] === 'click');
  expect(clicks.map(({ attributes }) => attributes['alta.action'])).toEqual(
    expect.arrayContaining(['begin', 'next', 'search', 'add', 'submit', 'reveal']),
  );
  for (const { attributes } of clicks) {
    expect(attributes).toMatchObject({
      'alta.channel': 'directline',
      'alta.correlation_id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      'alta.outcome': 'answered',
    });
  }

  const steps = named('submission.step');
  expect(steps.map(({ attributes }) => attributes['alta.step'])).toEqual(
    expect.arrayContaining([
      'preflight',
      'createCustomer',
      'createCart',
      'checkout',
      'confirmOrder',
    ]),
  );
  const correlation = new Set(steps.map(({ attributes }) => attributes['alta.correlation_id']));
  expect(correlation.size).toBe(1);
  expect(new Set(steps.map((span) => span.spanContext().traceId)).size).toBe(steps.length);

  // Calls stand under the turn or step that made them, with the id that Partner Center's support asks for.
  const created = named('partnerCenter.call').find(
    ({ attributes }) => attributes['alta.endpoint'] === 'createCustomer',
  );
  const creating = steps.find(({ attributes }) => attributes['alta.step'] === 'createCustomer');
  expect(created?.parentSpanContext?.spanId).toBe(creating?.spanContext().spanId);
  expect(created?.attributes).toMatchObject({
    'alta.correlation_id': [...correlation][0],
    'alta.outcome': 'ok',
  });

  const asked = simulator.state.requests.find(isForLink);
  expect(asked?.requestId).not.toBe(asked?.correlationId);
  expect(asked?.locale).toBe('en-US');
  expect(clicks.map(({ attributes }) => attributes['alta.correlation_id'])).toContain(
    asked?.correlationId,
  );

  await reader.forceFlush();
  const everything = JSON.stringify([
    spans.getFinishedSpans().map(({ name, attributes, events, status, resource }) => ({
      name,
      attributes,
      events,
      status,
      resource: resource.attributes,
    })),
    measures.getMetrics().map(({ scopeMetrics }) => scopeMetrics),
  ]);
  expect(everything).not.toMatch(/qz[a-z]+qz/i);
  expect(everything).not.toContain(password);
  expect(everything).not.toContain(link.slice(link.lastIndexOf('/') + 1));
  expect(everything).not.toMatch(/555.{0,3}0100|98052|select |http:/);
});

test('the acceptance link is asked for under the turn of its click, in the language that is spoken', async () => {
  const person = await DirectLineClient.connect(`http://127.0.0.1:${app.port}`, 'spanish');
  const typed = { ...TYPED, domainPrefix: 'spanish' };
  await person.see(/Add customers/);
  await person.press(WORDS.en.button.addCustomer);
  for (const step of DRAFT_STEPS.slice(0, 2)) {
    await person.see(step.title);
    await step.take(person, typed);
  }
  await person.say('language spanish');
  simulator.state.clearLog();
  await person.press(/^Siguiente/, {
    f_signerFirstName: typed.signerFirstName,
    f_signerLastName: typed.signerLastName,
    f_signerEmail: typed.signerEmail,
  });
  while (!simulator.state.requests.some(isForLink)) await delay(20);
  const asked = simulator.state.requests.filter(isForLink);
  const ids = named('turn').map(({ attributes }) => attributes['alta.correlation_id']);
  expect(asked.map(({ locale }) => locale)).toEqual(['es-ES']);
  expect(ids).toContain(asked[0]?.correlationId);
});

test('measures say how many turns, cards, refused fields, calls and steps there were, and what waits', async () => {
  const turns = await sums('alta.turns', 'channel', 'outcome');
  expect(turns['directline answered']).toBe(
    named('turn').filter(({ attributes }) => attributes['alta.outcome'] === 'answered').length,
  );
  expect(await sums('alta.forms.rejected', 'section', 'field')).toMatchObject({
    'company domainPrefix': 1,
  });
  const cards = await sums('alta.cards.shown', 'card', 'section');
  expect(cards['form company']).toBeGreaterThanOrEqual(2);
  expect(cards['review undefined']).toBeGreaterThanOrEqual(1);
  expect(await sums('alta.partner_center.calls', 'endpoint', 'outcome')).toMatchObject({
    'createCustomer ok': 1,
    'checkoutCart ok': 1,
  });
  expect(await sums('alta.submission.steps', 'step', 'outcome')).toMatchObject({
    'createCustomer done': 1,
    'confirmOrder done': 1,
  });
  expect(await sums('alta.passwords.waiting')).toEqual({ '': 1 });
  await client.say('add customer');
  expect((await sums('alta.drafts.open'))['']).toBeGreaterThanOrEqual(1);

  const waiting = await DirectLineClient.connect(`http://127.0.0.1:${app.port}`, 'waiting');
  await fillDraft(waiting, { ...TYPED, domainPrefix: 'waiting' });
  await waiting.press('Submit', { f_partnerAttestation: 'true' });
  await waiting.see(/has not accepted/);
  expect(await sums('alta.submissions', 'state', 'reason')).toEqual({
    'waiting waitingForSigner': 1,
  });
  expect(Object.keys(await sums('alta.submissions.age', 'state', 'reason'))).toEqual([
    'waiting waitingForSigner',
  ]);
});

test('what fails is marked by its code and never by its words; unknown fields are dropped', async () => {
  spans.reset();
  const failure = Object.assign(new Error('Qzsecretqz'), { code: 'test.failed' });
  const fields = { step: 'one', companyName: 'Qzcompanyqz' } as TelemetryFields;
  await expect(traced('failing', fields, () => Promise.reject(failure))).rejects.toBe(failure);
  noteEnded('ended', 1_500, { outcome: 'broken' }, true);
  count('steps', { step: 'one' });
  const [failing, ended] = spans.getFinishedSpans();
  expect(failing?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(failing?.attributes).toEqual({ 'alta.step': 'one', 'alta.code': 'test.failed' });
  expect(failing?.events).toEqual([]);
  expect(ended?.duration[0]).toBe(1);
});

import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { createLog } from '../../src/log';
import { openDatabase, type Database } from '../../src/services/database/connection';
import { newDataDir } from '../dataDir';
import { expectAlertFor } from '../deploymentTemplates/alerts';
import { DirectLineClient } from './directLine';
import { fillDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { startTestApp, type TestApp } from './testApp';

/*
 * What the deployment templates' alerts wait for is said by a run of the service: while a submission still
 * waits, and where no worker takes it.
 */

jest.setTimeout(120_000);

const SMALL = { resellers: 30, skus: 60 };
const DAY = 24 * 60 * 60_000;
const ENV = { DATA_DIR: newDataDir(), DATA_KEY: randomBytes(32).toString('base64') };
const MARKED = { ...TYPED, firstName: 'Qzfirstqz', email: 'qzmailqz@customer.example' };

interface Watched {
  readonly app: TestApp;
  /** Lines with that name. */
  readonly said: (event: string) => readonly Readonly<Record<string, unknown>>[];
  readonly lines: readonly string[];
}

/** A run on the same database, at a time that is so much later, without a worker unless `env` says. */
async function run(laterMs: number, env: Readonly<Record<string, string>> = {}): Promise<Watched> {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const app = await startTestApp(
    SMALL,
    { ...ENV, WORKER: 'off', ...env },
    { now: () => Date.now() + laterMs, log: createLog('debug', destination) },
  );
  const said = (event: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === event);
  return { app, said, lines };
}

function open(): Promise<Database> {
  return openDatabase({ dataDir: ENV.DATA_DIR, log: createLog('silent') });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(20);
}

let submissionId: unknown;

beforeAll(async () => {
  const first = await run(0, { WORKER: 'on' });
  const client = await DirectLineClient.connect(first.app.url, 'ana');
  await fillDraft(client, MARKED);
  await client.press('Submit', { f_partnerAttestation: 'true' });
  await client.see(new RegExp(WORDS.en.reasons.waitingForSigner.cause.slice(0, 20)));
  await until(() => first.said('submission.waits').length > 2);
  await first.app.stop();
  expect(first.said('submission.overdue')).toEqual([]);
  expect(first.said('submission.left')).toEqual([]);
  const database = await open();
  // It was looked at several times, and has stood so since before the last.
  const rows = await database.rows(sql`update submissions s set next_at = now() + interval '1 day'
    from journal j where j.owner_id = s.id and j.step = s.step
    returning s.id, s.updated_at < j.updated_at as is_older`);
  expect(rows).toEqual([expect.objectContaining({ is_older: true })]);
  submissionId = rows[0]?.['id'];
  await database.close();
});

test('a wait is said to be overdue while half of its time is left, also without a worker', async () => {
  const early = await run(6 * DAY);
  await early.app.stop();
  expect(early.said('submission.overdue')).toEqual([]);

  const { app, said, lines } = await run(8 * DAY);
  await until(() => said('submission.overdue').length > 0);
  await app.stop();
  const [line, ...more] = said('submission.overdue');
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    submissionId,
    state: 'waiting',
    step: 'confirmAgreement',
    reason: 'waitingForSigner',
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
  expect(line?.['ms']).toBeGreaterThan(7.9 * DAY);
  expect(lines.join('')).not.toMatch(/Qzfirstqz|qzmailqz|Contoso/);
  expectAlertFor(line);
});

test('a submission that no worker takes is said to be left', async () => {
  const database = await open();
  await database.rows(sql`update submissions set next_at = now() - interval '3 minutes'`);
  await database.close();
  const { app, said } = await run(0);
  await until(() => said('submission.left').length > 0);
  await app.stop();
  expect(said('submission.left')).toEqual([
    expect.objectContaining({ submissionId, state: 'waiting', reason: 'waitingForSigner' }),
  ]);
  expect(said('submission.overdue')).toEqual([]);
  expectAlertFor(said('submission.left')[0]);
});

test('a submission that comes to something that only a person decides says so', async () => {
  // Its link is unknown to this run's Partner Center.
  const { app, said } = await run(0, { WORKER: 'on' });
  await until(() => said('submission.stopped').length > 0);
  await app.stop();
  expect(said('submission.stopped')).toEqual([expect.objectContaining({ submissionId })]);
  expectAlertFor(said('submission.stopped')[0]);
});

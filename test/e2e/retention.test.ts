import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { createLog } from '../../src/log';
import { openDatabase, type Database } from '../../src/services/database/connection';
import { createEncryption } from '../../src/services/encryption';
import { newDataDir } from '../dataDir';
import { describePostgres } from '../postgres';
import { DirectLineClient } from './directLine';
import { fillDraft, submitDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { startTestApp } from './testApp';

/*
 * What is over is forgotten: first the persons in it, later the rest; what is alive stays. The database is
 * aged between two runs of the service, which forgets when it starts and then every hour.
 */

jest.setTimeout(120_000);

/** So that a start takes no longer than it must. */
const SMALL = { resellers: 30, skus: 60 };
const DATA_KEY = randomBytes(32).toString('base64');
const MARKED = {
  ...TYPED,
  firstName: 'Qzfirstqz',
  lastName: 'Qzlastqz',
  email: 'qzmailqz@customer.example',
  addressLine1: 'Qzstreetqz 1',
  signerEmail: 'qzsignerqz@customer.example',
};
const PERSONAL = /Qzfirstqz|Qzlastqz|qzmailqz|Qzstreetqz|qzsignerqz/;

interface Place {
  /** Settings that name the database. */
  readonly env: Readonly<Record<string, string>>;
  open(): Promise<Database>;
}

/** A submission that is done, one that waits for its signer, and an open and a discarded draft. */
async function fill(env: Place['env']): Promise<void> {
  const app = await startTestApp(SMALL, { ...env, DATA_KEY });
  const done = await DirectLineClient.connect(app.url, 'done');
  await fillDraft(done, { ...MARKED, domainPrefix: 'qzdone' });
  await submitDraft(done);
  const waiting = await DirectLineClient.connect(app.url, 'waiting');
  await fillDraft(waiting, { ...MARKED, domainPrefix: 'qzwaiting' });
  await waiting.press('Submit', { f_partnerAttestation: 'true' });
  await waiting.see(new RegExp(WORDS.en.reasons.waitingForSigner.cause.slice(0, 20)));
  for (const as of ['open', 'discarded']) {
    const client = await DirectLineClient.connect(app.url, as);
    await client.say('add customer');
    await client.press(/^Next/, { f_companyName: 'Contoso', f_domainPrefix: `qz${as}` });
    if (as === 'open') continue;
    await client.say('start over');
    await client.press(WORDS.en.button.discardAndStart);
  }
  await app.stop();
}

const AGED = ['drafts', 'submissions', 'conversations'] as const;

/** Lets days go by, runs the service until it has forgotten what is due, and looks. */
async function after<T>(
  place: Place,
  days: number,
  isDone: string,
  look: (database: Database) => Promise<T>,
): Promise<T> {
  const before = await place.open();
  for (const table of AGED) {
    await before.rows(
      sql`update ${sql.identifier(table)} set updated_at = updated_at - ${days} * interval '1 day'`,
    );
  }
  // The last thing that a sweep forgets: it went through. The service ends no sooner than that.
  await before.rows(sql`insert into conversations
    (id, tenant_id, object_id, channel_id, reference, updated_at)
    values (${isDone}, 't', 'o', 'webchat', '{}', now() - interval '9 years')`);
  await before.close();
  const app = await startTestApp(SMALL, { ...place.env, DATA_KEY });
  await app.stop();
  const database = await place.open();
  try {
    expect(await count(database, sql`conversations where id = ${isDone}`)).toBe(0);
    return await look(database);
  } finally {
    await database.close();
  }
}

async function count(database: Database, from: ReturnType<typeof sql>): Promise<number> {
  const rows = await database.rows(sql`select count(*)::int as n from ${from}`);
  return Number(rows[0]?.['n']);
}

/** Everything that is sealed about submissions, by the person who made them. */
async function payloads(database: Database): Promise<Readonly<Record<string, string>>> {
  const encryption = createEncryption(DATA_KEY);
  const rows = await database.rows(sql`select id, object_id, payload from submissions`);
  return Object.fromEntries(
    rows.map((row) => [
      String(row['object_id']),
      encryption.open('submissions', String(row['id']), String(row['payload'])),
    ]),
  );
}

async function forgets(place: Place): Promise<void> {
  await fill(place.env);

  await after(place, 20, 'first', async (database) => {
    // Two that were submitted, one open and one discarded.
    expect(await count(database, sql`drafts`)).toBe(4);
    expect((await payloads(database))['done']).toMatch(PERSONAL);
  });

  const audited = await after(place, 11, 'second', async (database) => {
    const rows = await database.rows(sql`select object_id from drafts`);
    expect(rows.map((row) => row['object_id'])).toEqual(['waiting']);
    const { done = '', waiting = '' } = await payloads(database);
    expect(done).not.toMatch(PERSONAL);
    expect(JSON.parse(done)).toMatchObject({
      domain: 'qzdone.onmicrosoft.com',
      contact: { firstName: '', lastName: '', email: '' },
      lines: [expect.objectContaining({ quantity: expect.any(Number) as number }) as unknown],
    });
    // Still alive: it needs what was answered.
    expect(waiting).toMatch(PERSONAL);
    expect(await count(database, sql`journal where owner_kind = 'draft'`)).toBe(1);
    return count(database, sql`audit`);
  });

  await after(place, 365, 'third', async (database) => {
    // Its password waits to be fetched.
    expect(Object.keys(await payloads(database)).sort()).toEqual(['done', 'waiting']);
    await database.rows(sql`delete from passwords`);
  });

  await after(place, 1, 'fourth', async (database) => {
    expect(Object.keys(await payloads(database))).toEqual(['waiting']);
    expect(
      await count(
        database,
        sql`journal j where owner_kind = 'submission'
      and not exists (select 1 from submissions s where s.id = j.owner_id)`,
      ),
    ).toBe(0);
    expect(await count(database, sql`cards`)).toBeLessThanOrEqual(2);
    const rows = await database.rows(sql`select object_id from conversations`);
    expect(rows.map((row) => row['object_id'])).toEqual(['waiting']);
    expect(await count(database, sql`audit`)).toBeGreaterThanOrEqual(audited);
  });
}

test('on the embedded database', async () => {
  const dataDir = newDataDir();
  await forgets({
    env: { DATA_DIR: dataDir },
    open: () => openDatabase({ dataDir, log: createLog('silent') }),
  });
});

describePostgres('on PostgreSQL', (postgres) => {
  test('the same', async () => {
    const databaseUrl = await postgres().createDatabase();
    await forgets({
      env: { DATABASE_URL: databaseUrl },
      open: () => openDatabase({ databaseUrl, dataDir: '', log: createLog('silent') }),
    });
  });
});

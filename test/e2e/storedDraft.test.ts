import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createEncryption } from '../../src/services/encryption';
import { describePostgres } from '../postgres';
import { ChannelClient, FakeConnector } from './connector';
import { startProduct, type Product } from './product';

jest.setTimeout(90_000);

const COMPANY = { f_companyName: 'Contoso', f_domainPrefix: 'contosostored' };

describePostgres('what clicks leave in the database', (postgres) => {
  const dataKey = randomBytes(32).toString('base64');
  let product: Product;
  let connector: FakeConnector;
  let database: Client;

  beforeAll(async () => {
    const url = await postgres().createDatabase();
    const env = { DATABASE_URL: url, DATA_KEY: dataKey };
    [product, connector] = await Promise.all([startProduct({ env }), FakeConnector.start()]);
    database = new Client({ connectionString: url });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await Promise.all([product.stop(), connector.stop()]);
  });

  const auditOf = async (draft: unknown) => {
    const found = await database.query<{ action: string }>(
      'select action from audit where draft_id = $1 order by id',
      [draft],
    );
    return found.rows.map(({ action }) => action);
  };

  test('the same click five times at once: one version, one line of the audit log', async () => {
    const client = await ChannelClient.asPerson(product.url, connector, 'five');
    const click = (await client.firstForm()).click(/^Next/, COMPANY);
    const state = async () =>
      (await database.query('select version, revision from drafts where id = $1', [click['draft']]))
        .rows[0] as { version: number; revision: number };
    const before = await state();
    const lines = (await auditOf(click['draft'])).length;
    await Promise.all(Array.from({ length: 5 }, () => client.click(click)));
    expect(await state()).toEqual({ version: before.version + 1, revision: before.revision + 1 });
    expect((await auditOf(click['draft'])).slice(lines)).toEqual(['draft.next']);
    expect((await database.query('select 1 from drafts')).rowCount).toBe(1);
  });

  test('what a client makes up never gets into the audit log', async () => {
    const client = await ChannelClient.asPerson(product.url, connector, 'maker');
    const company = await client.firstForm();
    const made = { ...company.click(/^Next/, COMPANY), action: 'madeUpAction' };
    await client.click(made);
    await client.click({ ...made, action: 'next', section: 'Made Up, 1 Main Street' });
    const text = JSON.stringify((await database.query('select * from audit')).rows);
    expect(text).not.toMatch(/made.?up/i);
    expect(text).toContain('draft.begin');
  });

  test('a draft that a newer release wrote is said to be one, and left as it is', async () => {
    const client = await ChannelClient.asPerson(product.url, connector, 'newer');
    const company = await client.firstForm();
    const id = String(company.click('Cancel')['draft']);
    const newer = JSON.stringify({ schema: 99, answers: { company: { companyName: 'Kept' } } });
    const body = createEncryption(dataKey).seal('drafts', id, newer);
    await database.query('update drafts set body = $1 where id = $2', [body, id]);

    const answer = await client.press(company, /^Next/, COMPANY);
    expect(answer.text).toMatch(/newer version of Alta/);
    const discarded = await client.click({ ...company.click('Cancel'), action: 'cancel' });
    expect(discarded.card?.text).toMatch(/newer version of Alta/);
    const { rows } = await database.query<{ body: string }>(
      'select body from drafts where id = $1',
      [id],
    );
    expect(rows[0]?.body).toBe(body);
  });
});

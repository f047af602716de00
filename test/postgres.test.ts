import { Client } from 'pg';
import { describePostgres } from './postgres';

describePostgres('a PostgreSQL server for tests', (postgres) => {
  test('each database of it is empty and apart from the others', async () => {
    const [one, other] = await Promise.all([
      postgres().createDatabase(),
      postgres().createDatabase(),
    ]);
    const ask = async (url: string, text: string): Promise<unknown[]> => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    };
    await ask(one, 'create table things (id int)');
    const tables = "select tablename from pg_tables where schemaname = 'public'";
    expect(await ask(one, tables)).toEqual([{ tablename: 'things' }]);
    expect(await ask(other, tables)).toEqual([]);
  });
});

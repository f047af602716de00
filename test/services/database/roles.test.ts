import { Client } from 'pg';
import { createLog } from '../../../src/log';
import { openDatabase } from '../../../src/services/database/connection';
import { postgresConnection, roleOf } from '../../../src/services/database/postgresUrl';
import { describePostgres } from '../../postgres';

const log = createLog('silent');

async function run(address: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

describe('a database address', () => {
  test('a password stays where it is', () => {
    const address = 'postgres://alta:secret@db.example/alta';
    expect(postgresConnection(address)).toEqual({ connectionString: address });
  });

  test.each([
    ['db.postgres.database.azure.com', 'https://ossrdbms-aad.database.windows.net/.default'],
    [
      'db.postgres.database.usgovcloudapi.net',
      'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
    ],
  ])('a managed identity at %s signs in with tokens for %s, over TLS', async (host, scope) => {
    const asked: string[] = [];
    const tokens = (clientId: string, wanted: string) => () => {
      asked.push(clientId, wanted);
      return Promise.resolve('token');
    };
    const connection = postgresConnection(
      `postgres://alta-identity@${host}/alta?entraClientId=client-1`,
      tokens,
    );
    expect(connection).toMatchObject({
      host,
      port: 5432,
      user: 'alta-identity',
      database: 'alta',
      ssl: true,
    });
    expect('password' in connection && (await connection.password())).toBe('token');
    expect(asked).toEqual(['client-1', scope]);
  });

  test('its role is named where there is one', () => {
    expect(roleOf('postgres://alta%20app@db/alta')).toBe('alta app');
    expect(roleOf('postgres://db/alta')).toBeUndefined();
  });
});

describePostgres('two roles on one database', (postgres) => {
  /** The database, and its address for the working role. */
  async function twoRoles(role: string): Promise<{ admin: string; working: string }> {
    const admin = await postgres().createDatabase();
    const working = new URL(admin);
    working.username = role;
    return { admin, working: working.href };
  }

  test('the working role works with every table, changes none of them, and only adds to the audit log', async () => {
    const { admin, working } = await twoRoles('working one');
    await run(admin, 'create role "working one" login');
    const database = await openDatabase({
      databaseUrl: working,
      migrateDatabaseUrl: admin,
      dataDir: '.',
      log,
    });
    await database.close();
    await run(working, "insert into secrets (name, value) values ('a', 'b')");
    await run(working, "update secrets set value = 'c'; delete from secrets");
    await run(
      working,
      "insert into audit (tenant_id, object_id, action) values ('t', 'o', 'tested')",
    );
    for (const refused of [
      "update audit set action = 'changed'",
      'delete from audit',
      'truncate audit',
      'drop table drafts',
      'alter table drafts add column more text',
    ]) {
      await expect(run(working, refused)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test('the role of a managed identity is made by the function that Azure has for it', async () => {
    const { admin, working } = await twoRoles('alta-identity');
    const server = new URL(admin);
    server.pathname = '/postgres';
    // Stands in for Azure's own, which notes the identity beside the role.
    await run(
      server.href,
      `create function pgaadauth_create_principal(name text, admin boolean, mfa boolean) returns text
       language plpgsql as $$ begin execute format('create role %I login', name); return name; end $$`,
    );
    const address = `${working}?entraClientId=client-1&sslmode=disable`;
    await expect(
      openDatabase({ databaseUrl: address, migrateDatabaseUrl: admin, dataDir: '.', log }).then(
        (database) => database.close(),
      ),
    ).resolves.toBeUndefined();
    await run(working, "insert into secrets (name, value) values ('a', 'b')");
  });
});

import { Client, escapeIdentifier } from 'pg';
import { isEntraAddress, postgresConnection, roleOf } from './postgresUrl';

/** Where Azure keeps the function that makes roles for Entra identities: in this database alone. */
const ADMIN_DATABASE = 'postgres';

/**
 * Two roles: one changes tables and is used for migrations alone, the other works with them every
 * day. The working role may read and write rows and nothing else; of the audit log it may neither
 * change nor remove any.
 */

/** Makes the role of a managed identity known to the server, where it is not. */
export async function ensureWorkingRole(migrateUrl: string, workingUrl: string): Promise<void> {
  const role = roleOf(workingUrl);
  if (role === undefined || role === roleOf(migrateUrl) || !isEntraAddress(workingUrl)) return;
  const address = new URL(migrateUrl);
  address.pathname = `/${ADMIN_DATABASE}`;
  const client = new Client(postgresConnection(address.href));
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    if ((rowCount ?? 0) > 0) return;
    // Neither an administrator nor bound to multifactor sign-in, which no identity of a program has.
    // https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-manage-azure-ad-users
    await client.query('select pgaadauth_create_principal($1, false, false)', [role]);
  } finally {
    await client.end();
  }
}

/** Gives the working role its rights on every table that there is by now. `client` is the migrator. */
export async function grantToWorkingRole(
  client: Client,
  migrateUrl: string,
  workingUrl: string,
): Promise<void> {
  const role = roleOf(workingUrl);
  if (role === undefined || role === roleOf(migrateUrl)) return;
  const to = escapeIdentifier(role);
  await client.query(`
    grant usage on schema public to ${to};
    grant select, insert, update, delete on all tables in schema public to ${to};
    grant usage, select on all sequences in schema public to ${to};
    revoke update, delete, truncate on audit from ${to};
  `);
}

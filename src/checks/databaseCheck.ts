import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { postgresConnection } from '../services/database/postgresUrl';
import { createEncryption, EncryptionError } from '../services/encryption';
import { finder, type Finding } from './finding';

export interface DatabaseSettings {
  readonly url: string | undefined;
  readonly migrateUrl: string | undefined;
  readonly dataDir: string;
  readonly dataKey: string | undefined;
}

/** What the database told, for the checks after it. */
export interface DatabaseFindings {
  readonly findings: readonly Finding[];
  /** A secret of the service that is kept in the database; undefined where there is none or it can't be had. */
  readonly secret: (name: string) => string | undefined;
}

const LIMIT_MS = 10_000;
const MIGRATIONS = join(
  __dirname,
  '..',
  'services',
  'database',
  'migrations',
  'meta',
  '_journal.json',
);

const { good, wrong, warning } = finder('database');
const key = finder('dataKey');

/**
 * Connects as the service does and looks; nothing is migrated or written, so it may run beside the service
 * and before its first start.
 */
export async function checkDatabase(settings: DatabaseSettings): Promise<DatabaseFindings> {
  const { url, migrateUrl, dataDir, dataKey } = settings;
  if (url === undefined) {
    const findings = [checkFolder(dataDir), key.skipped('embedded')];
    return { findings, secret: () => undefined };
  }
  const look = await connected(url, lookAt);
  if ('code' in look) return failed([connectionFinding(look.code)]);
  const rights = await checkMigrator(migrateUrl ?? url, look);
  if (rights.state === 'wrong') return failed([rights]);
  const opened = openSecrets(look.secrets, dataKey ?? '');
  const keyFinding =
    opened === undefined
      ? key.wrong('cannotOpen')
      : opened.size === 0
        ? key.good('nothingStored')
        : key.good();
  return { findings: [rights, keyFinding], secret: (name) => opened?.get(name) };
}

function failed(findings: readonly Finding[]): DatabaseFindings {
  return { findings: [...findings, key.skipped('noDatabase')], secret: () => undefined };
}

/** Embedded: another process may hold it, so the folder alone is looked at. */
function checkFolder(dataDir: string): Finding {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK);
  } catch {
    return wrong('folder', { folder: dataDir });
  }
  return existsSync(join(dataDir, 'database')) ? good('embedded') : good('embeddedNew');
}

interface Look {
  /** Migrations that were applied; undefined before the first. */
  readonly applied: number | undefined;
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
}

async function lookAt(client: Client): Promise<Look> {
  const there = await client.query<{ migrations: boolean; secrets: boolean }>(`select
    exists (select 1 from pg_tables where schemaname = 'drizzle'
      and tablename = '__drizzle_migrations') as migrations,
    to_regclass('public.secrets') is not null as secrets`);
  const [found] = there.rows;
  const applied =
    found?.migrations === true
      ? await client
          .query<{ n: number }>('select count(*)::int as n from drizzle.__drizzle_migrations')
          .then(({ rows }) => rows[0]?.n)
          // The working role need not read the migrator's table.
          .catch(() => undefined)
      : undefined;
  const secrets =
    found?.secrets === true
      ? (await client.query<{ name: string; value: string }>('select name, value from secrets'))
          .rows
      : [];
  return { applied, secrets };
}

/** May the role that changes tables do so? The service migrates at its start. */
async function checkMigrator(url: string, { applied, secrets }: Look): Promise<Finding> {
  const rights = await connected(url, async (client) => {
    const { rows } = await client.query<{
      schema: boolean;
      database: boolean;
      applied: number;
    }>(`select
      has_schema_privilege('public', 'create') as schema,
      has_database_privilege(current_database(), 'create') as database`);
    return rows[0];
  });
  if (rights === undefined) return wrong('unreachable');
  if ('code' in rights) return connectionFinding(rights.code, 'migrate');
  const isNew = applied === undefined && secrets.length === 0;
  if (!rights.schema || (isNew && !rights.database)) return wrong('noRights');
  if (isNew) return good('new');
  const wanted = migrationsOfThisRelease();
  if (applied === undefined || applied === wanted) return good();
  return applied < wanted ? good('behind') : warning('ahead');
}

const journalSchema = z.object({ entries: z.array(z.unknown()) });

function migrationsOfThisRelease(): number {
  return journalSchema.parse(JSON.parse(readFileSync(MIGRATIONS, 'utf8'))).entries.length;
}

/** Every secret opened; undefined where DATA_KEY does not fit what is there. */
function openSecrets(
  rows: Look['secrets'],
  dataKey: string,
): ReadonlyMap<string, string> | undefined {
  const encryption = createEncryption(dataKey);
  try {
    return new Map(rows.map(({ name, value }) => [name, encryption.open('secrets', name, value)]));
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error;
    return undefined;
  }
}

async function connected<T>(
  url: string,
  work: (client: Client) => Promise<T>,
): Promise<T | { readonly code: string }> {
  let client: Client | undefined;
  try {
    client = new Client({
      ...postgresConnection(url),
      connectionTimeoutMillis: LIMIT_MS,
      query_timeout: LIMIT_MS,
    });
    // A connection that breaks later is told by the query that runs.
    client.on('error', () => undefined);
    await client.connect();
    return await work(client);
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
  } finally {
    await client?.end().catch(() => undefined);
  }
}

/** SQLSTATE codes (PostgreSQL, appendix A) and Node's own. */
function connectionFinding(code: string, prefix = ''): Finding {
  const named = (name: string) =>
    wrong(prefix === '' ? name : `${prefix}${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`, {
      code,
    });
  if (['28P01', '28000'].includes(code)) return named('refused');
  if (code === '3D000') return named('noDatabase');
  return named('unreachable');
}

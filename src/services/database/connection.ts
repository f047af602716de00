import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzleNodePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migrateNodePostgres } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Client, Pool } from 'pg';
import { z } from 'zod';
import type { Log } from '../../log';
import { errorFields } from '../../log';
import { holdDataDir } from './dataDirLock';
import { endLeases } from './endLeases';
import { postgresConnection } from './postgresUrl';
import { preparedOnPglite, statementOf } from './preparedStatements';
import * as schema from './schema';
import { ensureWorkingRole, grantToWorkingRole } from './workingRole';

/** The query builder, the same over both drivers. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

/** One relational database: PostgreSQL where `databaseUrl` is set, else PGlite under `dataDir`. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  readonly db: Db;
  /** Runs one raw statement; rows come as the driver gives them and are parsed by the caller. */
  rows(query: SQL): Promise<readonly Record<string, unknown>[]>;
  /**
   * The same for the statements of every turn, which give one text: planned once per shape and
   * connection. Undefined where there is no row.
   */
  prepared(query: SQL): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly databaseUrl?: string | undefined;
  /** A role that may change tables; absent: the same as `databaseUrl`. */
  readonly migrateDatabaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly log: Log;
}

const MIGRATIONS = join(__dirname, 'migrations');
/** Any constant: all instances that migrate must ask for the same lock. */
const MIGRATION_LOCK = 4_715_002;
/** Connections of one instance; the templates offer servers that hold them. */
export const POOL_SIZE = 10;
const STATEMENT_TIMEOUT_MS = 10_000;

const resultSchema = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

/** Opens the database and brings its tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? openPglite(options.dataDir)
    : openPostgres(options.databaseUrl, options.migrateDatabaseUrl, options.log);
}

async function openPglite(dataDir: string): Promise<Database> {
  const release = holdDataDir(dataDir);
  try {
    const folder = join(dataDir, 'database');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const client = await PGlite.create({
      dataDir: folder,
      postgresqlconf: ['shared_buffers=16MB', 'max_connections=5'],
    });
    const db = drizzlePglite(client, { schema });
    await migratePglite(db, { migrationsFolder: MIGRATIONS });
    await endLeases(db);
    return {
      kind: 'pglite',
      db: db as unknown as Db,
      rows: async (query) => resultSchema.parse(await db.execute(query)).rows,
      prepared: preparedOnPglite(client),
      close: async () => {
        await client.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function openPostgres(
  url: string,
  migrateUrl: string | undefined,
  log: Log,
): Promise<Database> {
  await migratePostgres(migrateUrl ?? url, url);
  const pool = new Pool({
    ...postgresConnection(url),
    max: POOL_SIZE,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
  });
  // An idle connection that the server drops must not end the process; the pool opens another.
  pool.on('error', (error) => {
    log.warn('database.connectionLost', errorFields(error));
  });
  const db = drizzleNodePostgres(pool, { schema });
  return {
    kind: 'postgres',
    db: db as unknown as Db,
    rows: async (query) => resultSchema.parse(await db.execute(query)).rows,
    prepared: async (query) => {
      const { name, text, values } = statementOf(query);
      const { rows } = await pool.query<string[]>({ name, text, values, rowMode: 'array' });
      return rows[0]?.[0];
    },
    close: () => pool.end(),
  };
}

/** Two migrators at once would fail; the lock lets one wait for the other. */
async function migratePostgres(url: string, workingUrl: string): Promise<void> {
  const client = new Client(postgresConnection(url));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureWorkingRole(url, workingUrl);
    await migrateNodePostgres(drizzleNodePostgres(client), { migrationsFolder: MIGRATIONS });
    await grantToWorkingRole(client, url, workingUrl);
  } finally {
    await client.end();
  }
}

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './freePort';

/** A PostgreSQL server of the test's own, thrown away with everything in it. */
export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** A backup of a database as `pg_dump` makes it. */
  dump(url: string): Buffer;
  /** What a backup holds, in a database of its own; gives its URL. */
  restore(dump: Buffer): Promise<string>;
  stop(): void;
}

/** Where the server's programs are; undefined where PostgreSQL is not installed. */
function binaries(): string | undefined {
  const candidates: string[] = [];
  try {
    candidates.push(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim());
  } catch {
    // Only the client's development package has pg_config.
  }
  const versions = '/usr/lib/postgresql';
  if (existsSync(versions)) {
    candidates.push(
      ...readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin')),
    );
  }
  return candidates.find((bin) => existsSync(join(bin, 'initdb')));
}

/**
 * `describe` for tests that need PostgreSQL. Where it is missing they fail in CI; on a person's machine
 * one line says that they were skipped.
 *
 *     describePostgres('two instances', (postgres) => { test('...', async () => { await postgres().createDatabase() }) })
 */
export function describePostgres(
  name: string,
  tests: (postgres: () => TestPostgres) => void,
): void {
  if (binaries() === undefined) {
    if (process.env['CI'] === undefined) {
      process.stderr.write(`Skipped, because PostgreSQL is not installed: ${name}\n`);
      describe.skip(name, () => {
        tests(() => started(undefined));
      });
      return;
    }
    test(name, () => {
      throw new Error('PostgreSQL is not installed; in CI these tests may not be skipped.');
    });
    return;
  }
  describe(name, () => {
    let postgres: TestPostgres | undefined;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, 60_000);
    afterAll(() => {
      postgres?.stop();
    });
    tests(() => started(postgres));
  });
}

function started(postgres: TestPostgres | undefined): TestPostgres {
  if (postgres === undefined) throw new Error('PostgreSQL was not started.');
  return postgres;
}

const MAX_CONNECTIONS = 200;

/** Starts a server on a free port; about a second. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = binaries();
  if (bin === undefined) throw new Error('PostgreSQL is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'alta-postgres-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const sockets = join(folder, 'sock');
  mkdirSync(data, { mode: 0o700 });
  mkdirSync(sockets, { mode: 0o700 });
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['-R', 'postgres:postgres', data, sockets]);
  const run = (program: string, args: readonly string[]): void => {
    const [command, all] = isRoot
      ? [
          'setpriv',
          ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, program), ...args],
        ]
      : [join(bin, program), args];
    // No pipes: the server inherits them, and whoever reads them would wait for its end.
    execFileSync(command, all, { cwd: folder, stdio: 'ignore' });
  };
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8']);
  const port = await freePort();
  const options = [
    '-c listen_addresses=127.0.0.1',
    `-p ${port}`,
    `-k ${sockets}`,
    `-c max_connections=${MAX_CONNECTIONS}`,
    // A killed test leaves nothing worth keeping; a killed client is what these tests are about.
    '-c fsync=off -c synchronous_commit=off -c full_page_writes=off',
  ].join(' ');
  run('pg_ctl', ['-D', data, '-l', join(sockets, 'log'), '-w', '-o', options, 'start']);
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const createDatabase = async (): Promise<string> => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    try {
      await client.query(`create database ${name}`);
    } finally {
      await client.end();
    }
    return url(name);
  };
  return {
    createDatabase,
    dump: (database) => execFileSync(join(bin, 'pg_dump'), ['--format=custom', database]),
    async restore(dump) {
      const database = await createDatabase();
      execFileSync(join(bin, 'pg_restore'), ['--exit-on-error', '-d', database], { input: dump });
      return database;
    },
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of the benchmark's own on a server, and how to drop it. */
export async function createBenchDatabase(address: string) {
  const url = new URL(address);
  const name = `alta_bench_${randomBytes(4).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: address });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

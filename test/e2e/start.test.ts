import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../freePort';
import { spawnProduct, startProduct, type Product, type ProductOptions } from './product';

jest.setTimeout(120_000);

/** What a start that can't succeed says before it ends. */
async function refused(options: ProductOptions): Promise<string> {
  const product = await spawnProduct(options);
  expect(await product.exited).toBe(1);
  const said = product.output();
  // In words, without a place in the code.
  expect(said).not.toMatch(/\n\s+at |node:events|node:net|\.js:\d+/);
  return said;
}

test('a second start on the same folder says who holds it and exits', async () => {
  let product: Product | undefined;
  try {
    product = await startProduct();
    const second = await spawnProduct({ dataDir: product.dataDir });
    expect(await second.exited).toBe(1);
    expect(second.output()).toContain(`process ${product.pid} holds ${product.dataDir}`);
    expect(second.output()).not.toMatch(/\n\s+at /);
  } finally {
    await product?.stop();
  }
});

test('a port that is taken is named by its setting, the bot’s and the simulator’s', async () => {
  const taken = await listening();
  const { port } = taken.address() as { port: number };
  try {
    const [bot, simulator] = [await freePort(), await freePort()];
    const busyBot = await refused({ ports: { bot: port, simulator } });
    expect(busyBot).toMatch(/port is in use by another program.* set PORT /);
    const busySimulator = await refused({ ports: { bot, simulator: port } });
    expect(busySimulator).toMatch(new RegExp(`port ${port}.* set SIMULATOR_PORT `));
  } finally {
    taken.close();
    taken.closeAllConnections();
  }
});

function listening(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.statusCode = 404;
    response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

test('a data folder that can’t be written to, and a database that does not answer, are said', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'alta-')), 'file');
  writeFileSync(file, '');
  const dataDir = join(file, 'data');
  expect(await refused({ dataDir })).toContain(`${dataDir} can't be written to`);
  const nowhere = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
  const said = await refused({ env: { DATABASE_URL: nowhere } });
  expect(said).toMatch(/DATABASE_URL can't be used \(ECONNREFUSED\)/);
});

test('of many that start at once on what a killed one left, one goes on', async () => {
  const first = await startProduct();
  await first.kill();
  const others = await Promise.all(
    Array.from({ length: 4 }, () => spawnProduct({ dataDir: first.dataDir })),
  );
  const one = await winnerOf(others);
  const rest = others.filter((other) => other !== one);
  expect(await Promise.all(rest.map(({ exited }) => exited))).toEqual([1, 1, 1]);
  for (const other of rest) expect(other.output()).toContain(`process ${one.pid} holds`);
  await one.stop();
});

async function winnerOf(products: readonly Product[]): Promise<Product> {
  for (let look = 0; look < 600; look += 1) {
    for (const product of products) {
      const answer = await fetch(`${product.url}/readyz`).catch(() => undefined);
      if (answer?.ok === true) return product;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`None goes on:\n${products.map((one) => one.output()).join('\n')}`);
}

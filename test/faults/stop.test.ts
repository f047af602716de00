import { setTimeout as delay } from 'node:timers/promises';
import { describePostgres } from '../postgres';
import { Lane } from './lane';
import { wrongWith } from './verdict';

/*
 * SIGTERM in the middle of a step. What runs reaches its journal write, for ten seconds at most; then
 * it is left to whoever comes next.
 */

jest.setTimeout(120_000);

const isCreation = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'POST' && path === '/v1/customers';

async function stopWhileCreating(lane: Lane) {
  const product = await lane.start();
  const clerk = lane.clerk(product);
  await clerk.begin();
  await clerk.accept(await clerk.goOn(/^Review[^]*Acceptance page/));
  await clerk.submitNow();
  const { requests } = lane.simulator.state;
  while (!requests.some(isCreation)) await delay(10);
  const stopped = product.stop().then(() => product.exited);
  return { clerk, stopped, creations: () => requests.filter(isCreation) };
}

test('a step that ends in time is in the journal: after the restart nothing is repeated', async () => {
  const lane = await Lane.open({ simulator: { createCustomerMs: 1_500 } });
  try {
    const { clerk, stopped, creations } = await stopWhileCreating(lane);
    expect(await stopped).toBe(0);
    expect(creations().map(({ status }) => status)).toEqual([201]);
    // It took nothing new up.
    expect(lane.simulator.state.orders.size).toBe(0);
    clerk.at((await lane.start()).url);
    await clerk.goOn(/Customer added/);
    expect(creations()).toHaveLength(1);
    expect(await wrongWith(lane, clerk)).toEqual([]);
  } finally {
    await lane.close();
  }
});

describePostgres('a step that takes longer than a stop', (postgres) => {
  test('is left in the middle, and finished by the next process', async () => {
    const lane = await Lane.open({
      databaseUrl: await postgres().createDatabase(),
      simulator: { createCustomerMs: 22_000 },
    });
    try {
      const { clerk, stopped, creations } = await stopWhileCreating(lane);
      expect(await stopped).toBe(0);
      // The process went while Partner Center was still at it.
      expect(creations().map(({ durationMs }) => durationMs)).toEqual([undefined]);
      clerk.at((await lane.start()).url);
      await clerk.goOn(/Customer added/);
      expect(await wrongWith(lane, clerk)).toEqual([]);
    } finally {
      await lane.close();
    }
  });
});

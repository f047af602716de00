import { describePostgres } from '../postgres';
import { crashAtEvery, type Crashes } from './crashes';
import { isWhole } from './extent';
import { Lane } from './lane';

/*
 * Killed at every await that crosses a port (killPoints.cjs), every customer comes to a good end: one
 * customer, one agreement, one order, the password still to be had, a card that says so. `npm run
 * test:crash` tries every point on PostgreSQL and a sample on PGlite; otherwise a sample of each.
 */

jest.setTimeout(3_600_000);

/** Points between two that are tried. */
const STRIDE = { postgres: isWhole ? 1 : 40, pglite: isWhole ? 20 : 180 };

function report(database: string, stride: number, { points, tried, failures }: Crashes): void {
  process.stdout.write(
    `Crash points on ${database}: ${points}; tried ${tried} (every ${stride}.), ${failures.length} failures\n`,
  );
}

describePostgres('killed on PostgreSQL', (postgres) => {
  test('at every point, each customer ends with everything once', async () => {
    const lanes = isWhole ? 2 : 1;
    const runs = Array.from({ length: lanes }, async (_, index) => {
      const lane = await Lane.open({ databaseUrl: await postgres().createDatabase() });
      try {
        const stride = STRIDE.postgres * lanes;
        return await crashAtEvery(lane, {
          from: (isWhole ? 1 : 7) + index * STRIDE.postgres,
          stride,
        });
      } finally {
        await lane.close();
      }
    });
    const all = await Promise.all(runs);
    const sum = {
      points: Math.max(...all.map(({ points }) => points)),
      tried: all.reduce((total, { tried }) => total + tried, 0),
      failures: all.flatMap(({ failures }) => failures),
    };
    report('PostgreSQL', STRIDE.postgres, sum);
    expect(sum.failures).toEqual([]);
    expect(sum.tried).toBeGreaterThan(0);
  });
});

test('killed on PGlite, each customer ends with everything once', async () => {
  const lane = await Lane.open();
  try {
    const crashes = await crashAtEvery(lane, { from: isWhole ? 1 : 40, stride: STRIDE.pglite });
    report('PGlite', STRIDE.pglite, crashes);
    expect(crashes.failures).toEqual([]);
    expect(crashes.tried).toBeGreaterThan(0);
  } finally {
    await lane.close();
  }
});

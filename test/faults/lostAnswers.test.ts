import { describePostgres } from '../postgres';
import { isWhole } from './extent';
import { Lane } from './lane';
import { wrongWith } from './verdict';

/*
 * The network loses the answer of one call after Partner Center processed it, at every call in turn from
 * the agreement form to the result: once, so that the call's own repeat gets over it, and so often that
 * the step ends without an answer and has to be taken up again.
 */

jest.setTimeout(600_000);

const LOST = [
  ['once', 1],
  ['beyond all repeats', 5],
] as const;

describePostgres('an answer that is lost', (postgres) => {
  test.each(LOST)('%s, at every call: everything is there once', async (_, times) => {
    const lane = await Lane.open({ databaseUrl: await postgres().createDatabase() });
    const stride = isWhole ? 1 : times === 1 ? 2 : 4;
    const failures: string[] = [];
    let calls = 0;
    try {
      const product = await lane.start();
      for (let skip = 0; ; skip += stride) {
        const clerk = lane.clerk(product);
        await clerk.begin();
        await clerk.goOn(/^Customer agreement/);
        const { faults } = lane.simulator;
        faults.add({ kind: 'resetAfter', path: /^\/v1\//, skip, times });
        await clerk.goOn(/Customer added/);
        const wrong = await wrongWith(lane, clerk);
        failures.push(...wrong.map((one) => `call ${skip + 1}: ${one}`));
        const isReached = faults.remaining < times;
        faults.clear();
        if (!isReached) break;
        calls = skip + 1;
      }
    } finally {
      await lane.close();
    }
    expect(failures).toEqual([]);
    expect(calls).toBeGreaterThan(7);
  });
});

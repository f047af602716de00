import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '../e2e/product';
import { describePostgres } from '../postgres';
import type { Clerk } from './clerk';
import { passedIn } from './crashes';
import { isWhole } from './extent';
import { Lane } from './lane';
import { wrongWith } from './verdict';

/*
 * Two products on one PostgreSQL. The one that runs the submission is killed at every step: at each call
 * to Partner Center, and at each write of the journal. The other one brings it to its end.
 */

jest.setTimeout(900_000);

/** Calls of the steps, and the statements by which the journal writes. */
const STEPS = '^http \\w+ /v1/|^database with (s|b) as';
/** The journal writes that settle or pause a step: a process with none of them ran no step. */
const SETTLED = '^database with b as';
const NEVER = 1_000_000;
/** So often the other one may have been the faster to take a submission. */
const MOST_REPEATS = 50;
const STRIDE = isWhole ? 1 : 9;

/** Requests that change something and ran at the same time although they are about the same thing. */
function overlaps({ simulator }: Lane): readonly string[] {
  const writes = simulator.state.requests.filter(
    ({ method, path }) => method === 'POST' && path.startsWith('/v1/customers'),
  );
  return writes.flatMap((one, index) =>
    writes
      .slice(index + 1)
      .filter((other) => other.path === one.path && other.requestId === one.requestId)
      .filter((other) => other.at < one.at + (one.durationMs ?? 0))
      .map((other) => `${other.method} ${other.path}`),
  );
}

async function atReview(lane: Lane, product: Product): Promise<Clerk> {
  const clerk = lane.clerk(product);
  await clerk.begin();
  await clerk.goOn(/^Review[^]*Acceptance page/);
  return clerk;
}

describePostgres('two instances', (postgres) => {
  test('the faster one killed at every step, the other finishes', async () => {
    const lane = await Lane.open({
      databaseUrl: await postgres().createDatabase(),
      // Each step takes long enough for either instance to be seen with it.
      simulator: { latencyMs: 20 },
    });
    const failures: string[] = [];
    let tried = 0;
    let isAtEnd = false;
    try {
      let [fast, other] = [await lane.start(), await lane.start()];
      for (let point = 1, repeats = 0; repeats <= MOST_REPEATS;) {
        const clerk = await atReview(lane, fast);
        await fast.ask({ killAt: point, only: STEPS });
        await other.ask({ killAt: NEVER, only: SETTLED });
        let isOver = false;
        const takenOver = fast.exited.then(async () => {
          if (isOver) return;
          await lane.leasesRunOut();
          clerk.at(other.url);
        });
        await clerk.goOn(/Customer added/);
        const wrong = await wrongWith(lane, clerk);
        failures.push(...wrong.map((one) => `point ${point}: ${one}`));
        const passed = await passedIn(fast);
        isOver = passed !== undefined;
        if (passed === undefined) {
          await takenOver;
          [fast, other] = [other, await lane.start()];
          tried += 1;
          point += STRIDE;
        } else if ((await passedIn(other)) === 0) {
          // It went the whole way by itself and has not so many points.
          isAtEnd = true;
          break;
        } else {
          // The other one took some of the steps: the point is still to be tried.
          repeats += 1;
        }
      }
      expect(isAtEnd).toBe(true);
      expect(failures).toEqual([]);
      expect(overlaps(lane)).toEqual([]);
      expect(tried).toBeGreaterThan(2);
      process.stdout.write(`Two instances: the faster killed at ${tried} points of its steps\n`);
    } finally {
      await lane.close();
    }
  });

  test('one that was stopped for longer than its lease does nothing when it wakes up', async () => {
    const lane = await Lane.open({
      databaseUrl: await postgres().createDatabase(),
      simulator: { createCustomerMs: 1_500, latencyMs: 20 },
    });
    try {
      const [fast] = [await lane.start(), await lane.start()];
      const clerk = await atReview(lane, fast);
      const goingOn = clerk.goOn(/Customer added/);
      const { state } = lane.simulator;
      const isCreating = () =>
        state.requests.some(({ method, path }) => method === 'POST' && path === '/v1/customers');
      while (!isCreating()) await delay(20);
      process.kill(fast.pid, 'SIGSTOP');
      clerk.at(lane.products[1]?.url ?? '');
      // The real lease, without help: the other takes over when it has run out.
      await goingOn;
      const calls = state.requests.length;
      process.kill(fast.pid, 'SIGCONT');
      await delay(2_000);
      const late = state.requests.slice(calls).filter(({ method }) => method === 'POST');
      expect(late.map(({ path }) => path)).toEqual([]);
      expect(fast.output()).toMatch(/worker\.leaseLost/);
      expect(await wrongWith(lane, clerk)).toEqual([]);
      expect(overlaps(lane)).toEqual([]);
    } finally {
      await lane.close();
    }
  });
});

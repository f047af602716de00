import { setTimeout as delay } from 'node:timers/promises';
import { describePostgres } from '../postgres';
import type { Clerk } from './clerk';
import { isWhole } from './extent';
import { Lane } from './lane';

/*
 * Many people submit in the same moment, and one call in twenty fails: no answer, half an answer, one
 * that is no JSON, throttling, outages before and after the work was done, refused tokens. All of it is
 * for the product to get over; nobody is asked for help.
 */

jest.setTimeout(900_000);

const PEOPLE = isWhole ? 200 : 40;
const AT_ONCE = 10;
const LIMIT_MS = 400_000;

/** Runs over all of them, so many side by side. */
async function forAll(clerks: readonly Clerk[], run: (clerk: Clerk) => Promise<unknown>) {
  const waiting = [...clerks];
  const lines = Array.from({ length: AT_ONCE }, async () => {
    for (let clerk = waiting.pop(); clerk !== undefined; clerk = waiting.pop()) await run(clerk);
  });
  await Promise.all(lines);
}

async function states(lane: Lane): Promise<string> {
  const rows = await lane.query(
    `select state || coalesce(' ' || reason, '') as state, count(*)::int as n
     from submissions group by 1 order by 1`,
  );
  return rows.map(({ state, n }) => `${String(state)}: ${String(n)}`).join(', ');
}

/** The card's own word about why it was not submitted. */
function whyNot(card: string): string {
  return card.split('\n').find((line) => /^[ℹ⚠✗!]/.test(line)) ?? card.slice(0, 200);
}

describePostgres('many at once', (postgres) => {
  test(`${PEOPLE} submissions with 5% of calls failing in every way: all of them once, no help asked`, async () => {
    const lane = await Lane.open({ databaseUrl: await postgres().createDatabase() });
    try {
      const product = await lane.start();
      const clerks = await Promise.all(
        Array.from({ length: PEOPLE }, (_, index) => lane.person(product, `clerk${index}`)),
      );
      await forAll(clerks, async (clerk) => {
        await clerk.begin();
        await clerk.accept(await clerk.goOn(/^Review[^]*Acceptance page/));
      });
      lane.simulator.faults.add({ kind: 'any', path: /^\/v1\//, probability: 0.05, seed: 7 });
      const before = lane.simulator.state.requests.length;
      const started = Date.now();
      const refusals = await Promise.all(clerks.map((clerk) => clerk.submitNow()));
      let now = await states(lane);
      while (now !== `done: ${PEOPLE}` && Date.now() - started < LIMIT_MS) {
        expect(now).not.toMatch(/needsAttention/);
        await delay(500);
        now = await states(lane);
      }
      expect(now).toBe(`done: ${PEOPLE}`);
      const { state } = lane.simulator;
      const calls = state.requests.slice(before);
      const failed = calls.filter(({ fault }) => fault !== undefined);
      const seconds = Math.round((Date.now() - started) / 100) / 10;
      process.stdout.write(
        `${PEOPLE} submissions in ${seconds} s; ${failed.length} of ${calls.length} calls failed; ` +
          `Submit was pressed again ${refusals.flat().length} times\n` +
          [...new Set(refusals.flat().map(whyNot))].map((why) => `  ${why}\n`).join(''),
      );
      expect(failed.length).toBeGreaterThan(PEOPLE / 4);
      expect(state.createdCustomers).toHaveLength(PEOPLE);
      expect(state.createdCustomers.map(({ agreements }) => agreements.length)).toEqual(
        clerks.map(() => 1),
      );
      const buyers = [...state.orders.values()].map(({ customerId }) => customerId);
      expect(buyers).toHaveLength(PEOPLE);
      expect(new Set(buyers).size).toBe(PEOPLE);
      const passwords = await lane.query('select count(*)::int as n from passwords');
      expect(passwords).toEqual([{ n: PEOPLE }]);
    } finally {
      await lane.close();
    }
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import type { Clerk } from './clerk';
import type { Lane } from './lane';

const PATIENCE_MS = 15_000;
const LOOK_MS = 100;

/** Waits for everything that must be true of a customer when all is over; what never was, in words. */
export async function wrongWith(lane: Lane, clerk: Clerk): Promise<readonly string[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const wrong = await wrongNow(lane, clerk);
    if (wrong.length === 0 || Date.now() > until) return wrong;
    await delay(LOOK_MS);
  }
}

async function wrongNow(lane: Lane, clerk: Clerk): Promise<readonly string[]> {
  const wrong: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) wrong.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
  };
  const { customers, orders, attestations } = lane.simulator.state;
  const domain = `${clerk.domainPrefix}.onmicrosoft.com`;
  const mine = [...customers.values()].filter((customer) => customer.domain === domain);
  expect('customers', mine.length, 1);
  const ids = mine.map(({ id }) => id);
  expect('agreements', mine.flatMap(({ agreements }) => agreements).length, 1);
  const links = [...attestations.values()].filter((one) => one.companyName === clerk.companyName);
  expect('acceptance links', links.length, 1);
  const placed = [...orders.values()].filter(({ customerId }) => ids.includes(customerId));
  expect('orders', placed.length, 1);
  expect('lines ordered', placed.flatMap(({ lines }) => lines).length, 1);

  const shown = clerk.client.newestCard()?.text ?? '';
  expect('the card that is shown is the result', shown.includes('Customer added'), true);
  expect('the password is lost', shown.includes('password never arrived'), false);
  wrong.push(...(await wrongInDatabase(lane, clerk)));
  return wrong;
}

async function wrongInDatabase(lane: Lane, clerk: Clerk): Promise<readonly string[]> {
  if (!lane.isPostgres) return [];
  const rows = await lane.query(
    `select s.state, d.state as draft, count(p.submission_id)::int as passwords
     from submissions s join drafts d on d.id = s.draft_id
     left join passwords p on p.submission_id = s.id
     where s.draft_id = $1 group by 1, 2`,
    [clerk.draftId],
  );
  const found = JSON.stringify(rows);
  const wanted = JSON.stringify([{ state: 'done', draft: 'finished', passwords: 1 }]);
  return found === wanted ? [] : [`database: ${found}`];
}

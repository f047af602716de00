import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DirectLineClient } from '../e2e/directLine';
import { fillDraft, TYPED } from '../e2e/draftSteps';
import { startProduct, type Product } from '../e2e/product';
import { describePostgres } from '../postgres';

jest.setTimeout(240_000);

const stateSchema = z.object({
  customers: z.array(z.object({ domain: z.string() })),
  orders: z.array(z.object({ id: z.string() })),
});
type Held = z.output<typeof stateSchema>;

/** Every call to Partner Center takes so long, so that backups fall between the steps. */
const LATENCY_MS = 200;
const BACKUP_EVERY_MS = 100;
/** Of all backups of a run so many are restored: the first, the last, and between them evenly. */
const RESTORED = process.env['CI'] === undefined ? 8 : 3;

/** The same on every machine, kept outside the database. */
const DATA_KEY = Buffer.alloc(32, 9).toString('base64');

/*
 * The hardest restore: the backup was made in the middle of a submission, the lost machine went on to
 * the end after it, and the restored one knows nothing of that.
 */
describePostgres('a database restored from the middle of a submission', (postgres) => {
  test('goes on to the one customer and the one order that Partner Center has', async () => {
    // Partner Center outlives the lost machine: the simulator of a product of its own.
    const partnerCenter = await startProduct({ env: { SIMULATOR_LATENCY_MS: String(LATENCY_MS) } });
    try {
      await forgetCarts(partnerCenter);
      const databaseUrl = await postgres().createDatabase();
      const lost = await startOn(databaseUrl, partnerCenter);
      const client = await DirectLineClient.connect(lost.url, 'restorer');
      const review = await fillDraft(client, TYPED);
      await fetch(review.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
      const backups: Buffer[] = [];
      await client.press('Submit', { f_partnerAttestation: 'true' });
      const ended = client.see(/^Customer added/m, 60_000).then(() => true);
      while (!(await Promise.race([ended, delay(BACKUP_EVERY_MS, false)]))) {
        backups.push(postgres().dump(databaseUrl));
      }
      await lost.kill();
      const before = await held(partnerCenter);
      expect([before.customers.length, before.orders.length]).toEqual([1, 1]);
      expect(backups.length).toBeGreaterThanOrEqual(RESTORED);

      for (const backup of sampleOf(backups)) {
        const restored = await startOn(await postgres().restore(backup), partnerCenter);
        try {
          const again = await DirectLineClient.connect(restored.url, 'restorer');
          await finished(again);
          expect(await held(partnerCenter)).toEqual(before);
        } finally {
          await restored.kill();
        }
      }
    } finally {
      await partnerCenter.stop();
    }
  });
});

/** No document says that a cart is known by its request id: here each POST makes another one. */
async function forgetCarts({ simulatorUrl }: Product): Promise<void> {
  const fault = { kind: 'delay', method: 'POST', path: '/carts$', times: 1_000, forgetsId: true };
  const { status } = await fetch(`${simulatorUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  expect(status).toBeLessThan(300);
}

function startOn(databaseUrl: string, partnerCenter: Product): Promise<Product> {
  return startProduct({
    env: {
      DATABASE_URL: databaseUrl,
      DATA_KEY,
      PARTNER_CENTER_URL: partnerCenter.simulatorUrl,
    },
  });
}

/** Looks at the list of submissions until the one in it has ended well. */
async function finished(client: DirectLineClient): Promise<void> {
  const limit = Date.now() + 60_000;
  for (;;) {
    await client.say('status');
    const list = await client.see(/^Submissions/m);
    if (/Done|Added/.test(list.text)) return;
    if (list.text.includes('Needs attention') || Date.now() > limit) {
      const shown = await client.press('Show');
      throw new Error(`The submission did not end:\n${shown.text}`);
    }
    await delay(500);
  }
}

async function held({ simulatorUrl }: Product): Promise<Held> {
  const answer = await fetch(`${simulatorUrl}/_simulator/state`);
  return stateSchema.parse(await answer.json());
}

function sampleOf<T>(all: readonly T[]): readonly T[] {
  const step = (all.length - 1) / (RESTORED - 1);
  const at = new Set(Array.from({ length: RESTORED }, (_, index) => Math.round(index * step)));
  return all.filter((_, index) => at.has(index));
}

import { setTimeout as delay } from 'node:timers/promises';
import { DirectLineClient } from './directLine';
import { startLocalProduct } from './localProduct';

jest.setTimeout(60_000);

const READY_LIMIT_MS = 20_000;

async function wasAnswered(simulatorUrl: string, path: string): Promise<boolean> {
  const response = await fetch(`${simulatorUrl}/_simulator/requests?status=200&path=${path}`);
  return ((await response.json()) as { total: number }).total > 0;
}

test('what the first form needs is read at the start, over a Partner Center that refuses at first', async () => {
  const product = await startLocalProduct({
    settings: async (simulatorUrl) => {
      await fetch(`${simulatorUrl}/_simulator/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          kind: 'refuse',
          status: 400,
          path: '/profiles/organization',
          times: 1,
        }),
      });
      return {};
    },
  });
  try {
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    const until = Date.now() + READY_LIMIT_MS;
    while (!(await wasAnswered(product.simulator.url, 'countryvalidationrules'))) {
      if (Date.now() > until) throw new Error('The rules were never read.');
      await delay(50);
    }
    // From here on nobody answers there, and the first click is answered all the same.
    await product.simulator.stop();
    const client = await DirectLineClient.connect(product.url, 'firstofall');
    await client.see(/Add customers/);
    const form = await client.press('Add customer');
    expect(form.text).toMatch(/^Company/m);
  } finally {
    await product.stop();
  }
});

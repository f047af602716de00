import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, TYPED } from './draftSteps';
import { startProduct } from './product';
import { freePort } from '../freePort';

jest.setTimeout(120_000);

/** A start takes seconds: in CI every other card is tried, else each. */
const isKilledAt = (index: number) => process.env['CI'] === undefined || index % 2 === 0;

test('killed after any card, everything typed is there and the next card is the right one', async () => {
  const ports = { bot: await freePort(), simulator: await freePort() };
  let product = await startProduct({ ports });
  const { dataDir } = product;
  const restart = async (): Promise<DirectLineClient> => {
    await product.kill();
    product = await startProduct({ ports, dataDir });
    const client = await DirectLineClient.connect(product.url, 'resumer');
    await client.say('drafts');
    await client.see(/^Drafts/m);
    await client.press('Resume');
    return client;
  };
  try {
    let client = await DirectLineClient.connect(product.url, 'resumer');
    await client.see(/Add customers/);
    await client.press('Add customer');
    for (const [index, step] of DRAFT_STEPS.entries()) {
      if (isKilledAt(index)) client = await restart();
      await client.see(step.title);
      await step.take(client, TYPED);
      const following = DRAFT_STEPS[index + 1];
      if (following !== undefined) await client.see(following.title);
    }
    client = await restart();
    const review = await client.see(/^Review/m);
    for (const value of DRAFT_STEPS.flatMap((step) => step.kept(TYPED))) {
      expect(review.text).toContain(value);
    }
    // What was sent and refused is kept as it was typed, with what is wrong about it.
    await client.press('Update');
    await client.press(/^Next/, { f_companyName: 'LLC' });
    client = await restart();
    const refused = await client.see(/A legal form alone/);
    expect(refused.inputs()).toMatchObject({
      f_companyName: 'LLC',
      f_domainPrefix: 'contosotyped',
    });
  } finally {
    await product.stop();
  }
});

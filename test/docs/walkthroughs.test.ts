import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DirectLineClient } from '../e2e/directLine';
import { DRAFT_STEPS, submitDraft, TYPED } from '../e2e/draftSteps';
import { startProduct } from '../e2e/product';
import { applyPages } from './walkthrough';

test('the pages on adding a field and a section make a product that has them', async () => {
  const folder = applyPages(['add-a-section.md', 'add-a-field.md']);
  try {
    // With types: the pages show code that a strict compiler takes.
    const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
    execFileSync(process.execPath, [compiler, '--noEmit', '-p', folder], { stdio: 'inherit' });
    execFileSync(process.execPath, [join(folder, 'scripts', 'prestart.mjs')], { stdio: 'ignore' });
    const product = await startProduct({ folder });
    try {
      const client = await DirectLineClient.connect(product.url, 'walker');
      await client.see(/Add customers/);
      await client.press('Add customer');
      for (const step of DRAFT_STEPS) {
        const card = await client.see(step.title);
        if (!card.json.includes('f_middleName')) {
          await step.take(client, TYPED);
          continue;
        }
        await step.take(alsoSending(client, { f_middleName: 'Quentin' }), TYPED);
        await client.see(/^Loyalty card/m);
        await client.press(/^Next/, { f_cardNumber: '1234' });
      }
      const review = await client.see(/Acceptance page/);
      expect(review.text).toMatch(/Middle name: Quentin/);
      expect(review.text).toMatch(/^Loyalty\nCard number: 1234/m);
      await submitDraft(client);
      const state = await (await fetch(`${product.simulatorUrl}/_simulator/state`)).text();
      expect(state).toContain('Quentin');
    } finally {
      await product.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);

/** The same client, whose next cards carry more inputs than the step knows of. */
function alsoSending(client: DirectLineClient, more: Record<string, string>): DirectLineClient {
  const press: DirectLineClient['press'] = (title, inputs) =>
    client.press(title, { ...inputs, ...more });
  return Object.assign(Object.create(client) as DirectLineClient, { press });
}

import { textsFor } from '../../src/cards/texts';
import { attestationsFor } from '../../src/dialogs/offers/attestations';
import type { OfferLine } from '../../src/dialogs/offers/line';
import { DirectLineClient } from '../e2e/directLine';
import { fillDraft, submitDraft, TYPED } from '../e2e/draftSteps';
import { startTestApp, type TestApp } from '../e2e/testApp';

jest.setTimeout(90_000);

const ATTESTED = 'Windows 365 Business 2 vCPU, 8 GB, 128 GB (with Windows Hybrid Benefit)';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

function line(id: number, sku: string, needsAttestation = true): OfferLine {
  return {
    id: String(id),
    sku,
    title: `Offer ${sku}`,
    quantity: 1,
    minimum: 1,
    maximum: 300,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    ...(needsAttestation && { needsAttestation }),
  };
}

function linesOf(offers: number): readonly OfferLine[] {
  return Array.from({ length: offers }, (_, index) => line(index + 1, `SKU${index}:0001`));
}

test('lines of one offer share a box, and each of them is sent as confirmed', async () => {
  const client = await DirectLineClient.connect(app.url, 'attesting');
  await fillDraft(client, { ...TYPED, companyName: 'Attested Inc', domainPrefix: 'attestedinc' });
  await client.press('Back');
  const found = await client.press('Search', { f_offerSearch: ATTESTED });
  const [offer] = found.choices('f_offer');
  for (const quantity of ['2', '3']) {
    await client.press('Add to the order', { f_offer: offer, f_quantity: quantity });
  }
  const review = await client.press('Next: Review', { f_offer: '' });
  const boxes = Object.keys(review.inputs()).filter((id) => id.startsWith('f_attestation_'));
  expect(boxes).toHaveLength(1);
  const refused = await client.press('Submit', { f_partnerAttestation: 'true' });
  expect(refused.text).toContain(`✕ ${ATTESTED}: Tick the box`);
  await client.press('Check everything', { [String(boxes[0])]: 'true' });
  await submitDraft(client);
  const state = (await (await fetch(`${app.simulator.url}/_simulator/state`)).json()) as {
    carts: readonly { lines: readonly { quantity: number; attestationAccepted?: boolean }[] }[];
  };
  const sent = state.carts.flatMap(({ lines }) => lines);
  expect(sent.map(({ quantity, attestationAccepted }) => [quantity, attestationAccepted])).toEqual([
    [5, undefined],
    [2, true],
    [3, true],
  ]);
});

test('up to eight offers have a box each; beyond, one box names them all and stands for every line', () => {
  const texts = textsFor('en');
  expect(attestationsFor([line(1, 'PLAIN:0001', false)], texts)).toEqual([]);
  const eight = attestationsFor(linesOf(8), texts);
  expect(eight.flatMap(({ lines }) => lines)).toEqual(linesOf(8).map(({ id }) => id));
  expect(new Set(eight.map(({ field }) => field)).size).toBe(8);
  const [all, ...others] = attestationsFor(linesOf(50), texts);
  expect(others).toEqual([]);
  expect(all?.lines).toHaveLength(50);
  for (const { title } of linesOf(50)) expect(all?.label).toContain(title);
});

test('a tick never passes to other offers: boxes are named by what they confirm', () => {
  const texts = textsFor('en');
  const fields = [linesOf(1), linesOf(9), linesOf(10), [line(1, 'OTHER:0001')]].map(
    (lines) => attestationsFor(lines, texts)[0]?.field,
  );
  expect(new Set(fields).size).toBe(4);
  // What clicks may carry (src/bot/click.ts).
  for (const field of fields) expect(field).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,60}$/);
});

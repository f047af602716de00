import { DirectLineClient, type ReceivedCard } from './directLine';
import { DRAFT_STEPS, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { addOffer, catalogueRead } from './offerSteps';
import { startTestApp, type TestApp } from './testApp';

/*
 * What a person is asked at the order: a price that is not the review's, and an order of which a part
 * was refused. Whatever they answer, nothing is ordered twice.
 */

jest.setTimeout(90_000);

let app: TestApp;
let people = 0;

beforeAll(async () => {
  app = await startTestApp({ partner: 'direct' }, { PRICE_TOLERANCE: '0.02' });
});
afterAll(async () => {
  await app.stop();
});
afterEach(() => setPrices(1));

async function setPrices(factor: number): Promise<void> {
  await fetch(`${app.simulator.url}/_simulator/catalogue/prices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ factor }),
  });
}

type Lines = readonly (readonly [title: string, inputs: Readonly<Record<string, string>>])[];

interface AtReview {
  readonly client: DirectLineClient;
  readonly domain: string;
}

/** A clerk at the review of an order with these lines; the signer has accepted. */
async function atReview(lines: Lines): Promise<AtReview> {
  people += 1;
  const client = await DirectLineClient.connect(app.url, `partial${people}`);
  const domainPrefix = `partial${people}`;
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, 3)) {
    await client.see(step.title);
    await step.take(client, { ...TYPED, domainPrefix });
  }
  await client.see(/^Subscriptions/m);
  await catalogueRead(client);
  for (const [title, inputs] of lines) await addOffer(client, title, inputs);
  await client.press('Next: Review');
  const review = await client.see(/Acceptance page/);
  await fetch(review.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
  return { client, domain: `${domainPrefix}.onmicrosoft.com` };
}

const submit = (client: DirectLineClient, title = 'Submit') =>
  client.press(title, { f_partnerAttestation: 'true' });

/** Every line that was ordered for a customer: title and quantity. */
function ordered(domain: string): readonly string[] {
  const { customers, orders } = app.simulator.state;
  const mine = [...customers.values()].filter((one) => one.domain === domain);
  expect(mine).toHaveLength(1);
  return [...orders.values()]
    .filter(({ customerId }) => customerId === mine[0]?.id)
    .flatMap(({ lines }) => lines.map(({ title, cartLine }) => `${title} × ${cartLine.quantity}`))
    .sort();
}

function checkouts(): number {
  return app.simulator.state.requests.filter(({ path }) => path.endsWith('/checkout')).length;
}

const PREMIUM = 'Microsoft 365 Business Premium';
const E3 = 'Microsoft 365 E3';
const REFUSED = 'Simulator test offer: refused at checkout (800020)';

const plain = (text: string) => text.replaceAll('\u2060', '').replaceAll('\u00a0', ' ');

describe('a price other than the review’s', () => {
  test('by less than the tolerance is ordered without a word', async () => {
    const { client, domain } = await atReview([[PREMIUM, { f_quantity: '10' }]]);
    await setPrices(1.01);
    await submit(client);
    await client.see(/^Customer added/m, 30_000);
    expect(ordered(domain)).toEqual([`${PREMIUM} × 10`]);
  });

  test.each([
    ['dearer', 1.03, '$2,772.00', '$2,854.80'],
    ['cheaper', 0.9, '$2,772.00', '$2,494.80'],
  ])(
    '%s by more stops before checkout, and is ordered once accepted',
    async (_, factor, seen, now) => {
      const { client, domain } = await atReview([[PREMIUM, { f_quantity: '10' }]]);
      await setPrices(factor);
      const before = checkouts();
      await submit(client);
      const asks = await client.see(/needs you/, 30_000);
      const text = plain(asks.text);
      expect(text).toContain(WORDS.en.reasons.priceChanged.cause);
      expect(text).toContain(`${now} instead of ${seen}`);
      expect(checkouts()).toBe(before);
      expect(ordered(domain)).toEqual([]);
      // Trying again says the same: nobody has accepted it.
      await client.press(WORDS.en.button.retry);
      await client.see(/needs you/, 30_000);
      expect(checkouts()).toBe(before);
      await client.press(WORDS.en.button.acceptPrices);
      await client.see(/^Customer added/m, 30_000);
      expect(ordered(domain)).toEqual([`${PREMIUM} × 10`]);
    },
  );

  test('can be answered with another order instead', async () => {
    const { client, domain } = await atReview([[PREMIUM, { f_quantity: '10' }]]);
    await setPrices(1.5);
    await submit(client);
    const asks = await client.see(/needs you/, 30_000);
    // A button of an earlier card, which asked for another link.
    await client.send({ ...asks.click(WORDS.en.button.retry), action: 'newLink' });
    await client.say('status');
    expect((await client.see(/^Submissions/m)).text).toContain('Needs attention');
    await client.press('Show');
    await client.see(/needs you/, 30_000);
    const update = asks.click('Update: Subscriptions');
    const form = await client.press('Update: Subscriptions');
    // Delivered once more, the click opens nothing anew: the form in hand still counts.
    await client.send(update);
    const again = await client.card();
    expect(again.click('Cancel')['revision']).toBe(form.click('Cancel')['revision']);
    expect(again.text).not.toMatch(/out of date/);
    await client.press('Next: Review', { f_quantity_1: '4' });
    await client.see(/4 licenses/);
    await client.send(update);
    await client.see(/4 licenses/);
    await setPrices(1);
    await submit(client);
    await client.see(/^Customer added/m, 30_000);
    expect(ordered(domain)).toEqual([`${PREMIUM} × 4`]);
  });
});

describe.each(['en', 'es'] as const)('one order of three refused, language %s', (language) => {
  const words = WORDS[language];

  test('says what stands and what failed, tries the failed one alone again, and takes another order', async () => {
    const { client, domain } = await atReview([
      [PREMIUM, { f_quantity: '5' }],
      [E3, { f_quantity: '3', f_term: 'P1Y', f_billingCycle: 'annual' }],
      [REFUSED, { f_quantity: '2' }],
    ]);
    await submit(client);
    await client.see(/needs you/, 30_000);
    if (language === 'es') await client.say('idioma español');
    const stands = [`${PREMIUM} × 5`, `${E3} × 3`];
    const expectPartial = async (): Promise<ReceivedCard> => {
      const asks = await client.see(new RegExp(words.reasons.orderPartly.cause), 30_000);
      const text = plain(asks.text);
      expect(text).toContain(words.reasons.orderPartly.advice);
      for (const line of stands) {
        const [title = '', quantity = ''] = line.split(' × ');
        expect(text).toContain(
          words.status.lineOrdered.replace('{{line}}', title).replace('{{quantity}}', quantity),
        );
      }
      expect(text).toContain(`${REFUSED}: ${words.reasons.offerNotEligible.cause}`);
      expect(text).toContain(words.fact.correlationId);
      expect(ordered(domain)).toEqual(stands);
      return asks;
    };
    await expectPartial();

    const before = checkouts();
    await client.press(words.button.retry);
    for (let look = 0; checkouts() === before && look < 100; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(checkouts()).toBeGreaterThan(before);
    await expectPartial();

    const update = words.button.updateGroup.replace('{{group}}', words.group.offers);
    const form = await client.press(update);
    // What is bought can't be changed, and what failed can.
    expect(plain(form.text)).toContain(words.offers.ordered_other.replace('{{count}}', '5'));
    expect(Object.keys(form.inputs())).toEqual(expect.arrayContaining(['f_quantity_3']));
    expect(Object.keys(form.inputs())).not.toEqual(expect.arrayContaining(['f_quantity_1']));
    expect(form.buttons().filter((title) => title === words.button.remove)).toHaveLength(1);
    const forged = { ...form.click(words.button.remove), item: '1', f_quantity_1: '50' };
    await client.send(forged);
    await client.press(words.button.remove);
    await client.press(words.button.search, { f_offerSearch: 'Business Basic' });
    const found = await client.card();
    await client.press(words.button.addOffer, {
      f_offer: found.choices('f_offer')[0],
      f_quantity: '7',
    });
    await client.press(words.button.nextReview);
    await client.see(new RegExp(words.review.lead));
    await submit(client, words.button.submit);
    const result = await client.see(new RegExp(words.result.title), 30_000);
    expect(ordered(domain)).toEqual([`Microsoft 365 Business Basic × 7`, ...stands].sort());
    expect(plain(result.text)).toContain(PREMIUM);
    expect(plain(result.text)).not.toContain(REFUSED);
  });
});

test('an order that was refused whole is tried again whole, and stands once', async () => {
  const { client, domain } = await atReview([[PREMIUM, { f_quantity: '5' }]]);
  app.simulator.faults.add({
    kind: 'refuse',
    path: /\/checkout$/,
    status: 201,
    body: { orders: [], orderErrors: [{ orderGroupId: '0', code: 800020 }] },
  });
  await submit(client);
  const asks = await client.see(/needs you/, 30_000);
  expect(plain(asks.text)).toContain(WORDS.en.reasons.offerNotEligible.cause);
  expect(ordered(domain)).toEqual([]);
  await client.press(WORDS.en.button.retry);
  await client.see(/^Customer added/m, 30_000);
  expect(ordered(domain)).toEqual([`${PREMIUM} × 5`]);
});

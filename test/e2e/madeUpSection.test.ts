import { addTexts } from '../../src/cards/texts';
import { textValue } from '../../src/dialogs/draft';
import { formSection } from '../../src/dialogs/formSection';
import { SECTIONS } from '../../src/dialogs/sections';
import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, TYPED } from './draftSteps';
import { startLocalProduct, type LocalProduct } from './localProduct';

jest.setTimeout(60_000);

/** A section as somebody would add it: fields, a dependency, texts. Nothing in src knows of it. */
const loyalty = formSection({
  id: 'loyalty',
  group: 'loyalty',
  dependsOn: [{ section: 'company', field: 'companyName' }],
  fields: [
    { id: 'cardNumber', kind: 'text', required: true, maxLength: 8, pattern: () => '^[0-9]{4}$' },
    {
      id: 'level',
      kind: 'choice',
      required: false,
      choices: ({ texts }) => [{ value: 'gold', title: texts('field.level.gold') }],
    },
    { id: 'stars', kind: 'number', required: false, min: 1, max: 5 },
  ],
  contribute: (answers) => {
    contributed.push(textValue(answers['cardNumber'] ?? ''));
    return {};
  },
});
const contributed: string[] = [];

let product: LocalProduct;

beforeAll(async () => {
  addTexts('en', {
    section: { loyalty: 'Loyalty card' },
    group: { loyalty: 'Loyalty' },
    field: {
      cardNumber: { label: 'Card number', error: 'Enter four digits.' },
      level: { label: 'Level', error: 'Choose the level.', gold: 'Gold' },
      stars: { label: 'Stars', error: 'One to five.' },
    },
  });
  product = await startLocalProduct({ sections: [...SECTIONS, loyalty] });
});
afterAll(() => product.stop());

test('a section that src does not know is asked, checked, reviewed, doubted and contributed', async () => {
  const client = await DirectLineClient.connect(product.url, 'extender');
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, -1)) {
    await client.see(step.title);
    await step.take(client, TYPED);
  }
  const offers = await client.see(/^Subscriptions.*Step 5 of 7/m);
  expect(offers.buttons()).toContain('Next: Loyalty card');
  await client.press('No subscriptions now');

  await client.see(/^Loyalty card.*Step 6 of 7/m);
  const wrong = await client.press('Next: Review', { f_cardNumber: '12', f_stars: '9' });
  expect(wrong.text).toMatch(/Card number: Enter four digits/);
  expect(wrong.text).toMatch(/Stars: One to five/);
  await client.press('Next: Review', { f_cardNumber: '1234', f_stars: '3', f_level: 'gold' });

  const review = await client.see(/^Review/m);
  expect(review.text).toMatch(/^Loyalty\nCard number: 1234\nLevel: Gold\nStars: 3/m);

  await client.press('Update');
  await client.press(/^Next/, { f_companyName: 'Fabrikam' });
  await client.press(/^Next/);
  const agreement = await client.see(/^Customer agreement/m);
  expect(agreement.text).toMatch(/check this part again.*Company name/);
  await client.press(/^Next/);
  const doubted = await client.see(/^Loyalty card/m);
  expect(doubted.text).toMatch(/check this part again.*Company name/);
  expect(doubted.inputs()).toMatchObject({ f_cardNumber: '1234', f_stars: '3', f_level: 'gold' });
  await client.press('Next: Review');

  const ready = await client.see(/Acceptance page/);
  await fetch(ready.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
  await client.press('Submit', { f_partnerAttestation: 'true' });
  expect(contributed).toContain('1234');
  await client.see(/^Customer added/m, 30_000);
});

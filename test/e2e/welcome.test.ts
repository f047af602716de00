import { DirectLineClient } from './directLine';
import { startLocalProduct, type LocalProduct } from './localProduct';

jest.setTimeout(60_000);

let product: LocalProduct;
beforeAll(async () => {
  product = await startLocalProduct();
});
afterAll(() => product.stop());

test('a new conversation offers the draft that was left in another one', async () => {
  const before = await DirectLineClient.connect(product.url, 'returner');
  const first = await before.see(/Add customers/);
  expect(first.text).not.toMatch(/unfinished/);
  await before.press('Add customer');
  await before.press(/^Next/, { f_companyName: 'Left Behind Inc', f_domainPrefix: 'leftbehind' });
  const later = await DirectLineClient.connect(product.url, 'returner');
  const welcome = await later.see(/Add customers/);
  expect(welcome.text).toMatch(/You have an unfinished draft: Left Behind Inc/);
  expect((await later.press('Resume')).text).toMatch(/^Contact and address/m);
});

test('a language that Alta does not speak is said to be none', async () => {
  const client = await DirectLineClient.connect(product.url, 'klingon');
  await client.see(/Add customers/);
  await client.say('language klingon');
  const card = await client.see(/Which language shall we speak/);
  expect(card.text).toMatch(/Alta does not speak that language/);
  await client.say('language');
  expect((await client.card()).text).not.toMatch(/does not speak/);
});

test('drafts say where they stand, before the box for the code of a colleague', async () => {
  const client = await DirectLineClient.connect(product.url, 'lister');
  await client.see(/Add customers/);
  await client.press('Add customer');
  await client.press(/^Next/, { f_companyName: 'Listed Inc', f_domainPrefix: 'listed' });
  await client.say('drafts');
  const { text } = await client.see(/^Drafts/m);
  expect(text).toMatch(/Listed Inc · Step 2 of 6: Contact and address · Last changed/);
  expect(text.indexOf('Listed Inc')).toBeLessThan(text.indexOf('Code of a draft'));
  expect(text).toMatch(/Last changed .* UTC/);
  await client.post({ text: 'drafts', localTimezone: 'Asia/Tokyo' });
  expect((await client.card()).text).toMatch(/Last changed .* GMT\+9/);
});

test.each(['help', 'what is this'])(
  '%s amid a form says what can be typed and leads back',
  async (text) => {
    const client = await DirectLineClient.connect(product.url, `helped-${text.length}`);
    await client.see(/Add customers/);
    await client.say('help');
    expect((await client.card()).buttons()).not.toContain('Back to the form');
    await client.press('Add customer');
    await client.say(text);
    const help = await client.see(/What you can do here/);
    expect(help.text).toMatch(/take over <code>: take a colleague's draft over/);
    expect((await client.press('Back to the form')).text).toMatch(/^Company/m);
  },
);

import { Writable } from 'node:stream';
import { createLog } from '../../src/log';
import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { startTestApp, type TestApp } from './testApp';

/*
 * Lists that cannot be renewed go on being shown, and the card says of what moment they are.
 */

jest.setTimeout(90_000);

const HOUR = 60 * 60_000;
const LANGUAGES = ['en', 'es'] as const;

let app: TestApp;
let later = 0;
let lines: string[] = [];

beforeAll(async () => {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  app = await startTestApp(
    { resellers: 30, skus: 60 },
    {},
    { now: () => Date.now() + later, log: createLog('warn', destination) },
  );
});
afterAll(async () => {
  await app.stop();
});
beforeEach(() => {
  lines = [];
});

/** Refuses whatever that path is asked, at once and for good. */
function refuse(path: RegExp): void {
  app.simulator.faults.add({ kind: 'refuse', status: 403, code: 900308, path, times: 1000 });
}

const failedReads = (): readonly Record<string, unknown>[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'copies.readFailed');

/** The text up to its date. */
const upToDate = (text: string): string => text.split('{{when}}')[0] ?? '';

test('resellers, offers and prices from copies that could not be renewed carry their date', async () => {
  const clerks = LANGUAGES.map((language) => ({ language, words: WORDS[language] }));
  const clients: DirectLineClient[] = [];
  const names: string[] = [];
  for (const { language, words } of clerks) {
    const client = await DirectLineClient.connect(app.url, `outdated-${language}`);
    await client.see(/Add customers/);
    await client.press('Add customer');
    for (const step of DRAFT_STEPS.slice(0, 3)) {
      await client.see(step.title);
      await step.take(client, { ...TYPED, domainPrefix: `outdated${language}` });
    }
    if (language === 'es') await client.say('idioma español');
    const card = await client.see(new RegExp(`^${words.section.reseller}`, 'm'));
    expect(card.text).not.toContain(upToDate(words.reseller.outdated));
    names.push(card.choices('f_resellerId')[0] ?? '');
    clients.push(client);
  }

  later = 2.5 * HOUR;
  refuse(/\/v1\/relationships/);
  for (const [index, client] of clients.entries()) {
    const words = clerks[index]?.words ?? WORDS.en;
    const card = await client.press(words.button.search, { f_resellerSearch: '' });
    expect(card.text).toContain(upToDate(words.reseller.outdated));
    expect(card.choices('f_resellerId')).toContain(names[index]);
  }
  // Once: what failed is left alone for a while.
  expect(failedReads()).toEqual([
    expect.objectContaining({
      level: 40,
      copied: 'resellers/all',
      code: 'partnerCenter.roleTooWeak',
      status: 403,
      ms: expect.any(Number) as number,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    }),
  ]);
  expect(lines.join('')).not.toMatch(/Contoso|@/i);
  const admin = await (await fetch(`${app.url}/admin`)).text();
  expect(admin).toMatch(/Indirect resellers<\/td>\s*<td>1<\/td>\s*<td>2 hours<\/td>\s*<td>1<\/td>/);

  for (const [index, client] of clients.entries()) {
    await client.press(/^(Next|Siguiente):/, { f_resellerId: names[index] ?? '' });
  }
  for (const [index, client] of clients.entries()) {
    const words = clerks[index]?.words ?? WORDS.en;
    for (let tries = 0; (await client.card()).text.includes(words.offers.notNarrowed); tries += 1) {
      if (tries > 60) throw new Error('The catalogue was not read.');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await client.press(words.button.search);
    }
    const { text } = await client.card();
    expect(text).not.toContain(upToDate(words.offers.outdated));
    expect(text).not.toContain(upToDate(words.offers.pricesOutdated));
  }

  later += 30 * HOUR;
  lines = [];
  refuse(/\/v1\/products|pricesheets/);
  for (const [index, client] of clients.entries()) {
    const words = clerks[index]?.words ?? WORDS.en;
    const { text, json } = await client.press(words.button.search);
    expect(text).toContain(upToDate(words.offers.outdated));
    expect(text).toContain(upToDate(words.offers.pricesOutdated));
    // The last good copy, prices included.
    expect(json).toMatch(/Microsoft 365 Business Premium · .{0,6}23[.,]10/);
  }
  expect(failedReads().map(({ copied }) => copied)).toEqual(
    expect.arrayContaining(['directory/US/commercial', 'prices/US']),
  );
});

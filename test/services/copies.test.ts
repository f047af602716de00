import { randomUUID } from 'node:crypto';
import { createCatalogue } from '../../src/services/catalogue';
import { createCopies, type Copies, type FailedRead } from '../../src/services/copies';
import { createCountries } from '../../src/services/countries';
import { createPartner } from '../../src/services/partner';
import type { CallContext } from '../../src/services/partnerCenter/client';
import { createPriceList } from '../../src/services/priceList';
import { createPromotions } from '../../src/services/promotions';
import { createResellers } from '../../src/services/resellers';
import { createSkuDirectories } from '../../src/services/skuDirectory';
import { startSimulated, type Simulated } from './partnerCenter/simulated';

/* What is kept of Partner Center's data, over a simulator that begins to fail. */

const US = { country: 'US', segment: 'commercial' };
const DAYS = 24 * 60 * 60_000;
const SKU = 'Microsoft 365 Business Premium';

let simulated: Simulated;
let later: number;
let failed: (FailedRead & { readonly error: unknown })[];
let copies: Copies;

beforeAll(async () => {
  simulated = await startSimulated({}, { wait: () => Promise.resolve() });
});
afterAll(() => simulated.stop());
beforeEach(() => {
  later = 0;
  failed = [];
  copies = createCopies({
    now: () => Date.now() + later,
    onFailed: (read, error) => failed.push({ ...read, error }),
    // Whatever it takes: a renewal that nobody waited for would be seen at the next question only.
    waitMs: 60_000,
  });
});
afterEach(() => {
  simulated.simulator.faults.clear();
});

const asked = (): CallContext => ({ correlationId: randomUUID(), locale: 'es-ES' });

/** A view of each kind: how it is asked, which path it asks, and how old it says its copy is. */
function views() {
  const { client } = simulated;
  const countries = createCountries(client, copies);
  const resellers = createResellers(client, copies);
  const promotions = createPromotions(client, copies);
  const priceList = createPriceList({ client, copies });
  const directories = createSkuDirectories(client, copies);
  const catalogue = createCatalogue({ client, copies, directories, priceList });
  const partner = createPartner(client, resellers, copies);
  const item = simulated.simulator.world.catalogue
    .products()
    .flatMap(({ skus }) => skus)
    .find(({ title }) => title === SKU);
  const id = `${item?.productId ?? ''}:${item?.id ?? ''}`;
  const search = { ...US, words: '', page: 1, pageSize: 5 };
  return {
    countries: {
      ask: () => countries.rules('US', asked()),
      path: /countryvalidationrules/,
      age: () => countries.age('US'),
    },
    resellers: {
      ask: async () => (await resellers.search({ words: '', page: 1, pageSize: 5 }, asked())).items,
      path: /relationships/,
      age: () => resellers.age(),
    },
    promotions: {
      ask: () => promotions.of(US, asked()),
      path: /productpromotions/,
      age: () => promotions.age(US),
    },
    prices: {
      ask: async () => (await priceList.pricesOf(US))?.termsOf(id),
      path: /pricesheets/,
      age: () => catalogue.ages(US).prices,
    },
    directory: {
      ask: async () => (await catalogue.search(search, asked())).items,
      path: /products|pricesheets/,
      age: () => catalogue.ages(US).offers,
    },
    skus: {
      ask: () => catalogue.item(US, id, asked()),
      path: /skus/,
      age: undefined,
    },
    terms: {
      ask: () => catalogue.termsOf(US, id, asked()),
      path: /availabilities/,
      age: undefined,
    },
    partner: {
      ask: () => partner.facts(asked()),
      path: /profiles|relationships/,
      age: undefined,
    },
  };
}

const KINDS = [
  'countries',
  'resellers',
  'promotions',
  'prices',
  'directory',
  'skus',
  'terms',
  'partner',
] as const;

const ofKind = (copied: string) => copies.all().find((one) => one.copied === copied);

test.each(KINDS)(
  '%s: the last good copy while Partner Center fails, then a new one',
  async (kind) => {
    const { ask, path, age } = views()[kind];
    const before = Date.now();
    const good = await ask();
    expect(good).toBeDefined();
    expect(ofKind(kind)).toMatchObject({ outdated: 0, count: 1 });
    expect(ofKind(kind)?.oldest).toBeGreaterThanOrEqual(before);

    later = 3 * DAYS;
    simulated.simulator.faults.add({ kind: '503', path, probability: 1 });
    expect(await ask()).toEqual(good);
    expect(failed).toContainEqual(
      expect.objectContaining({
        copied: kind,
        error: expect.objectContaining({ reason: 'outage' }) as unknown,
      }),
    );
    const failure = failed.find(({ copied }) => copied === kind);
    expect(failure?.ageMs).toBeGreaterThanOrEqual(3 * DAYS);
    expect(ofKind(kind)).toMatchObject({ outdated: 1 });
    if (age !== undefined) expect(age()).toMatchObject({ isOutdated: true });

    // It is left alone for a while, and still served.
    const count = failed.length;
    expect(await ask()).toEqual(good);
    expect(failed).toHaveLength(count);

    simulated.simulator.faults.clear();
    later += 10 * 60_000;
    expect(await ask()).toEqual(good);
    expect(ofKind(kind)).toMatchObject({ outdated: 0 });
    if (age !== undefined) {
      expect(age()).toMatchObject({ isOutdated: false });
      expect(age()?.readAt).toBeGreaterThan(before + 3 * DAYS);
    }
  },
);

test('a copy past its time is served at once, and renewed behind', async () => {
  const { client } = simulated;
  const countries = createCountries(client, copies);
  await countries.rules('US', asked());
  const first = countries.age('US')?.readAt ?? 0;
  later = 1.5 * DAYS;
  let open: () => void = () => undefined;
  simulated.simulator.faults.add({ kind: 'timeout', hangMs: 200, path: /countryvalidation/ });
  // The renewal hangs; the question does not.
  await countries.rules('US', asked());
  expect(countries.age('US')).toEqual({ readAt: first, isOutdated: false });
  await new Promise<void>((resolve) => {
    open = resolve;
    const timer = setInterval(() => {
      if ((countries.age('US')?.readAt ?? 0) <= first) return;
      clearInterval(timer);
      open();
    }, 10);
  });
  expect(failed).toEqual([]);
});

test('many who ask at once cause one read; a first read that fails is told, and tried again at once', async () => {
  const { client, simulator } = simulated;
  const countries = createCountries(client, copies);
  const requests = () =>
    simulator.world.state.requests.filter(({ path }) => path.includes('countryvalidation')).length;
  simulator.faults.add({ kind: 'refuse', status: 403, code: 900308, path: /countryvalidation/ });
  await expect(countries.rules('DE', asked())).rejects.toMatchObject({ reason: 'roleTooWeak' });
  expect(countries.age('DE')).toBeUndefined();
  const before = requests();
  await Promise.all(Array.from({ length: 20 }, () => countries.rules('DE', asked())));
  expect(requests()).toBe(before + 1);
});

test('who has no time leaves, the read goes on, and the next finds it done', async () => {
  const { client, simulator } = simulated;
  const resellers = createResellers(client, copies);
  simulator.faults.add({ kind: 'delay', delayMs: 300, path: /relationships/ });
  const hurried = { ...asked(), deadline: Date.now() + 20 };
  await expect(resellers.isProvider(hurried)).rejects.toMatchObject({
    reason: 'outage',
    endpoint: 'listResellers',
    correlationId: hurried.correlationId,
  });
  expect(await resellers.isProvider(asked())).toBe(true);
  expect(failed).toEqual([]);
});

test('what nobody asks for any more goes when another is read, and only then', async () => {
  const { client, simulator } = simulated;
  const countries = createCountries(client, copies);
  await countries.rules('US', asked());
  await countries.rules('DE', asked());
  later = 1.5 * DAYS;
  await countries.rules('US', asked());
  expect(ofKind('countries')).toMatchObject({ count: 2 });

  // DE was asked for 2.5 days ago, US a day ago. While nothing can be read, both stay.
  later = 2.5 * DAYS;
  simulator.faults.add({ kind: '503', path: /countryvalidation/, probability: 1 });
  await expect(countries.rules('FR', asked())).rejects.toMatchObject({ reason: 'outage' });
  expect(ofKind('countries')).toMatchObject({ count: 2 });
  simulator.faults.clear();
  await countries.rules('ES', asked());
  expect(countries.age('DE')).toBeUndefined();
  expect(countries.age('US')).toBeDefined();
  expect(ofKind('countries')).toMatchObject({ count: 2 });
});

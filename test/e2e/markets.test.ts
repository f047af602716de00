import { z } from 'zod';
import { DirectLineClient, type ReceivedCard } from './directLine';
import { startLocalProduct, type LocalProduct } from './localProduct';

/*
 * Each market of the simulator, with values made from the simulator's own rules: a whole conversation
 * with what fits them, and one for each rule that is broken.
 */

jest.setTimeout(600_000);

// Dropped now and then where there is none, as everything that is null.
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const exampleSchema = z.object({
  state: text,
  postalCode: text,
  phoneNumber: z.string(),
  registrationNumber: text,
});
const marketsSchema = z.object({
  markets: z.array(
    z.object({
      iso2: z.string(),
      onboarded: z.boolean(),
      stateRequired: z.boolean(),
      valid: exampleSchema,
      broken: exampleSchema,
    }),
  ),
});
type Market = z.output<typeof marketsSchema>['markets'][number];

/** Conversations at once: more are no faster on two processors. */
const AT_ONCE = 3;
/** All of the simulator's; it knows KZ besides, where the partner may not sell. */
const MARKETS = 40;

let product: LocalProduct;
let markets: readonly Market[];

beforeAll(async () => {
  // A signer whose address begins with "accepts" accepts at once.
  product = await startLocalProduct({
    simulator: { partner: 'direct' },
    settings: async (simulatorUrl) => {
      const all = await marketsOf(simulatorUrl);
      return { MARKETS: all.map(({ iso2 }) => iso2).join(',') };
    },
  });
  markets = await marketsOf(product.simulator.url);
});
afterAll(() => product.stop());

async function marketsOf(simulatorUrl: string): Promise<readonly Market[]> {
  const response = await fetch(`${simulatorUrl}/_simulator/markets`);
  return marketsSchema.parse(await response.json()).markets.filter(({ onboarded }) => onboarded);
}

/** Every call that creates a customer, with what came of it. */
async function creations(): Promise<readonly number[]> {
  const query = new URLSearchParams({ route: 'POST /v1/customers' });
  const response = await fetch(`${product.simulator.url}/_simulator/requests?${query.toString()}`);
  const schema = z.object({ requests: z.array(z.object({ status: z.number().nullish() })) });
  return schema.parse(await response.json()).requests.map(({ status }) => status ?? 0);
}

type Inputs = Readonly<Record<string, string>>;

function companyInputs({ iso2, valid }: Market): Inputs {
  return {
    f_country: iso2,
    f_companyName: `Market ${iso2} Company`,
    f_domainPrefix: `market${iso2.toLowerCase()}`,
    // Where it is not asked for, a client may send one all the same: Partner Center refuses it there.
    f_registrationNumber: valid.registrationNumber ?? '12345678',
  };
}

function contactInputs({ valid }: Market): Inputs {
  return {
    f_firstName: 'Ann',
    f_lastName: 'Beebe',
    f_email: 'ann@customer.example',
    f_phoneNumber: valid.phoneNumber,
    f_addressLine1: '1 Main Street',
    f_city: 'Capital',
    ...(valid.state !== null && { f_state: valid.state }),
    ...(valid.postalCode !== null && { f_postalCode: valid.postalCode }),
  };
}

async function begin(market: Market, about: string): Promise<DirectLineClient> {
  const client = await DirectLineClient.connect(product.url, `${market.iso2}${about}`);
  await client.see(/Add customers/);
  // On a busy machine a click may come too late to be run, as it may for a clerk, who presses again.
  let card = await client.press('Add customer');
  while (!/^Company/m.test(card.text)) card = await client.press('Add customer');
  return client;
}

/** Sends a form; what it asks for besides (the country's own inputs, an odd phone) is answered. */
async function sendForm(client: DirectLineClient, inputs: Inputs): Promise<ReceivedCard> {
  const card = await client.press(/^Next/, inputs);
  if (!card.text.startsWith('✕')) return card;
  const isOddPhone = card.text.includes('does not look like a phone number');
  return client.press(/^Next/, { ...inputs, ...(isOddPhone && { f_confirm_phoneNumber: 'true' }) });
}

async function wholeConversation(market: Market): Promise<string> {
  const client = await begin(market, '');
  await sendForm(client, companyInputs(market));
  await client.see(/^Contact and address/m);
  await sendForm(client, contactInputs(market));
  await client.see(/^Customer agreement/m);
  await client.press(/^Next/, { f_signerEmail: 'accepts@customer.example', f_signerPhone: '' });
  let offers = await client.see(/^Subscriptions/m);
  // A turn gives Partner Center two seconds, which a busy machine may not keep.
  while (offers.buttons().includes('Try again')) offers = await client.press('Try again');
  await client.press('No subscriptions now');
  await client.see(/^Review/m);
  await client.press('Submit', { f_partnerAttestation: 'true' });
  const end = await client.see(/^(Customer added|.* needs you)/m, 60_000);
  return end.text;
}

/** What each broken rule is, and the field that the card must name first. */
const BREAKS = [
  ['registrationNumber', 'f_registrationNumber', /^✕ Company registration ID/],
  ['phoneNumber', 'f_phoneNumber', /^✕ Phone number/],
  ['postalCode', 'f_postalCode', /^✕ ZIP or postal code/],
  ['state', 'f_state', /^✕ State or province/],
] as const;

/** What every market needs; each is left out in turn. */
const NEEDED_EVERYWHERE = [
  ['f_firstName', /^✕ First name/],
  ['f_lastName', /^✕ Last name/],
  ['f_email', /^✕ E-mail/],
  ['f_addressLine1', /^✕ Address line 1/],
  ['f_city', /^✕ City/],
] as const;

/** Breaks each rule of a market in turn; gives what was let through. */
async function brokenConversation(market: Market): Promise<readonly string[]> {
  const client = await begin(market, 'broken');
  const through: string[] = [];
  const note = (card: ReceivedCard, rule: string, expected: RegExp): void => {
    if (!expected.test(card.text))
      through.push(`${market.iso2} ${rule}: ${card.text.slice(0, 90)}`);
  };
  const company = {
    ...companyInputs(market),
    f_domainPrefix: `broken${market.iso2.toLowerCase()}`,
  };
  for (const [rule, input, expected] of BREAKS) {
    const broken = market.broken[rule];
    if (broken === null) continue;
    if (rule === 'registrationNumber') {
      // The form was shown for another country; sent without the number, it comes back asking for it.
      note(
        await client.press(/^Next/, { ...company, f_registrationNumber: '' }),
        `unseen ${rule}`,
        expected,
      );
      note(await client.press(/^Next/, { ...company, [input]: broken }), rule, expected);
      note(await client.press(/^Next/, { ...company, [input]: '' }), `no ${rule}`, expected);
      continue;
    }
    if (/^Company/m.test((await client.card()).text)) await sendForm(client, company);
    note(
      await client.press(/^Next/, { ...contactInputs(market), [input]: broken }),
      rule,
      expected,
    );
    if (isNeeded(market, rule)) {
      const empty = await client.press(/^Next/, { ...contactInputs(market), [input]: '' });
      note(empty, `no ${rule}`, expected);
    }
  }
  for (const [input, expected] of NEEDED_EVERYWHERE) {
    const left = await client.press(/^Next/, { ...contactInputs(market), [input]: '' });
    note(left, `no ${input}`, expected);
  }
  return through;
}

/** May the value be left out? */
function isNeeded({ valid, stateRequired }: Market, rule: (typeof BREAKS)[number][0]): boolean {
  if (rule === 'phoneNumber') return valid.registrationNumber !== null;
  return rule !== 'state' || stateRequired;
}

/** Runs them a few at a time, in order. */
async function each<T>(run: (market: Market) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  const waiting = [...markets.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await run(next[1]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

test('every market is there', () => {
  expect(markets).toHaveLength(MARKETS);
});

test('no value that breaks a rule of its market gets past its form', async () => {
  expect((await each(brokenConversation)).flat()).toEqual([]);
  expect(await creations()).toEqual([]);
});

test('a market in which the partner may not sell is no choice, and is refused where a client sends it', async () => {
  const client = await DirectLineClient.connect(product.url, 'notonboarded');
  await client.see(/Add customers/);
  const form = await client.press('Add customer');
  expect(form.choices('f_country')).not.toContain('KZ');
  const sent = { f_companyName: 'Steppe Traders', f_domainPrefix: 'steppe', f_country: 'KZ' };
  expect((await client.press(/^Next/, sent)).text).toMatch(/^✕ Country or region/);
});

test('values that fit the rules of their market make a customer, each in one call', async () => {
  const ends = await each(wholeConversation);
  const refused = ends.filter((text) => !text.startsWith('Customer added'));
  expect(refused).toEqual([]);
  expect(await creations()).toEqual(markets.map(() => 201));
});

import fc from 'fast-check';
import { countryName, languageName } from '../../src/cards/format';
import { stateName } from '../../src/cards/states';
import { textsFor } from '../../src/cards/texts';
import type { ReviewRowView, ReviewView } from '../../src/cards/views';
import { basisOf, hashOf, isBlocking, type Draft, type Entries } from '../../src/dialogs/draft';
import { SECTIONS } from '../../src/dialogs/sections';
import type { CustomerOrder } from '../../src/services/submissions/customerOrder';
import {
  buttonsOf,
  ENVIRONMENT,
  inputsOf,
  sectionShown,
  startWorld,
  untouched,
  type Conversation,
  type World,
} from './conversation';

/* Properties of the forms, over clicks and inputs that nobody would think of. */

jest.setTimeout(240_000);

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 40);

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Values that some rule takes, or none does, by field; what a field is not named in is left alone. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  country: ['US', 'US', 'DE', 'BR', 'FR', ''],
  companyName: ['Tailspin Toys', 'Wingtip & Co.', 'LLC', '999', 'Coho Winery', '', '\u202e*x*'],
  registrationNumber: ['12.345.678/0001-95', '?', ''],
  domainPrefix: ['tailspin', 'wingtip', 'takentoys', 'with space', ''],
  qualification: ['None', 'None', 'Education', 'GovernmentCommunityCloud', 'Nonprofit'],
  educationSegment: ['K12', 'University', ''],
  validationCode: ['123456', '654321', '1'],
  firstName: ['Ann', 'Zoë', '', 'x'.repeat(60)],
  lastName: ['Beebe', '  '],
  email: [
    'ann@customer.example',
    'ann@fourthcoffee.com',
    'ann@microsoft.com',
    'ann',
    'a@gmail.com',
  ],
  phoneNumber: ['', '+1 425 555 0100', '030 901820', '11 91234-5678', '555'],
  addressLine1: ['1 Main Street', 'Microsoft Way', '1 Nowhere', '1 Outage', ''],
  city: ['Redmond', ''],
  state: ['WA', 'SP', 'ZZ', ''],
  postalCode: ['98052', '01310-100', '10115', '1'],
  acceptance: ['attested', 'attested', 'direct', 'none'],
  signerFirstName: ['Sam', ''],
  signerLastName: ['Signer', ''],
  signerEmail: ['sam@customer.example', 'sam'],
  quantity: ['1', '5', '0', '99999999', 'many'],
  partnerAttestation: ['true', 'true', 'false'],
};

/** What a run does: which buttons, and what is put into the inputs, as numbers to pick by. */
const stepArbitrary = fc.record({
  button: fc.nat(99),
  /** Mostly forward, or a run would not get anywhere. */
  forward: fc.integer({ min: 0, max: 9 }),
  picks: fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }),
  change: fc.integer({ min: 0, max: 9 }),
});
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Inputs of the card: some from the pools, the rest as they stand. */
function entriesFor({ shown }: Conversation, { picks, change }: Step): Entries {
  const entries: Record<string, string> = { ...untouched(shown) };
  inputsOf(shown).forEach(({ id, choices }, index) => {
    const field = id.replace(/^f_/, '');
    const pool = POOLS[field] ?? choices?.map(({ value }) => value) ?? [];
    const pick = picks[index % picks.length] ?? 0;
    const isLeftAlone = pick < change && (entries[field] ?? '') !== '';
    const value = pool[pick % Math.max(pool.length, 1)];
    if (!isLeftAlone && value !== undefined) entries[field] = value;
  });
  return entries;
}

async function take(conversation: Conversation, step: Step): Promise<{ section: string }> {
  const { shown } = conversation;
  const section = sectionShown(shown);
  const buttons = buttonsOf(shown);
  const isReview = section === 'review';
  const next = buttons.find(({ action }) => action === (isReview ? 'submit' : 'next'));
  const any = buttons[step.button % Math.max(buttons.length, 1)];
  const chosen = (step.forward < 7 ? (next ?? any) : any) ?? { action: 'next' };
  const inputs = entriesFor(conversation, step);
  await conversation.click({ section, ...chosen, inputs });
  return { section };
}

/** Rules written down here once more: what an order must never break. */
function problemsOf(draft: Draft, order: CustomerOrder): readonly string[] {
  const problems: string[] = [];
  const holds = (what: string, isTrue: boolean): void => {
    if (!isTrue) problems.push(what);
  };
  const { contact, address, country } = order;
  holds('country', ENVIRONMENT.markets.includes(country) && address.country === country);
  holds('domain', /^[a-z0-9]{1,27}\.onmicrosoft\.com$/.test(order.domain));
  holds('domain taken', !order.domain.startsWith('taken'));
  holds('company name', order.companyName.replace(/[^a-z0-9]/gi, '').length > 1);
  holds('legal form', order.companyName !== 'LLC');
  holds('names', contact.firstName !== '' && contact.firstName.length <= 50);
  holds('last name', contact.lastName.trim() !== '');
  holds('e-mail', /^[^@\s]+@customer\.example$|^a@gmail\.com$/.test(contact.email));
  holds('street', address.addressLine1 !== '' && address.city !== '');
  const postal = { US: /^\d{5}(-\d{4})?$/, BR: /^\d{5}-?\d{3}$/, DE: /^\d{5}$/ }[country];
  holds('postal code', postal?.test(address.postalCode ?? '') === true);
  holds('state', country === 'DE' || (country === 'US' ? 'WA' : 'SP') === address.state);
  holds('registration', (order.registrationNumber !== undefined) === (country === 'BR'));
  holds('phone', country !== 'BR' || contact.phoneNumber !== undefined);
  holds('code', !JSON.stringify(order.qualification ?? {}).includes('654321'));
  holds('partner attestation', order.partnerAttestation);
  holds(
    'quantities',
    order.lines.every(({ quantity }) => quantity >= 1),
  );
  if (order.agreement?.way === 'enhanced')
    holds('signer', order.agreement.signer.email.includes('@'));
  for (const section of SECTIONS) {
    const basis = draft.basis[section.id];
    holds(`${section.id} answered`, draft.answers[section.id] !== undefined);
    holds(`${section.id} doubtful`, hashOf(basis) === hashOf(basisOf(section, draft)));
  }
  for (const [id, check] of Object.entries(draft.checks)) {
    const [section = '', field = ''] = id.split('.');
    holds(`${id} wrong`, !isBlocking(draft, section, field, check));
  }
  return problems;
}

interface Filled {
  /** The reseller's name; none where absent. */
  readonly reseller?: string;
  /** An order of two subscriptions, one with a promotion that was asked for. */
  readonly hasLines?: boolean;
  /** The order is made up before the price list is there. */
  readonly isUnpriced?: boolean;
}

/** A draft that stands at the review, for properties that begin there. */
async function filledIn({
  reseller,
  hasLines = false,
  isUnpriced = false,
}: Filled = {}): Promise<Conversation> {
  const conversation = await world.begin();
  const next = (inputs: Entries, action = 'next'): Promise<void> =>
    conversation.click({
      section: sectionShown(conversation.shown),
      action,
      inputs: { ...untouched(conversation.shown), ...inputs },
    });
  await next({ companyName: 'Tailspin Toys', domainPrefix: 'tailspin' });
  await next({
    firstName: 'Ann',
    lastName: 'Beebe',
    email: 'ann@customer.example',
    addressLine1: '1 Main Street',
    city: 'Redmond',
    state: 'WA',
    postalCode: '98052',
  });
  await next({});
  await next({ resellerSearch: reseller ?? '' }, 'search');
  const found = inputsOf(conversation.shown).find(({ id }) => id === 'f_resellerId')?.choices ?? [];
  const chosen = found.find(({ title }) => reseller !== undefined && title.includes(reseller));
  await next({ resellerId: chosen?.value ?? 'none' });
  if (!hasLines) await next({}, 'none');
  else {
    if (!isUnpriced) await world.pricesRead();
    for (const [words, quantity] of [
      ['Business Premium', '5'],
      ['Business Basic', '1'],
    ] as const) {
      await next({ offerSearch: words }, 'search');
      const found = inputsOf(conversation.shown).find(({ id }) => id === 'f_offer')?.choices ?? [];
      await next({ offer: found[0]?.value ?? '', quantity }, 'add');
    }
    await next({ promotion_1: 'true', quantity_1: '12', offer: '' });
  }
  expect(conversation.shown?.kind).toBe('review');
  return conversation;
}

test('no clicks and inputs reach a submit with a missing, invalid or doubtful answer', async () => {
  let submitted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(stepArbitrary, { minLength: 8, maxLength: 24 }),
      async (fromReview, steps) => {
        const conversation = fromReview ? await filledIn() : await world.begin();
        for (const step of steps) {
          await take(conversation, step);
          if (conversation.order === undefined) continue;
          submitted += 1;
          expect(problemsOf(conversation.draft, conversation.order)).toEqual([]);
          return;
        }
      },
    ),
    { numRuns: RUNS },
  );
  // Else the property would hold for nothing.
  expect(submitted).toBeGreaterThan(0);
});

test('a click changes no answer but its own section’s', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 4, maxLength: 16 }), async (steps) => {
      const conversation = await filledIn();
      for (const step of steps) {
        const before = conversation.draft;
        const { section } = await take(conversation, step);
        const after = conversation.draft.answers;
        // Back from an Update gives all of its part up.
        const wasGivenUp = sectionShown(conversation.shown) === 'review';
        const restored = wasGivenUp ? before.beforeUpdate?.answers : undefined;
        for (const { id } of SECTIONS.filter((one) => one.id !== section)) {
          expect([before.answers[id], restored?.[id] ?? before.answers[id]]).toContainEqual(
            after[id],
          );
        }
        if (conversation.order !== undefined) return;
      }
    }),
    { numRuns: RUNS },
  );
});

test('the review shows exactly what is sent', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(
      filledArbitrary,
      fc.array(stepArbitrary, { minLength: 2, maxLength: 14 }),
      async (filled, steps) => {
        const conversation = await filledIn(filled);
        for (const step of steps) {
          const review = conversation.shown;
          await take(conversation, step);
          if (conversation.order === undefined || review?.kind !== 'review') continue;
          seen += 1;
          await expectShown(review, conversation.order);
          return;
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(seen).toBeGreaterThan(0);
});

test('the review of an order shows each line with its quantity, terms, promotion and price', async () => {
  const conversation = await filledIn({ reseller: 'Northwind Cloud Services', hasLines: true });
  const review = conversation.shown;
  if (review?.kind !== 'review') throw new Error('This is no review.');
  await submit(conversation);
  const { order } = conversation;
  expect(order?.lines).toMatchObject([
    { quantity: 12, promotionId: expect.any(String) as string, estimate: { currency: 'USD' } },
    { quantity: 1, estimate: { currency: 'USD' } },
  ]);
  if (order !== undefined) await expectShown(review, order);
});

test('a price that the person was not shown is not submitted: the review comes once more', async () => {
  const conversation = await filledIn({ reseller: 'Northwind Cloud Services', hasLines: true });
  try {
    await world.setPrices(1.5);
    world.restart();
    await world.pricesRead();
    const review = await submitInVain(conversation, 'review.pricesChanged');
    await submit(conversation);
    expect(conversation.order).toBeDefined();
    if (conversation.order !== undefined) await expectShown(review, conversation.order);
  } finally {
    await world.setPrices(1);
    world.restart();
  }
});

test('a price list that comes after the review: it is said so, and the price is looked at first', async () => {
  world.refusePrices(true);
  world.restart();
  const conversation = await filledIn({
    reseller: 'Northwind Cloud Services',
    hasLines: true,
    isUnpriced: true,
  });
  world.refusePrices(false);
  world.restart();
  await world.pricesRead();
  const review = await submitInVain(conversation, 'review.pricesKnown');
  await submit(conversation);
  expect(conversation.order?.lines).toMatchObject([
    { estimate: { currency: 'USD' } },
    { estimate: { currency: 'USD' } },
  ]);
  if (conversation.order !== undefined) await expectShown(review, conversation.order);
});

/** Presses Submit; the review that comes once more says why, by a text key. */
async function submitInVain(conversation: Conversation, why: string): Promise<ReviewView> {
  await submit(conversation);
  const review = conversation.shown;
  if (review?.kind !== 'review') throw new Error('This is no review.');
  expect(conversation.order).toBeUndefined();
  expect(review.notices.map(({ text }) => text)).toContain(texts(why));
  return review;
}

/** Presses Submit on the card that is shown, with the box ticked. */
async function submit(conversation: Conversation): Promise<void> {
  const button = buttonsOf(conversation.shown).find(({ action }) => action === 'submit');
  const inputs = { ...untouched(conversation.shown), partnerAttestation: 'true' };
  await conversation.click({ section: 'review', action: 'submit', ...button, inputs });
}

const filledArbitrary = fc.constantFrom<Filled>(
  {},
  { reseller: 'Northwind Cloud Services' },
  { reseller: 'First Up Consultants', hasLines: true },
);

/** What is sent stands on the review, and nothing else does. */
async function expectShown(review: ReviewView, order: CustomerOrder): Promise<void> {
  const rows = review.groups
    .flatMap((group) => group.rows)
    .filter(({ label }) => !EXPLAINED.includes(label));
  const sent = wordsOf(order, await world.resellerName(order.reseller?.tenantId));
  expect(sent.flat()).not.toContain('');
  expect(sent.filter((one) => !rows.some((row) => isShownBy(row, one)))).toEqual([]);
  expect(rows.filter((row) => !sent.some((one) => isShownBy(row, one)))).toEqual([]);
}

/** A value as its row says it, or the words that are in its row beside others. */
type Sent = string | readonly string[];

function isShownBy({ label, value }: ReviewRowView, sent: Sent): boolean {
  return typeof sent === 'string'
    ? value === sent
    : sent.every((words) => `${label}: ${value}`.includes(words));
}

const texts = textsFor('en');
/** Rows that add up or explain what other rows say. */
const EXPLAINED = [texts('offers.totalLabel'), texts('offers.commitmentLabel')];

/** Each value of an order as the review must show it. */
function wordsOf(order: CustomerOrder, resellerName: string): readonly Sent[] {
  const { contact, address, agreement, qualification } = order;
  const digits = (phone: string | undefined): Sent[] =>
    phone === undefined ? [] : [[phone.replace(/\D/g, '').slice(-4)]];
  const optional = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  const signer =
    agreement === undefined || agreement.way === 'direct' ? undefined : agreement.signer;
  return [
    countryName('en', order.country),
    order.companyName,
    order.domain,
    ...optional(order.registrationNumber),
    ...(qualification === undefined ? ['None'] : qualificationWords(qualification)),
    order.gdapByDefault ? 'Yes' : 'No',
    contact.firstName,
    contact.lastName,
    contact.email,
    ...digits(contact.phoneNumber),
    address.addressLine1,
    ...optional(address.addressLine2),
    address.city,
    ...optional(address.state && stateName(order.country, address.state)),
    ...optional(address.postalCode),
    [agreement?.way === 'direct' ? 'in the Microsoft 365 admin center' : "Microsoft's page"],
    ...(signer === undefined
      ? []
      : [signer.firstName, signer.lastName, signer.email, ...digits(signer.phoneNumber)]),
    ...(agreement?.way === 'enhanced' && agreement.language !== undefined
      ? [languageName('en', agreement.language)]
      : []),
    ...(order.reseller === undefined
      ? ['No indirect reseller']
      : [order.reseller.partnerId, resellerName]),
    ...(order.lines.length === 0 ? [['No subscriptions']] : order.lines.map(lineWords)),
  ];
}

const TERMS: Readonly<Record<string, string>> = { P1M: '1 month', P1Y: '1 year', P3Y: '3 years' };
const BILLINGS: Readonly<Record<string, string>> = {
  monthly: 'billed monthly',
  annual: 'billed annually',
  triennial: 'billed every three years',
};

function lineWords(line: CustomerOrder['lines'][number]): readonly string[] {
  const { title, quantity, termDuration, billingCycle, promotionId, estimate } = line;
  const total = estimate?.total ?? 0;
  return [
    `${title}: `,
    `${quantity.toLocaleString('en')} license`,
    `${TERMS[termDuration]}, ${BILLINGS[billingCycle] ?? ''}`,
    ...(promotionId === undefined ? [] : ['with the promotion that you asked for']),
    ...(total === 0
      ? []
      : [total.toLocaleString('en', { style: 'currency', currency: estimate?.currency })]),
  ];
}

function qualificationWords(
  qualification: NonNullable<CustomerOrder['qualification']>,
): readonly string[] {
  switch (qualification.qualification) {
    case 'Education':
      return ['Education', qualification.educationSegment === 'K12' ? 'K-12' : 'Higher education'];
    case 'GovernmentCommunityCloud':
      return ['Government Community Cloud', qualification.validationCode];
    case 'StateOwnedEntity':
      return ['State-owned entity'];
  }
}

import fc from 'fast-check';
import { countryName, languageName } from '../../src/cards/format';
import { stateName } from '../../src/cards/states';
import { textsFor } from '../../src/cards/texts';
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

/** A draft that stands at the review, for properties that begin there. */
async function filledIn(): Promise<Conversation> {
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
  await next({ resellerId: 'none' });
  await next({}, 'none');
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
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 2, maxLength: 14 }), async (steps) => {
      const conversation = await filledIn();
      for (const step of steps) {
        const review = conversation.shown;
        await take(conversation, step);
        if (conversation.order === undefined || review?.kind !== 'review') continue;
        seen += 1;
        const rows = review.groups
          .flatMap((group) => group.rows)
          .filter(({ label }) => !EXPLAINED.includes(label))
          .map(({ value }) => value);
        const sent = wordsOf(conversation.order);
        expect(sent.filter((value) => !rows.some((row) => row.includes(value)))).toEqual([]);
        expect(rows.filter((row) => !sent.some((value) => row.includes(value)))).toEqual([]);
        return;
      }
    }),
    { numRuns: RUNS },
  );
  expect(seen).toBeGreaterThan(0);
});

const texts = textsFor('en');
/** Rows that add up or explain what other rows say. */
const EXPLAINED = [texts('offers.totalLabel'), texts('offers.commitmentLabel')];

/** Each value of an order as the review must show it. */
function wordsOf(order: CustomerOrder): readonly string[] {
  const { contact, address, agreement, qualification } = order;
  const digits = (phone: string | undefined): string[] =>
    phone === undefined ? [] : [phone.replace(/\D/g, '').slice(-4)];
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
    agreement?.way === 'direct' ? 'in the Microsoft 365 admin center' : "Microsoft's page",
    ...(signer === undefined
      ? []
      : [signer.firstName, signer.lastName, signer.email, ...digits(signer.phoneNumber)]),
    ...(agreement?.way === 'enhanced' && agreement.language !== undefined
      ? [languageName('en', agreement.language)]
      : []),
    ...(order.reseller === undefined ? ['No indirect reseller'] : [order.reseller.partnerId, '']),
    ...(order.lines.length === 0
      ? ['No subscriptions']
      : order.lines.map(({ quantity }) => `${quantity} license`)),
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

import type { ReceivedCard } from './directLine';
import { isPriced } from './offerSteps';

const MOST_LOOKS = 20;

/** Somebody in front of the newest card, by whatever protocol. */
export interface CardReader {
  /** The newest card, once its text matches. */
  see(text: RegExp, timeoutMs?: number): Promise<ReceivedCard>;
  /** Presses a button of the newest card and gives the card that answers. */
  press(title: string | RegExp, inputs?: Readonly<Record<string, unknown>>): Promise<ReceivedCard>;
}

/** What is typed into a draft; every value is found again later. */
export interface Typed {
  readonly companyName: string;
  readonly domainPrefix: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phoneNumber: string;
  readonly addressLine1: string;
  readonly addressLine2: string;
  readonly city: string;
  readonly postalCode: string;
  readonly signerFirstName: string;
  readonly signerLastName: string;
  readonly signerEmail: string;
}

export const TYPED: Typed = {
  companyName: 'Contoso Ltd.',
  domainPrefix: 'contosotyped',
  firstName: 'Ann',
  lastName: 'Beebe',
  email: 'ann@contoso.example',
  phoneNumber: '+14255550100',
  addressLine1: '1 Main Street',
  addressLine2: 'Second floor',
  city: 'Redmond',
  postalCode: '98052',
  signerFirstName: 'Sam',
  signerLastName: 'Signer',
  signerEmail: 'sam@contoso.example',
};

/** One card of the way to the review. */
export interface DraftStep {
  /** What the card says before the step. */
  readonly title: RegExp;
  /** What stands on a card of this step when it is opened again later. */
  readonly kept: (typed: Typed) => readonly string[];
  readonly take: (client: CardReader, typed: Typed) => Promise<ReceivedCard>;
}

/** From the first form to the review. */
export const DRAFT_STEPS: readonly DraftStep[] = [
  {
    title: /^Company/m,
    kept: ({ companyName, domainPrefix }) => [companyName, domainPrefix],
    take: async (client, { companyName, domainPrefix }) => {
      const typed = { f_companyName: companyName, f_domainPrefix: domainPrefix };
      const card = await client.press(/^Next/, typed);
      // Another test has made a customer of that name.
      return card.text.includes('already have a customer of this name')
        ? client.press(/^Next/, { f_confirm_companyName: 'true' })
        : card;
    },
  },
  {
    title: /^Contact and address/m,
    kept: (typed) => [typed.firstName, typed.lastName, typed.email, typed.addressLine1, typed.city],
    take: (client, typed) =>
      client.press(/^Next/, {
        f_firstName: typed.firstName,
        f_lastName: typed.lastName,
        f_email: typed.email,
        f_phoneNumber: typed.phoneNumber,
        f_addressLine1: typed.addressLine1,
        f_addressLine2: typed.addressLine2,
        f_city: typed.city,
        f_state: 'WA',
        f_postalCode: typed.postalCode,
      }),
  },
  {
    title: /^Customer agreement/m,
    kept: ({ signerFirstName, signerEmail }) => [signerFirstName, signerEmail],
    take: (client, typed) =>
      client.press(/^Next/, {
        f_signerFirstName: typed.signerFirstName,
        f_signerLastName: typed.signerLastName,
        f_signerEmail: typed.signerEmail,
      }),
  },
  {
    title: /^Indirect reseller/m,
    kept: () => ['Adler'],
    take: async (client) => {
      const found = await client.press('Search', { f_resellerSearch: 'Adler Cloud' });
      return client.press(/^Next:/, { f_resellerId: found.choices('f_resellerId')[0] });
    },
  },
  {
    title: /^Subscriptions/m,
    kept: () => ['Microsoft 365 Business Premium', '5'],
    take: async (client) => {
      const found = await client.press('Search', { f_offerSearch: 'Business Premium' });
      const offer = found.choices('f_offer')[0];
      await client.press('Add to the order', { f_offer: offer, f_quantity: '5' });
      return client.press('Next: Review');
    },
  },
];

/** Fills everything in; ends at the review, with the acceptance link on it, and prices. */
export async function fillDraft(client: CardReader, typed: Typed): Promise<ReceivedCard> {
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS) {
    await client.see(step.title);
    await step.take(client, typed);
  }
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (isPriced(await client.see(/Acceptance page/))) break;
    await client.press('Check everything');
  }
  return client.see(/Acceptance page/);
}

/** Submits from the review, accepts as the signer, and waits for the result. */
export async function submitDraft(client: CardReader): Promise<ReceivedCard> {
  const review = await client.see(/Acceptance page/);
  await fetch(review.link(/Acceptance page/), { method: 'POST', body: new URLSearchParams() });
  await client.press('Submit', { f_partnerAttestation: 'true' });
  return client.see(/^Customer added/m, 30_000);
}

import { z } from 'zod';
import type { CardPage } from './cardPage';
import { fillUntilReview, WORDS, type FlowOptions } from './flow';

type Language = 'en' | 'es';

const STATUS = { en: 'status', es: 'estado' } as const;

interface Stopped {
  /** Tells its customers from others of the run. */
  readonly named: string;
  readonly pictures: string | undefined;
}

/** At most 27 letters, whatever look the run is of. */
function prefixOf(named: string): string {
  return `at${named}`;
}

/** Submits a customer without a picture of the way, which has its pictures from another one. */
async function submitUnseen(
  chat: CardPage,
  language: Language,
  { named, pictures }: Stopped,
  options: Pick<FlowOptions, 'offer' | 'isSchool'>,
): Promise<void> {
  const { field, button } = WORDS[language];
  chat.keepPicturesIn(undefined);
  await fillUntilReview(chat, {
    language,
    companyName: `Stopped ${named}, Inc.`,
    domainPrefix: prefixOf(named),
    email: 'accepts@contoso.example',
    ...options,
  });
  chat.keepPicturesIn(pictures);
  await chat.tick(field.partnerAttestation.label);
  await chat.press(button.submit);
}

/** A submission that stops, and the list in which it stands. */
export async function lookAtStopped(
  chat: CardPage,
  language: Language,
  stopped: Stopped,
): Promise<void> {
  const words = WORDS[language];
  await submitUnseen(chat, language, stopped, { offer: 'Simulator test offer: refused' });
  await chat.see(words.status.needsAttention.lead);
  await chat.look('43-needs-attention');
  await chat.type(STATUS[language]);
  await chat.see(words.list.status.lead);
  await chat.look('44-submissions');
}

/** A school that Microsoft looks at and does not take for one: what is asked then, and what after that. */
export async function lookAtDenied(
  chat: CardPage,
  language: Language,
  stopped: Stopped,
  simulatorUrl: string,
): Promise<void> {
  const { button, reasons, section } = WORDS[language];
  const options = { offer: 'Microsoft 365 A3', isSchool: true };
  await submitUnseen(chat, language, stopped, options);
  await chat.see(reasons.qualificationInReview.cause);
  await chat.look('45-qualification-in-review');
  const customer = await createdCustomer(simulatorUrl, prefixOf(stopped.named));
  await post(`${simulatorUrl}/_simulator/customers/${customer}`, { vetting: 'Denied' });
  await chat.see(reasons.qualificationDenied.cause);
  await chat.look('46-qualification-denied');
  await chat.press(button.withoutQualification);
  await chat.see(section.offers);
  await chat.look('47-offers-of-another-segment');
}

/** The new customer has an order that nobody placed here. */
export async function lookAtUnknownOrder(
  chat: CardPage,
  language: Language,
  stopped: Stopped,
  simulatorUrl: string,
): Promise<void> {
  const order = {
    id: 'c0ffee00c0ff',
    billingCycle: 'monthly',
    status: 'completed',
    lineItems: [{ offerId: 'CFQ7TTC0LCHC:0001:X', quantity: 9, termDuration: 'P1Y' }],
  };
  await post(`${simulatorUrl}/_simulator/faults`, {
    kind: 'refuse',
    method: 'GET',
    path: '/orders$',
    status: 200,
    body: { totalCount: 1, items: [order] },
  });
  await submitUnseen(chat, language, stopped, {});
  await chat.see(WORDS[language].reasons.orderUnknown.cause);
  await chat.look('48-order-unknown');
}

const customersSchema = z.object({
  customers: z.array(z.object({ id: z.string(), domain: z.string() })),
});

async function createdCustomer(simulatorUrl: string, prefix: string): Promise<string> {
  const response = await fetch(`${simulatorUrl}/_simulator/state`);
  const { customers } = customersSchema.parse(await response.json());
  const found = customers.find(({ domain }) => domain.startsWith(`${prefix}.`));
  if (found === undefined) throw new Error(`There is no customer ${prefix}.`);
  return found.id;
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

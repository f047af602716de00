import { setTimeout as delay } from 'node:timers/promises';
import { vet } from '../customerSide';
import { DirectLineClient, type ReceivedCard } from './directLine';
import { DRAFT_STEPS, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { addOffer, catalogueRead } from './offerSteps';
import { startTestApp, type TestApp } from './testApp';

/*
 * What a clerk sees and can do while a submission waits, when it has waited too long, and when Microsoft
 * does not grant what was asked for: always with the same customer, and never with a second order.
 */

jest.setTimeout(90_000);

const DAY = 24 * 60 * 60_000;
const LANGUAGES = ['en', 'es'] as const;
type Language = (typeof LANGUAGES)[number];

let app: TestApp;
/** How much later it is for the waits than for Partner Center. */
let later = 0;
let people = 0;

beforeAll(async () => {
  app = await startTestApp({ partner: 'direct' }, {}, { now: () => Date.now() + later });
});
beforeEach(() => {
  later = 0;
});
afterAll(() => app.stop());

interface Submission {
  readonly client: DirectLineClient;
  readonly domain: string;
}

interface Order {
  readonly company?: Readonly<Record<string, string>>;
  readonly offer?: string;
  /** The signer has accepted before Submit. */
  readonly isSigned?: boolean;
  /** Absent: somebody new. */
  readonly as?: string;
}

/** A clerk who has submitted, in front of the submission's card. */
async function submitted(
  language: Language,
  { company = {}, offer = 'Microsoft 365 Business Premium', isSigned = true, as }: Order = {},
): Promise<Submission> {
  people += 1;
  const client = await DirectLineClient.connect(app.url, as ?? `cards${people}`);
  const domainPrefix = `submissioncards${people}`;
  const [, ...steps] = DRAFT_STEPS.slice(0, 3);
  await client.see(/Add customers/);
  await client.press('Add customer');
  await client.press(/^Next/, {
    f_companyName: `Cards and ${people} Waits`,
    f_domainPrefix: domainPrefix,
    ...company,
  });
  for (const step of steps) {
    await client.see(step.title);
    await step.take(client, { ...TYPED, domainPrefix });
  }
  await client.see(/^Subscriptions/m);
  await catalogueRead(client);
  await addOffer(client, offer, { f_quantity: '5' });
  await client.press('Next: Review');
  const review = await client.see(/Acceptance page/);
  if (isSigned) await sign(review);
  await submit(client, 'en');
  if (language === 'es') await client.say('idioma español');
  return { client, domain: `${domainPrefix}.onmicrosoft.com` };
}

async function sign(card: ReceivedCard): Promise<void> {
  await fetch(card.link(/Acceptance page|Página de aceptación/), {
    method: 'POST',
    body: new URLSearchParams(),
  });
}

const submit = (client: DirectLineClient, language: Language): Promise<ReceivedCard> =>
  client.press(WORDS[language].button.submit, { f_partnerAttestation: 'true' });

/** The card once it says so, character for character. */
function seeText(client: DirectLineClient, text: string): Promise<ReceivedCard> {
  const words = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return client.see(new RegExp(words), 30_000);
}

/** What Partner Center has of a submission. */
function made(domain: string) {
  const { customers, orders } = app.simulator.state;
  const mine = [...customers.values()].filter((one) => one.domain === domain);
  const [customer] = mine;
  if (customer === undefined || mine.length > 1) throw new Error(`${mine.length} customers.`);
  const placed = [...orders.values()].filter(({ customerId }) => customerId === customer.id);
  const lines = placed.flatMap((order) =>
    order.lines.map(({ title, cartLine }) => `${title} × ${cartLine.quantity}`),
  );
  return { customer, orders: placed, lines };
}

const SCHOOL = { f_qualification: 'Education', f_educationSegment: 'K12' };

describe.each(LANGUAGES)('in %s', (language) => {
  const words = WORDS[language];
  const { button, reasons, status } = words;

  test('a purchase order that is never uploaded: waited for, then asked about, then done', async () => {
    const offer = 'Simulator test offer: waits for a purchase order';
    const { client, domain } = await submitted(language, { offer });
    const waits = await seeText(client, reasons.poUpload.cause);
    expect(waits.buttons()).not.toContain(button.hold);
    expect(waits.buttons()).not.toContain(button.giveUp);
    later = 15 * DAY;
    const asks = await seeText(client, status.overdue);
    expect(asks.text).toContain(reasons.poUpload.cause);
    expect(asks.text).toContain(words.fact.correlationId);
    later = 0;
    await client.press(button.retry);
    await seeText(client, reasons.poUpload.cause);
    for (const order of made(domain).orders) order.held = undefined;
    await seeText(client, words.result.lead.replace('{{name}}', '').trim());
    expect(made(domain).lines).toEqual([`${offer} × 5`]);
  });

  test('a qualification in review, then denied: the same customer goes on without it, with another offer', async () => {
    const { client, domain } = await submitted(language, {
      company: SCHOOL,
      offer: 'Microsoft 365 A3 for faculty',
    });
    await seeText(client, reasons.qualificationInReview.cause);
    vet(made(domain).customer, 'Denied');
    const asks = await seeText(client, reasons.qualificationDenied.cause);
    expect(asks.text).toContain(reasons.qualificationDenied.advice);

    // What a school can buy is not what everybody can: the offers are asked again.
    const form = await client.press(button.withoutQualification);
    expect(form.text).toContain(words.section.offers);
    expect(form.text).toContain(words.field.qualification.label);
    expect(form.text).toContain(words.offers.goneWhole);
    expect(form.text).not.toContain(words.offers.noTotal);
    // A colleague's press opens nothing of it; pressed once more, it opens nothing anew.
    const eve = await DirectLineClient.connect(app.url, `eve${people}`);
    await eve.send(asks.click(button.withoutQualification));
    expect((await eve.card()).text).toContain(WORDS.en.notice.unknownClick);
    await client.send(asks.click(button.withoutQualification));
    const again = await client.card();
    expect(again.click(button.cancel)['revision']).toBe(form.click(button.cancel)['revision']);

    await client.press(button.remove);
    await addOffer(client, 'Microsoft 365 Business Basic', { f_quantity: '7' }, language);
    const review = await client.press(button.nextReview);
    expect(review.text).toContain(words.qualification.None);
    // The customer exists: of its domain nothing is asked any more.
    const checked = await client.press(button.checkEverything);
    expect(checked.text).toContain(words.review.lead);
    await submit(client, language);
    await seeText(client, words.result.lead.replace('{{name}}', '').trim());
    expect(made(domain).lines).toEqual(['Microsoft 365 Business Basic × 7']);
  });

  test('waiting for the signer: held, gone on with, held again, given up', async () => {
    const { client, domain } = await submitted(language, { isSigned: false });
    await seeText(client, reasons.waitingForSigner.cause);
    await client.press(button.hold);
    const held = await seeText(client, reasons.onHold.cause);
    await client.press(button.goOn);
    await seeText(client, reasons.waitingForSigner.cause);
    // A late press on the old card decides nothing: it is not on hold.
    await client.send(held.click(button.giveUp));
    await seeText(client, reasons.waitingForSigner.cause);
    const waits = await client.card();
    await client.press(button.hold);
    await seeText(client, reasons.onHold.cause);
    const given = await client.press(button.giveUp);
    expect(given.text).toContain(status.givenUp.lead);
    await sign(waits);
    await delay(1_500);
    await client.send(held.click(button.goOn));
    expect((await client.card()).text).toContain(status.givenUp.lead);
    expect(made(domain).lines).toEqual([]);
  });
});

test('the list of submissions is one’s own, ten to a page, in the reader’s language', async () => {
  const mine = { as: 'lister', isSigned: false };
  for (let made = 0; made < 10; made += 1) await submitted('en', mine);
  const { client } = await submitted('en', mine);
  // News about it would come after the list.
  await seeText(client, WORDS.en.reasons.waitingForSigner.cause);
  const stranger = await DirectLineClient.connect(app.url, 'stranger', 'es-ES');
  const { es, en } = WORDS;
  await stranger.ask(es.help.words.status, es.list.status.empty);

  const shown = (card: ReceivedCard): number =>
    card.buttons().filter((one) => one === 'Show').length;
  const first = await client.ask(en.help.words.status, en.list.status.lead);
  expect([shown(first), first.buttons().includes(en.button.nextPage)]).toEqual([10, true]);
  const second = await client.press(en.button.nextPage);
  expect([shown(second), second.buttons().includes(en.button.nextPage)]).toEqual([1, false]);
  expect((await client.press(en.button.previousPage)).text).toBe(first.text);
  // A page that somebody made up is the nearest that there is, and another's submission is none of theirs.
  await client.send({ ...first.click(en.button.nextPage), item: '99' });
  expect((await client.card()).text).toContain(en.list.status.title);
  const foreign = { ...first.click(en.button.show) };
  await stranger.send(foreign);
  expect((await stranger.card()).text).toContain(es.notice.unknownClick);

  await client.say('idioma español');
  const inSpanish = await client.ask(es.help.words.status, es.list.status.lead);
  expect(inSpanish.text).toContain(es.status.waiting.short);
});

import { ChannelClient, FakeConnector } from './connector';
import { DirectLineClient } from './directLine';
import { DRAFT_STEPS, fillDraft, TYPED } from './draftSteps';
import { WORDS } from './flow';
import { startTestApp, type TestApp } from './testApp';
import { readTranscript, Recorder, replay, writeTranscript } from './transcript';

/*
 * The main conversations, kept as transcripts and said again to the product. `npm run transcripts`
 * records them anew.
 */

jest.setTimeout(120_000);

const isRecording = process.env['TRANSCRIPTS'] === 'record';

let app: TestApp;
let connector: FakeConnector;

// Each has a product of its own: what a person ordered before shows on later cards.
beforeEach(async () => {
  [app, connector] = await Promise.all([startTestApp({ skus: 100 }), FakeConnector.start()]);
  await readCatalogue();
});
afterEach(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

/** Until the catalogue and its prices are read, cards say so; somebody else waits for that. */
async function readCatalogue(): Promise<void> {
  const client = await DirectLineClient.connect(app.url, 'waits');
  await client.see(/Add customers/);
  await client.press('Add customer');
  for (const step of DRAFT_STEPS.slice(0, -1)) {
    await client.see(step.title);
    await step.take(client, { ...TYPED, domainPrefix: 'contosowaits' });
  }
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await client.press('Search', { f_offerSearch: 'Business Premium' });
    if (!found.text.includes('still being read')) return;
  }
}

/** From the filled-in review to Done: submitted first, accepted by the signer while it waits. */
async function submit(clerk: Recorder, language: 'en' | 'es'): Promise<void> {
  const { acceptance, button, closed, reasons, result } = WORDS[language];
  await clerk.press(button.submit, { f_partnerAttestation: 'true' });
  await clerk.see(literally(reasons.waitingForSigner.cause));
  await clerk.signerAccepts(literally(acceptance.open));
  await clerk.see(literally(result.title));
  await clerk.press(button.done);
  await clerk.see(literally(closed.lead));
}

const literally = (text: string): RegExp =>
  new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\{\\\{.*?\\\}\\\}/g, '.*'));

async function addCustomer(clerk: Recorder): Promise<void> {
  await clerk.join();
  await fillDraft({ see: (text) => clerk.see(text), press: (...of) => clerk.press(...of) }, TYPED);
  await submit(clerk, 'en');
}

/** In Spanish: a refused form, typed text that is no command, Back, an Update, a submit without the attestation. */
async function withErrorsAndUpdate(clerk: Recorder): Promise<void> {
  const { button, error, review, section } = WORDS.es;
  const next = /^Siguiente:/;
  await clerk.join();
  await clerk.say('quiero un cliente');
  await clerk.press(button.addCustomer);
  await clerk.press(next, { f_companyName: 'LLC', f_domainPrefix: 'contosoes' });
  await clerk.see(literally(error.companyNameLegalForm));
  await clerk.press(next, { f_companyName: 'Contoso España', f_domainPrefix: 'contosoes' });
  await clerk.press(button.back);
  await clerk.see(literally(section.company));
  await clerk.press(next);
  await clerk.press(next, { f_firstName: 'Ana', f_lastName: 'Pérez' });
  await clerk.press(next, {
    f_email: 'ana@contoso.example',
    f_phoneNumber: '+14255550100',
    f_addressLine1: '1 Main Street',
    f_city: 'Redmond',
    f_state: 'WA',
    f_postalCode: '98052',
  });
  await clerk.see(literally(section.agreement));
  await clerk.press(next);
  await clerk.see(literally(section.reseller));
  await clerk.press(next, { f_resellerId: 'none' });
  await clerk.see(literally(section.offers));
  const found = await clerk.press(button.search, { f_offerSearch: 'Business Premium' });
  await clerk.press(button.addOffer, { f_offer: found.choices('f_offer')[0], f_quantity: '5' });
  await clerk.press(button.nextReview);
  await clerk.see(literally(WORDS.es.acceptance.open));
  await clerk.press(button.update);
  await clerk.press(next);
  await clerk.press(next, { f_firstName: 'Anabel' });
  await clerk.see(literally(review.lead));
  await clerk.press(button.submit);
  await clerk.see(literally(WORDS.es.field.partnerAttestation.error));
  await submit(clerk, 'es');
}

test.each([
  ['add-customer.en', 'emulator', 'en-US', addCustomer],
  ['errors-and-update.es', 'emulator', 'es-ES', withErrorsAndUpdate],
  ['add-customer.teams.en', 'msteams', 'en-US', addCustomer],
] as const)(
  '%s is said again, and the bot answers as it did',
  async (name, channel, locale, talk) => {
    if (isRecording) {
      const recorder = new Recorder(new ChannelClient(app.url, connector, channel), locale);
      await talk(recorder);
      writeTranscript(name, recorder.transcript());
      return;
    }
    const client = new ChannelClient(app.url, connector, channel);
    await replay(readTranscript(name), client, connector);
  },
);

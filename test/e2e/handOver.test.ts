import { ChannelClient, FakeConnector } from './connector';
import type { ReceivedCard } from './directLine';
import { startTestApp, type TestApp } from './testApp';

jest.setTimeout(60_000);

let app: TestApp;
let connector: FakeConnector;
let people = 0;

beforeAll(async () => {
  [app, connector] = await Promise.all([startTestApp(), FakeConnector.start()]);
});
afterAll(async () => {
  await Promise.all([app.stop(), connector.stop()]);
});

/** In Teams the speaker of a development bot is the developer; on the site whoever the token names. */
function inTeams(): ChannelClient {
  return new ChannelClient(app.url, connector, 'msteams');
}

function colleague(): Promise<ChannelClient> {
  people += 1;
  return ChannelClient.asPerson(app.url, connector, `colleague${people}`);
}

function card(answer: { readonly card: ReceivedCard | undefined }): ReceivedCard {
  if (answer.card === undefined) throw new Error('No card answered.');
  return answer.card;
}

/** A draft that has a company, at its second form. */
async function draftOf(client: ChannelClient, companyName: string): Promise<ReceivedCard> {
  const company = await client.firstForm();
  return client.press(company, /^Next/, { f_companyName: companyName, f_domainPrefix: 'handover' });
}

function codeOn({ text }: ReceivedCard): string {
  const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(text)?.[0];
  if (code === undefined) throw new Error(`No code on:\n${text}`);
  return code;
}

test('a draft goes from Teams to a colleague in Web Chat by a code; both are told', async () => {
  const giver = inTeams();
  const contact = await draftOf(giver, 'Contoso Giver');
  const offered = card(await giver.say('hand over'));
  expect(offered.text).toMatch(/Contoso Giver/);
  const code = codeOn(offered);
  // The code does not spoil when the command comes twice.
  expect(codeOn(card(await giver.say('hand over')))).toBe(code);

  const taker = await colleague();
  const before = connector.sent.length;
  const taken = card(await taker.say(`take over ${code.toLowerCase()}`));
  expect(taken.text).toMatch(/taken this draft over/);
  expect(taken.text).toMatch(/Contact and address/);
  const back = await taker.press(taken, 'Back');
  expect(back.inputs()).toMatchObject({ f_companyName: 'Contoso Giver' });

  const told = await connector.waitFor(
    (sent) =>
      JSON.stringify(sent.activity['conversation']).includes(giver.conversationId) &&
      JSON.stringify(sent.activity).includes('Handed over'),
    before,
  );
  // A message of its own: what is replaced in place raises no notification.
  expect(told.method).toBe('POST');

  const stale = await giver.click(contact.click('Back'));
  expect(stale.card?.text).toMatch(/no draft of yours/);
  expect(stale.card?.json).not.toMatch(/Contoso Giver/);
  expect(card(await giver.say('drafts')).text).not.toMatch(/Contoso Giver/);
});

test('a code works once, for the first who has it', async () => {
  const giver = await colleague();
  await draftOf(giver, 'Contoso Once');
  const code = codeOn(card(await giver.say('hand over')));
  const [one, other] = [await colleague(), await colleague()];
  const answers = await Promise.all([one.say(code), other.say(code)]);
  const texts = answers.map((answer) => card(answer).text);
  expect(texts.filter((text) => text.includes('taken this draft over'))).toHaveLength(1);
  expect(texts.filter((text) => text.includes('code is not known'))).toHaveLength(1);
  // Whoever has it now may hand it on, by another code.
  const owner = (texts[0] ?? '').includes('taken') ? one : other;
  const next = codeOn(card(await owner.say('traspasar')));
  expect(next).not.toBe(code);
  expect(card(await giver.say(`tomar ${next}`)).text).toMatch(/taken this draft over/);
});

test('the drafts list offers both: a button that hands over, a box for the code', async () => {
  const giver = await colleague();
  await draftOf(giver, 'Contoso Clicked');
  const list = card(await giver.say('drafts'));
  const code = codeOn(await giver.press(list, 'Hand over'));
  const taker = await colleague();
  const empty = card(await taker.say('drafts'));
  const wrong = await taker.press(empty, 'Take over', { f_code: 'AAAAA-AAAAA' });
  expect(wrong.text).toMatch(/code is not known/);
  const taken = await taker.press(empty, 'Take over', { f_code: ` ${code.replace('-', ' ')} ` });
  expect(taken.text).toMatch(/Contact and address/);
});

test('guessing is slowed down, and one’s own code is not spent', async () => {
  const giver = await colleague();
  await draftOf(giver, 'Contoso Own');
  const code = codeOn(card(await giver.say('hand over')));
  expect(card(await giver.say(code)).text).toMatch(/yours already/);
  const guesser = await colleague();
  const answers: string[] = [];
  for (let guess = 0; guess < 12; guess += 1) {
    answers.push(card(await guesser.say('take over BBBBB-BBBBB')).text);
  }
  expect(answers.at(0)).toMatch(/code is not known/);
  expect(answers.at(-1)).toMatch(/Too many codes/);
  expect(card(await (await colleague()).say(code)).text).toMatch(/taken this draft over/);
});

test('there is nothing to hand over without a draft', async () => {
  const client = await colleague();
  expect(card(await client.say('hand over')).text).toMatch(/no open draft/);
});

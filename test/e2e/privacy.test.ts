import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ChannelClient, FakeConnector } from './connector';
import { DirectLineClient } from './directLine';
import { fillDraft, submitDraft, type Typed } from './draftSteps';
import { startProduct, type Product } from './product';

jest.setTimeout(120_000);

/** Each value is one that nothing else could write. */
const MARKED: Typed = {
  companyName: 'Qzcompanyqz Ltd.',
  domainPrefix: 'qzdomainqz',
  firstName: 'Qzfirstqz',
  lastName: 'Qzlastqz',
  email: 'qzmailqz@customer.example',
  phoneNumber: '+14255550173',
  addressLine1: 'Qzstreetqz 1',
  addressLine2: 'Qzfloorqz',
  city: 'Qzcityqz',
  postalCode: '98053',
  signerFirstName: 'Qzsignerqz',
  signerLastName: 'Qzsignerlastqz',
  signerEmail: 'qzsignermailqz@customer.example',
};
const WORDS =
  'city code company customer date domain failing first floor last mail offer offersearch partnerid quantity registration reseller resellerid section segment signer signerlast signermail signerphone street text website wrong';
/** By their whole words: so much sealed text holds any short pattern by chance. */
const MARKERS = [
  new RegExp(`qz(?:${WORDS.replaceAll(' ', '|')})qz`, 'i'),
  /425.{0,3}555.{0,3}0173/,
];

/** What the first way through does not type, refused or not, from the review and back to it. */
async function markOtherFields(client: DirectLineClient): Promise<void> {
  const open = async (group: string) => {
    const update = (await client.card()).click('Update');
    await client.send({ ...update, item: group });
  };
  await open('agreement');
  await client.press(/^Next/, { f_signerPhone: 'Qzsignerphoneqz', f_dateAgreed: 'Qzdateqz' });
  await client.press('Back');
  await open('reseller');
  await client.press('Search', { f_resellerSearch: 'Qzresellerqz' });
  await client.press(/^Next/, { f_partnerId: 'Qzpartneridqz', f_resellerId: 'Qzreselleridqz' });
  await client.press('Back');
  await open('offers');
  await client.press('Search', { f_offerSearch: 'Qzoffersearchqz' });
  await client.press('Add to the order', { f_offer: 'Qzofferqz', f_quantity: 'Qzquantityqz' });
  await client.press('Back');
  await client.see(/^Review/m);
}

/** The ways in which a turn fails: Partner Center refuses, nobody takes the answer, nothing fits. */
async function failWithMarkers(product: Product, client: DirectLineClient): Promise<void> {
  const company = {
    f_country: 'BR',
    f_companyName: 'Qzfailingqz Ltda.',
    f_domainPrefix: 'qzfailingqz',
    f_registrationNumber: 'Qzregistrationqz',
    f_qualification: 'Education',
    f_educationSegment: 'Qzsegmentqz',
    f_website: 'https://qzwebsiteqz.example',
    f_validationCode: 'Qzcodeqz',
  };
  for (const kind of ['500', 'wrongSchema', 'truncated', 'refuse']) {
    await fetch(`${product.simulatorUrl}/_simulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, path: '^/v1/', times: 10, ...(kind === 'refuse' && REFUSED) }),
    });
    await client.say('add customer');
    await client.press(/^Next/, company);
    await fetch(`${product.simulatorUrl}/_simulator/faults`, { method: 'DELETE' });
  }
  const connector = await FakeConnector.start();
  try {
    const lost = new ChannelClient(product.url, connector, 'emulator');
    connector.refuseAll(lost.conversationId, 500);
    await lost.say('Qztextqz');
    await lost.click({ action: 'next', section: 'Qzsectionqz', ...company });
  } finally {
    await connector.stop();
  }
}

const REFUSED = { status: 400, code: 2013, description: 'Qzfailingqz Ltda. is refused' };

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

test('a whole run leaves no personal data in its output or in the raw files of the database', async () => {
  const product = await startProduct({ env: { LOG_LEVEL: 'trace' } });
  const client = await DirectLineClient.connect(product.url, 'marked');
  await fillDraft(client, MARKED);
  await markOtherFields(client);
  await submitDraft(client);
  // A refused form, a saved one and a text that is no command as well.
  await client.say(`please add ${MARKED.companyName}`);
  await client.say('add customer');
  await client.press(/^Next/, { f_companyName: MARKED.companyName, f_domainPrefix: 'Qzwrongqz!' });
  await client.press('Save for later', { f_companyName: MARKED.companyName });
  await client.say('customers');
  await client.press('Search', { f_search: 'Qzcustomerqz' });
  await failWithMarkers(product, client);
  // Killed, so that the write-ahead log stays as it is.
  await product.kill();

  const output = product.output();
  expect(output).toContain('submission.step');
  expect(output).toContain('bot.turnFailed');
  const files = filesUnder(product.dataDir);
  expect(files.some((file) => file.includes('pg_wal'))).toBe(true);
  const sources = [
    ['output', output] as const,
    ...files.map((file) => [file, readFileSync(file, 'latin1')] as const),
  ];
  const found = sources.flatMap(([name, text]) =>
    MARKERS.filter((marker) => marker.test(text)).map(
      (marker) => `${name}: ${marker.exec(text)?.[0] ?? ''}`,
    ),
  );
  expect(found).toEqual([]);
  expect(output).not.toContain(MARKED.postalCode);
  // What is not secret is found by the same search.
  expect(sources.some(([, text]) => text.includes(client.conversationId))).toBe(true);
});

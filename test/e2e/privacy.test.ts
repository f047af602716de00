import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DirectLineClient } from './directLine';
import { fillDraft, submitDraft, type Typed } from './draftSteps';
import { startProduct } from './product';

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
const MARKERS = [/qz[a-z]+qz/i, /425.{0,3}555.{0,3}0173/];

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
  await submitDraft(client);
  // A refused form, a saved one and a text that is no command as well.
  await client.say(`please add ${MARKED.companyName}`);
  await client.say('add customer');
  await client.press(/^Next/, { f_companyName: MARKED.companyName, f_domainPrefix: 'Qzwrongqz!' });
  await client.press('Save for later', { f_companyName: MARKED.companyName });
  // Killed, so that the write-ahead log stays as it is.
  await product.kill();

  const output = product.output();
  expect(output).toContain('submission.step');
  const files = filesUnder(product.dataDir);
  expect(files.some((file) => file.includes('pg_wal'))).toBe(true);
  const sources = [
    ['output', output] as const,
    ...files.map((file) => [file, readFileSync(file, 'latin1')] as const),
  ];
  const found = sources.flatMap(([name, text]) =>
    MARKERS.filter((marker) => marker.test(text)).map((marker) => `${name}: ${marker.source}`),
  );
  expect(found).toEqual([]);
  expect(output).not.toContain(MARKED.postalCode);
  // What is not secret is found by the same search.
  expect(sources.some(([, text]) => text.includes(client.conversationId))).toBe(true);
});

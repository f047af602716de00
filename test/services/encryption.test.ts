import { randomBytes } from 'node:crypto';
import { createEncryption } from '../../src/services/encryption';

const key = (): string => randomBytes(32).toString('base64');

test('what is sealed for one row opens there and nowhere else', () => {
  const encryption = createEncryption(key());
  const sealed = encryption.seal('drafts', 'a', 'Contoso');
  expect(encryption.open('drafts', 'a', sealed)).toBe('Contoso');
  expect(() => encryption.open('drafts', 'b', sealed)).toThrow('encryption.cannotOpen');
  expect(() => createEncryption(key()).open('drafts', 'a', sealed)).toThrow(
    'encryption.cannotOpen',
  );
});

test('a key put in front leaves what the old one sealed readable', () => {
  const old = key();
  const sealed = createEncryption(old).seal('drafts', 'a', 'Contoso');
  expect(createEncryption(`${key()},${old}`).open('drafts', 'a', sealed)).toBe('Contoso');
});

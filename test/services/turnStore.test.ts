import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createLog } from '../../src/log';
import { openDatabase, type Database } from '../../src/services/database/connection';
import { createEncryption } from '../../src/services/encryption';
import { createTurnStore, type TurnChange } from '../../src/services/turnStore';

const person = { tenantId: 'tenant', objectId: 'ana' };
const MARKER = 'planted-marker-value';

let folder: string;
let database: Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alta-'));
  database = await openDatabase({ dataDir: folder, log: createLog('silent') });
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function change(expectedVersion: number | undefined, body: string): TurnChange {
  return {
    conversation: {
      id: 'webchat/c/tenant/ana',
      person,
      channelId: 'webchat',
      reference: {},
      language: undefined,
      spokenLanguage: 'en',
      currentDraft: 'd1',
      welcomeDraft: undefined,
      body: undefined,
      recentActivities: [],
    },
    draft: {
      id: 'd1',
      owner: person,
      expectedVersion,
      state: 'open',
      revision: 1,
      lastClick: undefined,
      body,
    },
    intents: [],
    audit: [{ person, action: 'begin', draftId: 'd1' }],
  };
}

function filesUnder(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const file = join(path, name);
    return statSync(file).isDirectory() ? filesUnder(file) : [file];
  });
}

test('a commit is read back, a second on the same version changes nothing, and no text is on disk', async () => {
  const key = randomBytes(32).toString('base64');
  const store = createTurnStore(database, createEncryption(key));
  const request = { conversationId: 'webchat/c/tenant/ana', draftId: undefined, person };

  expect(await store.commit(change(undefined, MARKER))).toBe('committed');
  expect(await store.commit(change(1, `${MARKER} two`))).toBe('committed');
  expect(await store.commit(change(1, 'late'))).toBe('conflict');

  const read = await store.read(request);
  expect(read.draft?.body).toBe(`${MARKER} two`);
  expect(read.draft?.version).toBe(2);
  expect(read.conversation?.currentDraft).toBe('d1');

  const other = await store.read({
    ...request,
    draftId: 'd1',
    person: { ...person, objectId: 'eva' },
  });
  expect(other.draft?.body).toBe('');
  expect(filesUnder(folder).filter((file) => readFileSync(file).includes(MARKER))).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { startSimulator, type Simulator } from '../../../simulator/server';
import { checkTokens } from '../../../src/services/partnerCenter/tokenCheck';
import { createTokenSource } from '../../../src/services/partnerCenter/tokens';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ skus: 10, resellers: 10 });
});
afterAll(() => simulator.stop());

function sourceOf(
  refreshToken: string,
  clientSecret = 'secret',
  now: () => number = Date.now,
  onRefused: (kind: string) => void = () => undefined,
) {
  const saved: string[] = [];
  const source = createTokenSource({
    tokenUrl: `${simulator.url}/partner.onmicrosoft.com/oauth2/token`,
    clientId: 'client',
    clientSecret,
    refreshToken,
    now,
    onRefused,
    store: {
      load: () => Promise.resolve(saved.at(-1)),
      save: (token) => {
        saved.push(token);
        return Promise.resolve();
      },
    },
  });
  return { source, saved };
}

test.each([
  ['refresh', 'secret', []],
  ['expired', 'secret', ['user signInExpired']],
  ['revoked', 'secret', ['user signInRevoked']],
  ['no-mfa', 'secret', ['user tokenNeedsMfa']],
  ['wrong-audience', 'secret', ['user tokenAudience']],
  ['refresh', 'invalid-secret', ['app signInRefused', 'user signInRefused']],
])('the check of %s with %s names %j', async (refreshToken, secret, expected) => {
  const { source } = sourceOf(refreshToken, secret);
  const problems = await checkTokens(source, randomUUID());
  expect(problems.map(({ token, reason }) => `${token} ${reason}`)).toEqual(expected);
  for (const { advice } of problems) expect(advice).toMatch(/PARTNER_CENTER_[A-Z_]+/);
});

test('an endpoint that is not there is an outage', async () => {
  const source = createTokenSource({
    tokenUrl: 'http://127.0.0.1:9/token',
    clientId: 'client',
    clientSecret: 'secret',
    refreshToken: 'refresh',
    store: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
  });
  const problems = await checkTokens(source, randomUUID());
  expect(problems.map(({ reason }) => reason)).toEqual(['outage', 'outage']);
});

test.each([
  ['429', 'throttled'],
  ['503', 'outage'],
  ['malformed', 'outage'],
  ['huge', 'outage'],
  ['resetAfter', 'outage'],
  ['401', 'signInRefused'],
] as const)(
  'an endpoint that answers with %s is %s; only a refusal is trouble',
  async (kind, reason) => {
    const refused: string[] = [];
    const { source } = sourceOf('refresh', 'secret', Date.now, (one) => refused.push(one));
    simulator.faults.add({ kind, path: /oauth2/ });
    await expect(source.get('app', randomUUID())).rejects.toMatchObject({ reason });
    expect(refused).toEqual(reason === 'signInRefused' ? ['app'] : []);
    expect(await source.get('app', randomUUID())).not.toBe('');
  },
);

test('a token is kept until its last minutes, asked for once at a time, and rotated', async () => {
  let now = Date.now();
  const { source, saved } = sourceOf('refresh', 'secret', () => now);
  const [first, second] = await Promise.all([source.get('user', 'a'), source.get('user', 'b')]);
  expect(second).toBe(first);
  expect(saved).toHaveLength(1);
  now += 54 * 60_000;
  expect(await source.get('user', 'c')).toBe(first);
  now += 2 * 60_000;
  expect(await source.get('user', 'd')).not.toBe(first);
  expect(saved).toHaveLength(2);
  expect(new Set(saved).size).toBe(2);
});

test('a refused token is forgotten, another one of its kind is not', async () => {
  const { source } = sourceOf('refresh');
  const first = await source.get('app', 'a');
  source.invalidate('app', 'some other');
  expect(await source.get('app', 'b')).toBe(first);
  source.invalidate('app', first);
  expect(await source.get('app', 'c')).not.toBe(first);
});

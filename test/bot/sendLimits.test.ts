import { ConnectorError, type ConnectorHttp } from '../../src/bot/connectorHttp';
import { withSendLimits } from '../../src/bot/sendLimits';

type Request = Parameters<ConnectorHttp['sendRequest']>[0];

const headers = { toJson: () => ({}) };
const to = (conversation: string): Request => ({
  url: `https://smba.trafficmanager.net/emea/v3/conversations/${conversation}/activities`,
  method: 'POST',
  headers,
});

/** A channel with a clock of its own; `answers` are its refusals, in order, then it takes everything. */
function channel(answers: readonly ConnectorError[] = []) {
  const clock = { ms: 1_000_000 };
  const left = [...answers];
  const taken: number[] = [];
  const waits: number[] = [];
  const http: ConnectorHttp = {
    sendRequest(request) {
      const refusal = left.shift();
      if (refusal !== undefined) return Promise.reject(refusal);
      taken.push(clock.ms);
      return Promise.resolve({ request, status: 200, headers, bodyAsText: '{}' });
    },
    close: () => Promise.resolve(),
  };
  const limited = withSendLimits(http, {
    now: () => clock.ms,
    wait: (ms) => {
      waits.push(ms);
      clock.ms += ms;
      return Promise.resolve();
    },
  });
  return { limited, taken, waits, clock };
}

/** The most calls that fall into any span of that length. */
function most(times: readonly number[], ms: number): number {
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length),
  );
}

test('one conversation gets at most 7 messages a second, 8 in two, 60 in thirty', async () => {
  const { limited, taken, clock } = channel();
  for (let sent = 0; sent < 130; sent += 1) {
    await limited.sendRequest(to('a')).catch((error: unknown) => {
      // Too far away to wait for it inside a turn: whoever sent it comes again.
      expect(error).toMatchObject({ status: 429 });
      clock.ms += (error as ConnectorError).retryAfterMs ?? 0;
    });
  }
  expect(taken.length).toBeGreaterThan(120);
  expect(most(taken, 1_000)).toBeLessThanOrEqual(7);
  expect(most(taken, 2_000)).toBeLessThanOrEqual(8);
  expect(most(taken, 30_000)).toBeLessThanOrEqual(60);
});

test('the limits are those of Teams: another channel is not slowed down', async () => {
  const { limited, waits } = channel();
  const url = 'https://directline.botframework.com/v3/conversations/a/activities';
  for (let sent = 0; sent < 100; sent += 1) await limited.sendRequest({ ...to('a'), url });
  expect(waits).toEqual([]);
});

test('conversations do not wait for one another', async () => {
  const { limited, waits } = channel();
  for (let sent = 0; sent < 7; sent += 1) await limited.sendRequest(to('a'));
  for (let sent = 0; sent < 7; sent += 1) await limited.sendRequest(to('b'));
  expect(waits).toEqual([]);
});

test.each([412, 429])('%d is sent again, after Retry-After where there is one', async (status) => {
  const { limited, taken, waits } = channel([
    new ConnectorError(status, undefined),
    new ConnectorError(status, 1_000),
  ]);
  await limited.sendRequest(to('a'));
  expect(taken).toHaveLength(1);
  expect(waits[0]).toBeGreaterThanOrEqual(200);
  expect(waits[0]).toBeLessThanOrEqual(300);
  expect(waits[1]).toBe(1_000);
});

test.each([
  ['a refusal that stays one', new ConnectorError(403, undefined)],
  ['what may have been done', new ConnectorError(502, undefined)],
  ['no answer at all', new ConnectorError(undefined, undefined)],
  ['a wait that is longer than a turn', new ConnectorError(429, 60_000)],
])('%s is not sent again', async (_, error) => {
  const { limited, taken } = channel([error]);
  await expect(limited.sendRequest(to('a'))).rejects.toBe(error);
  expect(taken).toEqual([]);
});

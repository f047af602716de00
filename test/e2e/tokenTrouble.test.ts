import { Writable } from 'node:stream';
import { createLog } from '../../src/log';
import { expectAlertFor } from '../deploymentTemplates/alerts';
import { DirectLineClient } from './directLine';
import { startTestApp } from './testApp';

/* A sign-in to Partner Center that is refused is told to whoever runs the service, in words and at once. */

jest.setTimeout(60_000);

test.each([
  ['expired', 'signInExpired', /has expired.*partner-consent/],
  ['revoked', 'signInRevoked', /was revoked.*partner-consent/],
  ['no-mfa', 'tokenNeedsMfa', /multifactor.*partner-consent/],
])('a refresh token that is %s', async (nature, reason, advice) => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const app = await startTestApp(
    { resellers: 30, skus: 60 },
    { PARTNER_CENTER_REFRESH_TOKEN: `${nature}.PLANTED` },
    { log: createLog('warn', destination) },
  );
  const named = (event: string): readonly Record<string, unknown>[] =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === event);
  const told = () => named('partnerCenter.tokenTrouble');
  try {
    const client = await DirectLineClient.connect(app.url, nature);
    await client.say('add customer');
    // The clerk is told as well, without a stack.
    await client.see(/administrator/);
  } finally {
    await app.stop();
  }
  const said = { level: 50, kind: 'user', reason };
  expect(told()).toContainEqual(expect.objectContaining(said));
  expect(String(told().find((line) => line['reason'] === reason)?.['advice'])).toMatch(advice);
  expect(lines.join('')).not.toContain('PLANTED');
  expectAlertFor(told()[0]);
  // Partner Center itself refuses what the sign-in gave out; the other two get nothing to show it.
  const refused = named('partnerCenter.call');
  expect(refused.length > 0).toBe(nature === 'no-mfa');
  for (const line of refused) expectAlertFor(line);
});

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { SignJWT, type JWTPayload } from 'jose';
import { Issuer, type Forgery } from '../e2e/issuer';
import { ReceivedCard } from '../e2e/directLine';
import { fillDraft, TYPED, type CardReader } from '../e2e/draftSteps';
import { startTestApp, type TestApp } from '../e2e/testApp';
import { describePostgres } from '../postgres';
import { DirectLineStandIn } from './directLineStandIn';
import {
  APP_ID,
  DRAFTER,
  FOREIGN_TENANT,
  productionEnv,
  SITE_CLIENT_ID,
  SITE_ORIGIN,
  SUBMITTER,
  TENANT,
} from './production';

jest.setTimeout(60_000);
// The SDK writes what it thinks of a token to the console.
beforeAll(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

const PUBLIC_ISSUER = 'https://api.botframework.com';
const GOVERNMENT_ISSUER = 'https://api.botframework.us';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';

/** What a refusal may say, and all that it may say. */
const REFUSAL = {
  error: { code: 'Unauthorized', message: 'The token is missing or not valid for this bot.' },
};

describePostgres('who may speak with a bot in production', (postgres) => {
  let issuer: Issuer;
  let directLine: DirectLineStandIn;
  let bot: TestApp;
  let government: TestApp;
  let database: Client;

  beforeAll(async () => {
    [issuer, directLine] = await Promise.all([Issuer.start(), DirectLineStandIn.start()]);
    const [databaseUrl, governmentUrl] = await Promise.all([
      postgres().createDatabase(),
      postgres().createDatabase(),
    ]);
    const start = (url: string, more: Readonly<Record<string, string>> = {}) =>
      startTestApp({}, (simulatorUrl) => ({
        ...productionEnv(issuer, url, directLine.url),
        PARTNER_CENTER_TOKEN_URL: `${simulatorUrl}/simulator/oauth2/token`,
        ...more,
      }));
    bot = await start(databaseUrl);
    government = await start(governmentUrl, { ChannelService: 'https://botframework.azure.us' });
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await Promise.all([bot.stop(), government.stop(), issuer.stop(), directLine.stop()]);
  });

  /** A channel's own claims, as the Bot Connector authentication page lists them. */
  const channelClaims = (more: JWTPayload = {}): JWTPayload => ({
    iss: PUBLIC_ISSUER,
    aud: APP_ID,
    serviceurl: SERVICE_URL,
    ...more,
  });

  interface Sending {
    readonly claims?: JWTPayload;
    readonly forgery?: Forgery;
    readonly authorization?: string | undefined;
    readonly activity?: Readonly<Record<string, unknown>>;
    readonly to?: TestApp;
  }

  /** A click on an unknown button in Teams: whoever is let in gets a card as the answer itself. */
  async function send(sending: Sending) {
    const token = await issuer.sign(sending.claims ?? channelClaims(), sending.forgery);
    const authorization = 'authorization' in sending ? sending.authorization : `Bearer ${token}`;
    const response = await fetch(`${(sending.to ?? bot).url}/api/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
      body: JSON.stringify({
        type: 'invoke',
        name: 'adaptiveCard/action',
        id: randomUUID(),
        channelId: 'msteams',
        serviceUrl: SERVICE_URL,
        from: { id: '29:somebody', aadObjectId: DRAFTER },
        recipient: { id: `28:${APP_ID}` },
        conversation: { id: randomUUID(), conversationType: 'personal', tenantId: TENANT },
        value: { action: { type: 'Action.Execute', data: { action: 'menu' } } },
        ...sending.activity,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** Everything that a turn leaves behind. */
  async function traces(): Promise<unknown> {
    const { rows } = await database.query(`select
      (select count(*) from conversations) as conversations, (select count(*) from drafts) as drafts,
      (select count(*) from people) as people, (select count(*) from audit) as audit`);
    return rows[0];
  }

  test("a channel's genuine token is let in", async () => {
    const { status, body } = await send({});
    expect(status).toBe(200);
    expect(body).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
    });
  });

  const unsigned = (claims: JWTPayload) =>
    ['{"alg":"none","typ":"JWT"}', JSON.stringify(claims), '']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  const entra = (tenant: string, more: JWTPayload = {}): JWTPayload => ({
    iss: `https://sts.windows.net/${tenant}/`,
    aud: APP_ID,
    appid: APP_ID,
    ver: '1.0',
    tid: tenant,
    ...more,
  });

  test.each<[string, Sending]>([
    ['no token', { authorization: undefined }],
    ['an empty header', { authorization: '' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['no JWT', { authorization: 'Bearer not.a.token' }],
    [
      'a token without a signature',
      {
        authorization: `Bearer ${unsigned({ iss: PUBLIC_ISSUER, aud: APP_ID, serviceurl: SERVICE_URL, exp: 9_999_999_999 })}`,
      },
    ],
    ['a forged signature', { forgery: { isForged: true } }],
    ['an expired token', { forgery: { expiresIn: -3_600 } }],
    ['the audience of another bot', { claims: channelClaims({ aud: FOREIGN_TENANT }) }],
    ['no audience', { claims: { iss: PUBLIC_ISSUER, serviceurl: SERVICE_URL } }],
    ['another serviceUrl', { claims: channelClaims({ serviceurl: 'https://evil.example/' }) }],
    ['no serviceUrl', { claims: { iss: PUBLIC_ISSUER, aud: APP_ID } }],
    [
      'another issuer',
      { claims: channelClaims({ iss: 'https://api.botframework.com.evil.example' }) },
    ],
    ['no issuer', { claims: { aud: APP_ID, serviceurl: SERVICE_URL } }],
    ['the issuer of US Government', { claims: channelClaims({ iss: GOVERNMENT_ISSUER }) }],
    ['a foreign tenant, version 1', { claims: entra(FOREIGN_TENANT) }],
    [
      'a foreign tenant, version 2',
      {
        claims: entra(FOREIGN_TENANT, {
          iss: `https://login.microsoftonline.com/${FOREIGN_TENANT}/v2.0`,
          azp: APP_ID,
          ver: '2.0',
        }),
      },
    ],
    ['a foreign tenant that names ours', { claims: entra(FOREIGN_TENANT, { tid: TENANT }) }],
    ['our tenant, signed by somebody else', { claims: entra(TENANT) }],
    ['a channel that the key does not speak for', { activity: { channelId: 'slack' } }],
    ['the channel of an App Service Extension', { activity: { channelId: 'AseChannel' } }],
    [
      'a skill',
      {
        claims: channelClaims({ ver: '1.0', appid: randomUUID() }),
        activity: { channelId: 'emulator', serviceUrl: 'http://127.0.0.1:1/' },
      },
    ],
  ])('%s: 401 in our own words, and nothing is reached', async (_, sending) => {
    const before = await traces();
    const { status, body } = await send(sending);
    expect(status).toBe(401);
    expect(body).toEqual(REFUSAL);
    expect(await traces()).toEqual(before);
  });

  test('an HMAC made with the public key is no signature', async () => {
    const keys = (await (await fetch(`${issuer.url}/keys`)).json()) as { keys: { n: string }[] };
    const secret = Buffer.from(keys.keys[0]?.n ?? '', 'base64url');
    const forged = await new SignJWT(channelClaims())
      .setProtectedHeader({ alg: 'HS256', kid: 'of-this-issuer' })
      .setExpirationTime('1h')
      .sign(secret);
    const { status, body } = await send({ authorization: `Bearer ${forged}` });
    expect([status, body]).toEqual([401, REFUSAL]);
  });

  test('a bot for US Government takes its own tokens and no public ones, and the other way round', async () => {
    const own = await send({ to: government, claims: channelClaims({ iss: GOVERNMENT_ISSUER }) });
    expect(own.status).toBe(200);
    expect(own.body).toMatchObject({ statusCode: 200 });
    const foreign = await send({ to: government });
    expect([foreign.status, foreign.body]).toEqual([401, REFUSAL]);
    expect((await send({})).status).toBe(200);
  });

  describe('in Teams', () => {
    const answerTo = async (activity: Readonly<Record<string, unknown>>): Promise<string> =>
      JSON.stringify((await send({ activity })).body);
    const conversation = (tenantId: string) => ({
      id: randomUUID(),
      conversationType: 'personal',
      tenantId,
    });

    test('staff of another tenant get the reason and whom to ask, and nothing else', async () => {
      const before = await traces();
      const { status, body } = await send({
        activity: { conversation: conversation(FOREIGN_TENANT) },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
      });
      expect(String(body['value'])).toMatch(/organization.*[Aa]sk/s);
      expect(await traces()).toEqual(before);
    });

    test('who has no object id, as a guest of the client, is not served', async () => {
      const answer = await answerTo({ from: { id: '29:nobody' } });
      expect(answer).toMatch(/activity\.message/);
    });

    /** Somebody in front of the newest card, which answers each click. */
    function readerOf(objectId: string): CardReader {
      const activity = {
        from: { id: `29:${objectId}`, aadObjectId: objectId },
        conversation: conversation(TENANT),
      };
      let newest: ReceivedCard | undefined;
      const click = async (data: unknown) => {
        const value = { action: { type: 'Action.Execute', data } };
        const { body } = await send({ activity: { ...activity, value } });
        newest = new ReceivedCard(body['value'] as Readonly<Record<string, unknown>>);
        return newest;
      };
      return {
        async see(text) {
          let card = newest ?? (await click({ action: 'menu' }));
          for (let looks = 0; !text.test(card.text) && looks < 50; looks += 1) {
            await delay(200);
            card = await click({ ...card.click('Cancel'), action: 'resume' });
          }
          expect(card.text).toMatch(text);
          return card;
        },
        press: async (title, inputs) =>
          click((newest ?? (await click({ action: 'menu' }))).click(title, inputs)),
      };
    }

    test('who may draft only is told so at the review; what they tick is kept, for them alone', async () => {
      const drafter = readerOf(DRAFTER);
      const review = await fillDraft(drafter, { ...TYPED, domainPrefix: 'contosodrafter' });
      const isOff = /"title":"Submit"[^}]*}?[^}]*"isEnabled":false/;
      expect(review.text).toMatch(/may prepare customers but not submit them/);
      expect(review.text).not.toContain('[Submit]');
      expect(review.json).toMatch(isOff);
      // A card from before they lost the permission still has the button.
      const barred = await drafter.press('Submit', { f_partnerAttestation: 'true' });
      expect(barred.text.match(/may prepare customers/g)).toHaveLength(1);
      expect(barred.inputs()).toMatchObject({ f_partnerAttestation: 'true' });
      const { rowCount } = await database.query('select 1 from submissions');
      expect(rowCount).toBe(0);

      await drafter.press('Save for later');
      const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec((await drafter.press('Hand over')).text)?.[0];
      const submitter = readerOf(SUBMITTER);
      await submitter.press('Drafts');
      const taken = await submitter.press('Take over', { f_code: code });
      expect(taken.text).toContain('[Submit]');
      expect(taken.text).not.toMatch(/may prepare customers/);
      expect(taken.inputs()).toMatchObject({ f_partnerAttestation: 'false' });
    });

    test('an object id is believed of Teams alone', async () => {
      const { status, body } = await send({
        activity: { channelId: 'webchat', from: { id: 'dl_made-up', aadObjectId: SUBMITTER } },
      });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/card\.adaptive/);
    });
  });

  describe('on the site', () => {
    const siteClaims = (more: JWTPayload = {}): JWTPayload => ({
      iss: issuer.issuerOf(TENANT),
      aud: SITE_CLIENT_ID,
      tid: TENANT,
      oid: DRAFTER,
      roles: ['Onboarding.Draft'],
      ...more,
    });

    async function ask(
      token: string | undefined,
      { origin = SITE_ORIGIN, previous }: { origin?: string; previous?: object } = {},
    ) {
      const response = await fetch(`${bot.url}/api/directline/token`, {
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(previous ?? {}),
      });
      const body = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body, headers: response.headers };
    }

    test('the genuine token of a person with a role is let in, under a random id', async () => {
      const { status, body, headers } = await ask(await issuer.sign(siteClaims()));
      expect(status).toBe(200);
      expect(body['userId']).toMatch(/^dl_[\w-]{22}$/);
      expect(JSON.stringify(body)).not.toContain('direct-line-secret');
      expect(headers.get('access-control-allow-origin')).toBe(SITE_ORIGIN);
      expect(headers.get('cache-control')).toBe('no-store');
      const made = directLine.calls.at(-1);
      expect(made).toMatchObject({ bearer: 'direct-line-secret' });
      expect(JSON.parse(made?.body ?? '')).toEqual({
        user: { id: body['userId'] },
        trustedOrigins: [SITE_ORIGIN, 'https://alta.partner.example'],
      });
      const other = await ask(await issuer.sign(siteClaims()));
      expect(other.body['userId']).not.toBe(body['userId']);
    });

    test.each<[string, () => Promise<string | undefined>]>([
      ['no token', () => Promise.resolve(undefined)],
      ['no JWT', () => Promise.resolve('nonsense')],
      ['a forged signature', () => issuer.sign(siteClaims(), { isForged: true })],
      ['an expired token', () => issuer.sign(siteClaims(), { expiresIn: -3_600 })],
      ['another audience', () => issuer.sign(siteClaims({ aud: APP_ID }))],
      [
        'a foreign tenant',
        () =>
          issuer.sign(siteClaims({ iss: issuer.issuerOf(FOREIGN_TENANT), tid: FOREIGN_TENANT })),
      ],
      [
        'a foreign tenant that names ours',
        () => issuer.sign(siteClaims({ iss: issuer.issuerOf(FOREIGN_TENANT) })),
      ],
      [
        'our tenant that names a foreign one',
        () => issuer.sign(siteClaims({ tid: FOREIGN_TENANT })),
      ],
      ['no person', () => issuer.sign(siteClaims({ oid: undefined }))],
    ])('%s: 401 in our own words, and nothing is reached', async (_, make) => {
      const [before, calls] = [await traces(), directLine.calls.length];
      const { status, body } = await ask(await make());
      expect(status).toBe(401);
      expect(JSON.stringify(body)).toMatch(
        /"(The access token is missing or not valid for Alta|The access token has expired)\."/,
      );
      expect(await traces()).toEqual(before);
      expect(directLine.calls).toHaveLength(calls);
    });

    test.each<[string, JWTPayload]>([
      ['no role', { roles: [] }],
      ['the role of another app', { roles: ['Reader'] }],
      ['a program instead of a person', { idtyp: 'app' }],
    ])('%s: 403, and nothing is reached', async (_, claims) => {
      const calls = directLine.calls.length;
      const { status } = await ask(await issuer.sign(siteClaims(claims)));
      expect(status).toBe(403);
      expect(directLine.calls).toHaveLength(calls);
    });

    test('another site may not ask, whoever its user is', async () => {
      const token = await issuer.sign(siteClaims());
      const { status, headers } = await ask(token, { origin: 'https://evil.example' });
      expect(status).toBe(403);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    });

    test('a conversation is renewed for its own person; anybody else gets a new one', async () => {
      const first = (await ask(await issuer.sign(siteClaims()))).body;
      const previous = { conversationId: first['conversationId'], token: first['token'] };
      const own = (await ask(await issuer.sign(siteClaims()), { previous })).body;
      expect(own).toMatchObject({
        conversationId: first['conversationId'],
        userId: first['userId'],
      });
      const stolen = { ...previous, token: own['token'] };
      const other = await issuer.sign(siteClaims({ oid: SUBMITTER }));
      const theirs = (await ask(other, { previous: stolen })).body;
      expect(theirs['conversationId']).not.toBe(first['conversationId']);
      expect(theirs['userId']).not.toBe(first['userId']);
    });

    test('development’s Direct Line and sample page are not there', async () => {
      for (const path of ['conversations', 'tokens/generate', 'tokens/refresh']) {
        const address = `${bot.url}/v3/directline/${path}`;
        expect((await fetch(address, { method: 'POST' })).status).toBe(404);
      }
      expect((await fetch(`${bot.url}/webchat/sample.html`)).status).toBe(404);
    });

    /** The same person, or another, in either place: what a click answers with. */
    const inTeams = async (objectId: string, data: object): Promise<ReceivedCard> => {
      const { body } = await send({
        activity: {
          from: { id: `29:${objectId}`, aadObjectId: objectId },
          conversation: { id: `a:${objectId}`, conversationType: 'personal', tenantId: TENANT },
          value: { action: { type: 'Action.Execute', data } },
        },
      });
      return new ReceivedCard(body['value'] as Record<string, unknown>);
    };
    const onSite = async (objectId: string) => {
      const { body } = await ask(await issuer.sign(siteClaims({ oid: objectId })));
      return async (data: object): Promise<ReceivedCard> => {
        const answer = await send({
          activity: {
            channelId: 'webchat',
            from: { id: body['userId'] },
            conversation: { id: body['conversationId'] },
            value: { action: { type: 'Action.Execute', data } },
          },
        });
        return new ReceivedCard(answer.body['value'] as Record<string, unknown>);
      };
    };

    /** A draft that has a company, begun in Teams. */
    async function begin(objectId: string, companyName: string): Promise<ReceivedCard> {
      const welcome = await inTeams(objectId, { action: 'menu' });
      const company = await inTeams(objectId, welcome.click('Add customer'));
      return inTeams(
        objectId,
        company.click(/^Next/, { f_companyName: companyName, f_domainPrefix: 'contosoacross' }),
      );
    }

    test('a draft begun in Teams is taken up on the site by the same person, and by nobody else', async () => {
      const contact = await begin(DRAFTER, 'Contoso Across');
      expect(contact.text).toMatch(/Contact and address/);
      const click = await onSite(DRAFTER);
      const drafts = await click((await click({ action: 'menu' })).click('Drafts'));
      expect(drafts.text).toContain('Contoso Across');
      const resumed = await click(drafts.click('Resume'));
      expect(resumed.text).toMatch(/Contact and address/);
      const back = await click(resumed.click('Back'));
      expect(back.inputs()).toMatchObject({ f_companyName: 'Contoso Across' });
      const other = await onSite(SUBMITTER);
      expect((await other((await other({ action: 'menu' })).click('Drafts'))).text).not.toContain(
        'Contoso Across',
      );
      expect((await other(resumed.click('Back'))).json).not.toContain('Contoso Across');
    });

    test('a hand-over stands in the audit: who gave, who took, of which draft, and no values', async () => {
      await begin(DRAFTER, 'Contoso Audited');
      const offered = await inTeams(DRAFTER, { action: 'handOver' });
      const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(offered.text)?.[0] ?? '';
      const click = await onSite(SUBMITTER);
      const taken = await click({ action: 'takeOver', f_code: code });
      expect(taken.text).toMatch(/taken this draft over/);
      const draftId = taken.click('Back')['draft'];
      const { rows } = await database.query<Record<string, unknown>>(
        `select tenant_id, object_id, action, detail from audit where draft_id = $1
          and action in ('draft.handOver', 'draft.takeOver') order by at, id`,
        [draftId],
      );
      expect(rows).toEqual([
        { tenant_id: TENANT, object_id: DRAFTER, action: 'draft.handOver', detail: null },
        {
          tenant_id: TENANT,
          object_id: SUBMITTER,
          action: 'draft.takeOver',
          detail: { from: DRAFTER },
        },
      ]);
      // The code is known by its hash alone, and spent.
      const left = await database.query('select 1 from handovers where draft_id = $1', [draftId]);
      expect(left.rows).toEqual([]);
    });

    test('tokens of a tenant are verified against the keys of that tenant alone', () => {
      const asked = issuer.asked.filter((path) => path.includes('v2.0'));
      expect(new Set(asked)).toEqual(new Set([`/${TENANT}/v2.0/.well-known/openid-configuration`]));
    });
  });
});

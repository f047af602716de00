import { DirectLine, type Activity } from 'botframework-directlinejs';
import WebSocket from 'ws';
import { FetchXmlHttpRequest } from './fetchXmlHttpRequest';
import { echoBot, startServer, until, type TestServer } from './directLineServer';

/** The client library of Web Chat, unchanged, against the server over real HTTP and WebSocket. */
describe('DirectLineJS', () => {
  let running: TestServer;
  const lines: DirectLine[] = [];
  const sockets: WebSocket[] = [];

  /** As the browser's own, and known here: a test cuts it. */
  class KnownSocket extends WebSocket {
    constructor(address: string) {
      super(address);
      sockets.push(this);
    }
  }

  beforeAll(() => {
    Object.assign(globalThis, { XMLHttpRequest: FetchXmlHttpRequest, WebSocket: KnownSocket });
  });

  afterEach(async () => {
    for (const line of lines.splice(0)) line.end();
    await running.close();
  });

  function connect(options: Record<string, unknown>): { line: DirectLine; seen: Activity[] } {
    const line = new DirectLine({ domain: `${running.origin}/v3/directline`, ...options });
    lines.push(line);
    const seen: Activity[] = [];
    line.activity$.subscribe(
      (activity) => seen.push(activity),
      () => undefined,
    );
    return { line, seen };
  }

  const textsOf = (seen: Activity[]): unknown[] => seen.map((one) => 'text' in one && one.text);

  async function say(line: DirectLine, text: string): Promise<string> {
    const from = { id: 'forged', name: 'Forged' };
    return (await line.postActivity({ type: 'message', text, from }).toPromise()) as string;
  }

  test.each([
    ['WebSocket', true],
    ['polling', false],
  ])('greets, echoes and answers by %s', async (_, webSocket) => {
    running = await startServer({ bot: echoBot });
    const user = { id: 'dl_ana', name: 'Ana' };
    const { token, conversationId } = await running.directLine.issueToken(user);
    const { line, seen } = connect({
      token,
      webSocket,
      pollingInterval: 200,
      conversationStartProperties: { locale: 'es-ES' },
    });
    await until(() => seen.length === 1, 'the greeting');
    const id = await say(line, 'hola');
    await until(() => seen.length === 3, 'the answer');

    expect(textsOf(seen)).toEqual(['welcome', 'hola', 'echo: hola']);
    expect(id).toBe(seen[1]?.id);
    expect(seen[1]).toMatchObject({ from: { id: 'dl_ana', name: 'Ana', role: 'user' } });
    expect(seen[2]).toMatchObject({ from: { id: 'alta', role: 'bot' }, replyToId: id });
    expect(running.received[0]).toMatchObject({
      type: 'conversationUpdate',
      locale: 'es-ES',
      conversation: { id: conversationId },
      membersAdded: [{ id: 'alta' }, { id: 'dl_ana' }],
    });
    expect(running.received[1]).toMatchObject({
      channelId: 'directline',
      serviceUrl: `${running.origin}/v3/directline/connector`,
      recipient: { id: 'alta' },
      from: { id: 'dl_ana' },
    });
  });

  it('shows the whole history to a page that comes back with watermark 0', async () => {
    running = await startServer({ bot: echoBot });
    const { token, conversationId } = await running.directLine.issueToken({ id: 'dl_ana' });
    const before = connect({ token });
    await until(() => before.seen.length === 1, 'the greeting');
    await say(before.line, 'one');
    await until(() => before.seen.length === 3, 'the answer');
    before.line.end();

    const after = connect({ token, conversationId, watermark: '0' });
    await until(() => after.seen.length === 3, 'the history');
    expect(textsOf(after.seen)).toEqual(['welcome', 'one', 'echo: one']);
    expect(running.received.filter(({ type }) => type === 'conversationUpdate')).toHaveLength(1);
  });

  it('goes on in the same conversation after a restart, with ids not used before', async () => {
    let clock = Date.now();
    const now = (): number => clock;
    running = await startServer({ bot: echoBot, now });
    const { token, conversationId } = await running.directLine.issueToken({ id: 'dl_ana' });
    const before = connect({ token });
    await until(() => before.seen.length === 1, 'the greeting');
    await say(before.line, 'one');
    await until(() => before.seen.length === 3, 'the answer');
    before.line.end();
    const { port } = running;
    await running.close();

    clock += 60_000;
    running = await startServer({ bot: echoBot, now, port });
    const after = connect({ token, conversationId, watermark: '0' });
    await until(() => after.seen.length === 1, 'the greeting of an empty page');
    await say(after.line, 'two');
    await until(() => after.seen.length === 3, 'the answer');
    expect(textsOf(after.seen)).toEqual(['welcome', 'two', 'echo: two']);
    const ids = [...before.seen, ...after.seen].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is told "retry" when the bot fails, and that files are refused', async () => {
    running = await startServer({
      answer: (_, res) => {
        res.send(500);
      },
    });
    const { token } = await running.directLine.issueToken({ id: 'dl_ana' });
    const { line } = connect({ token });
    await expect(say(line, 'hi')).resolves.toBe('retry');
    const file = { contentType: 'text/plain', contentUrl: 'data:text/plain,abc', name: 'a.txt' };
    const withFile = line.postActivity({
      type: 'message',
      from: { id: 'dl_ana' },
      attachments: [file],
    });
    await expect(withFile.toPromise()).rejects.toMatchObject({ status: 400 });
  });

  it('loses and doubles nothing when the stream is cut and comes back', async () => {
    running = await startServer({ bot: echoBot });
    const { token, conversationId } = await running.directLine.issueToken({ id: 'dl_ana' });
    const { line, seen } = connect({ token });
    // The client waits between 3 and 15 seconds, by chance.
    Object.assign(line, { services: { ...servicesOf(line), random: () => 0 } });
    await until(() => seen.length === 1, 'the greeting');
    await say(line, 'one');
    await until(() => seen.length === 3, 'the answer');
    sockets.at(-1)?.terminate();
    await request('POST', `/conversations/${conversationId}/activities`, token, {
      type: 'message',
      text: 'said elsewhere',
    });
    await until(() => seen.length === 5, 'what was said meanwhile', 20_000);
    await say(line, 'three');
    await until(() => seen.length === 7, 'the answer after that');
    expect(textsOf(seen)).toEqual([
      'welcome',
      'one',
      'echo: one',
      'said elsewhere',
      'echo: said elsewhere',
      'three',
      'echo: three',
    ]);
  });

  it('goes on with a refreshed token, and not with one that has expired', async () => {
    let clock = Date.now();
    running = await startServer({ bot: echoBot, now: () => clock });
    const { token, conversationId } = await running.directLine.issueToken({ id: 'dl_ana' });
    clock += 29 * 60_000;
    const refreshed = await request('POST', '/tokens/refresh', token);
    expect(refreshed).toMatchObject({
      status: 200,
      body: { conversationId, expires_in: 1_800, token: expect.any(String) as string },
    });
    clock += 2 * 60_000;
    for (const [method, path] of [
      ['POST', '/tokens/refresh'],
      ['POST', '/conversations'],
      ['GET', `/conversations/${conversationId}/activities`],
    ] as const) {
      const { status, body } = await request(method, path, token);
      expect([status, body]).toMatchObject([403, { error: { code: 'TokenExpired' } }]);
    }
    const { line, seen } = connect({ token: refreshed.body['token'] });
    await until(() => seen.length === 1, 'the greeting');
    await say(line, 'still here');
    await until(() => seen.length === 3, 'the answer');
  });

  it('refuses the token of another conversation, everywhere', async () => {
    running = await startServer({ bot: echoBot });
    const mine = await running.directLine.issueToken({ id: 'dl_ana' });
    const theirs = await running.directLine.issueToken({ id: 'dl_eva' });
    const path = `/conversations/${theirs.conversationId}`;
    for (const [method, where, body] of [
      ['GET', path, undefined],
      ['GET', `${path}/activities`, undefined],
      ['POST', `${path}/activities`, { type: 'message', text: 'not mine' }],
    ] as const) {
      expect((await request(method, where, mine.token, body)).status).toBe(403);
    }
    const own = await request('GET', `/conversations/${mine.conversationId}`, mine.token);
    const stream = String(own.body['streamUrl']);
    const foreign = stream.replace(mine.conversationId, theirs.conversationId);
    expect(await openedAs(foreign)).toBe('refused');
    // A stream's own token opens no conversation, and a forged one nothing.
    const streamToken = new URL(stream).searchParams.get('t') ?? '';
    expect(
      (await request('GET', `/conversations/${mine.conversationId}`, streamToken)).status,
    ).toBe(403);
    expect((await request('POST', '/conversations', `${mine.token}x`)).status).toBe(403);
    expect(await openedAs(stream)).toBe('open');
    expect(running.received.filter(({ type }) => type === 'message')).toEqual([]);
  });

  it('pings a stream, and lets go of one that does not answer', async () => {
    running = await startServer({ bot: echoBot, keepAliveMs: 60 });
    const open = async (autoPong: boolean) => {
      const { token, conversationId } = await running.directLine.issueToken({ id: 'dl_ana' });
      const { body } = await request('GET', `/conversations/${conversationId}`, token);
      const socket = new WebSocket(String(body['streamUrl']), { autoPong });
      const heard = { pings: 0, isClosed: false };
      socket.on('ping', () => (heard.pings += 1));
      socket.on('close', () => (heard.isClosed = true));
      return { socket, heard };
    };
    const [lively, dead] = await Promise.all([open(true), open(false)]);
    await until(() => dead.heard.isClosed, 'the end of the silent one');
    await until(() => lively.heard.pings > 3, 'more pings for the other');
    expect(lively.heard.isClosed).toBe(false);
    lively.socket.terminate();
  });

  /** A request of a client that is not the library. */
  async function request(method: string, path: string, token: string, body?: object) {
    const response = await fetch(`${running.origin}/v3/directline${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  function openedAs(address: string): Promise<'open' | 'refused'> {
    const socket = new WebSocket(address);
    return new Promise((resolve) => {
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('error', () => {
        resolve('refused');
      });
    });
  }

  /** Where the library keeps its clock and its chance. */
  const servicesOf = (line: DirectLine): object =>
    (line as unknown as { services: object }).services;
});

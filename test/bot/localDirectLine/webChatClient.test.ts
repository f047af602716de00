import { DirectLine, type Activity } from 'botframework-directlinejs';
import WebSocket from 'ws';
import { FetchXmlHttpRequest } from './fetchXmlHttpRequest';
import { echoBot, startServer, until, type TestServer } from './directLineServer';

/** The client library of Web Chat, unchanged, against the server over real HTTP and WebSocket. */
describe('DirectLineJS', () => {
  let running: TestServer;
  const lines: DirectLine[] = [];

  beforeAll(() => {
    Object.assign(globalThis, { XMLHttpRequest: FetchXmlHttpRequest, WebSocket });
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
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

/** Microsoft's Direct Line as far as tokens go: makes them for the secret, renews its own. */
export class DirectLineStandIn {
  readonly calls: { path: string; bearer: string; body: string }[] = [];
  private readonly conversations = new Map<string, string>();
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<DirectLineStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const standIn = new DirectLineStandIn(server, `http://127.0.0.1:${port}`);
    server.on('request', (req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const bearer = (req.headers.authorization ?? '').replace('Bearer ', '');
        const path = req.url ?? '';
        standIn.calls.push({ path, bearer, body: Buffer.concat(chunks).toString('utf8') });
        const known = standIn.conversations.get(bearer);
        const conversationId = path.endsWith('/generate') ? randomUUID() : known;
        if (conversationId === undefined) {
          res.writeHead(403);
          res.end('{}');
          return;
        }
        const token = randomUUID();
        standIn.conversations.set(token, conversationId);
        res.writeHead(200, { 'content-type': 'application/json' });
        res.end(JSON.stringify({ conversationId, token, expires_in: 1_800 }));
      });
    });
    return standIn;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The channel of a benchmark. */
export interface Connector {
  readonly url: string;
  stop(): void;
}

/** Takes every message that a bot sends, as text, and says that it was shown. */
export async function startConnector(take: (text: string) => void): Promise<Connector> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      take(Buffer.concat(chunks).toString('utf8'));
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end('{"id":"1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

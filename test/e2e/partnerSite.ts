import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';

const WEBCHAT = join(__dirname, '..', '..', 'webchat');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const FILES = ['sample.html', 'sample.js', 'sample.css', 'icon.svg'];

/** A site of a partner's own, at an origin of its own: the sample page, which takes one script of Alta's. */
export class PartnerSite {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** `policy` is the Content Security Policy of its pages. */
  static async start(port: number, altaUrl: string, policy: string): Promise<PartnerSite> {
    const server = createServer((req, res) => {
      const { pathname } = new URL(req.url ?? '/', 'http://local');
      const name = pathname === '/' ? 'sample.html' : pathname.replace('/webchat/', '');
      if (!FILES.includes(name)) {
        res.writeHead(404).end();
        return;
      }
      const text = readFileSync(join(WEBCHAT, name), 'utf8');
      res.writeHead(200, {
        'content-type': TYPES[extname(name)],
        'content-security-policy': policy,
      });
      res.end(text.replace('"/webchat/embed.js"', `"${altaUrl}/webchat/embed.js"`));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new PartnerSite(server, `http://127.0.0.1:${port}`);
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

import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type Request as BotRequest,
} from 'botbuilder';
import { createServer, plugins, type Request, type Response } from 'restify';

/** The peer of bench/turns: a plain echo bot on the same botbuilder and restify, without any state. */
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const server = createServer();
server.use(plugins.bodyParser({ mapParams: false }));
server.post('/api/messages', async (req: Request, res: Response) => {
  await adapter.process(req as unknown as BotRequest, res, async (context) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
  });
});
server.get('/readyz', (_req: Request, res: Response, next) => {
  res.send(200, 'ready');
  next();
});
server.listen(Number(process.env['PORT']), '127.0.0.1');

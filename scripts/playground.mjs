/**
 * Opens the Microsoft 365 Agents Playground against a bot on this machine, as one of its channels.
 *
 *   npm run playground -- [-c emulator|msteams|webchat|directline] [-e <the bot's /api/messages>] [-p <port>]
 *
 * On webchat and directline it stands between the two. There the Playground (0.2.28) holds its
 * conversation under an id that its page makes and gives to every text that it sends, but not to what a
 * button sends: that names the personal chat's own id instead, and the page then draws no answer to it.
 * Here a button's activity is given the id of the page that spoke last.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const values = readArguments();
const channel = values['channel-id'];
const endpoint = values['app-endpoint'];
const isDirectLine = ['webchat', 'directline'].includes(channel);
// Its own command line, in this process: whatever ends this ends both.
process.argv = [process.execPath, 'agentsplayground', 'start', '-c', channel, '-p', values.port];
process.argv.push('-e', isDirectLine ? await standBetween(endpoint) : endpoint);
process.argv.push('--disable-telemetry');
await import('@microsoft/m365agentsplayground/cli.js');

/** As above; says so and ends where they are none of these. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        'channel-id': { type: 'string', short: 'c', default: 'emulator' },
        'app-endpoint': {
          type: 'string',
          short: 'e',
          default: 'http://127.0.0.1:3978/api/messages',
        },
        port: { type: 'string', short: 'p', default: '56150' },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(
      `${error.message}\nUse: npm run playground -- [-c <channel>] [-e <the bot's address>] [-p <port>]\n`,
    );
    process.exit(2);
  }
}

/** Passes activities on to the bot, those of buttons in the conversation of the page; gives its address. */
async function standBetween(bot) {
  let conversationId;
  const server = createServer(async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const activity = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      if (isOfPage(activity)) conversationId = activity.conversation.id;
      else if (conversationId !== undefined) activity.conversation.id = conversationId;
      const { authorization } = request.headers;
      const answer = await fetch(bot, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        body: JSON.stringify(activity),
      });
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
      });
      response.end(await answer.text());
    } catch (error) {
      process.stderr.write(`The bot at ${bot} does not answer: ${error.message}\n`);
      response.writeHead(502).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${server.address().port}/api/messages`;
}

/** Named by the page itself: when it opens, and with every text. */
function isOfPage({ type, channelData }) {
  return type === 'conversationUpdate' || channelData?.directLineConversationId !== undefined;
}

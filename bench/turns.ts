import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Agent, request } from 'undici';
import { createBenchDatabase } from './benchDatabase';
import { startConnector } from './connector';
import { freePort, startTarget, type Target } from './target';

/*
 * Turns a second and their latency, side by side in one run: (a) a plain echo bot; (b) Alta on PGlite,
 * every turn a different valid contact form by channel webchat, validated, committed, the next card
 * rendered and sent; (c) Alta on PostgreSQL where DATABASE_URL is set. The load generator and the
 * fake connector are this process; each bot is a process of its own.
 *
 *   npm run bench:turns [-- --json]
 */

const CONVERSATIONS = [1, 16, 64] as const;
/** Timed turns of one measurement; before it, a tenth of them warm up. */
const TURNS: Readonly<Record<number, number>> = { 1: 400, 16: 2_000, 64: 2_000 };
const SEED_AT_ONCE = 32;
const ROOT = join(__dirname, '..');
const BOT = join(ROOT, 'src', 'index.js');
const SIMULATOR = join(ROOT, 'simulator', 'main.js');
const ECHO = join(__dirname, 'echoBot.js');

interface Measured {
  readonly target: string;
  readonly conversations: number;
  readonly turnsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Turns a second over those of (a) at the same number of conversations. */
  ratio: number;
  /** CPU time of the bot's process for one turn; says where a low ratio comes from on a busy machine. */
  readonly cpuMsPerTurn: number | undefined;
  /** Database transactions a turn, where they can be counted from outside. */
  readonly transactionsPerTurn?: number;
}

const agent = new Agent({ connections: 128, pipelining: 1 });

/** The channel, which remembers only how often it was called and whether it was the right card. */
async function startCounter() {
  const counts = { messages: 0, agreementCards: 0 };
  const connector = await startConnector((text) => {
    counts.messages += 1;
    if (text.includes('"section":"agreement"')) counts.agreementCards += 1;
  });
  return { ...connector, counts };
}

interface Talker {
  readonly userId: string;
  readonly conversationId: string;
}

async function post(
  bot: Target,
  serviceUrl: string,
  talker: Talker,
  activity: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { statusCode, body } = await request(`${bot.url}/api/messages`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      id: randomUUID(),
      channelId: 'webchat',
      serviceUrl,
      from: { id: talker.userId },
      recipient: { id: 'bot' },
      conversation: { id: talker.conversationId },
      locale: 'en-US',
      ...activity,
    }),
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`A turn was answered with ${statusCode}.`);
}

async function talkersOf(bot: Target, count: number, known: boolean): Promise<readonly Talker[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const conversationId = randomUUID();
      if (!known) return { conversationId, userId: randomUUID() };
      const as = `bench-${randomBytes(6).toString('hex')}`;
      const answer = await fetch(`${bot.url}/api/directline/token?as=${as}`, {
        method: 'POST',
        // The endpoint limits each address; people of many offices come through one proxy.
        headers: { 'x-forwarded-for': `10.0.${randomInt(256)}.${randomInt(256)}` },
      });
      if (!answer.ok) throw new Error(`A token was refused with ${answer.status}.`);
      const { userId } = (await answer.json()) as { userId: string };
      return { conversationId, userId };
    }),
  );
}

let forms = 0;

/** A contact form that no other turn sends. */
function contactForm(draft: string): Readonly<Record<string, unknown>> {
  forms += 1;
  return {
    action: 'next',
    draft,
    section: 'contact',
    revision: 2,
    f_firstName: `First${forms}`,
    f_lastName: `Last${forms}`,
    f_email: `person${forms}@customer${forms}.example`,
    f_phoneNumber: `425 555 ${String(forms % 10_000).padStart(4, '0')}`,
    f_addressLine1: `${forms} Main Street`,
    f_city: 'Redmond',
    f_state: 'WA',
    f_postalCode: `98${String(forms % 1_000).padStart(3, '0')}`,
  };
}

/** A draft of the talker that stands at its contact form. */
async function seedDraft(bot: Target, serviceUrl: string, talker: Talker): Promise<string> {
  const draft = randomBytes(16).toString('base64url');
  await post(bot, serviceUrl, talker, { value: { action: 'begin', draft } });
  const company = {
    action: 'next',
    draft,
    section: 'company',
    revision: 1,
    f_country: 'US',
    f_companyName: `Company ${draft}`,
    f_domainPrefix: `b${randomBytes(8).toString('hex')}`,
    f_gdapByDefault: 'true',
  };
  await post(bot, serviceUrl, talker, { value: company });
  return draft;
}

/** Works through jobs with so many at a time. */
async function atOnce<T>(jobs: readonly T[], limit: number, run: (job: T) => Promise<void>) {
  const left = [...jobs];
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (let job = left.shift(); job !== undefined; job = left.shift()) await run(job);
    }),
  );
}

/** The activities of one talker, in order. */
interface Script {
  readonly talker: Talker;
  readonly activities: readonly Readonly<Record<string, unknown>>[];
}

async function scriptsOf(
  bot: Target,
  serviceUrl: string,
  conversations: number,
  turns: number,
  kind: 'echo' | 'forms',
): Promise<readonly Script[]> {
  const talkers = await talkersOf(bot, conversations, kind === 'forms');
  const each = Math.ceil(turns / conversations);
  if (kind === 'echo') {
    return talkers.map((talker) => ({
      talker,
      activities: Array.from({ length: each }, (_, index) => ({ text: `Message ${index}` })),
    }));
  }
  const scripts: Script[] = [];
  await atOnce(talkers, SEED_AT_ONCE, async (talker) => {
    const activities: Readonly<Record<string, unknown>>[] = [];
    for (let index = 0; index < each; index += 1) {
      activities.push({ value: contactForm(await seedDraft(bot, serviceUrl, talker)) });
    }
    scripts.push({ talker, activities });
  });
  return scripts;
}

async function play(bot: Target, serviceUrl: string, scripts: readonly Script[]) {
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    scripts.map(async ({ talker, activities }) => {
      for (const activity of activities) {
        const begun = performance.now();
        await post(bot, serviceUrl, talker, activity);
        latencies.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (part: number) => latencies[Math.floor((latencies.length - 1) * part)] ?? 0;
  return {
    turnsPerSecond: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    turns: latencies.length,
  };
}

async function transactions(databaseUrl: string | undefined): Promise<number> {
  if (databaseUrl === undefined) return 0;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Statistics reach the view with a delay of up to a second.
    await client.query('select pg_sleep(1.2)');
    const { rows } = await client.query<{ count: string }>(
      'select xact_commit as count from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.count ?? 0);
  } finally {
    await client.end();
  }
}

interface Bench {
  readonly name: string;
  readonly kind: 'echo' | 'forms';
  readonly bot: Target;
  readonly databaseUrl?: string;
}

async function measure(
  { name, kind, bot, databaseUrl }: Bench,
  connector: Awaited<ReturnType<typeof startCounter>>,
  conversations: number,
): Promise<Measured> {
  const turns = TURNS[conversations] ?? 1_000;
  const warmUp = await scriptsOf(bot, connector.url, conversations, turns / 10, kind);
  const scripts = await scriptsOf(bot, connector.url, conversations, turns, kind);
  await play(bot, connector.url, warmUp);
  const before = { ...connector.counts };
  const transactionsBefore = await transactions(databaseUrl);
  const cpuBefore = bot.cpuMs();
  const played = await play(bot, connector.url, scripts);
  const cpuAfter = bot.cpuMs();
  const transactionsAfter = await transactions(databaseUrl);
  const messages = connector.counts.messages - before.messages;
  const cards = connector.counts.agreementCards - before.agreementCards;
  const expected = kind === 'forms' ? cards : messages;
  if (messages !== played.turns || expected !== played.turns) {
    throw new Error(`${played.turns} turns, ${messages} messages, ${cards} of the right card.`);
  }
  return {
    target: name,
    conversations,
    turnsPerSecond: played.turnsPerSecond,
    p50: played.p50,
    p99: played.p99,
    ratio: 1,
    cpuMsPerTurn:
      cpuBefore === undefined || cpuAfter === undefined
        ? undefined
        : (cpuAfter - cpuBefore) / played.turns,
    ...(databaseUrl !== undefined && {
      transactionsPerTurn: (transactionsAfter - transactionsBefore) / played.turns,
    }),
  };
}

async function main(): Promise<void> {
  const folders = [
    mkdtempSync(join(tmpdir(), 'alta-bench-')),
    mkdtempSync(join(tmpdir(), 'alta-bench-')),
  ];
  const connector = await startCounter();
  const simulatorPort = await freePort();
  const targets: Target[] = [];
  let database: Awaited<ReturnType<typeof createBenchDatabase>> | undefined;
  const start = async (script: string, env: Record<string, string>, readyPath = '/readyz') => {
    const target = await startTarget(script, env, await freePort(), readyPath);
    targets.push(target);
    return target;
  };
  try {
    targets.push(
      await startTarget(
        SIMULATOR,
        { SIMULATOR_PORT: String(simulatorPort) },
        simulatorPort,
        '/_simulator/state',
      ),
    );
    const partnerCenter = { PARTNER_CENTER_URL: `http://127.0.0.1:${simulatorPort}` };
    const server = process.env['DATABASE_URL'];
    if (server !== undefined) database = await createBenchDatabase(server);
    const databaseUrl = database?.url;
    const benches: Bench[] = [
      { name: '(a) echo bot', kind: 'echo', bot: await start(ECHO, {}) },
      {
        name: '(b) Alta, PGlite',
        kind: 'forms',
        bot: await start(BOT, { ...partnerCenter, DATA_DIR: folders[0] ?? '' }),
      },
      ...(databaseUrl === undefined
        ? []
        : [
            {
              name: '(c) Alta, PostgreSQL',
              kind: 'forms' as const,
              bot: await start(BOT, {
                ...partnerCenter,
                DATA_DIR: folders[1] ?? '',
                DATABASE_URL: databaseUrl,
              }),
              databaseUrl,
            },
          ]),
    ];
    const measured: Measured[] = [];
    for (const conversations of CONVERSATIONS) {
      for (const bench of benches) measured.push(await measure(bench, connector, conversations));
      const echo = measured.find((one) => one.conversations === conversations);
      for (const one of measured.filter((each) => each.conversations === conversations)) {
        one.ratio = one.turnsPerSecond / (echo?.turnsPerSecond ?? NaN);
      }
    }
    print(measured);
  } finally {
    for (const target of targets.reverse()) await target.stop();
    connector.stop();
    await agent.destroy();
    await database?.drop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

function print(measured: readonly Measured[]): void {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ benchmark: 'turns', node: process.version, measured }));
    return;
  }
  console.log(
    '| conversations | bot | turns/s | p50 ms | p99 ms | ratio to (a) | CPU ms a turn | transactions a turn |',
  );
  console.log('|---:|---|---:|---:|---:|---:|---:|---:|');
  for (const one of measured) {
    const cpu = one.cpuMsPerTurn?.toFixed(2) ?? '';
    const counted = one.transactionsPerTurn?.toFixed(2) ?? '';
    console.log(
      `| ${one.conversations} | ${one.target} | ${one.turnsPerSecond.toFixed(0)} | ${one.p50.toFixed(1)} | ${one.p99.toFixed(1)} | ${one.ratio.toFixed(2)} | ${cpu} | ${counted} |`,
    );
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

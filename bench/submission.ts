import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBenchDatabase } from './benchDatabase';
import { startChannel, Submitter, type Channel } from './submitter';
import { freePort, startTarget, type Target } from './target';

/*
 * From Submit to Done, against what Partner Center itself takes: a simulator that takes 50 ms for each
 * call, whose own time is added up from its request log. Then how many submissions a minute one and two
 * instances bring to their end when all are submitted at once. On PostgreSQL where DATABASE_URL is set
 * (two instances need it), else on PGlite.
 *
 *   npm run bench:submission [-- --json]
 */

const LATENCY_MS = 50;
const SINGLE_RUNS = Number(process.env['BENCH_RUNS'] ?? '20');
const AT_ONCE = Number(process.env['BENCH_AT_ONCE'] ?? '100');
const PREPARE_AT_ONCE = 8;
const ROOT = join(__dirname, '..');
const BOT = join(ROOT, 'src', 'index.js');
const SIMULATOR = join(ROOT, 'simulator', 'main.js');

interface Single {
  readonly runs: number;
  /** Medians, in milliseconds. */
  readonly submitToDone: number;
  readonly simulator: number;
  readonly calls: number;
  readonly ratio: number;
  /** Processor time of the bot from Submit to Done: says more than the ratio on a busy machine. */
  readonly cpuMs: number;
}

interface Throughput {
  readonly instances: number;
  readonly submissions: number;
  readonly seconds: number;
  readonly perMinute: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function timeOf(simulatorUrl: string) {
  const answer = await fetch(`${simulatorUrl}/_simulator/requests?path=/v1/`);
  const { requests } = (await answer.json()) as { requests: { durationMs?: number }[] };
  const ms = requests.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return { ms, calls: requests.length };
}

async function oneByOne(bot: Target, channel: Channel, simulatorUrl: string): Promise<Single> {
  const times: number[] = [];
  const simulated: number[] = [];
  const ratios: number[] = [];
  const cpu: number[] = [];
  let calls = 0;
  for (let run = 0; run <= SINGLE_RUNS; run += 1) {
    const submitter = new Submitter(bot, channel);
    await submitter.prepare();
    await fetch(`${simulatorUrl}/_simulator/requests`, { method: 'DELETE' });
    const before = bot.cpuMs() ?? NaN;
    const { sent, done } = await submitter.submit();
    const used = (bot.cpuMs() ?? NaN) - before;
    const its = await timeOf(simulatorUrl);
    // The first one warms up.
    if (run === 0) continue;
    times.push(done - sent);
    simulated.push(its.ms);
    cpu.push(used);
    ratios.push((done - sent) / its.ms);
    calls = its.calls;
  }
  return {
    runs: SINGLE_RUNS,
    submitToDone: median(times),
    simulator: median(simulated),
    calls,
    ratio: median(ratios),
    cpuMs: cpu.reduce((sum, one) => sum + one, 0) / cpu.length,
  };
}

async function allAtOnce(bots: readonly Target[], channel: Channel): Promise<Throughput> {
  const submitters = Array.from({ length: AT_ONCE }, (_, index) => {
    const bot = bots[index % bots.length];
    if (bot === undefined) throw new Error('There is no bot.');
    return new Submitter(bot, channel);
  });
  const waiting = [...submitters];
  await Promise.all(
    Array.from({ length: PREPARE_AT_ONCE }, async () => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await one.prepare();
    }),
  );
  const ended = await Promise.all(submitters.map((one) => one.submit()));
  const first = Math.min(...ended.map(({ sent }) => sent));
  const last = Math.max(...ended.map(({ done }) => done));
  const seconds = (last - first) / 1_000;
  return {
    instances: bots.length,
    submissions: AT_ONCE,
    seconds,
    perMinute: (AT_ONCE / seconds) * 60,
  };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'alta-bench-'));
  const channel = await startChannel();
  const targets: Target[] = [];
  const server = process.env['DATABASE_URL'];
  const database = server === undefined ? undefined : await createBenchDatabase(server);
  try {
    const simulatorPort = await freePort();
    const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    targets.push(
      await startTarget(
        SIMULATOR,
        {
          SIMULATOR_PORT: String(simulatorPort),
          SIMULATOR_LATENCY_MS: String(LATENCY_MS),
          SIMULATOR_PROPAGATION_MS: '0',
          SIMULATOR_ORDER_MS: '0',
          SIMULATOR_REQUESTS_PER_MINUTE: '0',
        },
        simulatorPort,
        '/_simulator/state',
      ),
    );
    const start = async (): Promise<Target> => {
      const env = {
        PARTNER_CENTER_URL: simulatorUrl,
        DATA_DIR: folder,
        ...(database !== undefined && { DATABASE_URL: database.url }),
      };
      const bot = await startTarget(BOT, env, await freePort(), '/readyz');
      targets.push(bot);
      return bot;
    };
    const first = await start();
    const single = await oneByOne(first, channel, simulatorUrl);
    const throughput = [await allAtOnce([first], channel)];
    if (database !== undefined) throughput.push(await allAtOnce([first, await start()], channel));
    print(database === undefined ? 'PGlite' : 'PostgreSQL', single, throughput);
  } finally {
    for (const target of targets.reverse()) await target.stop();
    channel.stop();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(database: string, single: Single, throughput: readonly Throughput[]): void {
  if (process.argv.includes('--json')) {
    const node = process.version;
    console.log(JSON.stringify({ benchmark: 'submission', node, database, single, throughput }));
    return;
  }
  console.log(`${database}, ${LATENCY_MS} ms a call, median of ${single.runs}:\n`);
  console.log('| Submit to Done ms | Partner Center ms | calls | ratio | CPU ms |');
  console.log('|---:|---:|---:|---:|---:|');
  console.log(
    `| ${single.submitToDone.toFixed(0)} | ${single.simulator.toFixed(0)} | ${single.calls} | ${single.ratio.toFixed(2)} | ${single.cpuMs.toFixed(0)} |`,
  );
  console.log('\n| instances | submissions at once | seconds | submissions a minute |');
  console.log('|---:|---:|---:|---:|');
  for (const one of throughput) {
    console.log(
      `| ${one.instances} | ${one.submissions} | ${one.seconds.toFixed(1)} | ${one.perMinute.toFixed(0)} |`,
    );
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

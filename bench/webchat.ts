/**
 * How soon the widget is there after its button was pressed, and what the page with it takes over the
 * wire: a partner's page in a headless Chromium, with nothing kept from before. Needs one: /usr/bin/chromium, or CHROMIUM_PATH.
 *
 *   npm run bench:webchat -- [--runs 5] [--json]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { freePort, startTarget } from './target';

const FIRST_PAINT_LIMIT_MS = 1_000;
const WIRE_LIMIT_BYTES = 1_300_000;

interface Opening {
  readonly firstPaintMs: number;
  readonly welcomeMs: number;
  readonly bytes: number;
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});

async function main(): Promise<void> {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const env = {
    SIMULATOR_PORT: String(simulatorPort),
    DATA_DIR: mkdtempSync(join(tmpdir(), 'alta-bench-')),
    LOG_LEVEL: 'silent',
  };
  const script = join(__dirname, '..', 'src', 'index.js');
  const target = await startTarget(script, env, port, '/readyz');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const openings: Opening[] = [];
    for (let run = 0; run < Number(values.runs); run += 1) {
      openings.push(await open(browser, `${target.url}/webchat/sample.html`));
    }
    report(openings);
  } finally {
    await browser.close();
    await target.stop();
  }
}

/** One visit by somebody who was never there. */
async function open(browser: Browser, address: string): Promise<Opening> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address);
  const started = Date.now();
  await page.locator('button[aria-controls="alta-panel"]').click();
  const card = page.frameLocator('#alta-panel iframe').locator('.ac-adaptiveCard').first();
  await card.waitFor();
  const welcomeMs = Date.now() - started;
  const frame = page.frames().find((one) => one.url().includes('embedded'));
  const paintedAt = await frame?.evaluate<number>(
    "performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity)",
  );
  const firstPaintMs = (paintedAt ?? Infinity) - started;
  await context.close();
  return { firstPaintMs, welcomeMs, bytes };
}

function report(openings: readonly Opening[]): void {
  const median = (of: (one: Opening) => number): number =>
    openings.map(of).sort((a, b) => a - b)[Math.floor(openings.length / 2)] ?? Infinity;
  const firstPaintMs = Math.round(median((one) => one.firstPaintMs));
  const welcomeMs = Math.round(median((one) => one.welcomeMs));
  const bytes = Math.max(...openings.map((one) => one.bytes));
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ firstPaintMs, welcomeMs, bytes })}\n`);
  } else {
    const lines = [
      `first paint (median)       ${firstPaintMs} ms, at most ${FIRST_PAINT_LIMIT_MS}`,
      `welcome card (median)      ${welcomeMs} ms`,
      `over the wire (most)       ${(bytes / 1_000_000).toFixed(2)} MB, at most ${WIRE_LIMIT_BYTES / 1_000_000}`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (firstPaintMs > FIRST_PAINT_LIMIT_MS || bytes > WIRE_LIMIT_BYTES) process.exitCode = 1;
}

void main();

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is; CHROMIUM_PATH says otherwise. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM_PATH'] ?? '', ...PATHS].find(
  (path) => path !== '' && existsSync(path),
);

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser of this machine, headless. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('No Chromium was found.');
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS });
}

/**
 * `describe` for tests that need a browser. Without one they fail in CI; on a person's machine they are
 * skipped with a line that says how to get it.
 */
export function describeWithChromium(name: string, tests: () => void): void {
  if (chromiumPath !== undefined) {
    describe(name, tests);
    return;
  }
  if (process.env['CI'] !== undefined) {
    test(`${name}: needs Chromium`, () => {
      throw new Error('No Chromium was found: apt-get install chromium, or set CHROMIUM_PATH.');
    });
    return;
  }
  process.stderr.write(
    `Skipped "${name}": install Chromium (apt-get install chromium) to run it.\n`,
  );
  describe.skip(name, tests);
}

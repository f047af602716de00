/**
 * Draws the app's icons for Teams from teams/icons/*.svg: color.png (192 x 192) and outline.png (32 x 32,
 * white on nothing). Run it when a drawing changed, and commit what it makes. Needs a Chromium.
 *
 *   npm run teams:icons
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = resolve(fileURLToPath(import.meta.url), '..', '..', 'teams', 'icons');
const SIZES = { color: 192, outline: 32 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
for (const [name, size] of Object.entries(SIZES)) {
  const drawing = readFileSync(join(folder, `${name}.svg`), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px}</style>${drawing}`,
  );
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
}
await browser.close();

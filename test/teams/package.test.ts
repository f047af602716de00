import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { unzipSync } from 'fflate';
import { parseCommand } from '../../src/bot/commands';

const ROOT = join(__dirname, '..', '..');
const SCHEMAS = join(ROOT, 'node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.30');
const BOT_ID = '0a1b2c3d-0000-4000-8000-00000000a17a';
const SETTINGS = { MicrosoftAppId: BOT_ID, PUBLIC_URL: 'https://alta.partner.example' };

interface Manifest {
  readonly id: string;
  readonly version: string;
  readonly bots: readonly {
    readonly botId: string;
    readonly scopes: readonly string[];
    readonly commandLists: readonly {
      readonly commands: readonly { readonly title: string }[];
    }[];
  }[];
  readonly icons: Readonly<Record<'color' | 'outline', string>>;
  readonly validDomains: readonly string[];
  readonly localizationInfo: {
    readonly additionalLanguages: readonly {
      readonly languageTag: string;
      readonly file: string;
    }[];
  };
}

function makePackage(settings: Readonly<Record<string, string>>) {
  const file = join(mkdtempSync(join(tmpdir(), 'teams-')), 'alta.zip');
  const script = join(ROOT, 'scripts', 'teamsPackage.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--to', file], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    encoding: 'utf8',
  });
  return { status, stderr, file };
}

let files: Readonly<Record<string, Uint8Array>>;
let manifest: Manifest;
let spanish: Readonly<Record<string, string>>;

const json = (name: string): unknown => JSON.parse(Buffer.from(files[name] ?? []).toString('utf8'));

beforeAll(() => {
  const { status, file } = makePackage(SETTINGS);
  expect(status).toBe(0);
  files = unzipSync(readFileSync(file));
  manifest = json('manifest.json') as Manifest;
  spanish = json('es.json') as typeof spanish;
});

/** What is wrong with a document by the schema that Microsoft publishes for it. */
function problems(schema: string, document: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const text = readFileSync(join(SCHEMAS, schema), 'utf8');
  const validate = ajv.compile(JSON.parse(text) as object);
  validate(document);
  return validate.errors ?? [];
}

test('the manifest and its strings keep to the schema of their version', () => {
  expect(problems('MicrosoftTeams.schema.json', manifest)).toEqual([]);
  expect(problems('MicrosoftTeams.Localization.schema.json', spanish)).toEqual([]);
  // The check can fail.
  expect(problems('MicrosoftTeams.schema.json', { ...manifest, version: 1 })).not.toEqual([]);
});

test('the settings of the deployment stand in it, and nothing is left open', () => {
  expect(manifest).toMatchObject({
    id: BOT_ID,
    bots: [{ botId: BOT_ID, scopes: ['personal'] }],
    validDomains: ['alta.partner.example'],
  });
  expect(JSON.stringify(manifest)).not.toMatch(/\{\w+\}/);
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(manifest.version).toBe(own.version);
});

test('it holds the files that it names and no others', () => {
  const { icons, localizationInfo } = manifest;
  const named = [
    icons.color,
    icons.outline,
    ...localizationInfo.additionalLanguages.map((one) => one.file),
  ];
  expect(Object.keys(files).sort()).toEqual(['manifest.json', ...named].sort());
});

test('every string that Teams shows is there in Spanish', () => {
  const translatable = [
    'name.short',
    'name.full',
    'description.short',
    'description.full',
    ...(manifest.bots[0]?.commandLists[0]?.commands ?? []).flatMap((_, index) =>
      ['title', 'description'].map((key) => `bots[0].commandLists[0].commands[${index}].${key}`),
    ),
  ];
  const { $schema, ...strings } = spanish;
  expect($schema).toContain('Localization');
  expect(Object.keys(strings).sort()).toEqual(translatable.sort());
});

test('the bot understands every command, the same one in both languages', () => {
  const commands = manifest.bots[0]?.commandLists[0]?.commands ?? [];
  expect(commands.length).toBeGreaterThan(5);
  expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  commands.forEach(({ title }, index) => {
    const command = parseCommand(title);
    expect(command).toBeDefined();
    expect(parseCommand(spanish[`bots[0].commandLists[0].commands[${index}].title`] ?? '')).toEqual(
      command,
    );
  });
});

/** Width, height, and the pixels of an 8-bit PNG that is not interlaced, as RGBA. */
function readPng(bytes: Uint8Array) {
  const data = Buffer.from(bytes);
  expect(data.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [data.readUInt32BE(16), data.readUInt32BE(20)];
  const channels = data[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < data.length;) {
    const length = data.readUInt32BE(at);
    if (data.toString('latin1', at + 4, at + 8) === 'IDAT') {
      parts.push(data.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  return {
    width,
    height,
    channels,
    pixels: unfilter(inflateSync(Buffer.concat(parts)), width, height, channels),
  };
}

/** PNG filters, https://www.w3.org/TR/png/#9Filters. */
function unfilter(raw: Buffer, width: number, height: number, channels: number): Buffer {
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? (out[y * stride + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + predicted) & 255;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

test('icons: 192 x 192 in colour without holes, 32 x 32 in white on nothing', () => {
  const color = readPng(files['color.png'] ?? new Uint8Array());
  expect([color.width, color.height]).toEqual([192, 192]);
  const outline = readPng(files['outline.png'] ?? new Uint8Array());
  expect([outline.width, outline.height, outline.channels]).toEqual([32, 32, 4]);
  let drawn = 0;
  for (let at = 0; at < outline.pixels.length; at += 4) {
    const [red, green, blue, alpha] = outline.pixels.subarray(at, at + 4);
    if (alpha === 0) continue;
    drawn += 1;
    expect(Math.min(red ?? 0, green ?? 0, blue ?? 0)).toBeGreaterThan(250);
  }
  expect(drawn).toBeGreaterThan(60);
  if (color.channels === 4) {
    for (let at = 3; at < color.pixels.length; at += 4) expect(color.pixels[at]).toBe(255);
  }
});

test('settings that are missing or wrong are named, all at once', () => {
  const { status, stderr } = makePackage({ PUBLIC_URL: 'http://alta.example' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/MicrosoftAppId[\s\S]*PUBLIC_URL: must be an https address/);
});

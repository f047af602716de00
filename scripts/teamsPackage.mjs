/**
 * Makes the package that a Teams administrator uploads, from teams/ and the settings of the deployment:
 *
 *   MicrosoftAppId, PUBLIC_URL            as the bot itself has them (also from .env)
 *   TEAMS_APP_ID                          the app's own id; absent: the bot's
 *   DEVELOPER_NAME, DEVELOPER_URL, PRIVACY_URL, TERMS_URL    what Teams shows about whoever runs it;
 *                                         absent: Alta, PUBLIC_URL
 *
 *   npm run teams:package [-- --to <file>]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const teams = join(root, 'teams');
const { values: options } = parseArgs({ options: { to: { type: 'string' } } });
const target = resolve(options.to ?? join(root, 'package', 'alta-teams.zip'));

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A setting by its name; a blank one counts as not given. */
function setting(name) {
  const value = process.env[name]?.trim();
  return value === '' ? undefined : value;
}

/** What stands in the manifest's braces; every problem is named at once. */
function readSettings() {
  const problems = [];
  const botId = setting('MicrosoftAppId') ?? '';
  const teamsAppId = setting('TEAMS_APP_ID') ?? botId;
  const publicUrl = setting('PUBLIC_URL') ?? '';
  if (!GUID.test(botId)) problems.push("MicrosoftAppId: must be the bot's id");
  if (!GUID.test(teamsAppId)) problems.push('TEAMS_APP_ID: must be a GUID');
  const address = (name) => {
    const url = setting(name) ?? publicUrl;
    const isSecure = URL.canParse(url) && new URL(url).protocol === 'https:';
    if (!isSecure) problems.push(`${name}: must be an https address`);
    return url;
  };
  const domain = URL.canParse(address('PUBLIC_URL')) ? new URL(publicUrl).host : '';
  const settings = {
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    teamsAppId,
    botId,
    domain,
    developerName: setting('DEVELOPER_NAME') ?? 'Alta',
    developerUrl: address('DEVELOPER_URL'),
    privacyUrl: address('PRIVACY_URL'),
    termsUrl: address('TERMS_URL'),
  };
  if (settings.developerName.length > 32) problems.push('DEVELOPER_NAME: at most 32 characters');
  if (problems.length === 0) return settings;
  process.stderr.write(`These settings must be changed:\n  ${problems.join('\n  ')}\n`);
  process.exit(1);
}

/** The manifest with the settings in its braces, which stand for whole values. */
function fill(text, settings) {
  return JSON.stringify(
    JSON.parse(text, (_, value) => {
      const name = typeof value === 'string' ? /^\{(\w+)\}$/.exec(value)?.[1] : undefined;
      return name === undefined ? value : settings[name];
    }),
    null,
    2,
  );
}

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const settings = readSettings();
const read = (...path) => readFileSync(join(teams, ...path));
const zipped = zipSync({
  'manifest.json': Buffer.from(fill(read('manifest.json').toString('utf8'), settings)),
  'es.json': read('es.json'),
  'color.png': read('icons', 'color.png'),
  'outline.png': read('icons', 'outline.png'),
});
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, zipped);
process.stdout.write(`Ready: ${target}\n`);

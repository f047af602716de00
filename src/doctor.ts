import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { checkDatabase } from './checks/databaseCheck';
import { CHECKS, finder, type Finding } from './checks/finding';
import { checkPartnerCenter } from './checks/partnerCenterCheck';
import { reportOf } from './checks/report';
import { checkTeamsPackage } from './checks/teamsPackageCheck';
import { checkBotIdentity, checkDirectLine, checkPublicUrl, checkSignIn } from './checks/webChecks';
import { ConfigError, readConfig, type Config } from './config';
import { DEFAULT_LANGUAGE, languageOf } from './language';

/*
 * npm run doctor [-- --json] [-- --teams <file>]
 *
 * Says what is wrong with the settings of this environment and with what they name, and what to do about
 * it. Ends with 0 where nothing is wrong, 1 where something is.
 */

const TEAMS_PACKAGE = 'package/alta-teams.zip';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, teams: { type: 'string' } },
  });
  const findings = await examine(process.env, resolve(values.teams ?? TEAMS_PACKAGE));
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const language = languageOf(LC_ALL ?? LC_MESSAGES ?? LANG) ?? DEFAULT_LANGUAGE;
  const text =
    values.json === true
      ? `${JSON.stringify({ findings }, null, 2)}\n`
      : reportOf(findings, language);
  process.stdout.write(text);
  process.exitCode = findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}

/** The way back of the sign-in, which the app registration must name. */
const CALLBACK_PATH = '/signin/callback';

/**
 * Looks at everything that the service needs, from its settings outwards, and changes nothing. With
 * settings that can't be used there is nothing further to look at.
 */
async function examine(
  environment: Readonly<Record<string, string | undefined>>,
  teamsPackage: string,
): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const wrong = { ...finder('settings').wrong('unusable'), lines: error.problems };
    const rest = CHECKS.filter((check) => check !== 'settings');
    return [wrong, ...rest.map((check) => finder(check).skipped('noSettings'))];
  }
  const { signIn, bot, publicUrl, isDevelopment } = config;
  const database = await checkDatabase(config.database);
  const others = await Promise.all([
    partnerCenter(config, rotatedToken(database.secret('refreshToken'))),
    checkBotIdentity(bot, config.authority),
    checkSignIn(signIn, `${publicUrl}${CALLBACK_PATH}`),
    checkDirectLine(config.site),
    checkPublicUrl(publicUrl),
  ]);
  return [
    finder('settings').good(isDevelopment ? 'development' : 'good'),
    ...database.findings,
    ...others.flat(),
    checkTeamsPackage(teamsPackage, { appId: bot?.appId, publicUrl }),
  ];
}

/** In development the simulator comes with the start, and is not there before. */
async function partnerCenter(
  { partnerCenter: settings }: Config,
  rotated: string | undefined,
): Promise<readonly Finding[]> {
  if (settings.simulatorPort === undefined) return checkPartnerCenter(settings, rotated);
  const names = ['partnerCenterApp', 'partnerCenterUser', 'partnerCenter'] as const;
  return names.map((check) => finder(check).skipped('simulated'));
}

const rotatedSchema = z.object({ token: z.string() });

function rotatedToken(kept: string | undefined): string | undefined {
  return kept === undefined ? undefined : rotatedSchema.parse(JSON.parse(kept)).token;
}

void main();

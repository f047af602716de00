import { resolve } from 'node:path';
import { z } from 'zod';
import { CLOUDS, type CloudName } from './services/partnerCenter/clouds';

/*
 * Settings come from the environment alone (.env.example lists them all). They are read once, at the
 * start; a wrong or missing one is refused there, all at once, and no value is ever printed.
 */

/** How people sign in to the Bot Framework side; absent in development. */
export interface BotCredentials {
  readonly appId: string;
  readonly password: string;
  readonly type: 'SingleTenant' | 'UserAssignedMsi' | 'MultiTenant';
  readonly tenantId: string;
  /** '' for the public cloud, `https://botframework.azure.us` for US Government. */
  readonly channelService: string;
  readonly openIdMetadataUrl: string | undefined;
  readonly tokenIssuer: string | undefined;
}

export interface Config {
  /** Not production and no app id: the simulator, local Direct Line and PGlite are at hand. */
  readonly isDevelopment: boolean;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly logLevel: string;
  readonly bot: BotCredentials | undefined;
  readonly database: {
    readonly url: string | undefined;
    readonly migrateUrl: string | undefined;
    readonly dataDir: string;
    /** Undefined in development: a key is made under `dataDir`. */
    readonly dataKey: string | undefined;
  };
  /** For how long what is over is kept. */
  readonly retention: { readonly draftDays: number; readonly recordDays: number };
  readonly partnerCenter: {
    readonly url: string;
    /** Where price sheets come from. */
    readonly pricingUrl: string;
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly refreshToken: string;
    readonly cloud: CloudName;
    readonly agreementMode: 'enhanced' | 'classic';
    /** Set where `npm start` brings the simulator up itself. */
    readonly simulatorPort: number | undefined;
    /** Undefined: the region is inferred from the partner's country. */
    readonly markets: readonly string[] | undefined;
  };
  /** Where people and apps sign in, without a tenant. */
  readonly authority: string;
  /** Who signs in for the pages; undefined in development without these settings, where nobody does. */
  readonly signIn: SignInSettings | undefined;
  readonly allowedTenants: readonly string[];
  readonly submitters: readonly string[];
  /** Share by which the cart's price may differ from the review's estimate before a person is asked. */
  readonly priceTolerance: number;
  readonly runsWorker: boolean;
  /** Application Insights; undefined: telemetry goes nowhere. */
  readonly telemetryConnectionString: string | undefined;
  /** Sites that may show the chat page in a frame and ask for its tokens. */
  readonly webchatOrigins: readonly string[];
  /** The chat on the partner's site; undefined where it is not set up, and in development. */
  readonly site: SiteSettings | undefined;
}

/** How this service is known where people sign in for its pages. */
export interface SignInSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The one tenant whose people sign in. */
  readonly tenantId: string;
  /** Without the tenant: `https://login.microsoftonline.com`. */
  readonly authority: string;
}

/** What tokens for the partner's site are made of. */
export interface SiteSettings {
  readonly directLineSecret: string;
  readonly directLineUrl: string;
  /** The audience of the access tokens that the site gets for its users. */
  readonly clientId: string;
  /** Where its users sign in, without a tenant. */
  readonly authority: string;
}

/** Settings that can't be used; `problems` has one line for each, with its name and no value. */
export class ConfigError extends Error {
  readonly code = 'config.invalid';
  constructor(readonly problems: readonly string[]) {
    super(`These settings must be changed:\n${problems.map((one) => `  ${one}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

type Source = Readonly<Record<string, string | undefined>>;

/** A number of days. */
const days = z.coerce.number('must be a number of days').int().min(1).max(3_650);
const port = z.coerce.number('must be a port number').int().min(0).max(65_535);
/** Secrets, keys or answers that decide what is bought go there: nobody in between may read or change them. */
const secureUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https address' })
  .refine(
    (text) => !URL.canParse(text) || isSecure(new URL(text)),
    'must be an https address (http on this machine alone)',
  );
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
);

/** Ids of Entra: one id is written in either case. */
const ids = list.transform((all) => all.map((one) => one.toLowerCase())).default([]);

/** As browsers send it: scheme and host, nothing after them. */
const origins = list.refine(
  (sites) => sites.every((site) => URL.canParse(site) && new URL(site).origin === site),
  'must be addresses without a path, such as https://portal.example',
);

/** It becomes part of an address and is compared with what tokens say: an id, not a domain. */
const tenant = z.guid('must be a tenant id, such as 11111111-2222-3333-4444-555555555555');

const DATA_KEY_BYTES = 32;
const dataKey = z
  .string()
  .refine(
    (text) =>
      text.split(',').every((one) => Buffer.from(one.trim(), 'base64').length === DATA_KEY_BYTES),
    'must be base64 of 32 bytes (several keys: comma-separated, the first encrypts)',
  );

const settingsSchema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port.default(3978),
  SIMULATOR_PORT: port.default(3979),
  PUBLIC_URL: secureUrl.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  MicrosoftAppId: z.string().optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppType: z.string().optional(),
  MicrosoftAppTenantId: z.string().optional(),
  ChannelService: z.string().optional(),
  ToBotFromChannelOpenIdMetadataUrl: secureUrl.optional(),
  ToBotFromChannelTokenIssuer: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  MIGRATE_DATABASE_URL: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  DATA_KEY: dataKey.optional(),
  DRAFT_DAYS: days.default(30),
  RECORD_DAYS: days.default(365),
  PARTNER_CENTER_URL: secureUrl.optional(),
  PARTNER_CENTER_PRICING_URL: secureUrl.optional(),
  PARTNER_CENTER_TOKEN_URL: secureUrl.optional(),
  PARTNER_CENTER_CLIENT_ID: z.string().optional(),
  PARTNER_CENTER_CLIENT_SECRET: z.string().optional(),
  PARTNER_CENTER_REFRESH_TOKEN: z.string().optional(),
  PARTNER_CENTER_CLOUD: z.enum(['public', 'usGovernment']).default('public'),
  AGREEMENT_MODE: z.enum(['enhanced', 'classic']).optional(),
  MARKETS: list.optional(),
  ALLOWED_TENANTS: ids,
  SUBMITTERS: ids,
  PRICE_TOLERANCE: z.coerce.number('must be a share, such as 0.05').min(0).max(1).default(0.05),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .regex(
      /(^|;)InstrumentationKey=[^;]+/i,
      'must be a connection string: InstrumentationKey=...;IngestionEndpoint=...',
    )
    .optional(),
  WORKER: z.enum(['on', 'off']).default('on'),
  WEBCHAT_ORIGINS: origins.default([]),
  WEBCHAT_CLIENT_ID: z.string().optional(),
  DIRECT_LINE_SECRET: z.string().optional(),
  DIRECT_LINE_URL: secureUrl.optional(),
  SIGNIN_CLIENT_ID: z.string().optional(),
  SIGNIN_CLIENT_SECRET: z.string().optional(),
  SIGNIN_TENANT_ID: tenant.optional(),
  SIGNIN_AUTHORITY: secureUrl.optional(),
});

type Settings = z.output<typeof settingsSchema>;

/** Every setting that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(settingsSchema.shape);

const APP_TYPES = ['SingleTenant', 'UserAssignedMsi', 'MultiTenant'] as const;

/** Reads the environment. Throws `ConfigError` with every problem there is. */
export function readConfig(environment: Source): Config {
  const parsed = settingsSchema.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const settings = parsed.data;
  const isDevelopment = settings.NODE_ENV !== 'production' && settings.MicrosoftAppId === undefined;
  const problems = isDevelopment ? halfSignIn(settings) : missingSettings(settings);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    isDevelopment,
    host: isDevelopment ? '127.0.0.1' : '0.0.0.0',
    port: settings.PORT,
    publicUrl: (settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`).replace(/\/$/, ''),
    logLevel: settings.LOG_LEVEL,
    bot: isDevelopment ? undefined : botCredentials(settings),
    database: {
      url: settings.DATABASE_URL,
      migrateUrl: settings.MIGRATE_DATABASE_URL,
      dataDir: resolve(settings.DATA_DIR),
      dataKey: settings.DATA_KEY,
    },
    retention: { draftDays: settings.DRAFT_DAYS, recordDays: settings.RECORD_DAYS },
    partnerCenter: partnerCenter(settings, isDevelopment),
    authority: authorityOf(settings),
    signIn: signIn(settings),
    allowedTenants: settings.ALLOWED_TENANTS,
    submitters: settings.SUBMITTERS,
    priceTolerance: settings.PRICE_TOLERANCE,
    runsWorker: settings.WORKER === 'on',
    telemetryConnectionString: settings.APPLICATIONINSIGHTS_CONNECTION_STRING,
    webchatOrigins: settings.WEBCHAT_ORIGINS,
    site: isDevelopment ? undefined : site(settings),
  });
}

/** The countries that the simulator knows, so that every country's rules can be tried in development. */
const SIMULATED_MARKETS =
  'AE AR AT AU BE BR CA CH CL CO CZ DE DK ES FI FR GB GR HU IE IN IT JP KR KZ MX NL NO NZ PE PL PT SA SE SG TH TR UA US VN ZA'.split(
    ' ',
  );

function partnerCenter(settings: Settings, isDevelopment: boolean): Config['partnerCenter'] {
  const startsSimulator = isDevelopment && settings.PARTNER_CENTER_URL === undefined;
  const url = startsSimulator
    ? `http://127.0.0.1:${settings.SIMULATOR_PORT}`
    : (settings.PARTNER_CENTER_URL ?? CLOUDS[settings.PARTNER_CENTER_CLOUD].baseUrl);
  const base = url.replace(/\/$/, '');
  const isOwnUrl = startsSimulator || settings.PARTNER_CENTER_URL !== undefined;
  const pricingUrl = isOwnUrl ? base : CLOUDS[settings.PARTNER_CENTER_CLOUD].pricingUrl;
  return {
    url: base,
    // A stand-in answers for both hosts.
    pricingUrl: withoutSlash(settings.PARTNER_CENTER_PRICING_URL ?? pricingUrl),
    // The simulator's own token endpoint, and the credentials that it knows.
    tokenUrl: settings.PARTNER_CENTER_TOKEN_URL ?? `${base}/simulator/oauth2/token`,
    clientId: settings.PARTNER_CENTER_CLIENT_ID ?? 'simulator-client',
    clientSecret: settings.PARTNER_CENTER_CLIENT_SECRET ?? 'simulator-secret',
    refreshToken: settings.PARTNER_CENTER_REFRESH_TOKEN ?? 'simulator-refresh-token',
    cloud: settings.PARTNER_CENTER_CLOUD,
    agreementMode: settings.AGREEMENT_MODE ?? 'enhanced',
    simulatorPort: startsSimulator ? settings.SIMULATOR_PORT : undefined,
    markets: settings.MARKETS ?? (startsSimulator ? SIMULATED_MARKETS : undefined),
  };
}

function botCredentials(settings: Settings): BotCredentials {
  return {
    appId: settings.MicrosoftAppId ?? '',
    password: settings.MicrosoftAppPassword ?? '',
    type: appType(settings.MicrosoftAppType) ?? 'SingleTenant',
    tenantId: settings.MicrosoftAppTenantId ?? '',
    channelService: settings.ChannelService ?? '',
    openIdMetadataUrl: settings.ToBotFromChannelOpenIdMetadataUrl,
    tokenIssuer: settings.ToBotFromChannelTokenIssuer,
  };
}

const DIRECT_LINE_URL = 'https://directline.botframework.com';
const GOVERNMENT_DIRECT_LINE_URL = 'https://directline.botframework.azure.us';

/** The settings that belong together: none of them, or all. */
const SITE_SETTINGS = ['WEBCHAT_ORIGINS', 'WEBCHAT_CLIENT_ID', 'DIRECT_LINE_SECRET'] as const;

function isSiteWanted(settings: Settings): boolean {
  return SITE_SETTINGS.some((name) => (settings[name]?.length ?? 0) > 0);
}

function site(settings: Settings): SiteSettings | undefined {
  if (!isSiteWanted(settings)) return undefined;
  const isGovernment = settings.ChannelService?.includes('.us') ?? false;
  const standard = isGovernment ? GOVERNMENT_DIRECT_LINE_URL : DIRECT_LINE_URL;
  return {
    directLineSecret: settings.DIRECT_LINE_SECRET ?? '',
    directLineUrl: withoutSlash(settings.DIRECT_LINE_URL ?? standard),
    clientId: settings.WEBCHAT_CLIENT_ID ?? '',
    authority: authorityOf(settings),
  };
}

const SIGNIN_SETTINGS = ['SIGNIN_CLIENT_ID', 'SIGNIN_CLIENT_SECRET', 'SIGNIN_TENANT_ID'] as const;

/** In development nobody signs in; whoever tries it there names all of it. */
function halfSignIn(settings: Settings): readonly string[] {
  const missing = SIGNIN_SETTINGS.filter((name) => settings[name] === undefined);
  return missing.length === SIGNIN_SETTINGS.length
    ? []
    : missing.map((name) => `${name}: missing (the sign-in needs ${SIGNIN_SETTINGS.join(', ')})`);
}

function signIn(settings: Settings): SignInSettings | undefined {
  const [clientId, clientSecret, tenantId] = SIGNIN_SETTINGS.map((name) => settings[name]);
  if (clientId === undefined || clientSecret === undefined || tenantId === undefined) {
    return undefined;
  }
  return { clientId, clientSecret, tenantId, authority: authorityOf(settings) };
}

function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}

function appType(text: string | undefined): BotCredentials['type'] | undefined {
  return APP_TYPES.find((type) => type.toLowerCase() === text?.toLowerCase());
}

/** Where people and the service itself sign in. */
function authorityOf({ SIGNIN_AUTHORITY, PARTNER_CENTER_CLOUD }: Settings): string {
  return withoutSlash(SIGNIN_AUTHORITY ?? CLOUDS[PARTNER_CENTER_CLOUD].authority);
}

/** Addresses of a sign-in that belong to the other cloud. */
function foreignSignIns(settings: Settings): readonly string[] {
  const cloud = settings.PARTNER_CENTER_CLOUD;
  const others = Object.entries(CLOUDS).filter(([name]) => name !== cloud);
  return (['PARTNER_CENTER_TOKEN_URL', 'SIGNIN_AUTHORITY'] as const).flatMap((name) => {
    const address = settings[name];
    const isForeign = others.some(
      ([, { authority }]) => address !== undefined && new URL(address).origin === authority,
    );
    if (!isForeign) return [];
    return [`${name}: of another cloud (${cloud} signs in at ${CLOUDS[cloud].authority})`];
  });
}

/** What production can't do without; every one is named. */
function missingSettings(settings: Settings): readonly string[] {
  const problems: string[] = [];
  const need = (name: keyof Settings, why: string): void => {
    if (settings[name] === undefined) problems.push(`${name}: missing (${why})`);
  };
  need('MicrosoftAppId', 'the bot must know who calls it');
  need('MicrosoftAppTenantId', "the bot's own tenant");
  need('DATABASE_URL', 'drafts and submissions outlive the machine');
  need('DATA_KEY', 'drafts are encrypted');
  need('PUBLIC_URL', 'the address people reach it by');
  need('PARTNER_CENTER_TOKEN_URL', 'where tokens for Partner Center come from');
  need('PARTNER_CENTER_CLIENT_ID', 'the app that Partner Center knows');
  need('PARTNER_CENTER_CLIENT_SECRET', 'the app that Partner Center knows');
  need('PARTNER_CENTER_REFRESH_TOKEN', 'calls that need application and user');
  if (settings.PARTNER_CENTER_CLOUD === 'public') {
    need('AGREEMENT_MODE', 'how the partner attests the customer agreement: enhanced or classic');
  }
  for (const name of SIGNIN_SETTINGS) need(name, 'people sign in for the password page and /admin');
  if (settings.ALLOWED_TENANTS.length === 0) {
    problems.push('ALLOWED_TENANTS: missing (whose staff may use the bot)');
  }
  if (settings.SUBMITTERS.length === 0) {
    problems.push('SUBMITTERS: missing (who of them may submit in Teams: object ids)');
  }
  if (isSiteWanted(settings)) {
    for (const name of SITE_SETTINGS.filter((one) => (settings[one]?.length ?? 0) === 0)) {
      problems.push(
        `${name}: missing (the partner's site needs all of ${SITE_SETTINGS.join(', ')})`,
      );
    }
  }
  problems.push(...foreignSignIns(settings));
  const type = appType(settings.MicrosoftAppType);
  if (type === undefined) {
    problems.push(`MicrosoftAppType: must be one of ${APP_TYPES.join(', ')}`);
  } else if ((type === 'UserAssignedMsi') === (settings.MicrosoftAppPassword !== undefined)) {
    problems.push(
      type === 'UserAssignedMsi'
        ? 'MicrosoftAppPassword: must be empty for UserAssignedMsi'
        : `MicrosoftAppPassword: missing (${type} needs one)`,
    );
  }
  return problems;
}

/** A setting left blank counts as not given, as in most .env files. */
function withoutEmpty(source: Source): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1].trim() !== '',
    ),
  );
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig, SETTING_NAMES } from '../../src/config';
import { POOL_SIZE } from '../../src/services/database/connection';
import { CLOUDS } from '../../src/services/partnerCenter/clouds';
import { alertQueries, conditionsOf } from './alerts';
import {
  callsIn,
  evaluated,
  parseExpression,
  valueOf,
  type Call,
  type Scope,
} from './armExpression';
import { expressionsOf, scopesOf, templateFiles, type Setting, type Template } from './template';

const files = templateFiles();
const templates = Object.entries(files)
  .filter(([name]) => name.includes('/template-'))
  .map(([name, text]) => [name, JSON.parse(text) as Template] as const);
const root = join(__dirname, '..', '..');

/** Set by the platform, or only of use in development and in tests. */
const NOT_IN_AZURE = [
  'PORT',
  'DATA_DIR',
  'SIMULATOR_PORT',
  'PARTNER_CENTER_URL',
  'PARTNER_CENTER_PRICING_URL',
  'DIRECT_LINE_URL',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromChannelTokenIssuer',
];
/** Not ours: how App Service runs a package. */
const PLATFORM_SETTINGS = ['SCM_DO_BUILD_DURING_DEPLOYMENT', 'WEBSITE_RUN_FROM_PACKAGE'];
const SECRETS = [
  'DATA_KEY',
  'PARTNER_CENTER_CLIENT_SECRET',
  'PARTNER_CENTER_REFRESH_TOKEN',
  'SIGNIN_CLIENT_SECRET',
];
const OPTIONAL_SECRETS = ['MicrosoftAppPassword', 'DIRECT_LINE_SECRET'];

describe.each(templates)('%s', (name, template) => {
  test('has the schema of where it is deployed to', () => {
    expect(template.contentVersion).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(template.$schema).toMatch(
      name.includes('new-rg')
        ? /2018-05-01\/subscriptionDeploymentTemplate\.json#$/
        : /2019-04-01\/deploymentTemplate\.json#$/,
    );
  });

  test('every parameter and variable that an expression names exists, and every one is used', () => {
    for (const scope of scopesOf(template)) {
      const calls = expressionsOf(scope).flatMap((text) => callsIn(parseExpression(text)));
      for (const kind of ['parameters', 'variables'] as const) {
        const named = calls
          .filter((call) => call.name === kind)
          .map(({ args }) => (args[0]?.kind === 'literal' ? args[0].value : 'not a literal'));
        expect([...new Set(named)].sort()).toEqual(Object.keys(scope[kind] ?? {}).sort());
      }
    }
  });

  test('every resource that is depended on or referred to is in the template', () => {
    for (const scope of scopesOf(template)) {
      const outer = scopeOf(scope);
      const ids = scope.resources.map((resource) => idOf(resource, outer));
      expect(new Set(ids).size).toBe(ids.length);
      for (const { dependsOn = [] } of scope.resources) {
        for (const one of dependsOn) {
          const id = String(valueOf(one, outer));
          expect(ids).toContain(id.includes('/') ? id : `Microsoft.Resources/deployments/${id}`);
        }
      }
      const external = /^Microsoft\.(Authorization\/roleDefinitions|Network\/.+\/subnets)/;
      for (const text of expressionsOf(scope)) {
        for (const call of callsIn(parseExpression(text))) {
          if (call.name !== 'resourceId') continue;
          const id = idOfCall(call, outer);
          if (!external.test(id)) expect(ids).toContain(id);
        }
      }
    }
  });

  test('gives no secret out', () => {
    for (const scope of scopesOf(template)) {
      for (const { type, value } of Object.values(scope.outputs ?? {})) {
        expect(type).toMatch(/^(string|int|bool)$/);
        expect(value).not.toMatch(/list\w*\(|secret|password|connectionString/i);
      }
      const calls = expressionsOf(scope).flatMap((text) => callsIn(parseExpression(text)));
      expect(calls.filter((call) => call.name.startsWith('list'))).toEqual([]);
    }
  });

  test('parameters are described, and limited where they can be', () => {
    for (const [key, parameter] of Object.entries(template.parameters)) {
      expect([key, parameter.metadata?.description ?? '']).toEqual([
        key,
        expect.stringMatching(/.{10}/),
      ]);
      if (parameter.allowedValues !== undefined && parameter.defaultValue !== undefined) {
        expect(parameter.allowedValues).toContain(parameter.defaultValue);
      }
      if (parameter.type === 'int' && parameter.allowedValues === undefined) {
        expect([key, typeof parameter.minValue, typeof parameter.maxValue]).toEqual([
          key,
          'number',
          'number',
        ]);
      }
    }
  });
});

test.each(Object.keys(files).filter((name) => name.includes('/parameters-for-')))(
  '%s: names parameters that there are, and every one that has no default',
  (name) => {
    const given = Object.keys((JSON.parse(files[name] ?? '') as Template).parameters);
    const template = JSON.parse(files[name.replace('parameters-for-', '')] ?? '') as Template;
    const all = Object.keys(template.parameters);
    expect(all).toEqual(expect.arrayContaining(given));
    const needed = all.filter((one) => template.parameters[one]?.defaultValue === undefined);
    expect(given).toEqual(expect.arrayContaining(needed));
  },
);

test('the templates with a new group are made of those without', () => {
  const program = `import('./scripts/deploymentTemplates.mjs').then(async (one) =>
    process.stdout.write(JSON.stringify(await one.templatesWithNewGroup())))`;
  const made = JSON.parse(
    execFileSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8' }),
  ) as Record<string, string>;
  const kept = Object.entries(files)
    .filter(([name]) => name.startsWith('deployWithNewResourceGroup/'))
    .map(([name, text]) => [name.split('/')[1] ?? '', text]);
  expect(made).toEqual(Object.fromEntries(kept));
});

/** By which suites a run writes the line that an alert waits for. */
const RUN_BY: Readonly<Record<string, string>> = {
  'submission.stopped': 'e2e/overdue.test.ts',
  'submission.overdue': 'e2e/overdue.test.ts',
  'submission.left': 'e2e/overdue.test.ts',
  'partnerCenter.tokenTrouble': 'e2e/tokenTrouble.test.ts',
  'partnerCenter.call': 'e2e/tokenTrouble.test.ts',
};

test('every line that an alert waits for is written by a run in a test', () => {
  const conditions = alertQueries().map((query) => {
    const found = conditionsOf(query);
    // All of the query is understood: what comes after "where" has as many comparisons of `msg`.
    expect([query, found.length]).toEqual([query, query.split('entry.msg').length - 1]);
    return found;
  });
  const events = conditions.flat().map(({ event }) => event);
  expect([...new Set(events)].sort()).toEqual(Object.keys(RUN_BY).sort());
  for (const [event, suite] of Object.entries(RUN_BY)) {
    const text = readFileSync(join(root, 'test', suite), 'utf8');
    expect([event, text.includes(`'${event}'`), text.includes('expectAlertFor(')]).toEqual([
      event,
      true,
      true,
    ]);
  }
});

/**
 * `max_connections` less the 15 that Azure keeps for itself (Flexible Server, "Limits in Azure Database for
 * PostgreSQL"). Here stands every size that the templates may offer.
 */
const CONNECTIONS: Readonly<Record<string, number>> = {
  Standard_B1ms: 35,
  Standard_B2s: 414,
  Standard_D2ds_v5: 844,
  Standard_D4ds_v5: 1_703,
};

test('every size of the database holds the connections of all instances and of their slot', () => {
  const [, template] =
    templates.find(([name]) => name.endsWith('template-BotApp-with-rg.json')) ?? [];
  const { databaseSku, instances } = template?.parameters ?? {};
  // The slot runs on the same plan, so it has as many instances as the app.
  const needed = 2 * (instances?.maxValue ?? Infinity) * POOL_SIZE;
  const offered = databaseSku?.allowedValues ?? [];
  expect(offered).not.toEqual([]);
  const tooSmall = offered.filter((sku) => (CONNECTIONS[String(sku)] ?? 0) < needed);
  expect(tooSmall).toEqual([]);
});

describe('the settings of the App Service', () => {
  const [, template] =
    templates.find(([name]) => name.endsWith('template-BotApp-with-rg.json')) ?? [];
  if (template === undefined) throw new Error('The template is missing.');
  const settingsOf = (type: string): readonly Setting[] =>
    template.resources.find((one) => one.type === type)?.properties?.siteConfig?.appSettings ?? [];
  const app = settingsOf('Microsoft.Web/sites');
  const slot = settingsOf('Microsoft.Web/sites/slots');

  test('are those of config.ts: every one, and no other', () => {
    const expected = SETTING_NAMES.filter((name) => !NOT_IN_AZURE.includes(name));
    const ours = app.map(({ name }) => name).filter((name) => !PLATFORM_SETTINGS.includes(name));
    expect(ours.sort()).toEqual([...expected].sort());
  });

  test('are documented in .env.example', () => {
    const documented = readFileSync(join(root, '.env.example'), 'utf8').match(/^\w+(?==)/gm) ?? [];
    expect(documented).toEqual(expect.arrayContaining([...SETTING_NAMES]));
  });

  test('differ between app and slot in the worker and the address alone, and these stay', () => {
    const differing = app
      .filter(({ name, value }) => slot.find((one) => one.name === name)?.value !== value)
      .map(({ name }) => name);
    const sticky = template.resources.find((one) => one.name.includes('slotConfigNames'));
    expect(differing.sort()).toEqual(['PUBLIC_URL', 'WORKER']);
    expect([...(sticky?.properties?.appSettingNames ?? [])].sort()).toEqual(differing);
    expect(app.find(({ name }) => name === 'WORKER')?.value).toBe('on');
    expect(slot.find(({ name }) => name === 'WORKER')?.value).toBe('off');
    expect(slot.map(({ name }) => name)).toEqual(app.map(({ name }) => name));
  });

  const GUID = '22222222-2222-2222-2222-222222222222';
  const GIVEN = {
    appServiceName: 'alta-contoso',
    partnerCenterClientId: GUID,
    allowedTenants: GUID,
    submitters: GUID,
    signInClientId: GUID,
    alertEmail: 'operations@contoso.example',
  };
  const SITE = { webchatOrigins: 'https://portal.contoso.example', webchatClientId: GUID };

  test.each([
    ['managed identity', {}],
    ['single tenant', { appType: 'SingleTenant', appId: GUID }],
    ['chat on a site', SITE],
    ['US Government', { cloud: 'usGovernment', ...SITE }],
  ])('are taken by the bot as they come out: %s', (_, given: Readonly<Record<string, string>>) => {
    const environment = evaluate(template, { ...GIVEN, ...given }, app);
    for (const name of [...SECRETS, ...OPTIONAL_SECRETS]) {
      const value = environment[name] ?? '';
      if (value !== '' || SECRETS.includes(name)) {
        expect([name, value]).toEqual([
          name,
          expect.stringMatching(/^@Microsoft\.KeyVault\(SecretUri=https:\/\/kv-[a-z]+\.vault/),
        ]);
      }
    }
    const resolved = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value.startsWith('@Microsoft.KeyVault') ? secretFor(name) : value,
      ]),
    );
    const config = readConfig(resolved);
    expect(config.isDevelopment).toBe(false);
    expect(config.database.url).toContain('entraClientId=');
    expect(config.bot?.tenantId).toMatch(/^[1-9-]+$/);
    const { authority } = CLOUDS[given['cloud'] === 'usGovernment' ? 'usGovernment' : 'public'];
    expect(config.authority).toBe(authority);
    expect(config.partnerCenter.tokenUrl).toMatch(/\/[1-9-]+\/oauth2\/token$/);
    expect(new URL(config.partnerCenter.tokenUrl).origin).toBe(authority);
  });

  test('without the secrets of the Key Vault the bot names every one that is missing', () => {
    const environment = evaluate(template, { ...GIVEN, appType: 'SingleTenant', appId: GUID }, app);
    const without = Object.fromEntries(
      Object.entries(environment).filter(([, value]) => !value.startsWith('@Microsoft.KeyVault')),
    );
    let problems: readonly string[] = [];
    try {
      readConfig(without);
    } catch (error) {
      problems = error instanceof ConfigError ? error.problems : [];
    }
    for (const name of [...SECRETS, 'MicrosoftAppPassword']) {
      expect(problems.join('\n')).toContain(name);
    }
  });
});

function secretFor(name: string): string {
  return name === 'DATA_KEY' ? Buffer.alloc(32, 1).toString('base64') : `secret of ${name}`;
}

function evaluate(
  template: Template,
  given: Readonly<Record<string, unknown>>,
  settings: readonly Setting[],
): Record<string, string> {
  const scope = scopeOf(template, given);
  return Object.fromEntries(
    settings.map(({ name, value }) => [name, String(valueOf(value, scope))]),
  );
}

/** The scope of a template whose parameters have their defaults, or their names where there is none. */
function scopeOf(template: Template, given: Readonly<Record<string, unknown>> = {}): Scope {
  const scope: Scope = {
    parameters: {},
    variables: template.variables ?? {},
    references: (id) => ({
      clientId: '33333333-3333-3333-3333-333333333333',
      principalId: `principal of ${id}`,
      ConnectionString: 'InstrumentationKey=44444444-4444-4444-4444-444444444444',
      outputs: new Proxy({}, { get: () => ({ value: 'output' }) }),
    }),
  };
  const parameters = Object.entries(template.parameters).map(([name, { defaultValue }]) => [
    name,
    given[name] ?? (defaultValue === undefined ? name : valueOf(defaultValue, scope)),
  ]);
  return { ...scope, parameters: Object.fromEntries(parameters) as Scope['parameters'] };
}

function idOf({ type, name }: { type: string; name: string }, scope: Scope): string {
  return `${type}/${String(valueOf(name, scope))}`;
}

function idOfCall(call: Call, scope: Scope): string {
  return call.args.map((argument) => String(evaluated(argument, scope))).join('/');
}

import { ConfigError, readConfig } from '../src/config';

const GUID = '22222222-2222-2222-2222-222222222222';

const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://alta.contoso.example',
  MicrosoftAppId: GUID,
  MicrosoftAppPassword: 'password',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: GUID,
  DATABASE_URL: 'postgres://alta@database.example/alta',
  DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
  PARTNER_CENTER_TOKEN_URL: `https://login.microsoftonline.com/${GUID}/oauth2/token`,
  PARTNER_CENTER_CLIENT_ID: 'client',
  PARTNER_CENTER_CLIENT_SECRET: 'secret',
  PARTNER_CENTER_REFRESH_TOKEN: 'refresh-token',
  AGREEMENT_MODE: 'enhanced',
  ALLOWED_TENANTS: GUID,
  SUBMITTERS: GUID,
  SIGNIN_CLIENT_ID: GUID,
  SIGNIN_CLIENT_SECRET: 'secret',
  SIGNIN_TENANT_ID: GUID,
};
const GOVERNMENT = {
  ...PRODUCTION,
  PARTNER_CENTER_CLOUD: 'usGovernment',
  PARTNER_CENTER_TOKEN_URL: `https://login.microsoftonline.us/${GUID}/oauth2/token`,
};

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').filter((line) => line.includes('another cloud'));
  }
}

test('each cloud signs in at its own address, and both speak to one API', () => {
  const usual = readConfig(PRODUCTION);
  const government = readConfig(GOVERNMENT);
  expect(usual.authority).toBe('https://login.microsoftonline.com');
  expect(government.authority).toBe('https://login.microsoftonline.us');
  expect(government.signIn?.authority).toBe('https://login.microsoftonline.us');
  for (const { partnerCenter } of [usual, government]) {
    expect(partnerCenter.url).toBe('https://api.partnercenter.microsoft.com');
    expect(partnerCenter.pricingUrl).toBe('https://api.partner.microsoft.com');
  }
});

test('a sign-in of the other cloud is named, all at once', () => {
  expect(problemsOf(PRODUCTION)).toEqual([]);
  expect(problemsOf({ ...PRODUCTION, PARTNER_CENTER_CLOUD: 'usGovernment' })).toEqual([
    expect.stringContaining('PARTNER_CENTER_TOKEN_URL: of another cloud'),
  ]);
  expect(
    problemsOf({
      ...GOVERNMENT,
      PARTNER_CENTER_CLOUD: 'public',
      SIGNIN_AUTHORITY: 'https://login.microsoftonline.us/',
    }),
  ).toHaveLength(2);
});

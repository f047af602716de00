import { randomBytes } from 'node:crypto';
import type { Issuer } from '../e2e/issuer';

export const APP_ID = '0a1b2c3d-0000-4000-8000-00000000a17a';
export const TENANT = '11111111-2222-4333-8444-555555555555';
export const FOREIGN_TENANT = '99999999-2222-4333-8444-555555555555';
export const SITE_CLIENT_ID = '5173c11e-0000-4000-8000-000000000001';
export const SITE_ORIGIN = 'https://portal.partner.example';
export const SUBMITTER = 'aaaaaaaa-0000-4000-8000-000000000001';
export const DRAFTER = 'bbbbbbbb-0000-4000-8000-000000000002';

/** The settings of a bot in production, of which whatever signs tokens is the test's own. */
export function productionEnv(
  issuer: Issuer,
  databaseUrl: string,
  directLineUrl: string,
): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    MicrosoftAppId: APP_ID,
    MicrosoftAppPassword: 'not-a-secret',
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: TENANT,
    ToBotFromChannelOpenIdMetadataUrl: issuer.metadataUrl,
    DATABASE_URL: databaseUrl,
    DATA_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://alta.partner.example',
    PARTNER_CENTER_CLIENT_ID: 'simulator-client',
    PARTNER_CENTER_CLIENT_SECRET: 'simulator-secret',
    PARTNER_CENTER_REFRESH_TOKEN: 'simulator-refresh-token',
    AGREEMENT_MODE: 'enhanced',
    SIGNIN_CLIENT_ID: 'pages',
    SIGNIN_CLIENT_SECRET: 'not-a-secret',
    SIGNIN_TENANT_ID: TENANT,
    SIGNIN_AUTHORITY: issuer.url,
    ALLOWED_TENANTS: TENANT,
    SUBMITTERS: SUBMITTER,
    WEBCHAT_ORIGINS: SITE_ORIGIN,
    WEBCHAT_CLIENT_ID: SITE_CLIENT_ID,
    DIRECT_LINE_SECRET: 'direct-line-secret',
    DIRECT_LINE_URL: directLineUrl,
  };
}

import { ManagedIdentityCredential } from '@azure/identity';

/** What `pg` is given to connect: an address, or its parts and where passwords come from. */
export type PostgresConnection =
  | { readonly connectionString: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      /** Tokens go over TLS with a checked certificate, unless the address says `sslmode=disable`. */
      readonly ssl: boolean;
      readonly password: () => Promise<string>;
    };

const STANDARD_PORT = 5432;

/** The setting in a database URL that says which managed identity signs in; ours, unknown to `pg`. */
const ENTRA_CLIENT_ID = 'entraClientId';
const GOVERNMENT_HOSTS = '.usgovcloudapi.net';
/**
 * Audiences of tokens for Azure Database for PostgreSQL, public and US Government:
 * https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-configure-sign-in-azure-ad-authentication
 */
const PUBLIC_SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';
const GOVERNMENT_SCOPE = 'https://ossrdbms-aad.database.usgovcloudapi.net/.default';

/** Gives access tokens of a managed identity; each is good for hours and asked for at every connection. */
export type TokenSource = (clientId: string, scope: string) => () => Promise<string>;

/**
 * Reads a database URL. `postgres://<identity>@<server>/<database>?entraClientId=<client id>` signs in
 * with tokens of that managed identity instead of a password, so that no setting holds a secret.
 */
export function postgresConnection(
  address: string,
  tokens: TokenSource = managedIdentityTokens,
): PostgresConnection {
  // A socket's folder stands where the host would: only an address with our setting is taken apart.
  if (!isEntraAddress(address)) return { connectionString: address };
  const url = new URL(address);
  const clientId = url.searchParams.get(ENTRA_CLIENT_ID) ?? '';
  const scope = url.hostname.endsWith(GOVERNMENT_HOSTS) ? GOVERNMENT_SCOPE : PUBLIC_SCOPE;
  // In parts: `pg` lets an address's own password, an empty one too, win over the function.
  return {
    host: url.hostname,
    port: url.port === '' ? STANDARD_PORT : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    ssl: url.searchParams.get('sslmode') !== 'disable',
    password: tokens(clientId, scope),
  };
}

/** The role that an address signs in as; undefined where it names none. */
export function roleOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { username } = new URL(address);
  return username === '' ? undefined : decodeURIComponent(username);
}

/** Does the address sign in by managed identity? */
export function isEntraAddress(address: string): boolean {
  return address.includes(`${ENTRA_CLIENT_ID}=`);
}

function managedIdentityTokens(clientId: string, scope: string): () => Promise<string> {
  // Keeps its tokens and renews them before they end.
  const credential = new ManagedIdentityCredential({ clientId });
  return async () => (await credential.getToken(scope)).token;
}

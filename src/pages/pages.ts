import { randomBytes } from 'node:crypto';
import type { Server } from 'restify';
import type { Log } from '../log';
import type { Copies } from '../services/copies';
import type { OneTimePasswords } from '../services/oneTimePassword';
import type { Operations } from '../services/operations';
import type { SecretStore } from '../services/secretStore';
import type { StatusReader } from '../services/submissions/status';
import { registerAdminPage } from './adminPage';
import { registerPasswordPage } from './passwordPage';
import { createSealedCookies } from './sealedCookie';
import { CALLBACK_PATH, registerSignIn } from './signIn';
import { createSignInProvider, type SignInSettings } from './signInProvider';
import type { VisitorOf } from './visitor';

export interface PagesOptions {
  /** Undefined in development: nobody signs in. */
  readonly signIn: SignInSettings | undefined;
  readonly passwords: OneTimePasswords;
  readonly submissions: Pick<StatusReader, 'get'>;
  readonly operations: Operations;
  readonly copies: Pick<Copies, 'all'>;
  readonly now: () => number;
  readonly secrets: Pick<SecretStore, 'getOrCreate'>;
  readonly publicUrl: string;
  readonly log: Log;
}

const KEY_BYTES = 32;

/** The pages that people open in a browser: sign-in, password, operations. */
export async function registerPages(server: Server, options: PagesOptions): Promise<void> {
  const visitorOf = await visitors(server, options);
  registerPasswordPage(server, { ...options, visitorOf });
  registerAdminPage(server, { ...options, visitorOf });
}

async function visitors(server: Server, options: PagesOptions): Promise<VisitorOf> {
  const { signIn, secrets, publicUrl, log } = options;
  if (signIn === undefined) return () => Promise.resolve({ type: 'anybody' });
  // Made once by whichever instance: a session begun with one is known to the others.
  const key = await secrets.getOrCreate('pagesKey', () =>
    randomBytes(KEY_BYTES).toString('base64'),
  );
  return registerSignIn(server, {
    provider: createSignInProvider(signIn, `${publicUrl}${CALLBACK_PATH}`),
    cookies: createSealedCookies(Buffer.from(key, 'base64')),
    publicUrl,
    log,
  });
}

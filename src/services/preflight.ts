import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { isDomainTaken } from './partnerCenter/domains';
import { PartnerCenterError } from './partnerCenter/errors';

/*
 * Remote rules that can be asked before anything is spent. Each answers ok, wrong or unknown for a
 * wire property; unknown never blocks a person, the worker asks again before it spends.
 */

/** What a rule said; `reason` is a text key of `reasons.`. */
export interface PreflightResult {
  readonly outcome: 'ok' | 'wrong' | 'unknown';
  readonly reason?: string;
}

/**
 * Is `<prefix>.onmicrosoft.com` free? Only 404 means free and 200 taken (Partner Center: HEAD
 * /v1/domains/{domain}); every other answer is unknown, never free.
 */
export async function checkDomain(
  client: PartnerCenterClient,
  domain: string,
  context: CallContext,
): Promise<PreflightResult> {
  return unlessUnclear(async () =>
    (await isDomainTaken(client, domain, context))
      ? { outcome: 'wrong', reason: 'domainTaken' }
      : { outcome: 'ok' },
  );
}

async function unlessUnclear(ask: () => Promise<PreflightResult>): Promise<PreflightResult> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PartnerCenterError) return { outcome: 'unknown', reason: error.reason };
    throw error;
  }
}

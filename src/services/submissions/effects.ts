import { randomUUID } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { DEFAULT_LANGUAGE, languageOf, localeOf } from '../../language';
import { errorFields, type Log } from '../../log';
import type { Database } from '../database/connection';
import type { DraftStore } from '../draftStore';
import type { Encryption } from '../encryption';
import { createAttestation, type AttestationRequest } from '../partnerCenter/agreements';
import type { CallContext, PartnerCenterClient } from '../partnerCenter/client';
import { PartnerCenterError } from '../partnerCenter/errors';
import type { Poller } from '../poller';
import type { DraftAttestation } from './draftAttestation';
import { LeaseLostError } from './journal';
import { underLease, type Lease } from './lease';
import { startLeasedWorker } from './leasedWorker';

/*
 * What a draft owns outside before it is submitted: the signer's acceptance link. The turn commits the
 * intent, this worker makes the link and writes it into the draft. Drafts are opaque here: the
 * conversation says what to ask for and where the facts go.
 */

/** How to read and write a draft's body, given by the conversation. */
export interface DraftEffects {
  /** What to make the link of; undefined where this generation is not wanted any more. */
  attestation(
    body: string,
    generation: number,
    call: CallContext,
  ): Promise<AttestationDetails | undefined>;
  /** The body with the facts in it; undefined where this generation is not wanted any more. */
  withFacts(
    body: string,
    step: string,
    generation: number,
    facts: Readonly<Record<string, string>>,
  ): string | undefined;
}

/** An attestation as asked for, but for its language, which is the country's own. */
export type AttestationDetails = AttestationRequest;

export interface EffectWorkerOptions {
  readonly database: Database;
  readonly encryption: Encryption;
  readonly drafts: DraftStore;
  readonly client: PartnerCenterClient;
  readonly effects: DraftEffects;
  readonly onDraftChanged: (draftId: string) => void;
  readonly worker: string;
  readonly log: Log;
}

/** People wait for their link at the review: one that is slow to make holds no other up. */
const CONCURRENCY = 8;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Other writers move a draft's version; each try reads it again. */
const WRITE_TRIES = 20;

const intentSchema = z.object({
  owner_id: z.string(),
  generation: z.number(),
  step: z.string(),
  request_id: z.string(),
  attempts: z.number(),
});
const takenSchema = intentSchema.extend({
  correlation_id: z.string().nullable(),
  language: z.string().nullable(),
});
type Intent = z.output<typeof takenSchema> & {
  /** Names this taking of it. */
  readonly lease: string;
};

/** Makes what drafts ask for. */
export function startEffectWorker(options: EffectWorkerOptions): Poller {
  const { database } = options;
  return startLeasedWorker<Intent>({
    queue: {
      take: (leaseMs) => take(options, leaseMs),
      async renew(intent, leaseMs) {
        const rows = await database.rows(sql`update journal set lease_until = ${inMs(leaseMs)}
          where ${mine(intent)} returning 1`);
        return rows.length > 0;
      },
      async release(intent) {
        await database.rows(sql`update journal set lease_owner = null, lease_until = null
          where ${keyOf(intent)} and lease_owner = ${intent.lease} returning 1`);
      },
    },
    run: (intent, lease) => make(options, intent, lease),
    concurrency: CONCURRENCY,
    name: 'effects',
    fieldsOf: ({ owner_id, step }) => ({ draftId: owner_id, step }),
    log: options.log,
  });
}

async function take(
  { database, worker }: EffectWorkerOptions,
  leaseMs: number,
): Promise<Intent | undefined> {
  const lease = `${worker}/${randomUUID()}`;
  const rows = await database.rows(sql`
    update journal set lease_owner = ${lease}, attempts = attempts + 1,
      lease_until = ${inMs(leaseMs)}
    where (owner_kind, owner_id, generation, step) = (
      select owner_kind, owner_id, generation, step from journal
      where owner_kind = 'draft' and state = 'intent' and next_at <= now()
        and (lease_until is null or lease_until <= now())
      order by next_at limit 1 for update skip locked)
    returning owner_id, generation, step, request_id, attempts, correlation_id, language`);
  return rows[0] === undefined ? undefined : { ...takenSchema.parse(rows[0]), lease };
}

/** In how many ms it is due again; undefined: it is settled. */
async function make(
  options: EffectWorkerOptions,
  intent: Intent,
  lease: Lease,
): Promise<number | undefined> {
  const { drafts, effects, log } = options;
  const client = underLease(options.client, lease);
  const draft = await drafts.get(intent.owner_id);
  const call: CallContext = {
    // Rows of an earlier release know neither.
    correlationId: intent.correlation_id ?? intent.request_id,
    locale: localeOf(languageOf(intent.language ?? undefined) ?? DEFAULT_LANGUAGE),
  };
  try {
    const details =
      draft === undefined
        ? undefined
        : await effects.attestation(draft.body, intent.generation, call);
    if (details === undefined) {
      await finish(options, intent, 'void', undefined);
      return undefined;
    }
    const made = await createAttestation(client, details, intent.request_id, call);
    const facts = { id: made.id, url: made.url, expiresAt: made.expiresAt };
    lease.check();
    // Settled last: after a crash in between, the repeat brings the same link again.
    await writeFacts(options, intent, facts);
    await finish(options, intent, 'done', facts);
    log.info('effect.made', { draftId: intent.owner_id, step: intent.step });
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    if (!(error instanceof PartnerCenterError)) {
      log.error('effects.failed', { ...errorFields(error), draftId: intent.owner_id });
      return postpone(options, intent);
    }
    const fields = { draftId: intent.owner_id, step: intent.step, reason: error.reason };
    log.warn('effect.failed', fields);
    if (error.helps === 'waiting' || error.helps === 'token' || !error.definitive) {
      return postpone(options, intent, error.retryAfterMs);
    }
    // The card says that the link could not be made; another answer makes another intent.
    await writeFacts(options, intent, { failed: error.reason });
    await finish(options, intent, 'failed', undefined);
  }
  return undefined;
}

async function writeFacts(
  { drafts, effects, database, onDraftChanged }: EffectWorkerOptions,
  intent: Intent,
  facts: Readonly<Record<string, string>>,
): Promise<void> {
  for (let attempt = 0; attempt < WRITE_TRIES; attempt += 1) {
    const draft = await drafts.get(intent.owner_id);
    if (draft === undefined) return;
    const body = effects.withFacts(draft.body, intent.step, intent.generation, facts);
    if (body === undefined) return;
    if (await drafts.update(draft.id, draft.version, body)) {
      await database.rows(sql`update cards set wanted = ${draft.version + 1}
        where subject = ${`draft:${draft.id}`} returning subject`);
      onDraftChanged(draft.id);
      return;
    }
  }
}

const keyOf = (intent: Intent): SQL => sql`owner_kind = 'draft' and owner_id = ${intent.owner_id}
  and generation = ${intent.generation} and step = ${intent.step}`;

function mine(intent: Intent): SQL {
  return sql`${keyOf(intent)} and lease_owner = ${intent.lease} and lease_until > now()`;
}

function inMs(milliseconds: number): SQL {
  return sql`now() + ${milliseconds} * interval '1 millisecond'`;
}

/** Throws `LeaseLostError` where somebody else may have it. */
async function finish(
  { database, encryption }: EffectWorkerOptions,
  intent: Intent,
  state: 'done' | 'void' | 'failed',
  facts: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const outcome =
    facts === undefined ? null : encryption.seal('journal', rowIdOf(intent), JSON.stringify(facts));
  const rows = await database.rows(sql`update journal set state = ${state}, outcome = ${outcome},
    lease_owner = null, lease_until = null, updated_at = now()
    where ${mine(intent)} returning 1`);
  if (rows.length === 0) throw new LeaseLostError();
}

async function postpone(
  { database }: EffectWorkerOptions,
  intent: Intent,
  retryAfterMs = 0,
): Promise<number> {
  const grown = Math.min(FIRST_RETRY_MS * 2 ** (intent.attempts - 1), LONGEST_RETRY_MS);
  const wait = Math.max(grown, retryAfterMs);
  await database.rows(sql`update journal set lease_owner = null, lease_until = null,
    next_at = ${inMs(wait)}, updated_at = now()
    where ${mine(intent)} returning 1`);
  return wait;
}

function rowIdOf({
  owner_id,
  generation,
  step,
}: Pick<Intent, 'owner_id' | 'generation' | 'step'>): string {
  return `draft/${owner_id}/${generation}/${step}`;
}

const factsSchema = z.object({ id: z.string() });

/** The newest link that a draft asked for; an older one was made of answers that no longer hold. */
export async function attestationOfDraft(
  database: Database,
  encryption: Encryption,
  draftId: string,
): Promise<DraftAttestation> {
  const rows = await database.rows(sql`
    select owner_id, generation, step, request_id, attempts, state, outcome from journal
    where owner_kind = 'draft' and owner_id = ${draftId}
    order by generation desc limit 1`);
  if (rows[0] === undefined) return { state: 'making' };
  const row = intentSchema
    .extend({ state: z.string(), outcome: z.string().nullable() })
    .parse(rows[0]);
  if (row.state === 'failed') return { state: 'failed' };
  if (row.state !== 'done' || row.outcome === null) return { state: 'making' };
  const opened: unknown = JSON.parse(encryption.open('journal', rowIdOf(row), row.outcome));
  return { state: 'made', id: factsSchema.parse(opened).id };
}

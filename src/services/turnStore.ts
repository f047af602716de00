import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from './database/connection';
import { drafts, submissions } from './database/schema';
import type { Encryption } from './encryption';
import type { Person } from './person';

/*
 * A turn's one read and one commit, each a single statement. Everything that a commit writes hangs on
 * the draft row having the version that was read: a conflict changes nothing at all.
 */

export type DraftState = (typeof drafts.$inferSelect)['state'];

/** A draft row with its body opened; a foreign one (another owner's) carries no body. */
export interface DraftRow {
  readonly id: string;
  readonly owner: Person;
  readonly state: DraftState;
  readonly version: number;
  readonly revision: number;
  readonly lastClick: string | undefined;
  readonly body: string;
  readonly updatedAt: Date;
}

export interface ConversationRow {
  readonly id: string;
  readonly language: string | undefined;
  readonly currentDraft: string | undefined;
  readonly welcomeDraft: string | undefined;
  /** JSON of the list cards' search words and pages. */
  readonly body: string | undefined;
  readonly recentActivities: readonly string[];
  readonly updatedAt: Date;
}

/** The newest submission of the draft that was read. */
export interface TurnSubmission {
  readonly id: string;
  readonly state: (typeof submissions.$inferSelect)['state'];
  readonly version: number;
  /** The tenant is there: what it was made of can't be changed any more. */
  readonly customerExists: boolean;
}

export interface TurnRead {
  readonly conversation: ConversationRow | undefined;
  readonly draft: DraftRow | undefined;
  readonly submission: TurnSubmission | undefined;
  /** Something could not be said to this person, and waits. */
  readonly hasUnsaid: boolean;
}

export interface ConversationWrite {
  readonly id: string;
  readonly person: Person;
  readonly channelId: string;
  readonly reference: Readonly<Record<string, unknown>>;
  readonly language: string | undefined;
  readonly spokenLanguage: string;
  readonly currentDraft: string | undefined;
  readonly welcomeDraft: string | undefined;
  readonly body: string | undefined;
  readonly recentActivities: readonly string[];
}

export interface DraftWrite {
  readonly id: string;
  readonly owner: Person;
  /** Set where it changes hands. */
  readonly previousOwner?: Person | undefined;
  /** The version that was read; undefined inserts. */
  readonly expectedVersion: number | undefined;
  readonly state: DraftState;
  readonly revision: number;
  readonly lastClick: string | undefined;
  readonly body: string;
}

/** A journal row owned by the draft: the worker runs it. */
export interface IntentWrite {
  readonly ownerId: string;
  readonly generation: number;
  readonly step: string;
  readonly requestId: string;
  /** Of the turn, or of the submission that it belongs to. */
  readonly correlationId: string;
  /** What the person speaks. */
  readonly language: string;
}

export interface SubmissionWrite {
  readonly id: string;
  readonly draftId: string;
  readonly owner: Person;
  readonly conversationId: string;
  readonly correlationId: string;
  readonly language: string;
  readonly domainHmac: string;
  readonly payload: string;
  /** It exists and asks: it goes on with these answers, under new request ids. */
  readonly resubmits: boolean;
  /** Settled steps that the changed answers make run again. */
  readonly redo: readonly string[];
}

/** The card that this turn is about to send and that can change later outside a turn. */
export interface CardWrite {
  readonly subject: string;
  readonly conversationId: string;
  readonly activityId: string | undefined;
  readonly version: number;
  readonly shownState: string;
  readonly leaseOwner: string;
  readonly leaseMs: number;
}

export interface AuditWrite {
  readonly person: Person;
  readonly action: string;
  readonly draftId: string | undefined;
  readonly submissionId?: string | undefined;
  readonly detail?: Readonly<Record<string, string | number>> | undefined;
}

/** A draft's code is made, or spent: without the code's row a draft does not change hands. */
export type HandoverWrite =
  | {
      readonly type: 'offer';
      readonly draftId: string;
      readonly giver: Person;
      readonly codeHash: string;
      readonly expiresAt: Date;
    }
  | { readonly type: 'take'; readonly draftId: string; readonly codeHash: string };

/** Everything that one turn changes. */
export interface TurnChange {
  readonly conversation: ConversationWrite;
  readonly draft?: DraftWrite | undefined;
  readonly intents: readonly IntentWrite[];
  readonly submission?: SubmissionWrite | undefined;
  readonly card?: CardWrite | undefined;
  readonly handover?: HandoverWrite | undefined;
  /** Whatever could not be said to this person is said in this conversation, after the turn's answer. */
  readonly takesUpCards?: boolean;
  readonly audit: readonly AuditWrite[];
}

export type CommitResult = 'committed' | 'conflict' | 'domainBusy';

export interface TurnStore {
  read(request: {
    conversationId: string;
    draftId: string | undefined;
    person: Person;
  }): Promise<TurnRead>;
  commit(change: TurnChange): Promise<CommitResult>;
}

/** Over PostgreSQL or PGlite alike. */
export function createTurnStore(database: Database, encryption: Encryption): TurnStore {
  return {
    read: (request) => readTurn(database, encryption, request),
    commit: (change) => commitTurn(database, encryption, change),
  };
}

const readSchema = z.object({
  conversation: z
    .object({
      id: z.string(),
      language: z.string().nullable(),
      current_draft: z.string().nullable(),
      welcome_draft: z.string().nullable(),
      body: z.string().nullable(),
      recent_activities: z.array(z.string()),
      updated_at: z.coerce.date(),
    })
    .nullable(),
  draft: z
    .object({
      id: z.string(),
      tenant_id: z.string(),
      object_id: z.string(),
      state: z.enum(drafts.state.enumValues),
      version: z.number(),
      revision: z.number(),
      last_click: z.string().nullable(),
      body: z.string(),
      updated_at: z.coerce.date(),
    })
    .nullable(),
  submission: z
    .object({
      id: z.string(),
      state: z.enum(submissions.state.enumValues),
      version: z.number(),
      customerExists: z.boolean(),
    })
    .nullable(),
  hasUnsaid: z.boolean().default(false),
});

async function readTurn(
  database: Database,
  encryption: Encryption,
  request: { conversationId: string; draftId: string | undefined; person: Person },
): Promise<TurnRead> {
  const wanted =
    request.draftId === undefined ? sql`c.current_draft` : sql`${request.draftId}::text`;
  const text = await database.prepared(sql`
    select json_build_object('conversation', row_to_json(c), 'draft', row_to_json(d),
      'submission', case when s.id is null then null
        else json_build_object('id', s.id, 'state', s.state, 'version', s.version,
          'customerExists', exists (select 1 from journal j where j.owner_kind = 'submission'
            and j.owner_id = s.id and j.step = 'createCustomer' and j.state = 'done')) end,
      'hasUnsaid', exists (select 1 from cards k where ${unsaidTo(request.person)}))::text
    from (select 1) as one
    left join conversations c on c.id = ${request.conversationId}
    left join drafts d on d.id = ${wanted}
    left join submissions s on s.draft_id = d.id and d.state <> 'open'
    order by s.created_at desc limit 1`);
  const { conversation, draft, submission, hasUnsaid } = readSchema.parse(JSON.parse(text ?? '{}'));
  return {
    conversation: conversation
      ? {
          id: conversation.id,
          language: conversation.language ?? undefined,
          currentDraft: conversation.current_draft ?? undefined,
          welcomeDraft: conversation.welcome_draft ?? undefined,
          body:
            conversation.body === null
              ? undefined
              : encryption.open('conversations', conversation.id, conversation.body),
          recentActivities: conversation.recent_activities,
          updatedAt: conversation.updated_at,
        }
      : undefined,
    draft: draft
      ? openDraft(
          {
            ...draft,
            tenantId: draft.tenant_id,
            objectId: draft.object_id,
            lastClick: draft.last_click,
            updatedAt: draft.updated_at,
          },
          encryption,
          request.person,
        )
      : undefined,
    submission: submission ?? undefined,
    hasUnsaid,
  };
}

/** Cards `k` of a person that are behind because a message failed, or wait since the person left. */
function unsaidTo({ tenantId, objectId }: Person): SQL {
  return sql`k.failures > 0 and (k.wanted > k.shown or k.next_at = 'infinity') and exists (select 1 from conversations kc
    where kc.id = k.conversation_id and kc.tenant_id = ${tenantId} and kc.object_id = ${objectId})`;
}

/** A row with its body opened for its owner; '' for anybody else. */
export function openDraft(
  row: Omit<typeof drafts.$inferSelect, 'createdAt'>,
  encryption: Encryption,
  reader: Person,
): DraftRow {
  const mine = row.tenantId === reader.tenantId && row.objectId === reader.objectId;
  return {
    id: row.id,
    owner: { tenantId: row.tenantId, objectId: row.objectId },
    state: row.state,
    version: row.version,
    revision: row.revision,
    lastClick: row.lastClick ?? undefined,
    body: mine ? encryption.open('drafts', row.id, row.body) : '',
    updatedAt: row.updatedAt,
  };
}

async function commitTurn(
  database: Database,
  encryption: Encryption,
  change: TurnChange,
): Promise<CommitResult> {
  const { handover } = change;
  const code = handover?.type === 'take' ? handover.codeHash : undefined;
  const parts: SQL[] = [draftPart(change.draft, encryption, code)];
  parts.push(conversationPart(change.conversation, encryption));
  change.intents.forEach((intent, index) => parts.push(intentPart(intent, index)));
  if (change.submission !== undefined) parts.push(submissionPart(change.submission, encryption));
  if (change.card !== undefined) parts.push(cardPart(change.card));
  if (handover?.type === 'offer') parts.push(offerPart(handover));
  if (handover?.type === 'take') parts.push(spentPart(handover), giverCardPart(handover));
  if (change.takesUpCards === true) parts.push(takeUpPart(change));
  change.audit.forEach((entry, index) => parts.push(auditPart(entry, index)));
  try {
    const hit = await database.prepared(
      sql`with ${sql.join(parts, sql`, `)} select count(*)::text from d`,
    );
    return Number(hit) > 0 ? 'committed' : 'conflict';
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'submissions_live_domain') return 'domainBusy';
    if (constraint === 'submissions_live_draft') return 'conflict';
    throw error;
  }
}

function draftPart(
  draft: DraftWrite | undefined,
  encryption: Encryption,
  code: string | undefined,
): SQL {
  if (draft === undefined) return sql`d as (select 1)`;
  const body = encryption.seal('drafts', draft.id, draft.body);
  if (draft.expectedVersion === undefined) {
    return sql`d as (insert into drafts
      (id, tenant_id, object_id, state, version, revision, last_click, body)
      values (${draft.id}, ${draft.owner.tenantId}, ${draft.owner.objectId}, ${draft.state}, 1,
        ${draft.revision}, ${draft.lastClick ?? null}, ${body})
      on conflict (id) do nothing returning 1)`;
  }
  const before = draft.previousOwner ?? draft.owner;
  return sql`d as (update drafts set state = ${draft.state}, version = version + 1,
      revision = ${draft.revision}, last_click = ${draft.lastClick ?? null}, body = ${body},
      updated_at = now(), tenant_id = ${draft.owner.tenantId}, object_id = ${draft.owner.objectId}
    where id = ${draft.id} and version = ${draft.expectedVersion}
      and tenant_id = ${before.tenantId} and object_id = ${before.objectId}
      ${code === undefined ? sql`` : withCode(draft.id, code)} returning 1)`;
}

/** Of two who have the code, the draft's version lets one have the draft. */
function withCode(draftId: string, codeHash: string): SQL {
  return sql`and exists (select 1 from handovers where draft_id = ${draftId}
    and code_hash = ${codeHash} and expires_at > now())`;
}

function spentPart({ draftId }: { draftId: string }): SQL {
  return sql`h as (delete from handovers where draft_id = ${draftId} and exists (select 1 from d))`;
}

function offerPart(offer: HandoverWrite & { type: 'offer' }): SQL {
  return sql`h as (insert into handovers (draft_id, code_hash, tenant_id, object_id, expires_at)
    select ${offer.draftId}, ${offer.codeHash}, ${offer.giver.tenantId}, ${offer.giver.objectId},
      ${offer.expiresAt.toISOString()}::timestamptz
    where exists (select 1 from d)
    on conflict (draft_id) do update set code_hash = excluded.code_hash,
      tenant_id = excluded.tenant_id, object_id = excluded.object_id,
      expires_at = excluded.expires_at)`;
}

/** The giver is to be told. */
function giverCardPart({ draftId }: { draftId: string }): SQL {
  return sql`g as (update cards set wanted = shown + 1,
      next_at = case when next_at = 'infinity' then next_at else now() end
    where subject = ${`handover:${draftId}`} and exists (select 1 from d))`;
}

function conversationPart(row: ConversationWrite, encryption: Encryption): SQL {
  const body = row.body === undefined ? null : encryption.seal('conversations', row.id, row.body);
  return sql`c as (insert into conversations (id, tenant_id, object_id, channel_id, reference,
      language, spoken_language, current_draft, welcome_draft, body, recent_activities)
    select ${row.id}, ${row.person.tenantId}, ${row.person.objectId}, ${row.channelId},
      ${JSON.stringify(row.reference)}::jsonb, ${row.language ?? null}, ${row.spokenLanguage},
      ${row.currentDraft ?? null}, ${row.welcomeDraft ?? null}, ${body},
      ${JSON.stringify(row.recentActivities)}::jsonb
    where exists (select 1 from d)
    on conflict (id) do update set reference = excluded.reference, language = excluded.language,
      spoken_language = excluded.spoken_language, current_draft = excluded.current_draft,
      welcome_draft = excluded.welcome_draft, body = excluded.body,
      recent_activities = excluded.recent_activities, updated_at = now())`;
}

function intentPart(intent: IntentWrite, index: number): SQL {
  const name = sql.raw(`i${index}`);
  const older = sql.raw(`v${index}`);
  return sql`${older} as (update journal set state = 'void', updated_at = now()
      where owner_kind = 'draft' and owner_id = ${intent.ownerId} and step = ${intent.step}
        and generation < ${intent.generation} and state = 'intent' and exists (select 1 from d)),
    ${name} as (insert into journal (owner_kind, owner_id, generation, step, state, request_id,
        correlation_id, language)
      select 'draft', ${intent.ownerId}, ${intent.generation}, ${intent.step}, 'intent',
        ${intent.requestId}, ${intent.correlationId}, ${intent.language}
      where exists (select 1 from d) on conflict do nothing)`;
}

function submissionPart(row: SubmissionWrite, encryption: Encryption): SQL {
  if (row.resubmits) {
    return sql`s as (update submissions set state = 'running', reason = null, next_at = now(),
        generation = generation + 1, version = version + 1, updated_at = now(),
        conversation_id = ${row.conversationId}, language = ${row.language},
        domain_hmac = ${row.domainHmac},
        payload = ${encryption.seal('submissions', row.id, row.payload)}
      where id = ${row.id} and state = 'needsAttention' and exists (select 1 from d)
      returning id),
      sv as (update journal set state = 'void', updated_at = now()
        where owner_kind = 'submission' and owner_id = (select id from s) and state = 'done'
          and step in ${[...row.redo]})`;
  }
  return sql`s as (insert into submissions (id, draft_id, tenant_id, object_id, conversation_id,
      state, correlation_id, language, domain_hmac, payload)
    select ${row.id}, ${row.draftId}, ${row.owner.tenantId}, ${row.owner.objectId},
      ${row.conversationId}, 'running', ${row.correlationId}, ${row.language}, ${row.domainHmac},
      ${encryption.seal('submissions', row.id, row.payload)}
    where exists (select 1 from d))`;
}

/** Where somebody is showing the card now, it stays theirs; they find that more is wanted. */
function cardPart(card: CardWrite): SQL {
  const until = sql`now() + ${card.leaseMs} * interval '1 millisecond'`;
  const isFree = sql`cards.lease_until is null or cards.lease_until <= now()`;
  const ifFree = (column: string): SQL => {
    const name = sql.raw(column);
    return sql`${name} = case when ${isFree} then excluded.${name} else cards.${name} end`;
  };
  return sql`k as (insert into cards (subject, conversation_id, activity_id, wanted, shown,
      shown_state, lease_owner, lease_until)
    select ${card.subject}, ${card.conversationId}, ${card.activityId ?? null}, ${card.version},
      ${card.version}, ${card.shownState}, ${card.leaseOwner}, ${until}
    where exists (select 1 from d)
    on conflict (subject) do update set conversation_id = excluded.conversation_id,
      wanted = greatest(cards.wanted, excluded.wanted), ${ifFree('activity_id')},
      ${ifFree('shown')}, ${ifFree('shown_state')}, ${ifFree('lease_owner')},
      ${ifFree('lease_until')}, failures = 0, next_at = now())`;
}

/** The turn's own answer comes first. */
const AFTER_ANSWER_MS = 1_000;

function takeUpPart({ conversation, card }: TurnChange): SQL {
  return sql`u as (update cards k set conversation_id = ${conversation.id}, activity_id = null,
      failures = 0, next_at = now() + ${AFTER_ANSWER_MS} * interval '1 millisecond'
    where ${unsaidTo(conversation.person)} and k.subject <> ${card?.subject ?? ''}
      and (k.lease_until is null or k.lease_until <= now()) and exists (select 1 from d))`;
}

function auditPart(entry: AuditWrite, index: number): SQL {
  const name = sql.raw(`a${index}`);
  return sql`${name} as (insert into audit (tenant_id, object_id, action, draft_id, submission_id, detail)
    select ${entry.person.tenantId}, ${entry.person.objectId}, ${entry.action},
      ${entry.draftId ?? null}, ${entry.submissionId ?? null},
      ${entry.detail === undefined ? null : JSON.stringify(entry.detail)}::jsonb
    where exists (select 1 from d))`;
}

/** The unique index that a write hit, by PostgreSQL's 23505; drivers nest the cause differently. */
function violatedConstraint(error: unknown): string | undefined {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if ('code' in one && one.code === '23505' && 'constraint' in one) return String(one.constraint);
  }
  return undefined;
}

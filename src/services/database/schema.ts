import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';

/*
 * One schema for PostgreSQL and PGlite. Columns named `body`, `payload`, `outcome`, `value` hold text
 * sealed by encryption.ts (AES-256-GCM; table and row id are its associated data). Everything else is
 * plain and therefore holds no personal data: ids, owners, states, times, versions, HMACs.
 */

const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A customer being added. `version` moves with every write, `revision` with a person's accepted clicks. */
export const drafts = pgTable(
  'drafts',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    objectId: text('object_id').notNull(),
    state: text('state', {
      enum: ['open', 'submitted', 'needsAnswer', 'finished', 'givenUp', 'discarded'],
    }).notNull(),
    version: integer('version').notNull(),
    revision: integer('revision').notNull(),
    /** SHA-256 of the last accepted click, so that its repetition is known however late it comes. */
    lastClick: text('last_click'),
    body: text('body').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (table) => [index('drafts_owner').on(table.tenantId, table.objectId, table.updatedAt)],
);

/** Where a person talks with the bot: `<channel>/<conversation id>/<tenant>/<object>`. */
export const conversations = pgTable('conversations', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  objectId: text('object_id').notNull(),
  channelId: text('channel_id').notNull(),
  /** A Bot Framework ConversationReference without names. */
  reference: jsonb('reference').$type<Readonly<Record<string, unknown>>>().notNull(),
  /** Set by the language command; null means the activity's locale. */
  language: text('language'),
  /** The language last spoken here, for what is said outside a turn. */
  spokenLanguage: text('spoken_language'),
  currentDraft: text('current_draft'),
  /** The draft id that the welcome card carries, made beforehand. */
  welcomeDraft: text('welcome_draft'),
  /** Search words and pages of the list cards, sealed. */
  body: text('body'),
  /** The newest activity ids, for deliveries that come twice. */
  recentActivities: jsonb('recent_activities').$type<readonly string[]>().notNull().default([]),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

/** One row per card that can change outside a turn; brought up to date by whoever holds its lease. */
export const cards = pgTable(
  'cards',
  {
    subject: text('subject').primaryKey(),
    conversationId: text('conversation_id').notNull(),
    /** The message that holds the card, where the channel can update it. */
    activityId: text('activity_id'),
    wanted: integer('wanted').notNull(),
    shown: integer('shown').notNull(),
    /** The coarse state last shown: a channel that can't update gets a message only when it changes. */
    shownState: text('shown_state'),
    leaseOwner: text('lease_owner'),
    leaseUntil: at('lease_until'),
    failures: integer('failures').notNull().default(0),
    nextAt: at('next_at').notNull().defaultNow(),
  },
  (table) => [
    index('cards_behind')
      .on(table.nextAt)
      .where(sql`wanted > shown`),
  ],
);

/** A draft on its way to Partner Center; the row is the queue. */
export const submissions = pgTable(
  'submissions',
  {
    id: text('id').primaryKey(),
    draftId: text('draft_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    objectId: text('object_id').notNull(),
    /** The conversation that submitted, to which everything is reported. */
    conversationId: text('conversation_id').notNull(),
    state: text('state', {
      enum: ['running', 'waiting', 'needsAttention', 'done', 'givenUp'],
    }).notNull(),
    /** The step that runs or waits next; null at the end. */
    step: text('step'),
    /** The reason key of a wait or of what needs attention. */
    reason: text('reason'),
    generation: integer('generation').notNull().default(1),
    version: integer('version').notNull().default(1),
    correlationId: text('correlation_id').notNull(),
    language: text('language').notNull(),
    /** HMAC of the domain: one live submission a domain. */
    domainHmac: text('domain_hmac').notNull(),
    live: boolean('live').notNull().default(true),
    payload: text('payload').notNull(),
    nextAt: at('next_at').notNull().defaultNow(),
    leaseOwner: text('lease_owner'),
    leaseUntil: at('lease_until'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('submissions_live_domain')
      .on(table.domainHmac)
      .where(sql`live`),
    uniqueIndex('submissions_live_draft')
      .on(table.draftId)
      .where(sql`live`),
    index('submissions_due')
      .on(table.nextAt)
      .where(sql`live`),
    index('submissions_owner').on(table.tenantId, table.objectId, table.updatedAt),
  ],
);

/**
 * What was, or is about to be, done outside: the intent with its request id before the call, the
 * outcome after it. Rows owned by a draft are their own queue; a submission's are driven by its row.
 */
export const journal = pgTable(
  'journal',
  {
    ownerKind: text('owner_kind', { enum: ['submission', 'draft'] }).notNull(),
    ownerId: text('owner_id').notNull(),
    generation: integer('generation').notNull(),
    step: text('step').notNull(),
    state: text('state', { enum: ['intent', 'done', 'failed', 'void'] }).notNull(),
    requestId: text('request_id').notNull(),
    /** Of a draft's intent: the turn or submission that asked for it; null in rows of an earlier release. */
    correlationId: text('correlation_id'),
    /** Of a draft's intent: what its person speaks; null in rows of an earlier release. */
    language: text('language'),
    attempts: integer('attempts').notNull().default(0),
    reason: text('reason'),
    outcome: text('outcome'),
    nextAt: at('next_at').notNull().defaultNow(),
    leaseOwner: text('lease_owner'),
    leaseUntil: at('lease_until'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerKind, table.ownerId, table.generation, table.step] }),
    index('journal_due')
      .on(table.nextAt)
      .where(sql`owner_kind = 'draft' and state = 'intent'`),
  ],
);

/** The new tenant's administrator password until the person has it. */
export const passwords = pgTable('passwords', {
  submissionId: text('submission_id').primaryKey(),
  value: text('value').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  /** When it was last shown; a day later it is erased. */
  shownAt: at('shown_at'),
});

/** Links to the page that shows a password, each known by its hash alone. */
export const passwordLinks = pgTable(
  'password_links',
  {
    /** SHA-256 of what stands in the address. */
    tokenHash: text('token_hash').primaryKey(),
    submissionId: text('submission_id').notNull(),
    /** The language of the chat in which the link was made. */
    language: text('language').notNull(),
    /** Until then it can be spent. */
    expiresAt: at('expires_at').notNull(),
    spentAt: at('spent_at'),
    /** SHA-256 of the cookie of the browser that spent it. */
    cookieHash: text('cookie_hash'),
  },
  (table) => [index('password_links_submission').on(table.submissionId)],
);

/** Drafts that their owner gives to a colleague: one code a draft, known by its HMAC alone. */
export const handovers = pgTable('handovers', {
  draftId: text('draft_id').primaryKey(),
  codeHash: text('code_hash').notNull().unique(),
  /** Whose draft it was when the code was made. */
  tenantId: text('tenant_id').notNull(),
  objectId: text('object_id').notNull(),
  expiresAt: at('expires_at').notNull(),
});

/** Direct Line users that the token endpoint let in. */
export const people = pgTable(
  'people',
  {
    userId: text('user_id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    objectId: text('object_id').notNull(),
    roles: jsonb('roles').$type<readonly string[]>().notNull(),
    expiresAt: at('expires_at').notNull(),
    /** The conversation that the id was made for; it is renewed for that one alone. */
    conversationId: text('conversation_id'),
  },
  (table) => [index('people_conversation').on(table.conversationId)],
);

/** Who did what, when, on which draft; never the values. Append-only. */
export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: at('at').notNull().defaultNow(),
    tenantId: text('tenant_id').notNull(),
    objectId: text('object_id').notNull(),
    action: text('action').notNull(),
    draftId: text('draft_id'),
    submissionId: text('submission_id'),
    /** Section ids, step names, reason keys. */
    detail: jsonb('detail').$type<Readonly<Record<string, string | number>>>(),
  },
  (table) => [index('audit_draft').on(table.draftId)],
);

/** Keys and tokens of the service itself, sealed: the domain HMAC's key, the rotated refresh token. */
export const secrets = pgTable('secrets', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

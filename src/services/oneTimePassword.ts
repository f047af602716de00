import { createHash, randomBytes } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { DEFAULT_LANGUAGE, languageOf, type Language } from '../language';
import type { Database } from './database/connection';
import type { Encryption } from './encryption';
import type { Person } from './person';

/*
 * The new tenant's administrator password, between its arrival and the word that it is saved. It leaves through a
 * link alone: made in the chat, good for five minutes, spent by the first show. Whoever spent it holds a
 * cookie that repeats the show, so that neither a crash nor a closed window loses the password; a new link
 * can be made meanwhile. Links and cookies are known by their hashes. Everything is one statement, so that
 * of two shows at once one spends the link.
 */

/** How long a link waits to be spent. */
export const LINK_LIFETIME_MS = 5 * 60_000;
/** How long a password that was shown can be shown again; then it is erased. */
export const REPEAT_LIFETIME_MS = 24 * 60 * 60_000;
/** 128 bits: nobody finds a link by trying. */
const TOKEN_BYTES = 16;
const COOKIE_BYTES = 32;

/** A link that can still come to something, and for whom. */
export interface PasswordLink {
  readonly owner: Person;
  readonly language: Language;
}

export interface ShownPassword {
  readonly submissionId: string;
  readonly password: string;
  /** Set where this show spent the link: it repeats the show. */
  readonly cookie: string | undefined;
  readonly erasedAt: Date;
}

export interface OneTimePasswords {
  /** A new link's secret, in place of unspent older ones; undefined where no password waits. */
  makeLink(submissionId: string, language: Language): Promise<string | undefined>;
  /** Looks without changing anything; undefined for links that are unknown, late or come to nothing. */
  find(link: string): Promise<PasswordLink | undefined>;
  /** Spends the link, or repeats the show for the cookie that spent it. */
  show(link: string, cookie: string | undefined): Promise<ShownPassword | undefined>;
  /** The person has it: it is erased. True as well where it was erased before; false without the cookie. */
  keep(link: string, cookie: string | undefined): Promise<boolean>;
  /** Erases passwords whose day is over, and links that are over. */
  expire(): Promise<void>;
}

const shownSchema = z.object({
  submission_id: z.string(),
  value: z.string(),
  erased_at: z.coerce.date(),
});
const linkSchema = z.object({
  tenant_id: z.string(),
  object_id: z.string(),
  language: z.string(),
});

const inMs = (ms: number): SQL => sql`${ms} * interval '1 millisecond'`;

/** Over PostgreSQL or PGlite alike. */
export function createOneTimePasswords(
  database: Database,
  encryption: Encryption,
): OneTimePasswords {
  const opened = (row: unknown, cookie: string | undefined): ShownPassword => {
    const { submission_id, value, erased_at } = shownSchema.parse(row);
    const password = encryption.open('passwords', submission_id, value);
    return { submissionId: submission_id, password, cookie, erasedAt: erased_at };
  };

  const spend = async (link: string): Promise<ShownPassword | undefined> => {
    const cookie = randomBytes(COOKIE_BYTES).toString('base64url');
    const rows = await database.rows(sql`
      with l as (update password_links set spent_at = now(), cookie_hash = ${hashOf(cookie)}
        where token_hash = ${hashOf(link)} and spent_at is null and expires_at > now()
          and exists (select 1 from passwords p where p.submission_id = password_links.submission_id)
        returning submission_id),
      p as (update passwords set shown_at = now() where submission_id = (select submission_id from l)
        returning submission_id, value, now() + ${inMs(REPEAT_LIFETIME_MS)} as erased_at),
      ${auditOf('password.shown', sql`p`)}
      select * from p`);
    return rows[0] && opened(rows[0], cookie);
  };

  const repeat = async (link: string, cookie: string): Promise<ShownPassword | undefined> => {
    const rows = await database.rows(sql`
      with l as (${spentBy(link, cookie)}),
      p as (select passwords.submission_id, value,
          shown_at + ${inMs(REPEAT_LIFETIME_MS)} as erased_at
        from passwords join l using (submission_id)
        where shown_at > now() - ${inMs(REPEAT_LIFETIME_MS)}),
      ${auditOf('password.shownAgain', sql`p`)}
      select * from p`);
    return rows[0] && opened(rows[0], undefined);
  };

  return {
    async makeLink(submissionId, language) {
      const link = randomBytes(TOKEN_BYTES).toString('base64url');
      const rows = await database.rows(sql`
        with p as (select submission_id from passwords where submission_id = ${submissionId}),
        o as (delete from password_links where submission_id = ${submissionId}
          and spent_at is null),
        l as (insert into password_links (token_hash, submission_id, language, expires_at)
          select ${hashOf(link)}, submission_id, ${language}, now() + ${inMs(LINK_LIFETIME_MS)}
          from p returning submission_id),
        ${auditOf('password.link', sql`l`)}
        select submission_id from l`);
      return rows.length > 0 ? link : undefined;
    },

    async find(link) {
      const rows = await database.rows(sql`
        select s.tenant_id, s.object_id, l.language from password_links l
        join submissions s on s.id = l.submission_id
        join passwords p on p.submission_id = l.submission_id
        where l.token_hash = ${hashOf(link)}
          and case when l.spent_at is null then l.expires_at > now()
            else l.spent_at > now() - ${inMs(REPEAT_LIFETIME_MS)} end`);
      if (rows[0] === undefined) return undefined;
      const { tenant_id, object_id, language } = linkSchema.parse(rows[0]);
      return {
        owner: { tenantId: tenant_id, objectId: object_id },
        language: languageOf(language) ?? DEFAULT_LANGUAGE,
      };
    },

    async show(link, cookie) {
      const again = cookie === undefined ? undefined : await repeat(link, cookie);
      return again ?? spend(link);
    },

    async keep(link, cookie) {
      if (cookie === undefined) return false;
      const rows = await database.rows(sql`
        with l as (${spentBy(link, cookie)}),
        p as (delete from passwords where submission_id = (select submission_id from l)
          returning submission_id),
        ${cardsOf(sql`p`)},
        ${auditOf('password.kept', sql`p`)}
        select submission_id from l`);
      return rows.length > 0;
    },

    async expire() {
      await database.rows(sql`
        with p as (delete from passwords where shown_at <= now() - ${inMs(REPEAT_LIFETIME_MS)}
          returning submission_id),
        ${cardsOf(sql`p`)},
        ${auditOf('password.erased', sql`p`)},
        l as (delete from password_links where expires_at <= now() - ${inMs(REPEAT_LIFETIME_MS)})
        select 1 as one`);
    },
  };
}

/** The submission of a link that this cookie spent, within the day in which the show repeats. */
function spentBy(link: string, cookie: string): SQL {
  return sql`select submission_id from password_links where token_hash = ${hashOf(link)}
    and cookie_hash = ${hashOf(cookie)} and spent_at > now() - ${inMs(REPEAT_LIFETIME_MS)}`;
}

/** The cards of the submissions named in a part offer the password no longer. */
function cardsOf(part: SQL): SQL {
  return sql`s as (update submissions set version = version + 1
      where id in (select submission_id from ${part}) returning id, version),
    c as (update cards set wanted = greatest(wanted, s.version) from s
      where subject = 'submission:' || s.id)`;
}

/** Only its submitter is ever shown a password, so it is the submitter who did it. */
function auditOf(action: string, part: SQL): SQL {
  return sql`a as (insert into audit (tenant_id, object_id, action, draft_id, submission_id)
    select tenant_id, object_id, ${action}, draft_id, id from submissions
    where id in (select submission_id from ${part}))`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

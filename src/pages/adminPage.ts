import type { Request, Server } from 'restify';
import { formatAge, formatDateTime, formatNumber } from '../cards/format';
import { textsFor, type Texts } from '../cards/texts';
import type { Language } from '../language';
import type { Log } from '../log';
import type { Copies, CopiesOfAKind } from '../services/copies';
import type {
  AuditLine,
  Operations,
  OperationsOverview,
  SubmissionLine,
} from '../services/operations';
import { html, type Html } from './html';
import { languageOfRequest } from './language';
import { answersWithPage, type Page, type PageAnswer } from './page';
import type { VisitorOf } from './visitor';

/** The role of the app registration that may look. */
const ADMIN_ROLE = 'Onboarding.Admin';

export interface AdminPageOptions {
  readonly operations: Operations;
  readonly copies: Pick<Copies, 'all'>;
  readonly visitorOf: VisitorOf;
  readonly log: Log;
  readonly now: () => number;
}

/** `GET /admin`: how the service stands, for those who run it. It shows ids and states, no customer's data. */
export function registerAdminPage(server: Server, options: AdminPageOptions): void {
  const { operations, copies, visitorOf, log, now } = options;

  const show = async (req: Request): Promise<PageAnswer> => {
    const visitor = await visitorOf(req);
    const language = languageOfRequest(req);
    if (visitor.type === 'stranger') return { location: visitor.signInPath };
    if (visitor.type === 'person' && !visitor.roles.includes(ADMIN_ROLE)) {
      return notAllowedPage(language);
    }
    return overviewPage(await operations.overview(), copies.all(), language, now());
  };

  server.get('/admin', answersWithPage(log, show));
}

function notAllowedPage(language: Language): Page {
  const texts = textsFor(language);
  return {
    status: 403,
    language,
    title: texts('page.admin.notAllowed.title'),
    body: html`<p>${texts('page.admin.notAllowed.lead', { role: ADMIN_ROLE })}</p>`,
  };
}

/** What the parts of the page are written with. */
interface Pen {
  readonly texts: Texts;
  readonly language: Language;
  readonly now: number;
}

function overviewPage(
  overview: OperationsOverview,
  copies: readonly CopiesOfAKind[],
  language: Language,
  now: number,
): Page {
  const texts = textsFor(language);
  const pen: Pen = { texts, language, now };
  const { attention, underWay, ended, audit } = overview;
  const when = formatDateTime(language, new Date(now).toISOString());
  return {
    status: 200,
    language,
    wide: true,
    title: texts('page.admin.title'),
    body: html`<p class="quiet">
        ${texts('page.admin.asOf', { when })} <a href="/admin">${texts('page.admin.reload')}</a>
      </p>
      ${tiles(pen, overview)}
      <h2>${texts('page.admin.attention.title')}</h2>
      ${submissionTable(pen, attention, 'attention')}
      <h2>${texts('page.admin.underWay.title')}</h2>
      ${submissionTable(pen, underWay, 'underWay')}
      <h2>${texts('page.admin.ended.title')}</h2>
      ${submissionTable(pen, ended, 'ended')}
      <h2>${texts('page.admin.copies.title')}</h2>
      <p class="quiet">${texts('page.admin.copies.lead')}</p>
      ${copiesTable(pen, copies)}
      <h2>${texts('page.admin.audit.title')}</h2>
      ${auditTable(pen, audit)}`,
  };
}

function tiles({ texts, language, now }: Pen, overview: OperationsOverview): Html {
  const { submissions, passwords, oldestPassword } = overview;
  const tile = (key: string, count: number, alert = false, detail?: string): Html =>
    html`<li${alert && count > 0 && html` class="alert"`}>
      <strong>${formatNumber(language, count)}</strong> ${texts(`page.admin.tile.${key}`)}
      ${detail !== undefined && html`<br /><span class="quiet">${detail}</span>`}
    </li>`;
  const oldest =
    oldestPassword === null
      ? undefined
      : texts('page.admin.oldest', { age: formatAge(language, now - oldestPassword.getTime()) });
  return html`<ul class="tiles">
    ${tile('needsAttention', submissions.needsAttention ?? 0, true)}
    ${tile('waiting', submissions.waiting ?? 0)} ${tile('running', submissions.running ?? 0)}
    ${tile('done', submissions.done ?? 0)} ${tile('givenUp', submissions.givenUp ?? 0)}
    ${tile('openDrafts', overview.openDrafts)} ${tile('passwords', passwords, false, oldest)}
    ${tile('failingCards', overview.failingCards, true)}
    ${tile('failingLinks', overview.failingLinks, true)}
  </ul>`;
}

function submissionTable(
  pen: Pen,
  lines: readonly SubmissionLine[],
  name: 'attention' | 'underWay' | 'ended',
): Html {
  const { texts, language, now } = pen;
  // What has ended stands at no step.
  const isOver = name === 'ended';
  const columns = [
    'state',
    ...(isOver ? [] : ['step', 'reason']),
    'age',
    'submission',
    'correlation',
  ];
  return table(
    pen,
    name,
    columns,
    lines.map((line) => [
      html`<td>${texts(`status.${line.state}.short`)}</td>`,
      !isOver && html`<td>${line.step !== null && texts(`step.${line.step}`)}</td>`,
      !isOver && html`<td class="prose">${reasonOf(line, texts)}</td>`,
      html`<td>${formatAge(language, now - line.since.getTime())}</td>`,
      html`<td><code>${line.id}</code></td>`,
      html`<td><code>${line.correlationId}</code></td>`,
    ]),
  );
}

/** Why it stands there, and what helps, in the words of its card. */
function reasonOf({ state, reason, isLeft }: SubmissionLine, texts: Texts): string {
  if (isLeft) return texts('page.admin.left');
  if (reason === null) return '';
  const cause = texts(`reasons.${reason}.cause`);
  return state === 'needsAttention' ? `${cause} ${texts(`reasons.${reason}.advice`)}` : cause;
}

function copiesTable(pen: Pen, copies: readonly CopiesOfAKind[]): Html {
  const { texts, language, now } = pen;
  return table(
    pen,
    'copies',
    ['copied', 'copies', 'oldest', 'outdated'],
    copies.map(({ copied, count, oldest, outdated }) => [
      html`<td>${texts(`page.admin.copied.${copied}`)}</td>`,
      html`<td>${formatNumber(language, count)}</td>`,
      html`<td>${formatAge(language, now - oldest)}</td>`,
      html`<td>${formatNumber(language, outdated)}</td>`,
    ]),
  );
}

function auditTable(pen: Pen, lines: readonly AuditLine[]): Html {
  const { language } = pen;
  return table(
    pen,
    'audit',
    ['time', 'action', 'person', 'draft', 'submission'],
    lines.map(({ at, action, detail, objectId, draftId, submissionId }) => [
      html`<td>${formatDateTime(language, at.toISOString())}</td>`,
      html`<td><code>${[action, ...Object.values(detail ?? {})].join(' · ')}</code></td>`,
      html`<td><code>${objectId}</code></td>`,
      html`<td><code>${draftId ?? ''}</code></td>`,
      html`<td><code>${submissionId ?? ''}</code></td>`,
    ]),
  );
}

/** A table that scrolls by itself on a narrow screen, or a line that there is nothing. */
function table(
  { texts }: Pen,
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (Html | false)[])[],
): Html {
  if (rows.length === 0) return html`<p class="quiet">${texts(`page.admin.${name}.empty`)}</p>`;
  return html`<div
    class="scroll"
    role="region"
    tabindex="0"
    aria-label="${texts(`page.admin.${name}.title`)}"
  >
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${texts(`page.admin.column.${column}`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

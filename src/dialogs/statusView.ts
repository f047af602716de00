import { countryName, formatDateTime, formatMoney, type Reader } from '../cards/format';
import { hasText, textsFor, type Texts } from '../cards/texts';
import type { FactView, LinkView, NoticeView, StepView } from '../cards/views';
import type { ResultView, StatusView } from '../cards/views';
import type { Language } from '../language';
import { boughtLines } from '../services/submissions/orderLines';
import type { StepStatus, SubmissionStatus } from '../services/submissions/status';
import { acceptanceMailUrl } from './acceptanceMail';
import { helpUrl } from './helpLinks';
import { mendGroupOf, submissionButtons } from './submissionButtons';
import { placeOf } from './wireProperties';

/** How a submission stands, or what came of it. */
export function statusView(
  status: SubmissionStatus,
  reader: Reader,
  notices: readonly NoticeView[] = [],
  acceptanceUrl?: string,
): StatusView | ResultView {
  const { language } = reader;
  const texts = textsFor(language);
  const common = {
    language,
    subject: `submission:${status.id}`,
    revision: status.version,
    buttons: submissionButtons(status, texts),
  };
  const acceptance =
    status.reason === 'waitingForSigner' && acceptanceUrl !== undefined
      ? acceptanceOf(status.order, acceptanceUrl, texts)
      : undefined;
  const facts = [...factsOf(status, texts, language), ...(acceptance?.facts ?? [])];
  if (status.state === 'done') {
    return {
      ...common,
      kind: 'result',
      title: texts('result.title'),
      lead: texts('result.lead', { name: status.order.companyName }),
      facts,
      notices: [...notices, ...resultNotices(status, texts)],
      links: [
        { title: texts('help.connecting'), url: helpUrl('connecting', language) },
        { title: texts('help.whatToSell'), url: helpUrl('whatToSell', language) },
      ],
    };
  }
  const reasons = reasonNotices(status, texts, language);
  const problems = problemNotices(status, texts, language);
  return {
    ...common,
    kind: 'status',
    title: texts(`status.${status.state}.title`, { name: status.order.companyName }),
    lead: texts(`status.${status.state}.lead`),
    notices: [
      ...notices,
      ...(isSaidByLines(status) ? [...problems, ...reasons] : [...reasons, ...problems]),
      ...resultNotices(status, texts),
    ],
    steps: status.steps.map((step) => stepView(status, step, texts, reader)),
    facts,
    links: acceptance?.links ?? [],
  };
}

/** What the signer is sent: the link to copy, and an e-mail with it. */
function acceptanceOf(
  { companyName, culture, agreement }: SubmissionStatus['order'],
  url: string,
  texts: Texts,
): { readonly facts: readonly FactView[]; readonly links: readonly LinkView[] } {
  const open = { title: texts('acceptance.open'), url };
  const facts = [{ label: texts('acceptance.link'), value: url }];
  if (agreement?.way !== 'enhanced') return { facts, links: [open] };
  const { signer, language = culture } = agreement;
  const mail = acceptanceMailUrl({ companyName, signer, language, url });
  return { facts, links: [{ title: texts('acceptance.openMail'), url: mail }, open] };
}

/** Waits that last, and that a person can do something about or must know of. */
const NEWS: ReadonlySet<string> = new Set([
  'waitingForSigner',
  'waitingForCustomer',
  'qualificationInReview',
  'customerUnderReview',
  'orderUnderReview',
  'poUpload',
]);

/**
 * What is worth a message of its own where a card can't be updated. That Partner Center takes a minute
 * is not.
 */
export function coarseStateOf({ state, reason }: SubmissionStatus): string {
  if (state === 'needsAttention') return `${state} ${reason ?? ''}`;
  if (state !== 'waiting') return state;
  return reason !== undefined && NEWS.has(reason) ? reason : 'running';
}

function stepView(
  status: SubmissionStatus,
  { name, state, at }: StepStatus,
  texts: Texts,
  { language, timeZone }: Reader,
): StepView {
  const when = at === undefined ? undefined : formatDateTime(language, at.toISOString(), timeZone);
  const detail = [when, ...idsOf(status, { name, state }, texts)].filter(
    (one) => one !== undefined,
  );
  return {
    title: texts(`step.${name}`),
    state,
    stateText: texts(`stepState.${state}`),
    ...(detail.length > 0 && { detail: detail.join(' · ') }),
  };
}

/** What a step brought, by which support and Partner Center know it. */
function idsOf(
  { facts }: SubmissionStatus,
  { name, state }: Pick<StepStatus, 'name' | 'state'>,
  texts: Texts,
): readonly string[] {
  const id = (key: string, value: string | undefined): readonly string[] =>
    value === undefined || value === '' ? [] : [`${texts(`fact.${key}`)} ${value}`];
  switch (name) {
    case 'createCustomer':
      return id('customerId', facts.customerId);
    case 'createCart':
      return state === 'done' ? id('cartId', facts.cartId) : [];
    case 'checkout':
      return id('orderIds', facts.orderIds?.join(', '));
    case 'preflight':
    case 'awaitCustomer':
    case 'confirmAgreement':
    case 'setQualification':
    case 'confirmOrder':
      return [];
  }
}

function reasonNotices(
  status: SubmissionStatus,
  texts: Texts,
  language: Language,
): readonly NoticeView[] {
  const { reason, state, stopped } = status;
  if (reason === undefined) return [];
  const cause = texts(`reasons.${reason}.cause`);
  if (state === 'waiting') return [{ tone: 'info', text: cause }];
  const isOverdue = stopped?.outcome.stop?.waitedTooLong === true;
  const advice = isOverdue ? texts('status.overdue') : texts(`reasons.${reason}.advice`);
  return [
    // What a person asked for themselves is no failure; what each line says of itself is said once.
    ...(isSaidByLines(status)
      ? []
      : [
          {
            tone: state === 'givenUp' || reason === 'onHold' ? 'info' : 'wrong',
            text: cause,
          } as const,
        ]),
    ...(state === 'givenUp' ? [] : [{ tone: 'info' as const, text: advice }]),
    ...(state === 'givenUp' ? [] : mendNotices(status, texts, language)),
  ];
}

/** The reason is that of every line that was refused, and they have nothing else to say. */
function isSaidByLines({ state, reason, stopped, order }: SubmissionStatus): boolean {
  const problems = stopped?.outcome.stop?.problems ?? [];
  return (
    state === 'needsAttention' &&
    reason !== 'priceChanged' &&
    problems.length > 0 &&
    problems.every((one) => one.reason === reason && order.lines.some(({ id }) => id === one.line))
  );
}

/** The field to correct, by the name that stands on its form. */
function mendNotices(
  status: SubmissionStatus,
  texts: Texts,
  language: Language,
): readonly NoticeView[] {
  const property = status.stopped?.outcome.stop?.property;
  // What the customer was made of can't be corrected here any more.
  if (property === undefined || mendGroupOf(status) === undefined) return [];
  const { labelKey, group } = placeOf(property);
  const key = hasText(language, labelKey) ? labelKey : `group.${group}`;
  return [{ tone: 'info', text: texts('status.mend', { field: texts(key) }) }];
}

/** Which lines were refused and why, and what stands in spite of it. */
function problemNotices(
  { order, facts, stopped }: SubmissionStatus,
  texts: Texts,
  language: Language,
): readonly NoticeView[] {
  const stop = stopped?.outcome.stop;
  if (stop === undefined || stop.problems.length === 0) return [];
  const refused = stop.problems.flatMap(({ line, reason }): NoticeView[] => {
    const ordered = order.lines.find(({ id }) => id === line);
    if (ordered === undefined) return [];
    const text =
      reason === 'priceChanged'
        ? priceText(ordered.id, { order, facts }, texts, language)
        : texts('status.lineRefused', {
            line: ordered.title,
            cause: texts(`reasons.${reason}.cause`),
          });
    return [{ tone: reason === 'priceChanged' ? 'warning' : 'wrong', text }];
  });
  const stands = boughtLines(order, facts).map(({ title, quantity }): NoticeView => ({
    tone: 'good',
    text: texts('status.lineOrdered', { line: title, quantity }),
  }));
  return [...stands, ...refused];
}

function priceText(
  id: string,
  { order, facts }: Pick<SubmissionStatus, 'order' | 'facts'>,
  texts: Texts,
  language: Language,
): string {
  const line = order.lines.find((one) => one.id === id);
  const priced = facts.cartLines?.find((one) => one.line === id);
  const { estimate, title = '' } = line ?? {};
  if (estimate === undefined || priced?.total === undefined) return title;
  return texts('status.linePrice', {
    line: title,
    seen: formatMoney(language, estimate.total, estimate.currency),
    now: formatMoney(language, priced.total, priced.currency ?? estimate.currency),
  });
}

function resultNotices(
  { facts, hasPassword }: SubmissionStatus,
  texts: Texts,
): readonly NoticeView[] {
  if (facts.passwordLost === true) {
    return [{ tone: 'warning', text: texts('result.passwordLost') }];
  }
  return hasPassword ? [{ tone: 'info', text: texts('result.passwordWaits') }] : [];
}

/**
 * The same card with a fresh link to the password page in place of the button that made it; the card's
 * next change brings the button back.
 */
export function withPasswordLink(
  view: StatusView | ResultView,
  url: string,
): StatusView | ResultView {
  const texts = textsFor(view.language);
  return {
    ...view,
    notices: [...view.notices, { tone: 'good', text: texts('result.passwordLink') }],
    buttons: view.buttons.filter(({ data }) => data['action'] !== 'reveal'),
    links: [{ title: texts('result.openPassword'), url }, ...(view.links ?? [])],
  };
}

function factsOf(
  { facts, order, correlationId, state }: SubmissionStatus,
  texts: Texts,
  language: Language,
): readonly FactView[] {
  const fact = (key: string, value: string | undefined, isId = false): readonly FactView[] =>
    value === undefined || value === '' ? [] : [{ label: texts(`fact.${key}`), value, isId }];
  const isOver = state === 'done' || state === 'givenUp';
  const bought = boughtLines(order, facts).map(({ title, quantity }) =>
    texts('fact.line', { line: title, quantity }),
  );
  return [
    ...fact('companyName', order.companyName),
    ...fact('domain', order.domain),
    ...fact('country', countryName(language, order.country)),
    ...fact('userName', facts.userName),
    ...(isOver ? fact('lines', bought.join('; ')) : []),
    ...(isOver ? fact('customerId', facts.customerId, true) : []),
    ...(isOver ? fact('orderIds', facts.orderIds?.join(', '), true) : []),
    ...(state === 'needsAttention' || state === 'givenUp'
      ? fact('correlationId', correlationId, true)
      : []),
  ];
}

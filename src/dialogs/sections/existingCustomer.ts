import { textsFor, type Texts } from '../../cards/texts';
import type { BlockView, ButtonView, LinkView } from '../../cards/views';
import { DEFAULT_LANGUAGE, languageOf, type Language } from '../../language';
import type { CustomerSummary } from '../../services/partnerCenter/customers';
import { PartnerCenterError } from '../../services/partnerCenter/errors';
import { withoutSuffix } from '../../services/domainProposals';
import { getRelationshipRequestUrl } from '../../services/partnerCenter/relationshipRequest';
import { customerOfDomain, customerOfName } from '../../services/preflight';
import type { Entries } from '../draft';
import { portalCustomerUrl } from '../portalLinks';
import type { LoadContext, SectionContext, SectionServices } from '../section';

/*
 * The company exists in Microsoft's cloud already: it is a customer of ours, or it is asked to accept a
 * reseller relationship by a link (developer/request-reseller-relationship). The link is the same for
 * every customer; what differs is the mail that explains it.
 */

/** The click, and the opened page, of an existing customer. */
export const EXISTING = 'existing';

/** How the company buys from Microsoft so far; the mail tells it what becomes of that. */
const SITUATIONS = ['anotherPartner', 'multipartner', 'multichannel'] as const;
type Situation = (typeof SITUATIONS)[number];

/** What the page needs. */
export interface ExistingCustomer {
  /** Ours already: no request is needed. */
  readonly ours?: CustomerSummary;
  /** Absent where it could not be had, or is never asked for. */
  readonly requestUrl?: string;
  /** The language in which the company is written to. */
  readonly mailLanguage: Language;
}

/** Whose customer the company is, and the link to send. */
export async function loadExistingCustomer(
  { environment, draft, remote }: LoadContext,
  { client, countries }: SectionServices,
): Promise<ExistingCustomer> {
  const typed = draft.entries['company']?.values ?? {};
  const { domainSuffix } = environment;
  const domain = `${withoutSuffix((typed['domainPrefix'] ?? '').trim(), domainSuffix)}${domainSuffix}`;
  const name = (typed['companyName'] ?? '').trim();
  try {
    const [ofDomain, ofName, requestUrl, rules] = await Promise.all([
      customerOfDomain(client, domain, remote),
      name === '' ? undefined : customerOfName(client, name, remote),
      environment.relationshipRequests ? getRelationshipRequestUrl(client, remote) : undefined,
      countries.rules(typed['country'] ?? environment.partnerCountry, remote),
    ]);
    const ours = ofDomain ?? ofName;
    return {
      ...(ours !== undefined && { ours }),
      ...(requestUrl !== undefined && { requestUrl }),
      mailLanguage: languageOf(rules.defaultCulture) ?? DEFAULT_LANGUAGE,
    };
  } catch (error) {
    if (!(error instanceof PartnerCenterError)) throw error;
    return { mailLanguage: DEFAULT_LANGUAGE };
  }
}

/** The page: ours, not to be asked here, or the link and the mail. */
export function existingCustomerBlocks(
  { texts, environment }: SectionContext,
  { ours, requestUrl, mailLanguage }: ExistingCustomer,
  entries: Entries,
): readonly BlockView[] {
  if (ours !== undefined) return oursBlocks(texts, ours);
  if (!environment.relationshipRequests) {
    return [
      notice('info', texts('existing.noRequest')),
      { type: 'text', text: texts('existing.noRequestNext') },
    ];
  }
  if (requestUrl === undefined) {
    return [
      notice('warning', texts('existing.failed')),
      { type: 'actions', links: [], buttons: [pageButton(texts('button.tryAgain'))] },
    ];
  }
  const situation = situationOf(entries);
  const mail = mailOf(mailLanguage, situation, entries, requestUrl);
  return [
    { type: 'text', text: texts('existing.lead') },
    situationBlock(texts, situation),
    { type: 'actions', links: [], buttons: [pageButton(texts('existing.writeMail'))] },
    { type: 'heading', text: texts('existing.mailHeading') },
    { type: 'item', title: mail.subject, details: mail.paragraphs, inputs: [], buttons: [] },
    { type: 'actions', buttons: [], links: mailLinks(texts, mail, requestUrl) },
    { type: 'text', text: texts('existing.next'), subtle: true },
  ];
}

function oursBlocks(texts: Texts, { id, companyProfile }: CustomerSummary): readonly BlockView[] {
  const { companyName, domain } = companyProfile;
  return [
    notice('good', texts('existing.ours', { name: companyName, domain })),
    { type: 'text', text: texts('existing.oursNext') },
    {
      type: 'actions',
      buttons: [],
      links: [{ title: texts('existing.openCustomer'), url: portalCustomerUrl(id) }],
    },
  ];
}

function situationBlock(texts: Texts, situation: Situation): BlockView {
  return {
    type: 'input',
    input: {
      id: 'f_existingSituation',
      kind: 'radio',
      label: texts('field.existingSituation.label'),
      required: false,
      value: situation,
      errorMessage: texts('field.existingSituation.error'),
      choices: SITUATIONS.map((value) => ({ value, title: texts(`existing.${value}.choice`) })),
    },
  };
}

function notice(tone: 'info' | 'good' | 'warning', text: string): BlockView {
  return { type: 'notice', notice: { tone, text } };
}

function pageButton(title: string): ButtonView {
  return { title, data: { action: EXISTING }, sendsInputs: true };
}

/** The mail in the reader's own mail program, and the page that the customer will see. */
function mailLinks(texts: Texts, mail: Mail, requestUrl: string): readonly LinkView[] {
  const subject = encodeURIComponent(mail.subject);
  const body = encodeURIComponent(mail.paragraphs.join('\r\n\r\n'));
  return [
    { title: texts('existing.openMail'), url: `mailto:?subject=${subject}&body=${body}` },
    { title: texts('existing.openRequest'), url: requestUrl },
  ];
}

interface Mail {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

function mailOf(language: Language, situation: Situation, entries: Entries, url: string): Mail {
  const texts = textsFor(language);
  const name = (entries['companyName'] ?? '').trim();
  return {
    subject: texts('existing.mail.subject', { name }),
    paragraphs: [
      texts('existing.mail.greeting'),
      texts('existing.mail.request', { name }),
      texts(`existing.${situation}.mail`),
      texts('existing.mail.how'),
      url,
      texts('existing.mail.thanks'),
    ],
  };
}

function situationOf(entries: Entries): Situation {
  return SITUATIONS.find((one) => one === entries['existingSituation']) ?? SITUATIONS[0];
}

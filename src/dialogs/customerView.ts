import { formatDate, formatNumber } from '../cards/format';
import { textsFor, type Texts } from '../cards/texts';
import type { FactView, NoticeView, ResultView } from '../cards/views';
import type { Language } from '../language';
import type { CustomerFacts } from '../services/customerFacts';
import { helpUrl } from './helpLinks';
import { portalCustomerUrl } from './portalLinks';

export interface CustomerViewOptions {
  readonly language: Language;
  readonly revision: number;
  readonly customer: CustomerFacts;
  /** The draft that "Add one like this" begins: made beforehand, so that a double click begins one. */
  readonly draftId: string;
  readonly hasAgreements: boolean;
}

/** So many subscriptions are named. */
const MOST_SUBSCRIPTIONS = 10;

/** One customer of the partner: who it is, how it stands, and the way to another one like it. */
export function customerView(options: CustomerViewOptions): ResultView {
  const { language, revision, customer, draftId } = options;
  const texts = textsFor(language);
  const { id, companyProfile } = customer.summary;
  return {
    kind: 'result',
    language,
    subject: 'list:customers',
    revision,
    title: companyProfile.companyName,
    lead: texts('customer.lead'),
    notices: noticesOf(options, texts),
    facts: factsOf(options, texts),
    buttons: [
      {
        title: texts('button.addLike'),
        accessibleName: texts('customer.addLike', { name: companyProfile.companyName }),
        data: { action: 'begin', draft: draftId, item: id },
        sendsInputs: false,
        style: 'positive',
      },
      {
        title: texts('button.customers'),
        data: { action: 'back', list: 'customers' },
        sendsInputs: false,
      },
      { title: texts('button.menu'), data: { action: 'menu' }, sendsInputs: false },
    ],
    links: [
      { title: texts('customer.openInPortal'), url: portalCustomerUrl(id) },
      { title: texts('help.connecting'), url: helpUrl('connecting', language) },
    ],
  };
}

function factsOf(
  { customer, language, hasAgreements }: CustomerViewOptions,
  texts: Texts,
): readonly FactView[] {
  const { summary, resellers, subscriptions } = customer;
  const fact = (key: string, value: string, isId = false): FactView => ({
    label: texts(key),
    value,
    ...(isId && { isId }),
  });
  return [
    fact('fact.domain', summary.companyProfile.domain, true),
    fact('fact.customerId', summary.id, true),
    fact('customer.relationship', relationshipText(summary.relationshipToPartner, texts)),
    ...(hasAgreements ? [fact('section.agreement', agreementText(customer, texts, language))] : []),
    ...(resellers ?? []).map(({ name, partnerId }) =>
      fact('section.reseller', texts('reseller.entry', { name, partnerId })),
    ),
    ...(subscriptions ?? [])
      .filter(({ status }) => status === 'active')
      .slice(0, MOST_SUBSCRIPTIONS)
      .map(({ offerName, friendlyName, quantity }, index) =>
        fact(
          index === 0 ? 'section.offers' : 'customer.more',
          texts('fact.line', {
            line: offerName === '' ? (friendlyName ?? '') : offerName,
            quantity: formatNumber(language, quantity),
          }),
        ),
      ),
  ];
}

/** A word of Partner Center's own; one that we do not know is shown as it is. */
function relationshipText(relationship: string | undefined, texts: Texts): string {
  switch (relationship?.toLowerCase()) {
    case 'reseller':
      return texts('customer.relationships.reseller');
    case 'advisor':
      return texts('customer.relationships.advisor');
    case 'syndication':
      return texts('customer.relationships.syndication');
    case 'nonmicrosoftcustomer':
    case 'none':
    case undefined:
      return texts('customer.relationships.none');
    default:
      return relationship ?? '';
  }
}

function agreementText({ agreement }: CustomerFacts, texts: Texts, language: Language): string {
  switch (agreement?.state) {
    case 'confirmed':
      return texts('customer.agreement.confirmed', { date: formatDate(language, agreement.on) });
    case 'signed':
      return texts('customer.agreement.signed');
    case 'missing':
      return texts('customer.agreement.missing');
    case undefined:
      return texts('customer.agreement.unknown');
  }
}

/** What could not be read is said, not left out in silence. */
function noticesOf({ customer }: CustomerViewOptions, texts: Texts): readonly NoticeView[] {
  if (customer.subscriptions !== undefined) return [];
  return [{ tone: 'warning', text: texts('customer.subscriptionsUnknown') }];
}

import en from '../../src/cards/texts/en.json';
import es from '../../src/cards/texts/es.json';
import reasonsEn from '../../src/cards/texts/reasons.en.json';
import reasonsEs from '../../src/cards/texts/reasons.es.json';
import type { CardPage } from './cardPage';

/** What a clerk reads in each language: the labels and buttons that the run looks for. */
export const WORDS = {
  en: { ...en, reasons: reasonsEn },
  es: { ...es, reasons: reasonsEs },
} as const;

export interface FlowOptions {
  readonly language: 'en' | 'es';
  readonly companyName: string;
  readonly domainPrefix: string;
  /** The primary contact, who signs; one whose address begins with "accepts" has accepted at once. */
  readonly email?: string;
  /** What is searched for among the offers. */
  readonly offer?: string;
  /** A school, which Microsoft must have looked at before it can order. */
  readonly isSchool?: boolean;
}

/**
 * Goes from the welcome card to the review as a clerk does, with one wrong entry corrected and the page
 * left and opened again on the way; keeps a picture of every card.
 */
export async function fillUntilReview(chat: CardPage, options: FlowOptions): Promise<void> {
  const words = WORDS[options.language];
  const { field, button, section } = words;
  const next = new RegExp(`^${words.button.nextReview.split(':')[0] ?? ''}:`);
  await chat.see(words.welcome.title);
  await chat.look('01-welcome');
  await chat.press(button.addCustomer);

  await chat.see(section.company);
  await chat.look('02-company');
  await chat.fill({
    [field.companyName.label]: 'LLC',
    [field.domainPrefix.label]: options.domainPrefix,
  });
  const { isSchool = false } = options;
  if (isSchool) await chat.choose(field.qualification.label, words.qualification.Education);
  await chat.press(next);
  await chat.see(words.error.companyNameLegalForm);
  await chat.look('03-company-wrong');
  await chat.fill({ [field.companyName.label]: options.companyName });
  if (isSchool) await chat.choose(field.educationSegment.label, words.educationSegment.K12);
  await chat.press(next);

  await chat.see(section.contact);
  await chat.look('04-contact');
  await chat.fill({
    [field.firstName.label]: 'Ann',
    [field.lastName.label]: 'Beebe',
    [field.email.label]: options.email ?? 'ann@contoso.example',
    [field.phoneNumber.label]: '425 555 0100',
    [field.addressLine1.label]: '1 Main Street',
    [field.city.label]: 'Redmond',
    [field.postalCode.label]: '98052',
  });
  await chat.choose(field.state.label, 'Washington');
  await chat.press(next);

  await chat.see(section.agreement);
  await chat.look('05-agreement');
  await chat.comeBack();
  await chat.see(section.agreement);
  await chat.press(next);

  await chat.see(section.reseller);
  await chat.look('06-reseller');
  await chat.fill({ [field.resellerSearch.label]: 'Adler Cloud' });
  await chat.press(button.search);
  await chat.card.getByRole('radio').first().check();
  await chat.look('07-reseller-found');
  await chat.press(next);

  await chat.see(section.offers);
  await chat.look('08-offers');
  await chat.fill({ [field.offerSearch.label]: options.offer ?? 'Business Premium' });
  await chat.press(button.search);
  await chat.card.getByRole('radio').first().check();
  await chat.fill({ [field.quantity.label]: '5' });
  await chat.press(button.addOffer);
  await chat.look('09-offers-line');
  await chat.press(button.nextReview);
  await chat.see(words.review.lead);
  const hasAccepted = options.email?.startsWith('accepts') === true;
  await chat.see(hasAccepted ? words.acceptance.accepted : words.acceptance.open);
  await chat.look('10-review');
}

/** Changes a name from the review, with a wrong entry corrected on the way, and comes back to it. */
export async function updateFromReview(
  chat: CardPage,
  { language, companyName }: FlowOptions,
): Promise<void> {
  const { field, button, section, error, review } = WORDS[language];
  const next = new RegExp(`^${button.nextReview.split(':')[0] ?? ''}:`);
  // The first Update is that of the account's information.
  await chat.press(button.update);
  await chat.see(section.company);
  await chat.fill({ [field.companyName.label]: 'LLC' });
  await chat.press(next);
  await chat.see(error.companyNameLegalForm);
  await chat.fill({ [field.companyName.label]: companyName });
  await chat.press(next);
  await chat.see(section.contact);
  await chat.fill({ [field.firstName.label]: 'Annabel' });
  await chat.press(next);
  await chat.see(review.lead);
  await chat.see('Annabel');
}

/** From the review to the closed result; the signer accepts while the submission waits. */
export async function submitAndFinish(chat: CardPage, language: 'en' | 'es'): Promise<void> {
  const words = WORDS[language];
  await chat.press(words.button.submit);
  await chat.see(words.field.partnerAttestation.error);
  await chat.look('11-review-wrong');
  const acceptance = await chat.linkBehind(words.acceptance.open);
  await chat.tick(words.field.partnerAttestation.label);
  await chat.press(words.button.submit);
  await chat.see(words.fact.domain);
  await chat.look('12-status');
  await chat.see(words.reasons.waitingForSigner.cause);
  await chat.look('13-waiting-for-signer');
  await chat.acceptAgreement(acceptance);
  await chat.see(words.result.title);
  await chat.look('14-result');
  await chat.press(words.button.done);
  await chat.see(words.closed.lead);
  await chat.look('15-closed');
}

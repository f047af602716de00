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
  await chat.picture('01-welcome');
  await chat.press(button.addCustomer);

  await chat.see(section.company);
  await chat.picture('02-company');
  await chat.fill({
    [field.companyName.label]: 'LLC',
    [field.domainPrefix.label]: options.domainPrefix,
  });
  await chat.press(next);
  await chat.see(words.error.companyNameLegalForm);
  await chat.picture('03-company-wrong');
  await chat.fill({ [field.companyName.label]: options.companyName });
  await chat.press(next);

  await chat.see(section.contact);
  await chat.picture('04-contact');
  await chat.fill({
    [field.firstName.label]: 'Ann',
    [field.lastName.label]: 'Beebe',
    [field.email.label]: 'ann@contoso.example',
    [field.phoneNumber.label]: '425 555 0100',
    [field.addressLine1.label]: '1 Main Street',
    [field.city.label]: 'Redmond',
    [field.postalCode.label]: '98052',
  });
  await chat.choose(field.state.label, 'Washington');
  await chat.press(next);

  await chat.see(section.agreement);
  await chat.picture('05-agreement');
  await chat.comeBack();
  await chat.see(section.agreement);
  await chat.press(next);

  await chat.see(section.reseller);
  await chat.picture('06-reseller');
  await chat.fill({ [field.resellerSearch.label]: 'Adler Cloud' });
  await chat.press(button.search);
  await chat.card.getByRole('radio').first().check();
  await chat.picture('07-reseller-found');
  await chat.press(next);

  await chat.see(section.offers);
  await chat.picture('08-offers');
  await chat.fill({ [field.offerSearch.label]: 'Business Premium' });
  await chat.press(button.search);
  await chat.card.getByRole('radio').first().check();
  await chat.fill({ [field.quantity.label]: '5' });
  await chat.press(button.addOffer);
  await chat.picture('09-offers-line');
  await chat.press(button.nextReview);
  await chat.see(words.review.lead);
  await chat.see(words.acceptance.open);
  await chat.picture('10-review');
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
  await chat.picture('11-review-wrong');
  const acceptance = await chat.linkBehind(words.acceptance.open);
  await chat.tick(words.field.partnerAttestation.label);
  await chat.press(words.button.submit);
  await chat.see(words.fact.domain);
  await chat.picture('12-status');
  await chat.see(words.reasons.waitingForSigner.cause);
  await chat.picture('13-waiting-for-signer');
  await chat.acceptAgreement(acceptance);
  await chat.see(words.result.title);
  await chat.picture('14-result');
  await chat.press(words.button.done);
  await chat.see(words.closed.lead);
  await chat.picture('15-closed');
}

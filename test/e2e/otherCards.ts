import type { CardPage } from './cardPage';
import { WORDS } from './flow';

type Language = 'en' | 'es';

const COMMANDS = {
  en: { customers: 'customers', help: 'help', drafts: 'drafts', handOver: 'hand over' },
  es: { customers: 'clientes', help: 'ayuda', drafts: 'borradores', handOver: 'traspasar' },
} as const;
const LANGUAGE = { en: 'language', es: 'idioma' } as const;
const SPAIN = { en: 'Spain', es: 'España' } as const;
const BRAZIL = { en: 'Brazil', es: 'Brasil' } as const;

/** The button that goes on from a form, whatever comes next. */
function nextOf(language: Language): RegExp {
  return new RegExp(`^${WORDS[language].button.nextReview.split(':')[0] ?? ''}:`);
}

/**
 * Looks at the cards that the way from Add customer to Done does not come by: lists, a customer, what is
 * wrong and what is offered for it, an existing customer, other countries and qualifications, many lines,
 * the checked review, a draft that is handed over, kept, taken up and left.
 */
export async function lookAtOtherCards(chat: CardPage, language: Language): Promise<void> {
  await lists(chat, language);
  await companyCards(chat, language);
  await contactCards(chat, language);
  await agreementAndReseller(chat, language);
  await offerCards(chat, language);
  await reviewAndLeaving(chat, language);
}

async function lists(chat: CardPage, language: Language): Promise<void> {
  const words = WORDS[language];
  await chat.type(LANGUAGE[language]);
  await chat.look('20-language');
  await chat.type(COMMANDS[language].customers);
  await chat.see(words.list.customers.lead);
  await chat.look('21-customers');
  await chat.press(new RegExp(`^${words.button.show}`));
  await chat.see(words.button.addLike);
  await chat.look('22-customer');
  await chat.type(COMMANDS[language].help);
  await chat.look('23-help');
}

async function companyCards(chat: CardPage, language: Language): Promise<void> {
  const { button, section, field, existing, qualification, reasons } = WORDS[language];
  const next = nextOf(language);
  await chat.press(button.addCustomer);
  await chat.see(section.company);
  await chat.choose(field.country.label, SPAIN[language]);
  await chat.fill({
    [field.companyName.label]: 'Wide World Importers',
    [field.domainPrefix.label]: 'takenimporters',
  });
  await chat.press(next);
  await chat.see(reasons.domainTaken.cause);
  await chat.look('24-company-domain-taken');
  await chat.press(existing.button);
  await chat.see(existing.mailHeading);
  await chat.look('25-existing-customer');
  await chat.press(button.back);
  await chat.fill({ [field.domainPrefix.label]: 'cohowinery' });
  await chat.press(next);
  await chat.press(existing.button);
  await chat.see(existing.openCustomer);
  await chat.look('26-existing-customer-ours');
  await chat.press(button.back);
  await chat.fill({
    [field.companyName.label]: 'Contoso.com Inc',
    [field.domainPrefix.label]: `other${language}${Date.now().toString(36)}`,
  });
  await chat.press(next);
  await chat.see(reasons.companyNameOdd.cause);
  await chat.look('27-company-odd-name');
  await chat.fill({ [field.companyName.label]: `Other Cards ${language} Ltd` });
  await chat.choose(field.country.label, BRAZIL[language]);
  await chat.choose(field.qualification.label, qualification.Education);
  await chat.press(next);
  await chat.see(field.educationSegment.label);
  await chat.look('28-company-other-inputs');
  await chat.choose(field.country.label, language === 'en' ? 'United States' : 'Estados Unidos');
  await chat.choose(field.qualification.label, qualification.None);
  await chat.press(next);
  await chat.see(section.contact);
}

async function contactCards(chat: CardPage, language: Language): Promise<void> {
  const { field, section, error, reasons } = WORDS[language];
  const next = nextOf(language);
  await chat.fill({
    [field.firstName.label]: 'Ann',
    [field.lastName.label]: 'Beebe',
    [field.email.label]: 'ann@microsoft.com',
    [field.phoneNumber.label]: '425 555 0100',
    [field.addressLine1.label]: 'Microsoft Way',
    [field.city.label]: 'Redmond',
    [field.postalCode.label]: '98052',
  });
  await chat.choose(field.state.label, 'Washington');
  await chat.press(next);
  await chat.see(error.emailMicrosoft);
  await chat.look('30-contact-wrong');
  await chat.fill({ [field.email.label]: 'ann@contoso.example' });
  await chat.press(next);
  await chat.see(reasons.addressStreetPartial.cause);
  await chat.look('31-contact-suggestions');
  await chat.card.getByRole('radio').first().check();
  await chat.press(next);
  await chat.see(section.agreement);
}

async function agreementAndReseller(chat: CardPage, language: Language): Promise<void> {
  const { section, agreement, reasons, reseller, field, button } = WORDS[language];
  const next = nextOf(language);
  await chat.press(agreement.showText);
  await chat.see(agreement.openText);
  await chat.look('32-agreement-text');
  await chat.press(next);
  await chat.see(section.reseller);
  await chat.fill({ [reseller.typedLabel]: '9992203' });
  await chat.press(next);
  await chat.see(reasons.resellerAgreement.cause);
  await chat.look('33-reseller-wrong');
  await chat.fill({ [reseller.typedLabel]: '', [field.resellerSearch.label]: 'Adler Cloud' });
  // Teams has a box to type in instead of the choices until there was a search.
  await chat.press(button.search);
  await chat.card.getByRole('radio', { name: reseller.none }).first().check();
  await chat.press(next);
  await chat.see(section.offers);
}

async function offerCards(chat: CardPage, language: Language): Promise<void> {
  const { field, button } = WORDS[language];
  await chat.fill({ [field.offerSearch.label]: 'Exchange Online Archiving' });
  await chat.press(button.search);
  await chat.card.getByRole('radio').first().check();
  await chat.press(button.addOffer);
  await chat.look('34-offers-add-on');
  const radios = chat.card.getByRole('radio');
  const count = await radios.count();
  await radios.nth(count - 1).check();
  await chat.press(button.addOffer);
  await chat.fill({ [field.offerSearch.label]: 'Microsoft 365 E3' });
  await chat.press(button.search);
  for (let lines = 2; lines < 11; lines += 1) {
    await chat.card.getByRole('radio').first().check();
    await chat.press(button.addOffer);
  }
  await chat.press(button.previousPage);
  await chat.look('35-offers-pages');
}

async function reviewAndLeaving(chat: CardPage, language: Language): Promise<void> {
  const { button, review, field, list } = WORDS[language];
  await chat.press(nextOf(language));
  await chat.see(review.lead);
  await chat.press(button.checkEverything);
  await chat.look('36-review-checked');
  await chat.press(button.save);
  await chat.look('37-kept');
  await chat.press(button.resume);
  await chat.see(review.lead);
  // The first Update is that of the account's information.
  await chat.press(button.update);
  await chat.choose(field.country.label, SPAIN[language]);
  await chat.press(nextOf(language));
  await chat.look('38-doubtful');
  await chat.type(COMMANDS[language].handOver);
  await chat.look('39-hand-over');
  await chat.type(COMMANDS[language].drafts);
  await chat.see(list.drafts.lead);
  await chat.look('40-drafts');
  await chat.press(button.resume);
  await chat.press(button.cancel);
  await chat.look('41-leave');
  await chat.press(button.discard);
  await chat.look('42-discarded');
}

import { z } from 'zod';
import { countryName } from '../../cards/format';
import { stateName } from '../../cards/states';
import type { Language } from '../../language';
import type { Address } from '../../services/partnerCenter/addresses';
import type { CountryRules } from '../../services/partnerCenter/countryRules';
import { needsRegistrationNumber } from '../../services/partnerCenter/registrationNumbers';
import {
  isKnownPhone,
  keepPhone,
  readPhone,
  wirePhone,
  type PhoneRules,
} from '../../services/phones';
import { postalExample } from '../../services/postalExamples';
import { preflight } from '../../services/preflight';
import type { CustomerOrder } from '../../services/submissions/customerOrder';
import { checkResults } from '../checkResults';
import { hashOf, textValue, type Answers, type Entries, type Suggestion } from '../draft';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';
import type { CheckResults, Message, SectionContext } from '../section';

type Rules = CountryRules;

/** Lengths: developer/utility-resources (names 1-50, lines 200). */
const NAME_LENGTH = 50;
/** No dot at an end of a part nor two in a row, and a domain of labels. */
export const EMAIL_PATTERN =
  '^[^@\\s.,;:<>()"]+(?:\\.[^@\\s.,;:<>()"]+)*@(?:[^@\\s.,;:<>()"_-][^@\\s.,;:<>()"_]*\\.)+[^@\\s.,;:<>()"_]{2,}$';

/** Shared with the agreement's signer. Partner Center only checks the form, which has plain letters. */
export const emailSchema = z
  .string()
  .regex(new RegExp(EMAIL_PATTERN))
  .regex(/^[\x21-\x7e]+$/, 'error.emailLetters')
  .transform((email) => email.replace(/@.*$/, (host) => host.toLowerCase()));

/** A phone number by the rules of a country; the draft keeps E.164 where it is such a number. */
export function phoneSchema(rules: PhoneRules) {
  return z.string().transform((typed, issues) => {
    const phone = keepPhone(typed, rules);
    if (phone !== undefined) return phone;
    issues.addIssue({ code: 'custom' });
    return z.NEVER;
  });
}

/** What cannot be a phone number anywhere, for the client too: fewer than five digits. */
export const PHONE_PATTERN = '^(?:[^0-9]*[0-9]){5}';

/** What is said of a phone: that it is missing, or which country's it is not. */
export function phoneError(
  typed: string | undefined,
  field: string,
  country: string,
  language: Language,
): Message {
  return (typed ?? '').trim() === ''
    ? { key: `field.${field}.error` }
    : { key: 'error.phone', params: { country: countryName(language, country) } };
}

/** Providers whose addresses say nothing about a school (validate-names-addresses). */
const FREE_MAIL =
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com aol.com gmx.com mail.com proton.me protonmail.com'.split(
    ' ',
  );

function contactEmailSchema({ environment, draft }: SectionContext<Rules>) {
  const { partnerDomain } = environment;
  const isSchool = textOf(draft.answers['company'], 'qualification') === 'Education';
  return emailSchema
    .refine((email) => !isOn(email, 'microsoft.com'), 'error.emailMicrosoft')
    .refine(
      (email) => partnerDomain === undefined || !isOn(email, partnerDomain),
      'error.emailPartner',
    )
    .refine(
      (email) =>
        !isSchool || ![...FREE_MAIL, 'onmicrosoft.com'].some((provider) => isOn(email, provider)),
      'error.emailEducation',
    );
}

const fields: readonly Field<Rules>[] = [
  { id: 'firstName', kind: 'text', required: true, maxLength: NAME_LENGTH },
  { id: 'lastName', kind: 'text', required: true, maxLength: NAME_LENGTH },
  {
    id: 'email',
    kind: 'email',
    required: true,
    maxLength: 254,
    pattern: () => EMAIL_PATTERN,
    schema: contactEmailSchema,
  },
  {
    id: 'phoneNumber',
    kind: 'phone',
    // The countries that ask for the company's number ask for its phone with it.
    required: ({ loaded }) => needsRegistrationNumber(loaded.country),
    maxLength: 30,
    pattern: () => PHONE_PATTERN,
    error: ({ loaded, language }, shown: Entries) =>
      phoneError(shown['phoneNumber'], 'phoneNumber', loaded.country, language),
    schema: ({ loaded }) => phoneSchema(loaded),
    toEntry: (value) => readPhone(textValue(value)),
    readBack: (value) => readPhone(textValue(value)),
  },
  { id: 'addressLine1', kind: 'text', required: true, maxLength: 200 },
  { id: 'addressLine2', kind: 'text', required: false, maxLength: 200 },
  { id: 'city', kind: 'text', required: ({ loaded }) => loaded.cityRequired, maxLength: 100 },
  {
    id: 'state',
    kind: 'choice',
    required: ({ loaded }) => loaded.stateRequired,
    when: ({ loaded }) => loaded.states.length > 0,
    choices: ({ loaded, language }) =>
      loaded.states
        .map((state) => ({ value: state, title: stateName(loaded.country, state) }))
        .sort((a, b) => a.title.localeCompare(b.title, language)),
  },
  {
    id: 'postalCode',
    kind: 'text',
    required: ({ loaded }) => loaded.postalCodeRequired,
    maxLength: 20,
    pattern: ({ loaded }) => loaded.postalCodePattern,
    hint: ({ loaded, texts }) => {
      const example = postalExample(loaded.country, loaded.postalCodePattern);
      return example === undefined ? undefined : texts('field.postalCode.hint', { example });
    },
    error: ({ loaded, language }) => {
      const country = countryName(language, loaded.country);
      const example = postalExample(loaded.country, loaded.postalCodePattern);
      return example === undefined
        ? { key: 'error.postalCodeOf', params: { country } }
        : { key: 'error.postalCode', params: { country, example } };
    },
  },
];

/** The primary contact and the address, by the rules of the customer's country. */
export const contact = formSection<Rules>({
  id: 'contact',
  group: 'account',
  fields,
  dependsOn: [
    { section: 'company', field: 'country' },
    { section: 'company', field: 'qualification' },
  ],
  load: ({ draft, remote }, { countries }) =>
    countries.rules(textOf(draft.answers['company'], 'country'), remote),
  check: async ({ draft, remote }, answers, { client }) => {
    const address = addressOf(answers, textOf(draft.answers['company'], 'country'));
    return {
      ...phoneCheck(textOf(answers, 'phoneNumber')),
      ...checkResults(await preflight(client, { address }, remote), {
        'billingProfile.defaultAddress': {
          field: 'addressLine1',
          suggestions: ({ addresses = [] }) => addresses.map(addressSuggestion),
        },
      }),
    };
  },
  contribute: (answers, { loaded, draft }) => {
    const phoneNumber = wirePhone(textOf(answers, 'phoneNumber'), loaded);
    return {
      culture: loaded.defaultCulture,
      language: loaded.languages[0] ?? 'en',
      contact: {
        firstName: textOf(answers, 'firstName'),
        lastName: textOf(answers, 'lastName'),
        email: textOf(answers, 'email'),
        ...(phoneNumber !== undefined && { phoneNumber }),
      },
      address: addressOf(answers, textOf(draft.answers['company'], 'country')),
    };
  },
});

function addressOf(answers: Answers, country: string): CustomerOrder['address'] {
  return {
    addressLine1: textOf(answers, 'addressLine1'),
    city: textOf(answers, 'city'),
    country,
    ...given(answers, 'addressLine2'),
    ...given(answers, 'state'),
    ...given(answers, 'postalCode'),
  };
}

/** What the address service would write, as one line and as entries. */
function addressSuggestion(address: Address): Suggestion {
  const { addressLine1, addressLine2 = '', city = '', state = '', postalCode = '' } = address;
  const parts = [addressLine1, addressLine2, city, `${state} ${postalCode}`.trim()];
  return {
    title: parts.filter((part) => part !== '').join(', '),
    entries: { addressLine1, addressLine2, city, state, postalCode },
  };
}

/** A number that no numbering plan knows may be right: the person is asked. */
function phoneCheck(phone: string): CheckResults {
  if (phone === '' || isKnownPhone(phone)) return {};
  const of = hashOf(phone);
  return { phoneNumber: { of, outcome: 'wrong', reason: 'phoneOdd', overridable: true } };
}

function given(answers: Answers, field: string): Record<string, string> {
  const value = textOf(answers, field);
  return value === '' ? {} : { [field]: value };
}

function isOn(email: string, domain: string): boolean {
  const host = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`);
}

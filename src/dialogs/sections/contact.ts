import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { z } from 'zod';
import type { CountryRules } from '../../services/partnerCenter/countryRules';
import type { Answers } from '../draft';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';
import type { SectionContext } from '../section';

type Rules = CountryRules;

/** Lengths: developer/utility-resources (names 1-50, lines 200). */
const NAME_LENGTH = 50;
const EMAIL_PATTERN = '^[^@\\s,;<>"]+@[^@\\s,;<>"]+\\.[^@\\s.,;<>"]{2,}$';

/** Shared with the agreement's signer. */
export const emailSchema = z
  .string()
  .regex(new RegExp(EMAIL_PATTERN))
  .transform((email) => email.replace(/@.*$/, (host) => host.toLowerCase()));

/** E.164 where the number is one for the country; the draft keeps this form. */
export function phoneSchema(country: string) {
  return z.string().transform((typed, issues) => {
    const phone = parsePhoneNumberFromString(typed, country as CountryCode);
    if (phone?.isPossible() === true) return phone.number as string;
    issues.addIssue({ code: 'custom', message: 'error.phone' });
    return z.NEVER;
  });
}

/** How a kept phone number reads: international form with blanks. */
export function readPhone(value: unknown): string {
  return parsePhoneNumberFromString(String(value))?.formatInternational() ?? String(value);
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
    schema: ({ environment }) =>
      emailSchema
        .refine((email) => !isOn(email, 'microsoft.com'), 'error.emailMicrosoft')
        .refine(
          (email) =>
            environment.partnerDomain === undefined || !isOn(email, environment.partnerDomain),
          'error.emailPartner',
        ),
  },
  {
    id: 'phoneNumber',
    kind: 'phone',
    required: false,
    maxLength: 30,
    schema: (context) => phoneSchema(countryOf(context)),
    readBack: readPhone,
  },
  { id: 'addressLine1', kind: 'text', required: true, maxLength: 200 },
  { id: 'addressLine2', kind: 'text', required: false, maxLength: 200 },
  { id: 'city', kind: 'text', required: ({ loaded }) => loaded.cityRequired, maxLength: 100 },
  {
    id: 'state',
    kind: 'choice',
    required: ({ loaded }) => loaded.stateRequired,
    when: ({ loaded }) => loaded.states.length > 0,
    choices: ({ loaded }) => loaded.states.map((state) => ({ value: state, title: state })),
  },
  {
    id: 'postalCode',
    kind: 'text',
    required: ({ loaded }) => loaded.postalCodeRequired,
    maxLength: 20,
    pattern: ({ loaded }) => loaded.postalCodePattern,
  },
];

/** The primary contact and the address, by the rules of the customer's country. */
export const contact = formSection<Rules>({
  id: 'contact',
  group: 'account',
  fields,
  dependsOn: [{ section: 'company', field: 'country' }],
  load: ({ draft, remote }, { countries }) =>
    countries.rules(textOf(draft.answers['company'], 'country'), remote),
  contribute: (answers, context) => {
    const phoneNumber = wirePhone(answers, context.loaded);
    return {
      culture: context.loaded.defaultCulture,
      language: context.loaded.languages[0] ?? 'en',
      contact: {
        firstName: textOf(answers, 'firstName'),
        lastName: textOf(answers, 'lastName'),
        email: textOf(answers, 'email'),
        ...(phoneNumber !== undefined && { phoneNumber }),
      },
      address: {
        addressLine1: textOf(answers, 'addressLine1'),
        city: textOf(answers, 'city'),
        country: textOf(context.draft.answers['company'], 'country'),
        ...given(answers, 'addressLine2'),
        ...given(answers, 'state'),
        ...given(answers, 'postalCode'),
      },
    };
  },
});

/** The first form of the phone that the country's phoneNumberRegex takes: national, or without +. */
function wirePhone(answers: Answers, rules: Rules): string | undefined {
  const phone = parsePhoneNumberFromString(textOf(answers, 'phoneNumber'));
  if (phone === undefined) return undefined;
  const forms = [phone.nationalNumber as string, phone.number.slice(1)];
  const pattern = rules.phoneNumberPattern;
  if (pattern === undefined) return forms[0];
  const accepted = new RegExp(pattern);
  return forms.find((form) => accepted.test(form)) ?? forms[0];
}

function given(answers: Answers, field: string): Record<string, string> {
  const value = textOf(answers, field);
  return value === '' ? {} : { [field]: value };
}

function countryOf(context: SectionContext<Rules>): string {
  return textOf(context.draft.answers['company'], 'country');
}

function isOn(email: string, domain: string): boolean {
  const host = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`);
}

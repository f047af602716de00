import { z } from 'zod';
import { countryName } from '../../cards/format';
import { proposePrefix, withoutSuffix } from '../../services/domainProposals';
import {
  needsRegistrationNumber,
  registrationNumberKinds,
} from '../../services/partnerCenter/registrationNumbers';
import { preflight } from '../../services/preflight';
import { registrationFormat } from '../../services/registrationFormats';
import { textValue, type Answers, type Entries } from '../draft';
import { checkResults } from '../checkResults';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';
import type { Environment } from '../section';
import { companyNameSchema } from './companyName';
import {
  EXISTING,
  existingCustomerBlocks,
  loadExistingCustomer,
  type ExistingCustomer,
} from './existingCustomer';
import { qualificationFields, qualificationOf } from './qualification';

/** Prefix of at most 27 characters, letters and digits (Partner Center's own clients), or all of the domain. */
const domainPattern = ({ domainSuffix }: Environment): string =>
  `^[a-zA-Z0-9]{1,27}(?:${domainSuffix.replace(/\./g, '\\.')})?$`;

interface Loaded {
  /** Where the page of an existing customer is open. */
  readonly existing?: ExistingCustomer;
}

const countryOf = (shown: Entries): string => shown['country'] ?? '';

const fields: readonly Field<Loaded>[] = [
  {
    id: 'country',
    kind: 'choice',
    required: true,
    choices: ({ environment, language }) =>
      environment.markets
        .map((iso) => ({ value: iso, title: countryName(language, iso) }))
        .sort((a, b) => a.title.localeCompare(b.title, language)),
    prefill: ({ environment }) => presetCountry(environment),
  },
  {
    id: 'companyName',
    kind: 'text',
    required: true,
    maxLength: 100,
    schema: () => companyNameSchema,
  },
  {
    id: 'registrationNumber',
    kind: 'text',
    required: (_, entries) => needsRegistrationNumber(countryOf(entries)),
    when: (_, shown) => needsRegistrationNumber(countryOf(shown)),
    maxLength: 30,
    label: ({ texts }, shown) => {
      const kinds = registrationNumberKinds(countryOf(shown)).join('/');
      return kinds === ''
        ? texts('field.registrationNumber.label')
        : texts('field.registrationNumber.labelOf', { kinds });
    },
    hint: ({ texts }) => texts('field.registrationNumber.hint'),
    error: ({ language }, shown) => ({
      key: 'error.registrationNumber',
      params: {
        country: countryName(language, countryOf(shown)),
        example: registrationFormat(countryOf(shown)).example,
      },
    }),
    schema: (_, entries) =>
      z
        .string()
        .toUpperCase()
        .regex(new RegExp(registrationFormat(countryOf(entries)).pattern)),
  },
  {
    id: 'domainPrefix',
    kind: 'text',
    // Left to the server, which answers an empty one with a proposal.
    required: () => true,
    propose: (_, entries) => proposePrefix(entries['companyName'] ?? ''),
    maxLength: 60,
    pattern: ({ environment }) => domainPattern(environment),
    hint: ({ texts, environment }) =>
      texts('field.domainPrefix.hint', { suffix: environment.domainSuffix }),
    schema: ({ environment }) =>
      z.string().transform((typed) => withoutSuffix(typed, environment.domainSuffix)),
    readBack: (value, { environment }) => `${textValue(value)}${environment.domainSuffix}`,
  },
  ...qualificationFields<Loaded>(),
  {
    id: 'gdapByDefault',
    kind: 'toggle',
    required: false,
    prefill: () => 'true',
  },
];

/** Where the customer is, its name, its initial domain, and what it is. */
export const company = formSection<Loaded>({
  id: 'company',
  group: 'account',
  fields,
  load: async (context, services) =>
    context.editing.open === EXISTING
      ? { existing: await loadExistingCustomer(context, services) }
      : {},
  check: async ({ remote, environment }, answers, { client }) => {
    const { qualification } = qualificationOf(answers);
    const order = {
      companyName: textOf(answers, 'companyName'),
      country: textOf(answers, 'country'),
      domain: domainOf(answers, environment),
      ...(qualification !== undefined && { qualification }),
    };
    return checkResults(await preflight(client, order, remote), {
      'companyProfile.companyName': { field: 'companyName' },
      'companyProfile.domain': {
        field: 'domainPrefix',
        suggestions: ({ freeDomains = [] }) =>
          freeDomains.map((title) => ({
            title,
            entries: { domainPrefix: title.slice(0, -environment.domainSuffix.length) },
          })),
      },
      'qualification.validationCode': { field: 'validationCode' },
    });
  },
  pages: {
    [EXISTING]: (context, entries) =>
      context.loaded.existing === undefined
        ? []
        : existingCustomerBlocks(context, context.loaded.existing, entries),
  },
  beside: (field, { reason }, { texts }) =>
    field === 'domainPrefix' || reason === 'customerOfThatName'
      ? [
          {
            type: 'actions',
            links: [],
            buttons: [
              { title: texts('existing.button'), data: { action: EXISTING }, sendsInputs: true },
            ],
          },
        ]
      : [],
  contribute: (answers, { environment }) => {
    const registrationNumber = textOf(answers, 'registrationNumber');
    return {
      country: textOf(answers, 'country'),
      companyName: textOf(answers, 'companyName'),
      domain: domainOf(answers, environment),
      gdapByDefault: answers['gdapByDefault'] !== false,
      ...(registrationNumber !== '' && { registrationNumber }),
      ...qualificationOf(answers),
    };
  },
});

/** The full initial domain of the customer. */
function domainOf(answers: Answers, { domainSuffix }: Environment): string {
  return `${textOf(answers, 'domainPrefix')}${domainSuffix}`;
}

/** The partner's own country; where it may add customers in one country only, that one. */
function presetCountry({ markets, partnerCountry }: Environment): string | undefined {
  if (markets.includes(partnerCountry)) return partnerCountry;
  return markets.length === 1 ? markets[0] : undefined;
}

import { z } from 'zod';
import { countryName } from '../../cards/format';
import { checkDomain } from '../../services/preflight';
import { hashOf, type Answers } from '../draft';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';

/** Partner Center creates `*.onmicrosoft.com` initial domains only; others are added later. */
export const DOMAIN_SUFFIX = '.onmicrosoft.com';

/** Prefix of at most 27 characters, letters and digits (Partner Center's own clients). */
const DOMAIN_PREFIX_PATTERN = '^[a-zA-Z0-9]{1,27}$';

/** Names that Partner Center's portal refuses: a legal form alone is not a name. */
const LEGAL_FORMS = new Set(
  'llc inc ltd limited gmbh corp co plc sa sl srl sarl bv nv ag kg oy ab as ptyltd pvtltd'.split(
    ' ',
  ),
);

/** Letters and digits of a name, for comparing it with a legal form and for proposing a domain. */
function bare(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

const companyNameSchema = z
  .string()
  .refine((name) => bare(name).length > 1, 'error.companyNameTooShort')
  .refine((name) => !LEGAL_FORMS.has(bare(name)), 'error.companyNameLegalForm');

const fields: readonly Field<undefined>[] = [
  {
    id: 'country',
    kind: 'choice',
    required: true,
    choices: ({ environment, language }) =>
      environment.markets
        .map((iso) => ({ value: iso, title: countryName(language, iso) }))
        .sort((a, b) => a.title.localeCompare(b.title, language)),
    prefill: ({ environment }) =>
      environment.markets.includes(environment.partnerCountry)
        ? environment.partnerCountry
        : undefined,
  },
  {
    id: 'companyName',
    kind: 'text',
    required: true,
    maxLength: 100,
    schema: () => companyNameSchema,
  },
  {
    id: 'domainPrefix',
    kind: 'text',
    required: true,
    maxLength: 27,
    pattern: () => DOMAIN_PREFIX_PATTERN,
    hint: ({ texts }) => texts('field.domainPrefix.hint'),
    schema: () => z.string().toLowerCase(),
    readBack: (value) => `${String(value)}${DOMAIN_SUFFIX}`,
  },
  {
    id: 'gdapByDefault',
    kind: 'toggle',
    required: false,
    prefill: () => 'true',
  },
];

/** Where the customer is, its name and its initial domain. */
export const company = formSection<undefined>({
  id: 'company',
  group: 'account',
  fields,
  check: async ({ remote }, answers, { client }) => {
    const domain = domainOf(answers);
    const result = await checkDomain(client, domain, remote);
    return {
      domainPrefix: {
        of: hashOf(domain),
        outcome: result.outcome,
        ...(result.reason !== undefined && { reason: result.reason }),
      },
    };
  },
  contribute: (answers) => ({
    country: textOf(answers, 'country'),
    companyName: textOf(answers, 'companyName'),
    domain: domainOf(answers),
    gdapByDefault: answers['gdapByDefault'] !== false,
    segment: 'commercial',
  }),
});

/** The full initial domain of the customer. */
export function domainOf(answers: Answers | undefined): string {
  return `${textOf(answers, 'domainPrefix')}${DOMAIN_SUFFIX}`;
}

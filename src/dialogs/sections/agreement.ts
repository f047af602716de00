import { z } from 'zod';
import type { BlockView } from '../../cards/views';
import { formatDate } from '../../cards/format';
import { getAgreementDocument, newestTemplateId } from '../../services/partnerCenter/agreements';
import { PartnerCenterError } from '../../services/partnerCenter/errors';
import type { OrderAgreement } from '../../services/submissions/customerOrder';
import { hashOf, type Answers, type Draft } from '../draft';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';
import type { SectionContext } from '../section';
import { emailSchema, phoneSchema, readPhone } from './contact';

/** The journal's step that makes the acceptance link. */
export const ATTESTATION_STEP = 'createAttestation';
/** The click that asks for the agreement's text. */
const AGREEMENT_TEXT = 'agreementText';

interface Loaded {
  /** A link to the agreement's text, made at this click; it lives five minutes. */
  readonly documentUrl?: string;
  /** The text was asked for and could not be had. */
  readonly documentFailed?: boolean;
}

type Context = SectionContext<Loaded>;

const isAttested = (_: unknown, entries: Readonly<Record<string, string>>): boolean =>
  entries['acceptance'] === 'attested';

/** The contact's answer, so that nobody types the same name twice. */
const fromContact =
  (field: string) =>
  ({ draft }: Context): string | undefined => {
    const value = textOf(draft.answers['contact'], field);
    return value === '' ? undefined : value;
  };

const fields: readonly Field<Loaded>[] = [
  {
    id: 'acceptance',
    kind: 'radio',
    required: true,
    choices: ({ texts, environment }) => [
      {
        value: 'attested',
        title: texts(`field.acceptance.${environment.agreementMode ?? 'enhanced'}`),
      },
      { value: 'direct', title: texts('field.acceptance.direct') },
    ],
    prefill: () => 'attested',
    readBack: (value, { texts, environment }) =>
      texts(
        value === 'direct'
          ? 'field.acceptance.direct'
          : `field.acceptance.${environment.agreementMode ?? 'enhanced'}`,
      ),
  },
  {
    id: 'signerFirstName',
    kind: 'text',
    required: isAttested,
    maxLength: 50,
    prefill: fromContact('firstName'),
  },
  {
    id: 'signerLastName',
    kind: 'text',
    required: isAttested,
    maxLength: 50,
    prefill: fromContact('lastName'),
  },
  {
    id: 'signerEmail',
    kind: 'email',
    required: isAttested,
    maxLength: 254,
    schema: () => emailSchema,
    prefill: fromContact('email'),
  },
  {
    id: 'signerPhone',
    kind: 'phone',
    required: false,
    maxLength: 30,
    schema: ({ draft }) => phoneSchema(textOf(draft.answers['company'], 'country')),
    prefill: fromContact('phoneNumber'),
    readBack: readPhone,
  },
  {
    id: 'dateAgreed',
    kind: 'date',
    required: isAttested,
    when: ({ environment }) => environment.agreementMode === 'classic',
    prefill: ({ environment }) => environment.today,
    schema: ({ environment }) =>
      z.iso
        .date('error.date')
        .refine((date) => date <= environment.today, 'error.dateInFuture')
        // Acceptances of an older text than that of April 2023 must be renewed (facts, 4.1).
        .refine((date) => date >= '2023-04-01', 'error.dateTooOld'),
    readBack: (value, { language }) => formatDate(language, String(value)),
  },
];

/** Who accepted the Microsoft Customer Agreement, and how that is confirmed. */
export const agreement = formSection<Loaded>({
  id: 'agreement',
  group: 'agreement',
  fields,
  dependsOn: [
    { section: 'company', field: 'country' },
    { section: 'company', field: 'companyName' },
  ],
  when: (_, environment) => environment.agreementMode !== undefined,
  opens: [AGREEMENT_TEXT],
  load: async ({ click, draft, remote }, { client, countries }) => {
    if (click?.action !== AGREEMENT_TEXT) return {};
    try {
      const country = textOf(draft.answers['company'], 'country');
      const [templateId, rules] = await Promise.all([
        newestTemplateId(client, remote),
        countries.rules(country, remote),
      ]);
      if (templateId === undefined) return { documentFailed: true };
      const document = { templateId, country, language: rules.defaultCulture };
      return { documentUrl: (await getAgreementDocument(client, document, remote)).displayUri };
    } catch (error) {
      if (error instanceof PartnerCenterError) return { documentFailed: true };
      throw error;
    }
  },
  before: (context) => [
    { type: 'text', text: context.texts('agreement.lead') },
    ...documentBlocks(context),
  ],
  after: ({ texts, environment }) =>
    environment.agreementMode === 'enhanced'
      ? [{ type: 'text', text: texts('agreement.enhancedNext'), subtle: true }]
      : [],
  contribute: (answers, { draft, environment }) => {
    const contribution = orderAgreement(answers, draft, environment.agreementMode);
    return contribution === undefined ? {} : { agreement: contribution };
  },
  effect: (draft, environment) => {
    const answers = draft.answers['agreement'];
    if (environment.agreementMode !== 'enhanced' || answers?.['acceptance'] !== 'attested') {
      return undefined;
    }
    return { step: ATTESTATION_STEP, key: hashOf(attestationFacts(draft)) };
  },
});

/** What the acceptance link is made of; a change of any of it voids the link. */
export function attestationFacts(draft: Draft): Readonly<Record<string, string>> {
  const answers = draft.answers['agreement'];
  return {
    country: textOf(draft.answers['company'], 'country'),
    companyName: textOf(draft.answers['company'], 'companyName'),
    signerFirstName: textOf(answers, 'signerFirstName'),
    signerLastName: textOf(answers, 'signerLastName'),
    signerEmail: textOf(answers, 'signerEmail'),
    signerPhone: textOf(answers, 'signerPhone'),
  };
}

function documentBlocks({ texts, loaded }: Context): readonly BlockView[] {
  if (loaded.documentUrl !== undefined) {
    const link = { title: texts('agreement.openText'), url: loaded.documentUrl };
    return [
      { type: 'text', text: texts('agreement.textReady'), subtle: true },
      { type: 'actions', buttons: [], links: [link] },
    ];
  }
  const failed: readonly BlockView[] =
    loaded.documentFailed === true
      ? [{ type: 'notice', notice: { tone: 'warning', text: texts('agreement.textFailed') } }]
      : [];
  return [
    ...failed,
    {
      type: 'actions',
      links: [],
      buttons: [
        {
          title: texts('agreement.showText'),
          data: { action: AGREEMENT_TEXT },
          sendsInputs: true,
        },
      ],
    },
  ];
}

function orderAgreement(
  answers: Answers,
  draft: Draft,
  mode: 'enhanced' | 'classic' | undefined,
): OrderAgreement | undefined {
  if (mode === undefined) return undefined;
  if (answers['acceptance'] === 'direct') return { way: 'direct' };
  const phoneNumber = textOf(answers, 'signerPhone');
  const signer = {
    firstName: textOf(answers, 'signerFirstName'),
    lastName: textOf(answers, 'signerLastName'),
    email: textOf(answers, 'signerEmail'),
    ...(phoneNumber !== '' && { phoneNumber }),
  };
  if (mode === 'classic')
    return { way: 'classic', signer, dateAgreed: textOf(answers, 'dateAgreed') };
  const attestationId = draft.effects[ATTESTATION_STEP]?.facts?.['id'];
  return {
    way: 'enhanced',
    signer,
    ...(attestationId !== undefined && { attestationId }),
  };
}

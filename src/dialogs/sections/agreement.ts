import { z } from 'zod';
import type { BlockView, Tone } from '../../cards/views';
import { formatDate, languageName } from '../../cards/format';
import type { Texts } from '../../cards/texts';
import {
  getAgreementDocument,
  getAttestation,
  newestTemplateId,
  type Attestation,
} from '../../services/partnerCenter/agreements';
import type { CallContext, PartnerCenterClient } from '../../services/partnerCenter/client';
import type { CountryRules } from '../../services/partnerCenter/countryRules';
import { PartnerCenterError } from '../../services/partnerCenter/errors';
import { keepPhone, readPhone } from '../../services/phones';
import type { OrderAgreement } from '../../services/submissions/customerOrder';
import { hashOf, textValue, type Answers, type Draft, type Entries } from '../draft';
import { acceptanceMailUrl } from '../acceptanceMail';
import type { Field } from '../field';
import { formSection, textOf } from '../formSection';
import type { Environment, Message, OutsideState, SectionContext, WantedEffect } from '../section';
import { emailSchema, phoneError, phoneSchema } from './contact';

/** The journal's step that makes the acceptance link. */
export const ATTESTATION_STEP = 'createAttestation';
/** The click that fills the signer in from the contact. */
const FROM_CONTACT = 'fromContact';
/** The click that asks for the agreement's text. */
const AGREEMENT_TEXT = 'agreementText';

interface Loaded {
  /** Phones and languages of the customer's country. */
  readonly rules: CountryRules;
  /** A link to the agreement's text, made at this click; it lives five minutes. */
  readonly documentUrl?: string;
  /** The text was asked for and could not be had. */
  readonly documentFailed?: boolean;
  /** How the acceptance stands, at the review; absent where there is no link, or nobody could say. */
  readonly attestation?: Attestation['status'];
}

type Context = SectionContext<Loaded>;

const isAttested = (_: unknown, entries: Readonly<Record<string, string>>): boolean =>
  entries['acceptance'] === 'attested';

/** Where the customer accepts by itself, nobody signs with us. */
const hasSigner = (_: unknown, shown: Readonly<Record<string, string>>): boolean =>
  shown['acceptance'] !== 'direct';

/** The contact's answer, so that nobody types the same name twice. */
const fromContact =
  (field: string) =>
  ({ draft }: Context): string | undefined => {
    const value = textOf(draft.answers['contact'], field);
    return value === '' ? undefined : value;
  };

/** Is the customer in another country than when the agreement's form was answered? */
function hasMoved({ basis, answers }: Draft): boolean {
  const before = basis['agreement']?.['company.country'];
  return before !== undefined && before !== textOf(answers['company'], 'country');
}

function contactPhone({ answers }: Draft): string {
  return textOf(answers['contact'], 'phoneNumber');
}

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
  },
  {
    id: 'signerFirstName',
    kind: 'text',
    required: isAttested,
    when: hasSigner,
    maxLength: 50,
    prefill: fromContact('firstName'),
  },
  {
    id: 'signerLastName',
    kind: 'text',
    required: isAttested,
    when: hasSigner,
    maxLength: 50,
    prefill: fromContact('lastName'),
  },
  {
    id: 'signerEmail',
    kind: 'email',
    required: isAttested,
    when: hasSigner,
    maxLength: 254,
    // Its form, like the phone's, is judged by the server alone: clients send no button of a card with a
    // wrong input, and a wrong signer is what the button fills in anew.
    schema: () => emailSchema,
    prefill: fromContact('email'),
  },
  {
    id: 'signerPhone',
    kind: 'phone',
    required: false,
    when: hasSigner,
    maxLength: 30,
    error: ({ loaded, language }, shown) =>
      phoneError(shown['signerPhone'], 'signerPhone', loaded.rules.country, language),
    schema: ({ loaded }) => phoneSchema(loaded.rules),
    prefill: fromContact('phoneNumber'),
    toEntry: (value, { draft, loaded }) => {
      const isForeign = keepPhone(textValue(value), loaded.rules) === undefined;
      // A number of the country before: the contact's, from which it was filled in, has been changed.
      const phone = hasMoved(draft) && isForeign ? contactPhone(draft) : textValue(value);
      return readPhone(phone);
    },
    readBack: (value) => readPhone(textValue(value)),
  },
  {
    id: 'agreementLanguage',
    kind: 'choice',
    required: false,
    // The page on which the signer accepts is made in this language.
    when: ({ loaded, environment }, shown) =>
      environment.agreementMode === 'enhanced' &&
      hasSigner(undefined, shown) &&
      loaded.rules.cultures.length > 1,
    choices: ({ loaded, language }) =>
      loaded.rules.cultures.map((value) => ({ value, title: languageName(language, value) })),
    prefill: ({ loaded }) => loaded.rules.defaultCulture,
    toEntry: (value, { draft, loaded }) =>
      hasMoved(draft) ? loaded.rules.defaultCulture : textValue(value),
  },
  {
    id: 'dateAgreed',
    kind: 'date',
    required: isAttested,
    when: ({ environment }, shown) =>
      environment.agreementMode === 'classic' && hasSigner(undefined, shown),
    schema: ({ environment }) =>
      z.iso
        .date('error.date')
        .refine((date) => date <= environment.today, 'error.dateInFuture')
        // Acceptances of an older text than that of April 2023 must be renewed (facts, 4.1).
        .refine((date) => date >= '2023-04-01', 'error.dateTooOld'),
    readBack: (value, { language }) => formatDate(language, textValue(value)),
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
  fills: { [FROM_CONTACT]: contactAsSigner },
  load: async ({ click, draft, purpose, remote }, { client, countries }) => {
    const country = textOf(draft.answers['company'], 'country');
    const rules = await countries.rules(country, remote);
    if (purpose === 'review') return { rules, ...(await attestationOf(draft, client, remote)) };
    if (click?.action !== AGREEMENT_TEXT) return { rules };
    try {
      const templateId = await newestTemplateId(client, remote);
      if (templateId === undefined) return { rules, documentFailed: true };
      const language = rules.cultures.find((one) => one === click.inputs['agreementLanguage']);
      const document = { templateId, country, language: language ?? rules.defaultCulture };
      const { displayUri } = await getAgreementDocument(client, document, remote);
      return { rules, documentUrl: displayUri };
    } catch (error) {
      if (error instanceof PartnerCenterError) return { rules, documentFailed: true };
      throw error;
    }
  },
  before: (context) => [
    { type: 'text', text: context.texts('agreement.lead') },
    { type: 'text', text: context.texts('agreement.cloudAgreement'), subtle: true },
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
  effect: wantedLink,
  state: acceptanceState,
  // Without a link the order would wait for ever, and the customer would be there already.
  obstacles: (context) => {
    const failed = linkFacts(context)?.['failed'];
    return failed === undefined
      ? new Map()
      : new Map([['acceptance', failedLink(context.texts, failed)]]);
  },
});

/** The contact's answers as the signer's. */
function contactAsSigner({ draft }: Context): Entries {
  const contact = draft.answers['contact'];
  return {
    signerFirstName: textOf(contact, 'firstName'),
    signerLastName: textOf(contact, 'lastName'),
    signerEmail: textOf(contact, 'email'),
    signerPhone: readPhone(contactPhone(draft)),
  };
}

/** How the signer's acceptance stands; nothing where there is no link, or Partner Center doesn't say. */
async function attestationOf(
  draft: Draft,
  client: PartnerCenterClient,
  remote: CallContext,
): Promise<Pick<Loaded, 'attestation'>> {
  const id = draft.effects[ATTESTATION_STEP]?.facts?.['id'];
  if (id === undefined) return {};
  try {
    return { attestation: (await getAttestation(client, id, remote)).status };
  } catch (error) {
    if (error instanceof PartnerCenterError) return {};
    throw error;
  }
}

/** The acceptance link of the draft as it is now: being made, to be sent, accepted, expired, refused. */
function acceptanceState(context: Context): OutsideState {
  const { draft, environment, texts, loaded } = context;
  const wanted = wantedLink(draft, environment);
  if (wanted === undefined) return { notices: [], links: [], buttons: [] };
  const facts = linkFacts(context);
  const say = (tone: Tone, text: string) => [{ tone, text }];
  const newLink = {
    title: texts('button.newLink'),
    data: { action: 'newLink' },
    sendsInputs: true,
  };
  const failed = facts?.['failed'];
  if (failed !== undefined) {
    const { key, params } = failedLink(texts, failed);
    return { notices: say('wrong', texts(key, params)), links: [], buttons: [newLink] };
  }
  const url = facts?.['url'];
  if (url === undefined) {
    return { notices: say('info', texts('acceptance.making')), links: [], buttons: [] };
  }
  if (loaded.attestation === 'accepted') {
    return { notices: say('good', texts('acceptance.accepted')), links: [], buttons: [] };
  }
  if (loaded.attestation === 'expired') {
    return { notices: say('wrong', texts('acceptance.expired')), links: [], buttons: [newLink] };
  }
  const orders = draft.answers['offers']?.['noOffers'] !== true;
  const { companyName, signerFirstName, signerLastName, signerEmail, agreementLanguage } =
    attestationFacts(draft);
  const mail = acceptanceMailUrl({
    companyName,
    signer: { firstName: signerFirstName, lastName: signerLastName, email: signerEmail },
    language: agreementLanguage === '' ? loaded.rules.defaultCulture : agreementLanguage,
    url,
  });
  return {
    rows: [{ label: texts('acceptance.link'), value: url }],
    notices: say('info', texts(orders ? 'acceptance.send' : 'acceptance.sendNoOrder')),
    links: [
      { title: texts('acceptance.openMail'), url: mail },
      { title: texts('acceptance.open'), url },
    ],
    buttons: [],
  };
}

/** What came of the link that the answers ask for now; undefined while it is being made. */
function linkFacts({ draft, environment }: Context): Readonly<Record<string, string>> | undefined {
  const effect = draft.effects[ATTESTATION_STEP];
  return effect?.key === wantedLink(draft, environment)?.key ? effect?.facts : undefined;
}

function failedLink(texts: Texts, reason: string): Message {
  return { key: 'acceptance.failed', params: { cause: texts(`reasons.${reason}.cause`) } };
}

function wantedLink(draft: Draft, environment: Environment): WantedEffect | undefined {
  const answers = draft.answers['agreement'];
  if (environment.agreementMode !== 'enhanced' || answers?.['acceptance'] !== 'attested') {
    return undefined;
  }
  return { step: ATTESTATION_STEP, key: hashOf(attestationFacts(draft)) };
}

/** What the acceptance link is made of; a change of any of it voids the link. */
export function attestationFacts(draft: Draft) {
  const answers = draft.answers['agreement'];
  return {
    country: textOf(draft.answers['company'], 'country'),
    companyName: textOf(draft.answers['company'], 'companyName'),
    signerFirstName: textOf(answers, 'signerFirstName'),
    signerLastName: textOf(answers, 'signerLastName'),
    signerEmail: textOf(answers, 'signerEmail'),
    signerPhone: textOf(answers, 'signerPhone'),
    agreementLanguage: textOf(answers, 'agreementLanguage'),
  };
}

/** Is the signer somebody else than the primary contact is now? */
function differsFromContact(draft: Draft): boolean {
  const { agreement: signer, contact } = draft.answers;
  return (
    signer !== undefined &&
    ['FirstName', 'LastName', 'Email'].some(
      (part) =>
        textOf(signer, `signer${part}`) !==
        textOf(contact, part.charAt(0).toLowerCase() + part.slice(1)),
    )
  );
}

function documentBlocks({ texts, loaded, draft }: Context): readonly BlockView[] {
  if (loaded.documentUrl !== undefined) {
    const link = { title: texts('agreement.openText'), url: loaded.documentUrl };
    return [
      { type: 'text', text: texts('agreement.textReady'), subtle: true },
      { type: 'actions', buttons: [], links: [link] },
    ];
  }
  // Filled in from the start; the button is for a contact that was changed since.
  const refill = differsFromContact(draft)
    ? [{ title: texts('agreement.fromContact'), data: { action: FROM_CONTACT }, sendsInputs: true }]
    : [];
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
        ...refill,
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
  const language = textOf(answers, 'agreementLanguage');
  return {
    way: 'enhanced',
    signer,
    ...(language !== '' && { language }),
    ...(attestationId !== undefined && { attestationId }),
  };
}

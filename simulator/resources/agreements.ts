import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { collection, json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal, agreementRefusal } from '../refusal';
import { customerOf } from '../rules';
import type { Agreement, Customer, Signatory } from '../state';
import { requireTokenKind } from '../tokens';
import { wireTime } from '../world';
import { requireMode, statusOf } from './attestations';

const CUSTOMER_AGREEMENT = 'MicrosoftCustomerAgreement';
const CLOUD_AGREEMENT = 'MicrosoftCloudAgreement';

/** Known templates. The rank of enforcement of the newest version is the highest. */
const TEMPLATES = [
  {
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    agreementType: CUSTOMER_AGREEMENT,
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 1,
  },
  {
    templateId: '2e3d4a90-6f1b-4c8d-8a57-0c9be1f2d3a4',
    agreementType: CUSTOMER_AGREEMENT,
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 0,
  },
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: CLOUD_AGREEMENT,
    agreementLink: 'https://aka.ms/cloudagreement',
    versionRank: 0,
  },
] as const;

/** Acceptances before this day have to be renewed. */
const VALID_FROM = Date.UTC(2023, 3, 1);

const byAttestation = z.strictObject({ attestationId: z.string(), type: z.string() });
const classic = z.strictObject({
  primaryContact: z.strictObject({
    firstName: z.string().min(1),
    lastName: z.string().min(1),
    email: z.email(),
    phoneNumber: z.string().nullish(),
    middleName: z.string().nullish(),
  }),
  templateId: z.string(),
  dateAgreed: z.string(),
  type: z.string(),
  userId: z.string().nullish(),
});

/** Agreements: what there is to agree to, confirming it in two ways, and what is confirmed. */
export const agreementRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/agreements', token: 'user', publicCloudOnly: true }, metadata),
  route(
    {
      method: 'GET',
      path: '/v1/agreementtemplates/:templateId/document',
      token: 'user',
      publicCloudOnly: true,
    },
    documentLink,
  ),
  // Whoever sends an attestation must come with the application alone; whoever sends a date, with a user.
  routeWithBody(
    {
      method: 'POST',
      path: '/v1/customers/:customerId/agreements',
      token: 'any',
      replayed: true,
      publicCloudOnly: true,
    },
    z.record(z.string(), z.unknown()),
    (call, sent) =>
      'attestationId' in sent
        ? confirmByAttestation(call, call.world.checkBody(byAttestation, sent))
        : confirmClassic(call, call.world.checkBody(classic, sent)),
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/agreements',
      token: 'user',
      publicCloudOnly: true,
    },
    list,
  ),
  route(
    {
      method: 'GET',
      path: '/v1/customers/:customerId/directSignedMicrosoftCustomerAgreementStatus',
      token: 'user',
      publicCloudOnly: true,
    },
    (call) =>
      json({
        isSigned: customerOf(call).directSigned,
        attributes: { objectType: 'DirectSignedCustomerAgreementStatus' },
      }),
  ),
];

/** Without a type, the retired Cloud Agreement is meant: a trap of the real service. */
function metadata(call: Call): Answer {
  const wanted = call.query.get('agreementType') ?? CLOUD_AGREEMENT;
  return collection(
    TEMPLATES.filter((template) => wanted === '*' || template.agreementType === wanted),
    `/agreements?agreementType=${wanted}`,
  );
}

function documentLink(call: Call): Answer {
  const template = TEMPLATES.find(
    (item) =>
      item.templateId === param(call, 'templateId') && item.agreementType === CUSTOMER_AGREEMENT,
  );
  if (template === undefined) throw new Refusal(404, 3000, 'The agreement template was not found.');
  const country = call.query.get('country') ?? 'US';
  const market = call.world.markets.get(country);
  if (market === undefined)
    throw new Refusal(400, 3000, `The country '${country}' is not supported.`, {
      data: ['country'],
    });
  const wanted = call.query.get('language') ?? 'en-US';
  const language = market.cultures.includes(wanted) ? wanted : 'en-US';
  const link = randomUUID();
  call.world.documentLinks.set(link, {
    expiresAt: call.world.now() + call.world.options.linkLifetimeMs,
    language,
    country,
  });
  const uri = `${call.origin}/documents/${link}`;
  return json({
    displayUri: uri,
    downloadUri: uri,
    language,
    country,
    versionRank: template.versionRank,
    attributes: { objectType: 'AgreementDocument' },
  });
}

function confirmByAttestation(call: Call, sent: z.output<typeof byAttestation>): Answer {
  requireTokenKind(call.token, 'app');
  requireMode(call, 'enhanced');
  const customer = customerOf(call);
  const attestation = call.world.state.attestations.get(sent.attestationId.toLowerCase());
  if (attestation === undefined)
    throw agreementRefusal(400, 600062, 'AttestationNotFound', 'The attestation was not found.');
  if (sent.type !== CUSTOMER_AGREEMENT)
    throw new Refusal(400, 3000, `The agreement type '${sent.type}' is not supported.`, {
      data: ['type'],
    });
  switch (statusOf(attestation, call.world.now())) {
    case 'pending':
      throw agreementRefusal(
        400,
        600063,
        'AttestationPending',
        'The attestation has not been accepted yet.',
        true,
      );
    case 'expired':
      throw agreementRefusal(400, 600064, 'AttestationExpired', 'The attestation has expired.');
    case 'accepted':
      break;
  }
  if (attestation.usedFor !== undefined && attestation.usedFor !== customer.id) {
    throw agreementRefusal(
      400,
      600065,
      'AttestationAlreadyUsed',
      'The attestation belongs to another customer.',
    );
  }
  const sameCompany =
    attestation.companyName.trim().toLowerCase() ===
    customer.billing.companyName.trim().toLowerCase();
  if (!sameCompany || attestation.country !== customer.billing.defaultAddress.country) {
    throw agreementRefusal(
      400,
      600066,
      'AttestationMismatch',
      'The attestation was made for another company or country.',
    );
  }
  const agreement = add(customer, {
    primaryContact: attestation.signatory,
    templateId: TEMPLATES[0].templateId,
    type: CUSTOMER_AGREEMENT,
    dateAgreed: attestation.acceptedAt ?? call.world.now(),
    attestationId: attestation.id,
  });
  attestation.usedFor = customer.id;
  return json(wireAgreement(agreement), 201);
}

function confirmClassic(call: Call, sent: z.output<typeof classic>): Answer {
  requireTokenKind(call.token, 'user');
  requireMode(call, 'classic');
  const customer = customerOf(call);
  const template = TEMPLATES.find((item) => item.templateId === sent.templateId);
  if (template === undefined || template.agreementType === CLOUD_AGREEMENT) {
    throw agreementRefusal(
      400,
      600067,
      'TemplateNotSupported',
      `Agreement Template ID '${sent.templateId}' is no longer supported.`,
    );
  }
  if (sent.type !== CUSTOMER_AGREEMENT && sent.type !== CLOUD_AGREEMENT) {
    throw new Refusal(400, 3000, `The agreement type '${sent.type}' is not supported.`, {
      data: ['type'],
    });
  }
  const { primaryContact } = sent;
  const agreement = add(customer, {
    primaryContact: {
      ...primaryContact,
      phoneNumber: primaryContact.phoneNumber ?? undefined,
      middleName: primaryContact.middleName ?? undefined,
    },
    templateId: template.templateId,
    // Observed: the template decides, whatever type was sent with it.
    type: template.agreementType,
    dateAgreed: agreedAt(call, sent.dateAgreed),
    userId: call.token?.userId,
  });
  return json(wireAgreement(agreement), 201);
}

/** A day or a time, in UTC; one that lies ahead is refused with the number that otherwise speaks of registration ids. */
function agreedAt(call: Call, text: string): number {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T');
  const time = Date.parse(hasZone ? text : `${text}Z`);
  if (Number.isNaN(time))
    throw new Refusal(400, 3000, 'The property dateAgreed is not a date.', {
      data: ['dateAgreed'],
    });
  if (time > call.world.now())
    throw agreementRefusal(
      400,
      600002,
      'InvalidAgreementDate',
      'Date of agreement cannot be greater than the current date.',
    );
  return time;
}

function add(customer: Customer, agreement: Agreement): Agreement {
  if (
    customer.agreements.some((earlier) =>
      isSamePerson(earlier.primaryContact, agreement.primaryContact),
    )
  ) {
    throw agreementRefusal(
      400,
      600061,
      'PartnerConfirmedAgreementAlreadyExists',
      'A partner confirmed agreement already exists for this customer with the same contact.',
    );
  }
  customer.agreements.push(agreement);
  return agreement;
}

function isSamePerson(one: Signatory, other: Signatory): boolean {
  const key = (person: Signatory): string =>
    [person.firstName, person.lastName, person.email, person.phoneNumber ?? '']
      .join('\n')
      .toLowerCase();
  return key(one) === key(other);
}

function list(call: Call): Answer {
  const customer = customerOf(call);
  const wanted = call.query.get('agreementType') ?? CLOUD_AGREEMENT;
  const items = customer.agreements.filter(
    (agreement) => wanted === '*' || agreement.type === wanted,
  );
  return collection(items.map(wireAgreement), `/customers/${customer.id}/agreements`);
}

function wireAgreement(agreement: Agreement): Record<string, unknown> {
  return {
    userId: agreement.userId ?? null,
    attestationId: agreement.attestationId ?? null,
    primaryContact: {
      firstName: agreement.primaryContact.firstName,
      lastName: agreement.primaryContact.lastName,
      email: agreement.primaryContact.email,
      phoneNumber: agreement.primaryContact.phoneNumber ?? null,
      middleName: agreement.primaryContact.middleName ?? null,
    },
    templateId: agreement.templateId,
    dateAgreed: wireTime(agreement.dateAgreed),
    type: agreement.type,
    agreementLink: 'https://aka.ms/customeragreement',
    attributes: { objectType: 'Agreement' },
  };
}

/** Whether a customer may be sold to: an agreement of today's version, or its own signature. Not asked in US Government. */
export function hasAgreed(call: Call, customer: Customer): boolean {
  if (call.world.options.cloud === 'usGovernment' || customer.directSigned) return true;
  return customer.agreements.some(
    (agreement) => agreement.type === CUSTOMER_AGREEMENT && agreement.dateAgreed >= VALID_FROM,
  );
}

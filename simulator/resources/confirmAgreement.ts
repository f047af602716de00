import { z } from 'zod';
import { json } from '../http/route';
import type { Answer, Call } from '../http/route';
import { Refusal, agreementRefusal } from '../refusal';
import { customerOf } from '../rules';
import type { Agreement, Customer, Signatory } from '../state';
import { requireTokenKind } from '../tokens';
import { wireTime } from '../world';
import { CLOUD_AGREEMENT, CUSTOMER_AGREEMENT, TEMPLATES } from './agreementTemplates';
import { requireMode, statusOf } from './attestations';

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

/** By an accepted attestation: application only. */
export function confirmByAttestation(call: Call, body: unknown): Answer {
  const sent = call.world.checkBody(byAttestation, body);
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

/** By the partner's word and a date: application and user. Retired in production since January 2026. */
export function confirmClassic(call: Call, body: unknown): Answer {
  const sent = call.world.checkBody(classic, body);
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

/** An agreement on the wire. */
export function wireAgreement(agreement: Agreement): Record<string, unknown> {
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

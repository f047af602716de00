import { z } from 'zod';

/*
 * What a draft comes to when it is submitted: everything the steps of a submission need, in canonical
 * values (ISO codes, ids, E.164 or the country's own phone form), never display text.
 */

const addressSchema = z.object({
  addressLine1: z.string(),
  addressLine2: z.string().optional(),
  city: z.string(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().length(2),
});

const signerSchema = z.object({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  phoneNumber: z.string().optional(),
});

const agreementSchema = z.discriminatedUnion('way', [
  /** The signer accepts on Microsoft's page; the attestation was made while the draft was open. */
  z.object({
    way: z.literal('enhanced'),
    signer: signerSchema,
    /** Culture in which the page was made. */
    language: z.string().optional(),
    attestationId: z.string().optional(),
  }),
  /** The partner attests, with the day on which the signer accepted (ISO date). */
  z.object({
    way: z.literal('classic'),
    signer: signerSchema,
    dateAgreed: z.string(),
  }),
  /** The customer accepts in the Microsoft 365 admin centre. */
  z.object({ way: z.literal('direct') }),
]);

/** What is asked for once the customer exists; each has its own vetting (facts, 3.10). */
const qualificationSchema = z.discriminatedUnion('qualification', [
  z.object({
    qualification: z.literal('Education'),
    educationSegment: z.enum(['K12', 'HigherEducation']),
    website: z.string().optional(),
  }),
  /** The partner's validation code, which creates a finite number of customers. */
  z.object({ qualification: z.literal('GovernmentCommunityCloud'), validationCode: z.string() }),
  z.object({ qualification: z.literal('StateOwnedEntity') }),
]);

const orderLineSchema = z.object({
  /** Stable within the draft. */
  id: z.string(),
  /** `<productId>:<skuId>`; the availability is looked up just before the cart. */
  sku: z.string(),
  title: z.string(),
  quantity: z.int().positive(),
  termDuration: z.string(),
  billingCycle: z.string(),
  /** By the price list, before tax: what a person agreed to, to be compared with the cart's price. */
  estimate: z
    .object({
      currency: z.string(),
      /** Of one licence for one billing period. */
      unitPrice: z.number(),
      /** Of the line for its whole term. */
      total: z.number(),
    })
    .optional(),
  /** A promotion of the offer; whether the customer may have it is known at the cart alone. */
  promotionId: z.string().optional(),
  /** The condition that the offer itself sets was accepted at the review. */
  attestationAccepted: z.boolean().optional(),
});

export const customerOrderSchema = z.object({
  companyName: z.string(),
  /** `<prefix>.onmicrosoft.com` */
  domain: z.string(),
  country: z.string().length(2),
  registrationNumber: z.string().optional(),
  /** Absent for an ordinary company. */
  qualification: qualificationSchema.optional(),
  gdapByDefault: z.boolean(),
  /** Culture and language of the customer, from the country's rules. */
  culture: z.string(),
  language: z.string(),
  /** Catalogue segment. */
  segment: z.string(),
  contact: z.object({
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    phoneNumber: z.string().optional(),
  }),
  address: addressSchema,
  /** Absent in US Government. */
  agreement: agreementSchema.optional(),
  /** Absent for a direct partner and for "no reseller". */
  reseller: z.object({ tenantId: z.string(), partnerId: z.string() }).optional(),
  lines: z.array(orderLineSchema).max(50),
  partnerAttestation: z.boolean(),
});

/** A frozen order. */
export type CustomerOrder = z.infer<typeof customerOrderSchema>;
export type OrderLine = CustomerOrder['lines'][number];
export type OrderQualification = NonNullable<CustomerOrder['qualification']>;
export type OrderAgreement = NonNullable<CustomerOrder['agreement']>;

/** Tells what a price was accepted for: of another quantity or promotion it is another price. */
export function priceKey(line: OrderLine): string {
  return [lineKey(line), line.quantity, line.promotionId ?? ''].join(' ');
}

/** Tells a line over the changes of a draft: what was bought under it is never bought again. */
export function lineKey({ id, sku, termDuration, billingCycle }: OrderLine): string {
  return [id, sku, termDuration, billingCycle].join(' ');
}

import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

const addressSchema = z.object({
  country: z.string(),
  addressLine1: z.string(),
  addressLine2: z.string().optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
});

/** A postal address as Partner Center names its parts; `country` is ISO 3166 (`GB`, never `UK`). */
export type Address = z.output<typeof addressSchema>;

/** What the address service makes of an address (developer/validate-an-address). */
const STATUSES = [
  /** Verified, and post arrives: use it. */
  'VerifiedShippable',
  /** Verified: use it. */
  'Verified',
  /** It had to be changed a lot: a person chooses. */
  'InteractionRequired',
  /** The street is incomplete: a person chooses among up to three, or types again. */
  'StreetPartial',
  /** The building or suite is incomplete: likewise. */
  'PremisesPartial',
  /** Several parts are incomplete: likewise. */
  'Multiple',
  /** Wrong. */
  'None',
  /** The service did not try: no reason to stop anybody. */
  'NotValidated',
] as const;

export type AddressStatus = (typeof STATUSES)[number];

const validationSchema = z
  .object({
    status: z.string(),
    suggestedAddresses: z.array(addressSchema).default([]),
    validationMessage: z.string().optional(),
  })
  .transform(({ status, suggestedAddresses, validationMessage }) => ({
    status: statusOf(status),
    suggestions: suggestedAddresses,
    /** Parts that are wrong, as the service names them: `Region` (the state), `PostalCode`, `City` ... */
    wrongParts: partsIn(validationMessage),
  }));

export type AddressValidation = z.output<typeof validationSchema>;

/**
 * POST /v1/validations/address: what a person may be told before the customer is created. It never
 * blocks the creation, which has checks of its own; states are looked up for US, CA, CN and MX only.
 */
export function validateAddress(
  client: PartnerCenterClient,
  address: Address,
  context: CallContext,
): Promise<AddressValidation> {
  return client.call(
    {
      endpoint: 'validateAddress',
      method: 'POST',
      path: '/v1/validations/address',
      body: address,
      token: 'app',
      reads: true,
      read: bodyOf(validationSchema),
    },
    context,
  );
}

/** A status that is not known yet says as much as no answer. */
function statusOf(status: string): AddressStatus {
  return STATUSES.find((one) => one === status) ?? 'NotValidated';
}

/** `Address field invalid for property: 'Region', 'PostalCode', 'City'`. */
function partsIn(message: string | undefined): readonly string[] {
  return [...(message ?? '').matchAll(/'(\w+)'/g)].flatMap((match) => match[1] ?? []);
}

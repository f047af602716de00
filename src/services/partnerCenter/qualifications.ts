import { z } from 'zod';
import { bodyOf, type CallContext, type PartnerCenterClient } from './client';

/** What a special segment is asked for with (developer/update-customer-qualification-asynchronous). */
export type NewQualification =
  | {
      readonly qualification: 'Education';
      readonly educationSegment: 'K12' | 'HigherEducation';
      readonly website?: string;
    }
  | { readonly qualification: 'GovernmentCommunityCloud'; readonly validationCode: string }
  | { readonly qualification: 'StateOwnedEntity' };

const qualificationSchema = z.object({
  qualification: z.string(),
  /** InReview (days, for education), Approved or Denied. */
  vettingStatus: z.string().default('InReview'),
  vettingReason: z.string().optional(),
});

export type Qualification = z.output<typeof qualificationSchema>;

/** GET /v1/customers/{id}/qualifications: a bare array. Either token. */
export function getQualifications(
  client: PartnerCenterClient,
  customerId: string,
  context: CallContext,
): Promise<readonly Qualification[]> {
  return client.call(
    {
      endpoint: 'getQualifications',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(customerId)}/qualifications`,
      token: 'app',
      read: bodyOf(z.array(qualificationSchema)),
    },
    context,
  );
}

/** POST /v1/customers/{id}/qualifications: begins the vetting. Application and user. */
export function requestQualification(
  client: PartnerCenterClient,
  customerId: string,
  qualification: NewQualification,
  requestId: string,
  context: CallContext,
): Promise<Qualification> {
  return client.call(
    {
      endpoint: 'requestQualification',
      method: 'POST',
      path: `/v1/customers/${encodeURIComponent(customerId)}/qualifications`,
      body: qualification,
      token: 'user',
      requestId,
      read: bodyOf(qualificationSchema),
    },
    context,
  );
}

const validationCodeSchema = z.object({
  organizationName: z.string().default(''),
  validationId: z.string(),
  /** So many more customers may be created with it. */
  remainingCreates: z.number().default(0),
});

export type ValidationCode = z.output<typeof validationCodeSchema>;

/** GET /v1/customers/all/validations: the partner's codes for the Government Community Cloud; a bare array. */
export function listValidationCodes(
  client: PartnerCenterClient,
  context: CallContext,
): Promise<readonly ValidationCode[]> {
  return client.call(
    {
      endpoint: 'listValidationCodes',
      method: 'GET',
      path: '/v1/customers/all/validations',
      token: 'user',
      read: bodyOf(z.array(validationCodeSchema)),
    },
    context,
  );
}

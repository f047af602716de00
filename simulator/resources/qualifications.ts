import { z } from 'zod';
import { json, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Qualification } from '../state';
import { wireTime } from '../world';

const newQualification = z.strictObject({
  qualification: z.string(),
  educationSegment: z.string().nullish(),
  website: z.string().nullish(),
  validationCode: z.string().nullish(),
});

/** Validation codes of the partner: how many more customers each one creates. */
const VALIDATION_CODES = [
  {
    partnerId: '5b1f7f6e-3b0c-4f8e-9d0a-6a4f2c1d7e90',
    organizationName: 'Contoso County',
    validationId: '123456',
    maxCreates: 5,
    remainingCreates: 3,
    eTag: '1',
  },
  {
    partnerId: '5b1f7f6e-3b0c-4f8e-9d0a-6a4f2c1d7e90',
    organizationName: 'City of Fabrikam',
    validationId: '654321',
    maxCreates: 1,
    remainingCreates: 0,
    eTag: '2',
  },
] as const;

/** Special segments of a customer; reading takes either token, asking for one takes application and user. */
export const qualificationRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/customers/all/validations', token: 'user' }, () =>
    json(VALIDATION_CODES),
  ),
  route({ method: 'GET', path: '/v1/customers/:customerId/qualifications', token: 'any' }, (call) =>
    // A bare array, unlike other collections.
    json(customerOf(call).qualifications.map(wire)),
  ),
  routeWithBody(
    {
      method: 'POST',
      path: '/v1/customers/:customerId/qualifications',
      token: 'user',
      replayed: true,
    },
    newQualification,
    ask,
  ),
];

function ask(call: Call, sent: z.output<typeof newQualification>): Answer {
  const customer = customerOf(call);
  check(sent);
  const qualification: Qualification = {
    qualification: sent.qualification,
    vettingStatus: sent.qualification.toLowerCase() === 'education' ? 'InReview' : 'Approved',
    vettingCreatedDate: call.world.now(),
  };
  customer.qualifications.splice(0, customer.qualifications.length, qualification);
  return json(wire(qualification), 201);
}

function check(sent: z.output<typeof newQualification>): void {
  switch (sent.qualification.toLowerCase()) {
    case 'education':
      if (!['k12', 'highereducation'].includes((sent.educationSegment ?? '').toLowerCase())) {
        throw new Refusal(400, 3000, 'The property educationSegment is missing or invalid.', {
          data: ['educationSegment'],
        });
      }
      return;
    case 'governmentcommunitycloud': {
      const code = VALIDATION_CODES.find((item) => item.validationId === sent.validationCode);
      if (code === undefined || code.remainingCreates === 0) {
        throw new Refusal(400, 3000, 'The validation code is invalid or used up.', {
          data: ['validationCode'],
        });
      }
      return;
    }
    case 'stateownedentity':
      return;
    default:
      throw new Refusal(400, 3000, `The qualification '${sent.qualification}' cannot be set.`, {
        data: ['qualification'],
      });
  }
}

function wire(qualification: Qualification): Record<string, unknown> {
  return {
    qualification: qualification.qualification,
    vettingStatus: qualification.vettingStatus,
    vettingReason: qualification.vettingReason ?? null,
    vettingCreatedDate: wireTime(qualification.vettingCreatedDate),
  };
}

import {
  getQualifications,
  requestQualification,
  type NewQualification,
  type Qualification,
} from '../partnerCenter/qualifications';
import type { OrderQualification } from './customerOrder';
import { customerOf, DONE, type Step, type StepContext, type StepResult } from './step';

/** Asks for the special segment and waits until Microsoft has decided; orders depend on it. */
export const setQualificationStep: Step = {
  name: 'setQualification',
  applies: (order) => order.qualification !== undefined,
  run: setQualification,
  // A used-up code, for one: the customer exists, and of its own answers none can be corrected any more.
  recover: (_context, { definitive, reason }) =>
    Promise.resolve(
      definitive && reason === 'propertyInvalid' ? { ...DENIED, definitive } : undefined,
    ),
};

const DENIED = {
  type: 'stop',
  reason: 'qualificationDenied',
  helps: 'human',
  definitive: false,
} as const satisfies StepResult;

async function setQualification(context: StepContext): Promise<StepResult> {
  const { client, order, facts, call, requestId } = context;
  const wanted = order.qualification;
  if (wanted === undefined) return DONE;
  const customerId = customerOf(facts);
  // Asking twice would begin a second vetting: what is under way is looked for first.
  const known = await getQualifications(client, customerId, call);
  const found = known.find(({ qualification }) => qualification === wanted.qualification);
  if (found !== undefined) return resultOf(found);
  const sent = onTheWire(wanted);
  return resultOf(await requestQualification(client, customerId, sent, requestId, call));
}

function onTheWire(wanted: OrderQualification): NewQualification {
  if (wanted.qualification !== 'Education') return wanted;
  const { website, ...education } = wanted;
  return { ...education, ...(website !== undefined && { website }) };
}

function resultOf({ vettingStatus }: Qualification): StepResult {
  switch (vettingStatus) {
    case 'Approved':
      return DONE;
    case 'Denied':
      return DENIED;
    default:
      return { type: 'wait', reason: 'qualificationInReview' };
  }
}

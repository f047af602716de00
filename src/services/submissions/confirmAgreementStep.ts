import {
  confirmByAttestation,
  confirmClassic,
  getAttestation,
  isDirectlySigned,
  newestTemplateId,
} from '../partnerCenter/agreements';
import type { OrderAgreement } from './customerOrder';
import { customerOf, DONE, type Step, type StepContext, type StepResult } from './step';

/** Brings the customer agreement about, by whichever way the order says. */
export const confirmAgreementStep: Step = {
  name: 'confirmAgreement',
  applies: (order) => order.agreement !== undefined,
  run: confirm,
  // Our own confirmation whose answer was lost, or the customer's: either way it is in place.
  recover: (_context, error) =>
    Promise.resolve(error.reason === 'agreementExists' ? DONE : undefined),
};

async function confirm(context: StepContext): Promise<StepResult> {
  const agreement = context.order.agreement;
  switch (agreement?.way) {
    case undefined:
      return DONE;
    case 'direct':
      return awaitDirectSignature(context);
    case 'classic':
      return confirmTheClassicWay(context, agreement);
    case 'enhanced':
      return confirmAcceptance(context);
  }
}

async function awaitDirectSignature({ client, facts, call }: StepContext): Promise<StepResult> {
  return (await isDirectlySigned(client, customerOf(facts), call))
    ? DONE
    : { type: 'wait', reason: 'waitingForCustomer' };
}

async function confirmTheClassicWay(
  { client, facts, call, requestId, order }: StepContext,
  { signer, dateAgreed }: Extract<OrderAgreement, { way: 'classic' }>,
): Promise<StepResult> {
  const templateId = await newestTemplateId(client, call);
  if (templateId === undefined) {
    return { type: 'stop', reason: 'templateMissing', helps: 'human', definitive: true };
  }
  const phoneNumber = signer.phoneNumber ?? order.contact.phoneNumber;
  const primaryContact = {
    firstName: signer.firstName,
    lastName: signer.lastName,
    email: signer.email,
    ...(phoneNumber !== undefined && { phoneNumber }),
  };
  const body = { primaryContact, templateId, dateAgreed: startOf(dateAgreed) };
  await confirmClassic(client, customerOf(facts), body, requestId, call);
  return DONE;
}

/** A day as a moment; today east of Greenwich may begin after now in UTC, which would be refused. */
function startOf(day: string): string {
  return new Date(Math.min(Date.parse(`${day}T00:00:00Z`), Date.now())).toISOString();
}

/** The link belongs to the draft; a new one can be made while the submission waits. */
async function confirmAcceptance(context: StepContext): Promise<StepResult> {
  const { client, facts, call, requestId } = context;
  const link = await context.attestation();
  if (link.state === 'making') return { type: 'wait', reason: 'acceptanceLinkMissing' };
  if (link.state === 'failed') {
    return { type: 'stop', reason: 'acceptanceLinkFailed', ...LINK_STOP };
  }
  const attestation = await getAttestation(client, link.id, call);
  switch (attestation.status) {
    case 'pending':
      return { type: 'wait', reason: 'waitingForSigner' };
    case 'expired':
      return { type: 'stop', reason: 'acceptanceExpired', ...LINK_STOP };
    case 'accepted':
      await confirmByAttestation(client, customerOf(facts), link.id, requestId, call);
      return DONE;
  }
}

const LINK_STOP = { helps: 'answer', property: 'attestation', definitive: true } as const;

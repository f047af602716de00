import { checkoutStep } from './checkoutStep';
import { confirmAgreementStep } from './confirmAgreementStep';
import { confirmOrderStep } from './confirmOrderStep';
import { createCartStep } from './createCartStep';
import { awaitCustomerStep, createCustomerStep } from './createCustomerStep';
import { preflightStep } from './preflightStep';
import { setQualificationStep } from './setQualificationStep';
import type { Step } from './step';

/** Everything a submission does, in order. There is no rollback: it goes forward, waits, or asks. */
export const STEPS: readonly Step[] = [
  preflightStep,
  createCustomerStep,
  awaitCustomerStep,
  confirmAgreementStep,
  setQualificationStep,
  createCartStep,
  checkoutStep,
  confirmOrderStep,
];

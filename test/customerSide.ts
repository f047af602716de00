import { randomUUID } from 'node:crypto';
import type { Attestation, Customer, Qualification } from '../simulator/state';
import type { Simulator } from '../simulator/server';

/*
 * What the customer, its signer and Microsoft's reviewers do while a submission waits for them.
 */

/** The one customer that was made; throws where there is none, or another one. */
export function theCustomer({ state }: Simulator): Customer {
  const [customer, ...others] = state.createdCustomers;
  if (customer === undefined || others.length > 0) throw new Error('There is not one customer.');
  return customer;
}

/** Microsoft decides about what the customer asked to be. */
export function vet(
  { qualifications }: Customer,
  vettingStatus: Qualification['vettingStatus'],
): void {
  const [asked] = qualifications;
  if (asked === undefined) throw new Error('Nothing was asked for.');
  qualifications.splice(0, 1, { ...asked, vettingStatus });
}

/** A link that the signer of that company has, and has not followed yet. */
export function sendLink(
  { state }: Simulator,
  {
    companyName,
    signatory,
    expiresAt,
  }: Pick<Attestation, 'companyName' | 'signatory' | 'expiresAt'>,
): Attestation {
  const made: Attestation = {
    id: randomUUID(),
    createdAt: 0,
    expiresAt,
    country: 'US',
    language: 'en-US',
    companyName,
    signatory,
    acceptedAt: undefined,
    usedFor: undefined,
  };
  state.attestations.set(made.id, made);
  return made;
}

/** Whoever has a link accepts. */
export function acceptAll({ state }: Simulator): void {
  for (const one of state.attestations.values()) one.acceptedAt = Date.now();
}

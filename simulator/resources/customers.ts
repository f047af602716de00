import { randomBytes, randomUUID } from 'node:crypto';
import { json, param, route, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf } from '../rules';
import type { Address, Customer } from '../state';
import { listCustomers } from './customerList';
import { checkNewCustomer, newCustomer } from './customerChecks';
import type { NewCustomer } from './customerChecks';

/** Customers: create, list and search, read, their resellers; and removal, in a sandbox only. */
export const customerRoutes: readonly Route[] = [
  routeWithBody(
    { method: 'POST', path: '/v1/customers', token: 'any', replayed: true },
    newCustomer,
    create,
  ),
  route({ method: 'GET', path: '/v1/customers', token: 'any' }, listCustomers),
  route(
    { method: 'GET', path: '/v1/customers/:customerId', token: 'any', throttled: true },
    (call) => json(wireCustomer(customerOf(call))),
  ),
  route({ method: 'DELETE', path: '/v1/customers/:customerId', token: 'any' }, remove),
];

/** Sixteen characters no one has seen before; given once, in the answer, and kept nowhere else. */
function oneTimePassword(): string {
  return `${randomBytes(9).toString('base64url')}${String(randomBytes(1)[0] ?? 0).padStart(3, '0')}!Aa`;
}

async function create(call: Call, sent: NewCustomer): Promise<Answer> {
  const { world } = call;
  checkNewCustomer(call, sent);
  await world.pause(world.options.createCustomerMs);
  // Someone else may have taken the domain meanwhile.
  checkNewCustomer(call, sent);
  const customer = customerFrom(call, sent);
  world.state.customers.set(customer.id, customer);
  return json(
    {
      ...wireCustomer(customer),
      enableGDAPByDefault: customer.gdap,
      relationshipToPartner: 'none',
      userCredentials: { userName: 'admin', password: oneTimePassword() },
    },
    201,
    { Location: `/v1/customers/${customer.id}` },
  );
}

function customerFrom(call: Call, sent: NewCustomer): Customer {
  const { billingProfile, companyProfile } = sent;
  const { options } = call.world;
  const domain = companyProfile.domain.toLowerCase();
  return {
    id: randomUUID(),
    commerceId: randomUUID(),
    createdAt: call.world.now(),
    propagationMs: domain.startsWith('slow')
      ? options.slowPropagationMs
      : options.customerPropagationMs,
    existing: false,
    domain,
    companyName: companyProfile.companyName ?? billingProfile.companyName,
    organizationRegistrationNumber: companyProfile.organizationRegistrationNumber ?? undefined,
    associatedPartnerId: sent.associatedPartnerId?.toLowerCase(),
    gdap: sent.enableGDAPByDefault ?? true,
    agreements: [],
    qualifications: [],
    billing: {
      id: randomUUID(),
      etag: String(BigInt(`0x${randomBytes(7).toString('hex')}`)),
      email: billingProfile.email,
      culture: billingProfile.culture,
      language: billingProfile.language,
      companyName: billingProfile.companyName,
      firstName: billingProfile.firstName ?? undefined,
      lastName: billingProfile.lastName ?? undefined,
      defaultAddress: addressFrom(billingProfile.defaultAddress),
    },
    review: reviewOf(billingProfile.companyName),
    directSigned: false,
    usage: { minute: 0, count: 0 },
  };
}

function addressFrom(sent: NewCustomer['billingProfile']['defaultAddress']): Address {
  return {
    firstName: sent.firstName ?? undefined,
    middleName: sent.middleName ?? undefined,
    lastName: sent.lastName ?? undefined,
    addressLine1: sent.addressLine1,
    addressLine2: sent.addressLine2 ?? undefined,
    city: sent.city,
    state: sent.state ?? undefined,
    postalCode: sent.postalCode ?? '',
    country: sent.country,
    phoneNumber: sent.phoneNumber ?? undefined,
  };
}

/** The company names that make an account go wrong at checkout. */
function reviewOf(companyName: string): Customer['review'] {
  const name = companyName.toLowerCase();
  if (name.startsWith('review')) return 'underReview';
  if (name.startsWith('denied')) return 'notApproved';
  if (name.startsWith('locked')) return 'locked';
  if (name.startsWith('nocredit')) return 'noCredit';
  return 'none';
}

/** A customer as GET by id shows it; no password, ever. */
export function wireCustomer(customer: Customer): Record<string, unknown> {
  const { billing } = customer;
  const self = `/customers/${customer.id}`;
  return {
    id: customer.id,
    commerceId: customer.commerceId,
    companyProfile: {
      tenantId: customer.id,
      domain: customer.domain,
      companyName: customer.companyName,
      organizationRegistrationNumber: customer.organizationRegistrationNumber ?? null,
      links: { self: { uri: `${self}/profiles/company`, method: 'GET', headers: [] } },
      attributes: { objectType: 'CustomerCompanyProfile' },
    },
    billingProfile: {
      id: billing.id,
      email: billing.email,
      culture: billing.culture,
      language: billing.language,
      companyName: billing.companyName,
      firstName: billing.firstName ?? null,
      lastName: billing.lastName ?? null,
      defaultAddress: { ...billing.defaultAddress, region: null },
      links: { self: { uri: `${self}/profiles/billing`, method: 'GET', headers: [] } },
      attributes: { etag: billing.etag, objectType: 'CustomerBillingProfile' },
    },
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: false,
    associatedPartnerId: customer.associatedPartnerId ?? null,
    links: { self: { uri: self, method: 'GET', headers: [] } },
    attributes: { objectType: 'Customer' },
  };
}

function remove(call: Call): Answer {
  if (!call.world.options.sandbox)
    throw new Refusal(403, 900322, 'Customers can be removed in the integration sandbox only.');
  call.world.state.customers.delete(param(call, 'customerId').toLowerCase());
  return { kind: 'empty', status: 204 };
}

import {
  createCustomer,
  findCustomers,
  getCustomer,
  type NewCustomer,
} from '../partnerCenter/customers';
import { isDomainTaken } from '../partnerCenter/domains';
import type { PartnerCenterError } from '../partnerCenter/errors';
import type { CustomerOrder } from './customerOrder';
import { customerOf, DONE, type Step, type StepContext, type StepResult } from './step';

/** Creates the tenant: the step that must never be done twice. */
export const createCustomerStep: Step = {
  name: 'createCustomer',
  applies: () => true,
  run: createTheCustomer,
  recover: recoverCustomer,
};

/** Waits until the tenant can be read: it answers 404 for about 90 seconds (facts, 2.7). */
export const awaitCustomerStep: Step = {
  name: 'awaitCustomer',
  applies: () => true,
  run: awaitCustomer,
};

/** Matches whose domain begins with the whole of ours; there is one at most, and some room for surprise. */
const MOST_FOUND = 50;
const DOMAIN_WAS_FREE = 'domainWasFree';

/**
 * The domain is seen to be free after our intent and before our first POST: only then is a customer
 * found later under it, with our very name, one that we made. A repeat goes out under the same
 * request id and brings the first answer again, the password with it; so does the first POST of a
 * database that was restored from before it. Where the domain is taken, Partner Center's answer to
 * the POST is what decides: it creates nothing under a name that somebody else has.
 */
async function createTheCustomer(context: StepContext): Promise<StepResult> {
  const { client, order, call, requestId, noted } = context;
  if (noted[DOMAIN_WAS_FREE] !== 'yes' && !(await isDomainTaken(client, order.domain, call))) {
    await context.note({ [DOMAIN_WAS_FREE]: 'yes' });
  }
  const created = await createCustomer(client, newCustomer(order), requestId, call);
  const credentials = created.userCredentials;
  if (credentials === undefined) {
    return { type: 'done', facts: { customerId: created.id, passwordLost: true } };
  }
  const userName = `${credentials.userName}@${order.domain}`;
  return {
    type: 'done',
    facts: { customerId: created.id, userName },
    password: credentials.password,
  };
}

/**
 * A refusal may be about the customer that an earlier attempt of ours made. It is looked for where an
 * attempt ended without an answer; lists show it late, so that not finding it says nothing. Two things
 * together do: a refusal of the request itself, which a request that had been taken would not get (its
 * repeat brings the first answer again), and a domain that is free still.
 */
async function recoverCustomer(
  context: StepContext,
  error: PartnerCenterError,
): Promise<StepResult | undefined> {
  if (!error.definitive || error.helps === 'waiting') return undefined;
  if (context.noted[DOMAIN_WAS_FREE] !== 'yes') return undefined;
  const isFirst = !context.isRepeat && error.attempts === 1;
  if (isFirst) return undefined;
  const ours = await findOurs(context);
  if (ours !== undefined) return { type: 'done', facts: { customerId: ours, passwordLost: true } };
  const { client, order, call } = context;
  const isAboutDomain = error.property === 'domain';
  if (!isAboutDomain && !(await isDomainTaken(client, order.domain, call))) return undefined;
  return { type: 'wait', reason: 'creationUnclear' };
}

/** A customer of ours with exactly the domain and name that were asked for. */
async function findOurs({ client, order, call }: StepContext): Promise<string | undefined> {
  const search = { field: 'Domain' as const, startsWith: order.domain, size: MOST_FOUND };
  const found = await findCustomers(client, search, call);
  return found.find(
    ({ companyProfile: { domain, companyName } }) =>
      domain.toLowerCase() === order.domain.toLowerCase() && companyName === order.companyName,
  )?.id;
}

function newCustomer(order: CustomerOrder): NewCustomer {
  const { contact, address } = order;
  return {
    enableGDAPByDefault: order.gdapByDefault,
    companyProfile: {
      domain: order.domain,
      companyName: order.companyName,
      ...(order.registrationNumber !== undefined && {
        organizationRegistrationNumber: order.registrationNumber,
      }),
    },
    billingProfile: {
      email: contact.email,
      culture: order.culture,
      language: order.language,
      companyName: order.companyName,
      firstName: contact.firstName,
      lastName: contact.lastName,
      defaultAddress: {
        firstName: contact.firstName,
        lastName: contact.lastName,
        ...(contact.phoneNumber !== undefined && { phoneNumber: contact.phoneNumber }),
        addressLine1: address.addressLine1,
        ...(address.addressLine2 !== undefined && { addressLine2: address.addressLine2 }),
        city: address.city,
        ...(address.state !== undefined && { state: address.state }),
        ...(address.postalCode !== undefined && { postalCode: address.postalCode }),
        country: address.country,
      },
    },
    ...(order.reseller !== undefined && { associatedPartnerId: order.reseller.tenantId }),
  };
}

async function awaitCustomer({ client, facts, call }: StepContext): Promise<StepResult> {
  const customer = await getCustomer(client, customerOf(facts), call);
  return customer === undefined ? { type: 'wait', reason: 'customerNotReadable' } : DONE;
}

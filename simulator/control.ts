import { z } from 'zod';
import { existingCustomer } from './data/existingCustomers';
import { faultBody } from './faults';
import { json, param, route, routeWithBody } from './http/route';
import type { Answer, Call, Route } from './http/route';
import { Refusal } from './refusal';
import { statusOf } from './resources/attestations';
import { orderStatus } from './resources/orders';
import type { Customer } from './state';

const EMPTY = z.looseObject({});

/** What Partner Center has not: the simulator's own levers and eyes, for tests and demonstrations. No token needed. */
export const controlRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/_simulator/state', token: 'none' }, (call) => json(stateOf(call))),
  routeWithBody(
    { method: 'POST', path: '/_simulator/faults', token: 'none' },
    faultBody,
    (call, { path, ...fault }) => {
      call.world.faults.add({ ...fault, path: new RegExp(path, 'i') });
      return json({ remaining: call.world.faults.remaining }, 201);
    },
  ),
  route({ method: 'DELETE', path: '/_simulator/faults', token: 'none' }, (call) => {
    call.world.faults.clear();
    return json({ remaining: 0 });
  }),
  routeWithBody({ method: 'POST', path: '/_simulator/reset', token: 'none' }, EMPTY, (call) => {
    call.world.reset();
    return json({ done: true });
  }),
  routeWithBody(
    { method: 'POST', path: '/_simulator/attestations/:attestationId/accept', token: 'none' },
    EMPTY,
    (call) => {
      const attestation = call.world.state.attestations.get(
        param(call, 'attestationId').toLowerCase(),
      );
      if (attestation === undefined) throw new Refusal(404, 404, 'There is no such attestation.');
      if (statusOf(attestation, call.world.now()) === 'expired')
        throw new Refusal(409, 409, 'The attestation has expired.');
      attestation.acceptedAt ??= call.world.now();
      return json({ id: attestation.id, status: 'accepted' });
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/customers/:customerId', token: 'none' },
    z.strictObject({
      directSigned: z.boolean().optional(),
      review: z.enum(['none', 'underReview', 'notApproved', 'locked', 'noCredit']).optional(),
      vetting: z.enum(['Approved', 'Denied']).optional(),
    }),
    changeCustomer,
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/orders/:orderId/release', token: 'none' },
    EMPTY,
    (call) => {
      const order = call.world.state.orders.get(param(call, 'orderId'));
      if (order === undefined) throw new Refusal(404, 404, 'There is no such order.');
      order.held = undefined;
      return json({ id: order.id, status: orderStatus(order, call.world) });
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/relationships', token: 'none' },
    z.strictObject({ companyName: z.string(), domain: z.string() }),
    (call, sent) => {
      const customer = existingCustomer(call.world.options, sent.companyName, sent.domain);
      call.world.state.customers.set(customer.id, customer);
      return json({ id: customer.id }, 201);
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/catalogue/reissue', token: 'none' },
    EMPTY,
    (call) => {
      call.world.state.catalogueGeneration += 1;
      return json({ generation: call.world.state.catalogueGeneration });
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/_simulator/tokens/expire', token: 'none' },
    EMPTY,
    (call) => {
      call.world.tokens.clear();
      return json({ done: true });
    },
  ),
];

function changeCustomer(
  call: Call,
  sent: {
    readonly directSigned?: boolean | undefined;
    readonly review?: Customer['review'] | undefined;
    readonly vetting?: 'Approved' | 'Denied' | undefined;
  },
): Answer {
  const customer = call.world.state.customers.get(param(call, 'customerId').toLowerCase());
  if (customer === undefined) throw new Refusal(404, 404, 'There is no such customer.');
  customer.directSigned = sent.directSigned ?? customer.directSigned;
  customer.review = sent.review ?? customer.review;
  if (sent.vetting !== undefined) {
    const decided = customer.qualifications.map((item) => ({
      ...item,
      vettingStatus: sent.vetting ?? item.vettingStatus,
    }));
    customer.qualifications.splice(0, customer.qualifications.length, ...decided);
  }
  return json({ id: customer.id, directSigned: customer.directSigned, review: customer.review });
}

/** All that happened, without passwords and tokens; `customers` are those created over the API. */
export function stateOf(call: Call): Record<string, unknown> {
  const { state, options } = call.world;
  const now = call.world.now();
  return {
    partner: options.partner,
    cloud: options.cloud,
    existingCustomers: state.customers.size - state.createdCustomers.length,
    customers: state.createdCustomers.map((customer) => ({
      id: customer.id,
      companyName: customer.companyName,
      domain: customer.domain,
      country: customer.billing.defaultAddress.country,
      organizationRegistrationNumber: customer.organizationRegistrationNumber,
      associatedPartnerId: customer.associatedPartnerId,
      gdap: customer.gdap,
      readable: now - customer.createdAt >= customer.propagationMs,
      directSigned: customer.directSigned,
      review: customer.review,
      billing: customer.billing,
      agreements: customer.agreements,
      qualifications: customer.qualifications,
    })),
    attestations: [...state.attestations.values()].map((attestation) => ({
      ...attestation,
      status: statusOf(attestation, now),
      url: `${call.origin}/accept/${attestation.id}`,
    })),
    carts: [...state.carts.values()].map((cart) => ({
      ...cart,
      orders: Object.fromEntries(cart.orders),
    })),
    orders: [...state.orders.values()].map((order) => ({
      ...order,
      status: orderStatus(order, call.world),
    })),
    requestCounts: Object.fromEntries(state.requestCounts),
    requests: state.requests,
    faultsLeft: call.world.faults.remaining,
  };
}

import { json, route } from '../http/route';
import type { Call, Route } from '../http/route';
import { statusOf } from '../resources/attestations';
import { orderStatus } from '../resources/orders';

/** Everything at once, as JSON, for tests and for people who ask what the bot did. */
export const stateRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/_simulator/state', token: 'none' }, (call) => json(stateOf(call))),
];

/** All that happened, without passwords and tokens; `customers` are those created over the API. */
function stateOf(call: Call): Record<string, unknown> {
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
    statusCounts: Object.fromEntries(state.statusCounts),
    faultCounts: Object.fromEntries(state.faultCounts),
    requests: state.requests,
    faultsLeft: call.world.faults.remaining,
  };
}

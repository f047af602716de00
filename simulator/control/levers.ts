import { z } from 'zod';
import { existingCustomer } from '../data/existingCustomers';
import { json, param, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { statusOf } from '../resources/attestations';
import { orderStatus } from '../resources/orders';
import type { Customer } from '../state';

const EMPTY = z.looseObject({});

/** What other people would do: the signer, Microsoft's reviewers, the customer; and time and catalogue moving on. */
export const leverRoutes: readonly Route[] = [
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
    { method: 'POST', path: '/_simulator/catalogue/prices', token: 'none' },
    z.strictObject({ factor: z.number().positive() }),
    (call, { factor }) => {
      call.world.state.priceFactor = factor;
      return json({ factor });
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

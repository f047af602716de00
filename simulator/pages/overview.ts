import { z } from 'zod';
import { param, route, routeWithBody } from '../http/route';
import type { Call, Route } from '../http/route';
import { statusOf } from '../resources/attestations';
import { orderStatus } from '../resources/orders';
import type { Attestation, Cart, Customer, LoggedRequest, Order } from '../state';
import { refuseOtherOrigins } from './acceptance';
import { clock, html, page, table } from './html';
import type { Html } from './html';

const FORM = z.looseObject({});
const SHOWN_REQUESTS = 100;

/** The simulator's own page: what it holds, as tables, with a button where a person of the customer would act. */
export const overviewRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/', token: 'none' }, (call) => ({
    kind: 'page',
    status: 200,
    html: overview(call),
  })),
  routeWithBody(
    { method: 'POST', path: '/customers/:customerId/sign', token: 'none', bodyKind: 'form' },
    FORM,
    (call) => {
      refuseOtherOrigins(call);
      const customer = call.world.state.customers.get(param(call, 'customerId').toLowerCase());
      if (customer !== undefined) customer.directSigned = !customer.directSigned;
      return { kind: 'redirect', location: '/' };
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/customers/:customerId/approve', token: 'none', bodyKind: 'form' },
    FORM,
    (call) => {
      refuseOtherOrigins(call);
      const customer = call.world.state.customers.get(param(call, 'customerId').toLowerCase());
      if (customer !== undefined) customer.review = 'none';
      return { kind: 'redirect', location: '/' };
    },
  ),
  routeWithBody(
    { method: 'POST', path: '/orders/:orderId/release', token: 'none', bodyKind: 'form' },
    FORM,
    (call) => {
      refuseOtherOrigins(call);
      const order = call.world.state.orders.get(param(call, 'orderId'));
      if (order !== undefined) order.held = undefined;
      return { kind: 'redirect', location: '/' };
    },
  ),
];

function overview(call: Call): string {
  const { state, options } = call.world;
  const created = state.createdCustomers;
  const kind = options.partner === 'direct' ? 'direct partner' : 'indirect provider';
  const cloud = options.cloud === 'public' ? 'public cloud' : 'US Government';
  return page(
    'Partner Center simulator',
    html`<header>
        <h1>Partner Center simulator</h1>
        <p>
          Stands in for Partner Center: ${kind}, ${cloud}${options.sandbox ? ', sandbox' : ''}.
          ${state.customers.size - created.length} customers were there before.
          <a href="/_simulator/state">State as JSON</a>
        </p>
      </header>
      <main>
        <h2>Customers</h2>
        ${customers(call, newestFirst(created))}
        <h2>Attestations</h2>
        ${attestations(call, newestFirst([...state.attestations.values()]))}
        <h2>Carts</h2>
        ${carts(call, newestFirst([...state.carts.values()]))}
        <h2>Orders</h2>
        ${orders(call, newestFirst([...state.orders.values()]))}
        <h2>Last requests</h2>
        ${requests(newestFirst(state.requests).slice(0, SHOWN_REQUESTS))}
      </main>`,
  );
}

function newestFirst<T>(list: readonly T[]): readonly T[] {
  return [...list].reverse();
}

function button(action: string, label: string): Html {
  return html`<form method="post" action="${action}">
    <button type="submit">${label}</button>
  </form>`;
}

function customers(call: Call, list: readonly Customer[]): Html {
  const rows = list.map((customer) => [
    clock(customer.createdAt),
    html`${customer.companyName}<br /><code>${customer.id}</code>`,
    customer.domain,
    customer.billing.defaultAddress.country,
    resellerName(call, customer),
    call.world.now() - customer.createdAt >= customer.propagationMs ? 'ready' : 'propagating',
    html`${customer.agreements.map((agreement) => html`${agreement.primaryContact.firstName} ${agreement.primaryContact.lastName}, ${clock(agreement.dateAgreed).slice(0, 10)}<br />`)}${customer.directSigned ? 'signed by the customer ' : ''}${button(`/customers/${customer.id}/sign`, customer.directSigned ? 'Take back' : 'Sign as the customer')}`,
    customer.review === 'none'
      ? 'fine'
      : html`${customer.review} ${button(`/customers/${customer.id}/approve`, 'Approve')}`,
  ]);
  return table(
    ['Created (UTC)', 'Company', 'Domain', 'Country', 'Reseller', 'State', 'Agreement', 'Account'],
    rows,
    'No customer has been created yet.',
  );
}

function resellerName(call: Call, customer: Customer): string {
  if (customer.associatedPartnerId === undefined) return 'none';
  return (
    call.world.resellers.findByTenantId(customer.associatedPartnerId)?.name ??
    customer.associatedPartnerId
  );
}

function attestations(call: Call, list: readonly Attestation[]): Html {
  const rows = list.map((attestation) => {
    const status = statusOf(attestation, call.world.now());
    return [
      clock(attestation.createdAt),
      attestation.companyName,
      `${attestation.signatory.firstName} ${attestation.signatory.lastName}, ${attestation.signatory.email}`,
      status,
      status === 'pending'
        ? html`<a href="/accept/${attestation.id}">Accept</a>`
        : attestation.usedFor === undefined
          ? ''
          : html`<code>${attestation.usedFor}</code>`,
    ];
  });
  return table(
    ['Made (UTC)', 'Company', 'Signer', 'Status', 'Link or customer'],
    rows,
    'No attestation has been asked for yet.',
  );
}

function carts(call: Call, list: readonly Cart[]): Html {
  const rows = list.map((cart) => [
    clock(cart.createdAt),
    html`${call.world.state.customers.get(cart.customerId)?.companyName ?? ''}<br /><code
        >${cart.id}</code
      >`,
    cart.status,
    cart.lines.map(
      (line) =>
        html`${line.quantity} × <code>${line.catalogItemId}</code> ${line.termDuration ?? ''}
          ${line.billingCycle}${line.participants.map((participant) => ` · ${participant.value}`)}${line.error === undefined ? '' : ` · error ${line.error.errorCode}`}<br />`,
    ),
  ]);
  return table(['Made (UTC)', 'Customer', 'Status', 'Lines'], rows, 'No cart has been made yet.');
}

function orders(call: Call, list: readonly Order[]): Html {
  const rows = list.map((order) => [
    clock(order.createdAt),
    html`${call.world.state.customers.get(order.customerId)?.companyName ?? ''}<br /><code
        >${order.id}</code
      >`,
    html`${orderStatus(order, call.world)}
    ${order.held === undefined ? '' : button(`/orders/${order.id}/release`, 'Release')}`,
    order.lines.map((line) => html`${line.cartLine.quantity} × ${line.title}<br />`),
    `${order.totalPrice.toFixed(2)} ${order.currencyCode}`,
  ]);
  return table(
    ['Placed (UTC)', 'Customer', 'Status', 'Lines', 'First bill'],
    rows,
    'No order has been placed yet.',
  );
}

function requests(list: readonly LoggedRequest[]): Html {
  const rows = list.map((request) => [
    clock(request.at).slice(11),
    html`${request.method} <code>${request.path}</code>`,
    request.status ?? 'no answer',
    [
      request.token ?? '',
      request.replayed ? 'replayed' : '',
      request.fault === undefined ? '' : `fault: ${request.fault}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
    html`<code>${request.requestId ?? ''}</code>`,
    html`<code>${request.correlationId ?? ''}</code>`,
  ]);
  return table(
    ['At (UTC)', 'Request', 'Answer', 'Notes', 'Request id', 'Correlation id'],
    rows,
    'Nothing has been asked yet.',
  );
}

import { validateAddress } from '../../../src/services/partnerCenter/addresses';
import * as agreements from '../../../src/services/partnerCenter/agreements';
import * as carts from '../../../src/services/partnerCenter/carts';
import type { CallContext, PartnerCenterClient } from '../../../src/services/partnerCenter/client';
import { getCountryRules } from '../../../src/services/partnerCenter/countryRules';
import * as customers from '../../../src/services/partnerCenter/customers';
import { isDomainTaken } from '../../../src/services/partnerCenter/domains';
import type { Endpoint } from '../../../src/services/partnerCenter/endpoints';
import * as orders from '../../../src/services/partnerCenter/orders';
import { readPriceSheet } from '../../../src/services/partnerCenter/priceSheet';
import * as products from '../../../src/services/partnerCenter/products';
import * as profiles from '../../../src/services/partnerCenter/profiles';
import * as promotions from '../../../src/services/partnerCenter/promotions';
import * as qualifications from '../../../src/services/partnerCenter/qualifications';
import { getRelationshipRequestUrl } from '../../../src/services/partnerCenter/relationshipRequest';
import * as resellers from '../../../src/services/partnerCenter/resellers';
import * as subscriptions from '../../../src/services/partnerCenter/subscriptions';

/** Endpoints that are called; the others are parts of an answer, or the token's. */
export type Called = Exclude<Endpoint, 'token' | 'cartLine' | 'orderError'>;

interface EndpointCall {
  /** Calls it; what creates gets its request id. */
  readonly call: (
    client: PartnerCenterClient,
    context: CallContext,
    requestId: string,
  ) => Promise<unknown>;
  /** A good answer's body, as little of it as is needed. */
  readonly body: unknown;
  readonly creates: boolean;
}

const US = { country: 'US', segment: 'commercial' };
const CUSTOMER = 'customer-1';

const read = (
  body: unknown,
  call: (client: PartnerCenterClient, context: CallContext) => Promise<unknown>,
): EndpointCall => ({ call, body, creates: false });
const write = (body: unknown, call: EndpointCall['call']): EndpointCall => ({
  call,
  body,
  creates: true,
});

export const NEW_CUSTOMER: customers.NewCustomer = {
  enableGDAPByDefault: true,
  companyProfile: { domain: 'contosotest.onmicrosoft.com', companyName: 'Contoso Test' },
  billingProfile: {
    email: 'ana@contoso.example',
    culture: 'en-US',
    language: 'en',
    companyName: 'Contoso Test',
    firstName: 'Ana',
    lastName: 'Pérez',
    defaultAddress: {
      firstName: 'Ana',
      lastName: 'Pérez',
      addressLine1: '1 Microsoft Way',
      city: 'Redmond',
      state: 'WA',
      postalCode: '98052',
      country: 'US',
      phoneNumber: '4255550100',
    },
  },
};

const CART: carts.NewCart = {
  partnerOnRecordAttestationAccepted: true,
  lineItems: [
    { id: 0, catalogItemId: 'P:S:A', quantity: 1, termDuration: 'P1Y', billingCycle: 'monthly' },
  ],
};
const CONTACT = { firstName: 'Ana', lastName: 'Pérez', email: 'ana@contoso.example' };
const ATTESTATION = {
  id: 'a1',
  url: 'https://accept.example/a1',
  status: 'pending',
  expiresAt: '',
};
const CART_BODY = { id: 'cart-1', lineItems: [{ id: 0, orderGroup: '0' }] };
const SUBSCRIPTION = { id: 's1', quantity: 1, status: 'active' };
const SHEET = [
  'ProductId,SkuId,TermDuration,BillingPlan,Segment,Currency,UnitPrice,EffectiveStartDate,EffectiveEndDate',
  'P,S,P1Y,Annual,Commercial,USD,120.00,2026-01-01T00:00:00Z,9999-12-31T23:59:59Z',
  '',
].join('\r\n');

/** One call of every endpoint that there is. */
export const CALLS: Readonly<Record<Called, EndpointCall>> = {
  isDomainTaken: read(undefined, (client, context) =>
    isDomainTaken(client, 'a.onmicrosoft.com', context),
  ),
  validateAddress: read({ status: 'Verified' }, (client, context) =>
    validateAddress(client, { country: 'US', addressLine1: '1 Way' }, context),
  ),
  getCountryRules: read({ iso2Code: 'US' }, (client, context) =>
    getCountryRules(client, 'US', context),
  ),
  createCustomer: write(
    { id: CUSTOMER, companyProfile: { domain: 'a.onmicrosoft.com' } },
    (client, context, requestId) =>
      customers.createCustomer(client, NEW_CUSTOMER, requestId, context),
  ),
  getCustomer: read({ id: CUSTOMER, companyProfile: {} }, (client, context) =>
    customers.getCustomer(client, CUSTOMER, context),
  ),
  findCustomers: read({ items: [] }, (client, context) =>
    customers.findCustomers(client, { field: 'Domain', startsWith: 'a', size: 5 }, context),
  ),
  getRelationshipRequest: read({ url: 'https://admin.microsoft.com/' }, getRelationshipRequestUrl),
  listAgreementTemplates: read({ items: [] }, agreements.newestTemplateId),
  getAgreementDocument: read({ displayUri: 'a', downloadUri: 'b' }, (client, context) =>
    agreements.getAgreementDocument(
      client,
      { templateId: 't', language: 'en-US', country: 'US' },
      context,
    ),
  ),
  createAttestation: write(ATTESTATION, (client, context, requestId) =>
    agreements.createAttestation(
      client,
      {
        country: 'US',
        language: 'en-US',
        companyName: 'Contoso',
        signatoryFirstName: 'Ana',
        signatoryLastName: 'Pérez',
        signatoryEmail: 'ana@contoso.example',
      },
      requestId,
      context,
    ),
  ),
  getAttestation: read(ATTESTATION, (client, context) =>
    agreements.getAttestation(client, 'a1', context),
  ),
  confirmByAttestation: write(
    { type: 'MicrosoftCustomerAgreement' },
    (client, context, requestId) =>
      agreements.confirmByAttestation(client, CUSTOMER, 'a1', requestId, context),
  ),
  confirmClassic: write({ type: 'MicrosoftCustomerAgreement' }, (client, context, requestId) =>
    agreements.confirmClassic(
      client,
      CUSTOMER,
      { primaryContact: CONTACT, templateId: 't', dateAgreed: '2026-01-05T00:00:00Z' },
      requestId,
      context,
    ),
  ),
  listConfirmedAgreements: read({ items: [] }, (client, context) =>
    agreements.listConfirmedAgreements(client, CUSTOMER, context),
  ),
  isDirectlySigned: read({ isSigned: true }, (client, context) =>
    agreements.isDirectlySigned(client, CUSTOMER, context),
  ),
  listResellers: read({ items: [] }, resellers.listResellers),
  listResellersOfCustomer: read({ items: [] }, (client, context) =>
    resellers.listResellersOfCustomer(client, CUSTOMER, context),
  ),
  getPartnerProfile: read({ partnerName: 'First Up', mpnId: 4847383 }, (client, context) =>
    resellers.getPartnerProfile(client, '4847383', context),
  ),
  isPartnerAgreementSigned: read({ isAgreementSigned: true }, (client, context) =>
    resellers.isPartnerAgreementSigned(client, { partnerId: '4847383' }, context),
  ),
  getOrganizationProfile: read(
    { defaultAddress: { country: 'US' } },
    profiles.getOrganizationProfile,
  ),
  getLegalBusinessProfile: read({ address: { country: 'US' } }, profiles.getLegalBusinessProfile),
  listProducts: read({ items: [] }, (client, context) =>
    products.listProducts(client, US, context),
  ),
  listSkus: read({ items: [] }, (client, context) => products.listSkus(client, 'P', US, context)),
  listAvailabilities: read({ items: [] }, (client, context) =>
    products.listAvailabilities(client, { productId: 'P', skuId: 'S' }, US, context),
  ),
  listPromotions: read({ items: [] }, (client, context) =>
    promotions.listPromotions(client, US, context),
  ),
  checkPromotionEligibility: read({ items: [] }, (client, context) =>
    promotions.checkPromotionEligibility(client, CUSTOMER, [], context),
  ),
  readPriceSheet: read(SHEET, (client, context) =>
    readPriceSheet(client, 'US', { begin: () => undefined, onRow: () => undefined }, context),
  ),
  createCart: write(CART_BODY, (client, context, requestId) =>
    carts.createCart(client, CUSTOMER, CART, requestId, context),
  ),
  getCart: read(CART_BODY, (client, context) => carts.getCart(client, CUSTOMER, 'cart-1', context)),
  updateCart: write(CART_BODY, (client, context, requestId) =>
    carts.updateCart(client, CUSTOMER, 'cart-1', CART, requestId, context),
  ),
  checkoutCart: write({ orders: [] }, (client, context, requestId) =>
    carts.checkoutCart(client, CUSTOMER, 'cart-1', requestId, context),
  ),
  getOrder: read({ id: 'o1' }, (client, context) =>
    orders.getOrder(client, CUSTOMER, 'o1', context),
  ),
  listOrders: read({ items: [] }, (client, context) =>
    orders.listOrders(client, CUSTOMER, context),
  ),
  getProvisioningStatus: read({ items: [] }, (client, context) =>
    orders.getProvisioningStatus(client, CUSTOMER, 'o1', context),
  ),
  listSubscriptions: read({ items: [] }, (client, context) =>
    subscriptions.listSubscriptions(client, CUSTOMER, 'o1', context),
  ),
  getSubscription: read(SUBSCRIPTION, (client, context) =>
    subscriptions.getSubscription(client, CUSTOMER, 's1', context),
  ),
  getQualifications: read([], (client, context) =>
    qualifications.getQualifications(client, CUSTOMER, context),
  ),
  requestQualification: write({ qualification: 'Education' }, (client, context, requestId) =>
    qualifications.requestQualification(
      client,
      CUSTOMER,
      { qualification: 'Education', educationSegment: 'K12' },
      requestId,
      context,
    ),
  ),
  listValidationCodes: read([], qualifications.listValidationCodes),
};

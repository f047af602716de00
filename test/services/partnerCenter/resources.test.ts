import { randomUUID } from 'node:crypto';
import { validateAddress } from '../../../src/services/partnerCenter/addresses';
import {
  confirmClassic,
  listConfirmedAgreements,
  newestTemplateId,
} from '../../../src/services/partnerCenter/agreements';
import {
  checkoutCart,
  createCart,
  getCart,
  updateCart,
} from '../../../src/services/partnerCenter/carts';
import { createCustomer, findCustomersPage } from '../../../src/services/partnerCenter/customers';
import { getOrder, getProvisioningStatus } from '../../../src/services/partnerCenter/orders';
import {
  listAvailabilities,
  listProducts,
  listSkus,
} from '../../../src/services/partnerCenter/products';
import { getLegalBusinessProfile } from '../../../src/services/partnerCenter/profiles';
import {
  checkPromotionEligibility,
  listPromotions,
} from '../../../src/services/partnerCenter/promotions';
import { listValidationCodes } from '../../../src/services/partnerCenter/qualifications';
import {
  needsRegistrationNumber,
  registrationNumberKinds,
} from '../../../src/services/partnerCenter/registrationNumbers';
import { getRelationshipRequestUrl } from '../../../src/services/partnerCenter/relationshipRequest';
import {
  getPartnerProfile,
  isPartnerAgreementSigned,
  listResellers,
  listResellersOfCustomer,
} from '../../../src/services/partnerCenter/resellers';
import {
  getSubscription,
  listSubscriptions,
} from '../../../src/services/partnerCenter/subscriptions';
import { createCopies } from '../../../src/services/copies';
import { createPriceList } from '../../../src/services/priceList';
import { NEW_CUSTOMER } from './calls';
import { startSimulated, type Simulated } from './simulated';

let simulated: Simulated;

beforeAll(async () => {
  simulated = await startSimulated({ existingCustomers: 12 });
});
afterAll(() => simulated.stop());

const US = { country: 'US', segment: 'commercial' };

test.each([
  ['1 Microsoft Way', 'VerifiedShippable', 1],
  ['1 Verified Way', 'Verified', 1],
  ['1 Interaction Way', 'InteractionRequired', 1],
  ['Microsoft Way', 'StreetPartial', 3],
  ['1 Premises Way', 'PremisesPartial', 2],
  ['1 Multiple Way', 'Multiple', 3],
  ['1 Nowhere', 'None', 0],
  ['1 Outage', 'NotValidated', 0],
])('the address %s is %s with %d suggestions', async (addressLine1, status, suggestions) => {
  const { client, context } = simulated;
  const address = {
    country: 'US',
    addressLine1,
    city: 'Redmond',
    state: 'WA',
    postalCode: '98052',
  };
  const found = await validateAddress(client, address, context);
  expect(found.status).toBe(status);
  expect(found.suggestions).toHaveLength(suggestions);
});

test('the parts of an address that are wrong are named', async () => {
  const { client, context } = simulated;
  const address = { country: 'US', addressLine1: '1 Way', city: '', state: 'XX', postalCode: '1' };
  const found = await validateAddress(client, address, context);
  expect(found).toMatchObject({ status: 'None', wrongParts: ['Region', 'PostalCode', 'City'] });
});

test('customers are found page by page, each once', async () => {
  const { client, context } = simulated;
  const search = { field: 'CompanyName', startsWith: '', size: 5 } as const;
  const names: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await findCustomersPage(client, search, continuation, context);
    names.push(...page.items.map((one) => one.companyProfile.companyName));
    continuation = page.continuation;
  } while (continuation !== undefined);
  expect(names).toHaveLength(12);
  expect(new Set(names).size).toBe(12);
});

test('resellers, their profiles and their agreements', async () => {
  const { client, context } = simulated;
  const [first] = await listResellers(client, context);
  const { partnerId, tenantId, name } = first ?? { partnerId: '', tenantId: '', name: '' };
  expect(await getPartnerProfile(client, partnerId, context)).toEqual({ name, partnerId });
  expect((await getPartnerProfile(client, undefined, context)).partnerId).not.toBe(partnerId);
  expect(await isPartnerAgreementSigned(client, { partnerId }, context)).toBe(true);
  expect(await isPartnerAgreementSigned(client, { tenantId }, context)).toBe(true);
  await expect(getPartnerProfile(client, '9999999', context)).rejects.toMatchObject({
    reason: 'partnerIdUnknown',
    property: 'partnerId',
  });
});

test('the partner: legal profile, relationship request, validation codes', async () => {
  const { client, context } = simulated;
  expect(await getLegalBusinessProfile(client, context)).toMatchObject({
    country: 'US',
    vettingStatus: 'Authorized',
  });
  expect(await getRelationshipRequestUrl(client, context)).toMatch(/^https:\/\/admin\.microsoft/);
  expect(await listValidationCodes(client, context)).toContainEqual({
    organizationName: 'Contoso County',
    validationId: '123456',
    remainingCreates: 3,
  });
});

test('registration numbers are asked for in 24 countries, under their own names', () => {
  expect(registrationNumberKinds('BR')).toEqual(['CNPJ']);
  expect(needsRegistrationNumber('SA')).toBe(true);
  expect(needsRegistrationNumber('US')).toBe(false);
  expect(registrationNumberKinds('toString')).toEqual([]);
});

test('prices of a market by item, term and billing', async () => {
  const { client, simulator } = simulated;
  const sku = simulator.world.catalogue
    .products()
    .flatMap((product) => product.skus)
    .find(({ title }) => title === 'Microsoft 365 Business Premium');
  const failures: unknown[] = [];
  const copies = createCopies({
    onFailed: (_, error) => failures.push(error),
    waitMs: 60_000,
  });
  const prices = createPriceList({ client, copies });
  const inForce = await prices.pricesOf(US);
  const terms = inForce?.termsOf(`${sku?.productId ?? ''}:${sku?.id ?? ''}`);
  expect(terms).toContainEqual({
    termDuration: 'P1Y',
    billingCycle: 'annual',
    currency: 'USD',
    unitPrice: (sku?.dollars ?? 0) * 12,
  });
  expect(terms).toHaveLength(3);
  expect(inForce?.termsOf('nothing:0001')).toEqual([]);
  expect(await prices.pricesOf({ ...US, country: 'XX' })).toBeUndefined();
  expect(failures).toHaveLength(1);
});

test('from the catalogue over a promotion and a cart to the subscription', async () => {
  const { client, context, simulator } = simulated;
  const customer = await createCustomer(client, NEW_CUSTOMER, randomUUID(), context);
  const templateId = (await newestTemplateId(client, context)) ?? '';
  const agreement = {
    primaryContact: { firstName: 'Ana', lastName: 'Pérez', email: 'ana@contoso.example' },
    templateId,
    dateAgreed: '2026-01-05T00:00:00Z',
  };
  await confirmClassic(client, customer.id, agreement, randomUUID(), context);
  expect(await listConfirmedAgreements(client, customer.id, context)).toEqual([
    expect.objectContaining({ templateId, dateAgreed: expect.stringMatching(/Z$/) as string }),
  ]);

  const reseller = (await listResellers(client, context))[0];
  const product = (await listProducts(client, US, context)).find(
    ({ title }) => title === 'Microsoft 365 Business Premium',
  );
  const sku = (await listSkus(client, product?.id ?? '', US, context))[0];
  const where = { productId: product?.id ?? '', skuId: sku?.id ?? '' };
  const [availability] = await listAvailabilities(client, where, US, context);
  const promotion = (await listPromotions(client, US, context)).find(({ products }) =>
    products.some(({ item }) => item === `${where.productId}:${where.skuId}`),
  );
  expect(promotion?.products[0]).toMatchObject({ termDuration: 'P1Y', discount: 0.15 });
  const line = {
    catalogItemId: availability?.catalogItemId ?? '',
    quantity: 3,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    ...(promotion && { promotionId: promotion.id }),
  };
  const [eligible] = await checkPromotionEligibility(
    client,
    customer.id,
    [{ ...line, id: '0' }],
    context,
  );
  expect(eligible?.eligibilities).toEqual([
    { promotionId: promotion?.id, isEligible: true, errors: [] },
  ]);

  const participants = [{ key: 'transaction_reseller', value: reseller?.partnerId ?? '' }];
  const cartOf = (quantity: number) => ({
    partnerOnRecordAttestationAccepted: true,
    lineItems: [{ ...line, id: 0, quantity, participants }],
  });
  const made = await createCart(client, customer.id, cartOf(3), randomUUID(), context);
  const more = await updateCart(client, customer.id, made.id, cartOf(6), randomUUID(), context);
  const [before, after] = [made, more].map(
    (cart) => cart.lineItems[0]?.pricing?.extendedPrice ?? 0,
  );
  expect(after).toBeCloseTo(2 * (before ?? 0));
  expect(await getCart(client, customer.id, made.id, context)).toEqual(more);

  const result = await checkoutCart(client, customer.id, made.id, randomUUID(), context);
  const orderId = result.orders[0]?.id ?? '';
  expect(await getOrder(client, customer.id, orderId, context)).toMatchObject({
    status: 'completed',
    lineItems: [{ offerId: line.catalogItemId, quantity: 6 }],
  });
  expect(await getProvisioningStatus(client, customer.id, orderId, context)).toEqual([
    { lineItemNumber: 0, status: 'fulfilled' },
  ]);
  const [subscription] = await listSubscriptions(client, customer.id, orderId, context);
  expect(subscription).toMatchObject({ quantity: 6, partnerId: reseller?.partnerId, orderId });
  expect(await getSubscription(client, customer.id, subscription?.id ?? '', context)).toEqual(
    subscription,
  );
  expect(await listResellersOfCustomer(client, customer.id, context)).toEqual([]);
  expect(simulator.state.orders.size).toBe(1);
});

import { billingCyclesOf } from '../data/availability';
import type { Availability } from '../data/availability';
import type { Product, Sku } from '../data/offer';
import type { Scope } from './catalogueScope';

/** A product on the wire. */
export function wireProduct(product: Product, scope: Scope): Record<string, unknown> {
  const self = `${scope.self}/products/${product.id}?country=${scope.market.iso2}`;
  const type =
    product.view === 'OnlineServices'
      ? 'OnlineServicesNCE'
      : product.view === 'Azure'
        ? 'Azure'
        : 'Software';
  return {
    id: product.id,
    title: product.title,
    description: `${product.title}.`,
    productType: { id: type, displayName: type },
    isMicrosoftProduct: true,
    publisherName: 'Microsoft Corporation',
    links: {
      skus: {
        uri: `${scope.self}/products/${product.id}/skus?country=${scope.market.iso2}`,
        method: 'GET',
        headers: [],
      },
      self: { uri: self, method: 'GET', headers: [] },
    },
  };
}

/** A SKU on the wire. */
export function wireSku(sku: Sku, scope: Scope): Record<string, unknown> {
  const self = `${scope.self}/products/${sku.productId}/skus/${sku.id}`;
  return {
    id: sku.id,
    productId: sku.productId,
    title: sku.title,
    description: `${sku.title}.`,
    minimumQuantity: sku.minimum,
    maximumQuantity: sku.maximum,
    isTrial: sku.terms === 'trial',
    supportedBillingCycles: billingCyclesOf(sku),
    purchasePrerequisites: ['MicrosoftCustomerAgreement'],
    inventoryVariables: [],
    provisioningVariables: [],
    actions: ['Refund'],
    attestationProperties: sku.needsAttestation
      ? { attestationType: 'Windows365', enforceAttestation: true }
      : null,
    dynamicAttributes: {
      isAddon: sku.isAddon,
      prerequisiteSkus: sku.prerequisites,
      hasConstraints: sku.isAddon,
      isMicrosoftProduct: true,
      internal: false,
    },
    links: {
      availabilities: {
        uri: `${self}/availabilities?country=${scope.market.iso2}`,
        method: 'GET',
        headers: [],
      },
      self: { uri: `${self}?country=${scope.market.iso2}`, method: 'GET', headers: [] },
    },
  };
}

const DURATION_WORDS: Readonly<Record<string, string>> = {
  P1M: 'One-Month',
  P1Y: 'One-Year',
  P3Y: 'Three-Year',
};
const CYCLE_WORDS: Readonly<Record<string, string>> = {
  monthly: 'Monthly',
  annual: 'Annual',
  triennial: 'Triennial',
  one_time: 'OneTime',
  none: 'None',
};

/** An availability on the wire. `isPurchasable` is false for one test offer. */
export function wireAvailability(
  availability: Availability,
  scope: Scope,
): Record<string, unknown> {
  const { sku } = availability;
  return {
    id: availability.id,
    productId: sku.productId,
    skuId: sku.id,
    catalogItemId: `${sku.productId}:${sku.id}:${availability.id}`,
    defaultCurrency: { code: scope.market.currency, symbol: scope.market.symbol },
    segment: sku.segment,
    country: availability.country,
    isPurchasable: sku.trigger !== 'notPurchasable',
    isRenewable: sku.terms !== 'trial' && sku.terms !== 'perpetual',
    renewalInstructions: [],
    terms: availability.terms.map((term, index) => ({
      id: `5aeco6mffy${String(index).padStart(2, '0')}`,
      duration: term.duration ?? null,
      description:
        term.duration === undefined
          ? null
          : `${DURATION_WORDS[term.duration] ?? ''} commitment for ${term.billingCycle} billing`,
      billingCycle: CYCLE_WORDS[term.billingCycle],
      cancellationPolicies: [
        {
          refundOptions: [
            { sequenceId: 0, type: 'Full', expiresAfter: 'P1D' },
            { sequenceId: 1, type: 'Partial', expiresAfter: 'P7D' },
          ],
        },
      ],
    })),
    links: {
      self: {
        uri: `${scope.self}/products/${sku.productId}/skus/${sku.id}/availabilities/${availability.id}`,
        method: 'GET',
        headers: [],
      },
    },
  };
}

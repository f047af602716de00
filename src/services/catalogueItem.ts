import type { Sku } from './partnerCenter/products';

/** What the portal sorts offers by. */
export const OFFER_CATEGORIES = ['enterprise', 'smallBusiness', 'addOn', 'trial'] as const;
export type OfferCategory = (typeof OFFER_CATEGORIES)[number];

/** Something that can be sold: a SKU, by `<productId>:<skuId>` (availability ids change). */
export interface CatalogueItem {
  readonly id: string;
  readonly title: string;
  readonly category: OfferCategory;
  readonly minimumQuantity: number;
  readonly maximumQuantity: number;
  /** Once per customer, for a month, in a number of licences that is not to be chosen. */
  readonly isTrial: boolean;
  readonly isAddOn: boolean;
  /** An add-on needs one of these (ids like its own) in the same order. */
  readonly prerequisites: readonly string[];
  /** The partner must attest something for each line of it (Windows 365 with Windows Hybrid Benefit). */
  readonly needsAttestation: boolean;
}

/** A tenant has at most this many seats in the families for small firms. */
const SMALL_BUSINESS_SEATS = 300;

/** A SKU as the catalogue shows it. */
export function catalogueItem(sku: Sku): CatalogueItem {
  const { isAddon, prerequisiteSkus } = sku.dynamicAttributes;
  return {
    id: `${sku.productId}:${sku.id}`,
    title: sku.title,
    category: categoryOf(sku),
    minimumQuantity: sku.minimumQuantity,
    maximumQuantity: sku.maximumQuantity,
    isTrial: sku.isTrial,
    isAddOn: isAddon,
    prerequisites: isAddon ? prerequisiteSkus : [],
    needsAttestation: sku.attestationProperties?.enforceAttestation ?? false,
  };
}

/**
 * New commerce has no categories on the wire, as the older offers had. Trials and add-ons say what they
 * are; the families for small firms are known by their limit of seats (inference).
 */
function categoryOf(sku: Sku): OfferCategory {
  if (sku.isTrial) return 'trial';
  if (sku.dynamicAttributes.isAddon) return 'addOn';
  return sku.maximumQuantity <= SMALL_BUSINESS_SEATS ? 'smallBusiness' : 'enterprise';
}

/** Who may buy a SKU. */
export type Segment = 'commercial' | 'education' | 'government' | 'nonprofit';

/** Which part of the catalogue a product is listed in. */
export type TargetView = 'OnlineServices' | 'SoftwarePerpetual' | 'Azure';

/** Terms of a SKU: monthly and yearly; three years as well; a free trial; bought once; billed by use. */
export type TermKind = 'standard' | 'long' | 'trial' | 'perpetual' | 'usage';

/** What a test offer does at checkout. */
export type OfferTrigger =
  'refused' | 'stale' | 'review' | 'risk' | 'unfulfilled' | 'poUpload' | 'notPurchasable';

/** One thing that can be bought. */
export interface Sku {
  readonly productId: string;
  readonly id: string;
  readonly title: string;
  readonly segment: Segment;
  readonly terms: TermKind;
  readonly minimum: number;
  readonly maximum: number;
  readonly isAddon: boolean;
  /** `product:sku` of which the tenant or the cart must have one, for add-ons. */
  readonly prerequisites: readonly string[];
  /** US dollars for a licence and month, paid yearly; or once, for perpetual software. */
  readonly dollars: number;
  readonly needsAttestation: boolean;
  readonly trigger: OfferTrigger | undefined;
  /** Sold in every market; the rest are missing here and there. */
  readonly everywhere: boolean;
}

/** A product with all its SKUs. */
export interface Product {
  readonly id: string;
  readonly title: string;
  readonly view: TargetView;
  readonly skus: readonly Sku[];
}

/** The words of an offer that the tables write down; the rest has a default. */
export interface OfferEntry {
  readonly code: string;
  readonly title: string;
  readonly dollars: number;
  readonly terms?: TermKind;
  readonly maximum?: number;
  readonly segment?: Segment;
  readonly view?: TargetView;
  readonly trial?: boolean;
  /** Needs one of these product codes. */
  readonly addonOf?: readonly string[];
  readonly needsAttestation?: boolean;
}

/** A tenant's seats in the families for small firms. */
export const BUSINESS_MAXIMUM = 300;
/** Where no smaller limit is known. */
export const ORDINARY_MAXIMUM = 10_000_000;
/** Trials come in this many licences, no more and no fewer. */
export const TRIAL_LICENCES = 25;

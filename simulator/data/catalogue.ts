import type { SimulatorOptions } from '../options';
import { stableCode, stableNumber } from '../seed';
import { BUSINESS_MAXIMUM, ORDINARY_MAXIMUM, TRIAL_LICENCES } from './offer';
import type { OfferEntry, Product, Segment, Sku } from './offer';
import {
  KNOWN_OFFERS,
  NAME_BRANDS,
  NAME_EDITIONS,
  NAME_WORKLOADS,
  TEST_OFFERS,
} from './offerTable';

/** A SKU of a generated product: what its name ends in, and how it differs. */
const VARIANTS: readonly {
  readonly suffix: string;
  readonly segment: Segment;
  readonly kind: 'plain' | 'addon' | 'trial';
}[] = [
  { suffix: '', segment: 'commercial', kind: 'plain' },
  { suffix: ' (Device)', segment: 'commercial', kind: 'plain' },
  { suffix: ' From SA', segment: 'commercial', kind: 'plain' },
  { suffix: ' Capacity Add-on', segment: 'commercial', kind: 'addon' },
  { suffix: ' Trial', segment: 'commercial', kind: 'trial' },
  { suffix: ' for Faculty', segment: 'education', kind: 'plain' },
  { suffix: ' for Students', segment: 'education', kind: 'plain' },
  { suffix: ' (Nonprofit Staff Pricing)', segment: 'nonprofit', kind: 'plain' },
  { suffix: ' for GCC', segment: 'government', kind: 'plain' },
];

/** One of this many generated SKUs is not sold in a given market. */
const MISSING_IN_MARKET = 40;

const PRODUCT_PREFIX = 'CFQ7TTC0';

/** The products of the partner, made when they are first asked for: known ones, test offers, then variants up to the size. */
export class Catalogue {
  private list: readonly Product[] | undefined;
  private byId: ReadonlyMap<string, Product> | undefined;

  constructor(private readonly options: SimulatorOptions) {}

  /** Every product, the known ones first. */
  products(): readonly Product[] {
    this.list ??= buildProducts(this.options.skus, this.options.seed);
    return this.list;
  }

  /** A product by its id; ids are compared without case. */
  product(id: string): Product | undefined {
    this.byId ??= new Map(this.products().map((product) => [product.id, product]));
    return this.byId.get(id.toUpperCase());
  }

  /** A SKU by product and number. */
  sku(productId: string, skuId: string): Sku | undefined {
    return this.product(productId)?.skus.find((sku) => sku.id === skuId);
  }

  /** Whether a SKU is sold in a market at all. */
  isSoldIn(sku: Sku, country: string): boolean {
    return (
      sku.everywhere ||
      stableNumber(`${sku.productId}${sku.id}${country}`) % MISSING_IN_MARKET !== 0
    );
  }
}

function buildProducts(size: number, seed: number): readonly Product[] {
  const products: Product[] = KNOWN_OFFERS.map(knownProduct);
  products.push(testProduct());
  const titles = new Set(products.flatMap((product) => product.skus).map((sku) => sku.title));
  let count = products.reduce((sum, product) => sum + product.skus.length, 0);
  for (let index = 0; count < size; index += 1) {
    const product = generatedProduct(index, seed, Math.min(VARIANTS.length, size - count));
    // A made-up name may be one that people know; that product is left out, so titles stay unique.
    if (product.skus.some((sku) => titles.has(sku.title))) continue;
    products.push(product);
    count += product.skus.length;
  }
  return products;
}

function knownProduct(entry: OfferEntry): Product {
  const id = `${PRODUCT_PREFIX}${entry.code}`;
  const main: Sku = {
    productId: id,
    id: '0001',
    title: entry.title,
    segment: entry.segment ?? 'commercial',
    terms: entry.terms ?? 'standard',
    minimum: 1,
    maximum: entry.maximum ?? ORDINARY_MAXIMUM,
    isAddon: entry.addonOf !== undefined,
    prerequisites: (entry.addonOf ?? []).map((code) => `${PRODUCT_PREFIX}${code}:0001`),
    dollars: entry.dollars,
    needsAttestation: entry.needsAttestation ?? false,
    trigger: undefined,
    everywhere: true,
  };
  return {
    id,
    title: entry.title,
    view: entry.view ?? 'OnlineServices',
    skus: entry.trial === true ? [main, trialOf(main, '0002')] : [main],
  };
}

function trialOf(main: Sku, id: string): Sku {
  return {
    ...main,
    id,
    title: `${main.title} Trial`,
    terms: 'trial',
    minimum: TRIAL_LICENCES,
    maximum: TRIAL_LICENCES,
    dollars: 0,
  };
}

function testProduct(): Product {
  const id = `${PRODUCT_PREFIX}TEST`;
  const skus = TEST_OFFERS.map(([trigger, title], index): Sku => ({
    productId: id,
    id: String(index + 1).padStart(4, '0'),
    title,
    segment: 'commercial',
    terms: 'standard',
    minimum: 1,
    maximum: BUSINESS_MAXIMUM,
    isAddon: false,
    prerequisites: [],
    dollars: 10,
    needsAttestation: false,
    trigger,
    everywhere: true,
  }));
  return { id, title: 'Simulator test offer', view: 'OnlineServices', skus };
}

function generatedProduct(index: number, seed: number, variants: number): Product {
  const brand = NAME_BRANDS[index % NAME_BRANDS.length] ?? '';
  const workload =
    NAME_WORKLOADS[Math.floor(index / NAME_BRANDS.length) % NAME_WORKLOADS.length] ?? '';
  const round = Math.floor(index / (NAME_BRANDS.length * NAME_WORKLOADS.length));
  const edition = NAME_EDITIONS[round % NAME_EDITIONS.length] ?? '';
  const series = Math.floor(round / NAME_EDITIONS.length);
  const title = [brand, workload, edition, series === 0 ? '' : `(Series ${series + 1})`]
    .filter((part) => part !== '')
    .join(' ');
  // The last four letters count up, so that no two products share an id.
  const id = `DZH${stableCode(`${seed}`)}${String(index).padStart(5, '0')}`;
  const base = 2 + (stableNumber(`${seed}${id}`) % 236) / 2;
  const skus = VARIANTS.slice(0, variants).map((variant, position): Sku => {
    const isTrial = variant.kind === 'trial';
    return {
      productId: id,
      id: String(position + 1).padStart(4, '0'),
      title: `${title}${variant.suffix}`,
      segment: variant.segment,
      terms: isTrial ? 'trial' : stableNumber(`${id}${position}`) % 5 === 0 ? 'long' : 'standard',
      minimum: isTrial ? TRIAL_LICENCES : 1,
      maximum: isTrial ? TRIAL_LICENCES : ORDINARY_MAXIMUM,
      isAddon: variant.kind === 'addon',
      prerequisites: variant.kind === 'addon' ? [`${id}:0001`] : [],
      dollars: isTrial ? 0 : variant.segment === 'commercial' ? base : Math.round(base * 40) / 100,
      needsAttestation: false,
      trigger: undefined,
      everywhere: false,
    };
  });
  return { id, title, view: 'OnlineServices', skus };
}

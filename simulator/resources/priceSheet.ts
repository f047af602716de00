import { Readable } from 'node:stream';
import { createDeflate } from 'node:zlib';
import { availabilitiesOf } from '../data/availability';
import type { Term } from '../data/availability';
import type { Market } from '../data/market';
import { cents, listPrice } from '../data/price';
import type { Sku } from '../data/offer';
import { param, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';

const HEADINGS = [
  'ChangeIndicator',
  'ProductTitle',
  'ProductId',
  'SkuId',
  'SkuTitle',
  'Publisher',
  'SkuDescription',
  'UnitOfMeasure',
  'TermDuration',
  'BillingPlan',
  'Market',
  'Currency',
  'UnitPrice',
  'PricingTierRangeMin',
  'PricingTierRangeMax',
  'EffectiveStartDate',
  'EffectiveEndDate',
  'Tags',
  'ERP Price',
  'Segment',
];
const PLANS: Readonly<Record<string, string>> = {
  monthly: 'Monthly',
  annual: 'Annual',
  triennial: 'Triennial',
  one_time: 'OneTime',
  none: 'None',
};
const VIEWS = ['updatedlicensebased', 'software', 'azure_consumption', 'marketplace'];
const BYTES_PER_MEGABYTE = 1_048_576;
const RETAIL_FACTOR = 1.25;
const ROWS_PER_CHUNK = 200;

/** GET /v1.0/sales/pricesheets(Market='US',PricesheetView='updatedlicensebased')/$value: CSV, streamed. */
export const priceSheetRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1.0/sales/:sheet/$value', token: 'user' }, priceSheet),
];

function priceSheet(call: Call): Answer {
  const parts = /^pricesheets\(Market='([A-Za-z]{2})',PricesheetView='(\w+)'\)$/i.exec(
    param(call, 'sheet'),
  );
  const market = call.world.markets.get((parts?.[1] ?? '').toUpperCase());
  if (market === undefined || !VIEWS.includes((parts?.[2] ?? '').toLowerCase())) {
    throw new Refusal(400, 3000, 'The market or the view of the price sheet is not valid.');
  }
  const text = Readable.from(chunks(call, market));
  const deflates = /\bdeflate\b/.test(call.headers['accept-encoding'] ?? '');
  return {
    kind: 'stream',
    contentType: 'text/csv; charset=utf-8',
    ...(deflates ? { encoding: 'deflate' } : {}),
    body: deflates ? text.pipe(createDeflate()) : text,
  };
}

/** Rows of today, then history until the sheet has its size. */
function* chunks(call: Call, market: Market): Generator<string> {
  const wanted = call.world.options.priceSheetMegabytes * BYTES_PER_MEGABYTE;
  let written = 0;
  let year = 2026;
  yield `${HEADINGS.join(',')}\r\n`;
  do {
    let chunk: string[] = [];
    for (const row of rows(call, market, year)) {
      chunk.push(row);
      if (chunk.length < ROWS_PER_CHUNK) continue;
      const text = chunk.join('');
      written += text.length;
      yield text;
      chunk = [];
    }
    const rest = chunk.join('');
    written += rest.length;
    yield rest;
    year -= 1;
  } while (written < wanted);
}

function* rows(call: Call, market: Market, year: number): Generator<string> {
  for (const product of call.world.catalogue.products()) {
    for (const sku of product.skus) {
      if (sku.terms === 'usage' || !call.world.catalogue.isSoldIn(sku, market.iso2)) continue;
      for (const { terms } of availabilitiesOf(sku, market.iso2, 0)) {
        for (const term of terms) yield row(call, product.title, sku, term, market, year);
      }
    }
  }
}

function row(
  call: Call,
  productTitle: string,
  sku: Sku,
  term: Term,
  market: Market,
  year: number,
): string {
  const price = cents(listPrice(sku, term, market) * call.world.state.priceFactor);
  const cells = [
    'Unchanged',
    productTitle,
    sku.productId,
    sku.id,
    sku.title,
    'Microsoft Corporation',
    `${sku.title}.`,
    '1 License',
    term.duration ?? 'OneTime',
    PLANS[term.billingCycle] ?? '',
    market.iso2,
    market.currency,
    price.toFixed(2),
    '',
    '',
    `${year}-01-01T00:00:00Z`,
    year === 2026 ? '9999-12-31T23:59:59Z' : `${year}-12-31T23:59:59Z`,
    '',
    (price * RETAIL_FACTOR).toFixed(2),
    sku.segment.charAt(0).toUpperCase() + sku.segment.slice(1),
  ];
  return `${cells.map(quoted).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

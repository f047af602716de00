import { UnexpectedContentError } from './attempt';
import type { CallContext, PartnerCenterClient } from './client';
import { eachCsvRow } from './csv';

/** One price of a sheet: what one licence costs for one billing period, before tax. */
export interface PriceRow {
  readonly productId: string;
  readonly skuId: string;
  /** P1M, P1Y, P3Y. */
  readonly termDuration: string;
  /** As in carts: monthly, annual, triennial, one_time, none. */
  readonly billingCycle: string;
  /** commercial, education, government, nonprofit. */
  readonly segment: string;
  readonly currency: string;
  readonly unitPrice: number;
  /** Epoch ms; the price holds from the first until before the second. */
  readonly from: number;
  readonly until: number;
}

/** Tens of megabytes at the pace of a busy service. */
const TIMEOUT_MS = 5 * 60_000;

const COLUMNS = {
  productId: 'ProductId',
  skuId: 'SkuId',
  term: 'TermDuration',
  billing: 'BillingPlan',
  segment: 'Segment',
  currency: 'Currency',
  price: 'UnitPrice',
  from: 'EffectiveStartDate',
  until: 'EffectiveEndDate',
} as const;

/** What sheets call the segment that catalogues call nonprofit (inference from sheets of partners). */
const CHARITY = 'charity';

type ColumnName = keyof typeof COLUMNS;

/**
 * GET .../pricesheets(...)/$value: every price of the licence-based offers of a market, row by row, history
 * included (developer/get-a-price-sheet). `onRow` keeps what it needs; the sheet itself is never held.
 * `begin` is called before the first row, and again when a broken answer is begun anew.
 */
export function readPriceSheet(
  client: PartnerCenterClient,
  country: string,
  { begin, onRow }: { readonly begin: () => void; readonly onRow: (row: PriceRow) => void },
  context: CallContext,
): Promise<void> {
  return client.call(
    {
      endpoint: 'readPriceSheet',
      method: 'GET',
      host: 'pricing',
      path: `/v1.0/sales/pricesheets(Market='${encodeURIComponent(country)}',PricesheetView='updatedlicensebased')/$value`,
      headers: { 'accept-encoding': 'deflate' },
      token: 'user',
      timeoutMs: TIMEOUT_MS,
      consume: async (chunks) => {
        begin();
        await eachRow(chunks, onRow);
      },
    },
    context,
  );
}

async function eachRow(
  chunks: AsyncIterable<Buffer>,
  onRow: (row: PriceRow) => void,
): Promise<void> {
  let places: Places | undefined;
  await eachCsvRow(chunks, (cells) => {
    if (places === undefined) places = placesOf(cells);
    else takeRow(cells, places, onRow);
  });
  if (places === undefined) throw new UnexpectedContentError();
}

type Places = Readonly<Record<ColumnName, number>>;

/** Where each column stands; their order is not promised. */
function placesOf(headings: readonly string[]): Places {
  const place = (name: ColumnName): number => {
    const found = headings.findIndex((one) => one.trim() === COLUMNS[name]);
    if (found === -1) throw new UnexpectedContentError();
    return found;
  };
  return {
    productId: place('productId'),
    skuId: place('skuId'),
    term: place('term'),
    billing: place('billing'),
    segment: place('segment'),
    currency: place('currency'),
    price: place('price'),
    from: place('from'),
    until: place('until'),
  };
}

function takeRow(cells: readonly string[], places: Places, onRow: (row: PriceRow) => void): void {
  const cell = (name: ColumnName): string => cells[places[name]]?.trim() ?? '';
  const unitPrice = Number(cell('price').replaceAll(',', ''));
  const from = Date.parse(cell('from'));
  // Rows without a price or a date are of no use to anybody.
  if (cell('price') === '' || Number.isNaN(unitPrice) || Number.isNaN(from)) return;
  const until = Date.parse(cell('until'));
  const segment = cell('segment').toLowerCase();
  onRow({
    productId: cell('productId'),
    skuId: cell('skuId'),
    termDuration: cell('term'),
    billingCycle: cell('billing').toLowerCase().replace('onetime', 'one_time'),
    segment: segment === CHARITY ? 'nonprofit' : segment,
    currency: cell('currency'),
    unitPrice,
    from,
    until: Number.isNaN(until) ? Infinity : until,
  });
}

import { StringDecoder } from 'node:string_decoder';
import { UnexpectedContentError } from './attempt';

/*
 * Rows of a CSV file (RFC 4180) as it streams by. Price sheets are tens of megabytes and are read beside
 * people's turns: csv-parse took four times the processor time for one.
 */

/** A sheet that ends within a quoted cell: it broke off on the way. */
export class BrokenOffError extends Error {
  readonly code = 'partnerCenter.brokenOff';
}

/** A row longer than this is none. */
const LONGEST_ROW = 64 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';
const QUOTE = '"';

/** Calls `onRow` with the cells of each row that is not empty. Nothing but the row at hand is held. */
export async function eachCsvRow(
  chunks: AsyncIterable<Buffer>,
  onRow: (cells: readonly string[]) => void,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  const take = (text: string): void => {
    if (isFirst && text !== '') {
      isFirst = false;
      rest = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    } else rest += text;
    rest = takeRows(rest, onRow);
    if (rest.length > LONGEST_ROW) throw new UnexpectedContentError();
  };
  for await (const chunk of chunks) take(decoder.write(chunk));
  take(`${decoder.end()}\n`);
  if (rest.trim() !== '') throw new BrokenOffError();
}

/** Takes the whole rows from the beginning of a text, and gives what is left. */
function takeRows(text: string, onRow: (cells: readonly string[]) => void): string {
  let start = 0;
  let from = 0;
  for (;;) {
    const end = text.indexOf('\n', from);
    if (end === -1) return text.slice(start);
    const row = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    // A break within quotes belongs to the cell.
    if (isQuoteOpen(row)) {
      from = end + 1;
      continue;
    }
    if (row !== '') onRow(cellsOf(row));
    start = end + 1;
    from = start;
  }
}

function isQuoteOpen(row: string): boolean {
  let open = false;
  for (let at = row.indexOf(QUOTE); at !== -1; at = row.indexOf(QUOTE, at + 1)) open = !open;
  return open;
}

function cellsOf(row: string): readonly string[] {
  if (!row.includes(QUOTE)) return row.split(',');
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    const end = row[at] === QUOTE ? closingQuote(row, at) + 1 : nextComma(row, at);
    const cell = row.slice(at, end);
    cells.push(cell.startsWith(QUOTE) ? cell.slice(1, -1).replaceAll('""', QUOTE) : cell);
    at = nextComma(row, end) + 1;
  }
  return cells;
}

function nextComma(row: string, from: number): number {
  const at = row.indexOf(',', from);
  return at === -1 ? row.length : at;
}

/** The quote that ends the cell begun at `from`: not one of a pair, which stands for a quote. */
function closingQuote(row: string, from: number): number {
  let at = row.indexOf(QUOTE, from + 1);
  while (at !== -1 && row[at + 1] === QUOTE) at = row.indexOf(QUOTE, at + 2);
  return at === -1 ? row.length : at;
}

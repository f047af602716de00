/**
 * Writes docs/errors.md from the table of Partner Center's codes and the texts. With --check it writes
 * nothing, and fails where the page is not of today's table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { ERROR_CODES } = require('../dist/src/services/partnerCenter/errorCodes.js');
const { REASONS } = require('../dist/src/services/partnerCenter/reasons.js');
const { ENDPOINTS } = require('../dist/src/services/partnerCenter/endpoints.js');
const { NO_STATUS, STATUS_TABLE } = require('../dist/src/services/partnerCenter/errorTable.js');
const texts = JSON.parse(
  readFileSync(new URL('../src/cards/texts/reasons.en.json', import.meta.url), 'utf8'),
);
const page = new URL('../docs/errors.md', import.meta.url);

const HELPS = {
  waiting: 'time',
  token: 'another token',
  answer: 'another answer',
  human: 'a human',
};

const cell = (text) => String(text).replaceAll('|', '\\|');
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;

function rowOf(entry) {
  const { cause, advice } = texts[entry.reason];
  return row([
    entry.status === NO_STATUS ? '' : entry.status,
    entry.code,
    `\`${entry.reason}\``,
    `${cause} ${advice}`,
    HELPS[entry.helps],
    entry.retriable ? 'yes' : 'no',
    entry.property === undefined ? '' : `\`${entry.property}\``,
    entry.source,
    entry.checked,
  ]);
}

function statusRowOf([from, to, reason]) {
  const { cause, advice } = texts[reason];
  const { helps, retriable } = REASONS[reason];
  const statuses = from === to ? from : `${from} to ${to}`;
  const said = `${cause} ${advice}`;
  return row([statuses, `\`${reason}\``, said, HELPS[helps], retriable ? 'yes' : 'no']);
}

function blocks() {
  const found = new Map();
  for (const entry of ERROR_CODES) {
    const key = JSON.stringify(entry.endpoints);
    found.set(key, [...(found.get(key) ?? []), entry]);
  }
  return [...found.values()];
}

function blockOf(entries) {
  const [{ endpoints }] = entries;
  const title =
    endpoints === undefined
      ? 'Everywhere'
      : endpoints.map((name) => `\`${ENDPOINTS[name]}\``).join(', ');
  return [
    `## ${title}`,
    '',
    row([
      'HTTP',
      'Code',
      'Reason',
      'What a person reads',
      'What helps',
      'Same call later?',
      'Property',
      'Source',
      'Checked',
    ]),
    row(Array(9).fill('---')),
    ...entries.map(rowOf),
    '',
  ];
}

const text = [
  '# What Partner Center refuses, and what people read',
  '',
  'Made by `npm run docs:errors` from `src/services/partnerCenter/errorTable.ts` and the texts; do not edit it.',
  'The same number means different things at different endpoints, so the first section that names the endpoint',
  'counts. Every message comes with the correlation ID, in the language of the reader. A code that stands in no',
  'table is explained by its status (the last section), unless the answer says itself that it may be repeated.',
  '',
  ...blocks().flatMap(blockOf),
  '## By status alone',
  '',
  row(['HTTP', 'Reason', 'What a person reads', 'What helps', 'Same call later?']),
  row(Array(5).fill('---')),
  ...STATUS_TABLE.map(statusRowOf),
  '',
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write('docs/errors.md is not of this table: run `npm run docs:errors`.\n');
  process.exitCode = 1;
}

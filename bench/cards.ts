import { performance } from 'node:perf_hooks';
import { Template } from 'adaptivecards-templating';
import { plainTextOf } from '../src/cards/plainText';
import { renderCard } from '../src/cards/renderCard';
import { templateData } from '../src/cards/templateData';
import { TEMPLATES } from '../src/cards/templates';
import type { View } from '../src/cards/views';
import { LARGEST_VIEWS } from './largestViews';

/*
 * Rendering each kind of card at its largest, beside Microsoft's adaptivecards-templating expanding the
 * same template (built once) with the same data, turn about in one run. Ours includes what the peer has
 * not to do: the data itself, the plain text, and the checks of size, ids and actions.
 *
 *   npm run bench:cards [-- --json]
 */

const WARM_UP = 200;
const TIMED = 2_000;
const LIMIT_MS = 2;
const STYLE = { actionType: 'Action.Execute', typeahead: true } as const;

interface Measured {
  readonly card: string;
  /** UTF-16, as Teams counts. */
  readonly kilobytes: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the whole process, which a busy machine stretches less than the clock's. */
  readonly cpuP99: number;
  readonly peerP50: number;
  readonly peerP99: number;
}

function measure(card: string, view: View): Measured {
  const peer = new Template(TEMPLATES[view.kind]);
  const data = templateData(view, STYLE, plainTextOf(view));
  const ours: number[] = [];
  const theirs: number[] = [];
  const processor: number[] = [];
  let size = 0;
  for (let round = 0; round < WARM_UP + TIMED; round += 1) {
    const used = process.cpuUsage();
    const began = performance.now();
    const rendered = renderCard(view, STYLE);
    const between = performance.now();
    const { user, system } = process.cpuUsage(used);
    const peerBegan = performance.now();
    peer.expand({ $root: data });
    const ended = performance.now();
    if (round < WARM_UP) {
      size = Buffer.byteLength(JSON.stringify(rendered.card), 'utf16le');
      continue;
    }
    ours.push(between - began);
    theirs.push(ended - peerBegan);
    processor.push((user + system) / 1_000);
  }
  return {
    card,
    kilobytes: size / 1024,
    p50: percentile(ours, 0.5),
    p99: percentile(ours, 0.99),
    cpuP99: percentile(processor, 0.99),
    peerP50: percentile(theirs, 0.5),
    peerP99: percentile(theirs, 0.99),
  };
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
}

function print(measured: readonly Measured[]): void {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ benchmark: 'cards', node: process.version, measured }));
    return;
  }
  console.log(
    '| card at its largest | KB (UTF-16) | p50 ms | p99 ms | p99 CPU ms | peer p50 ms | peer p99 ms | peer / ours |',
  );
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const { card, kilobytes, p50, p99, cpuP99, peerP50, peerP99 } of measured) {
    const cells = [p50, p99, cpuP99, peerP50, peerP99].map((ms) => ms.toFixed(2)).join(' | ');
    console.log(`| ${card} | ${kilobytes.toFixed(1)} | ${cells} | ${(peerP50 / p50).toFixed(1)} |`);
  }
}

const measured = Object.entries(LARGEST_VIEWS).map(([card, view]) => measure(card, view));
print(measured);
if (measured.some(({ p99 }) => p99 >= LIMIT_MS)) process.exitCode = 1;

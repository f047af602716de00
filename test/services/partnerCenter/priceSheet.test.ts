import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { startSimulator } from '../../../simulator/server';
import { createPartnerCenterClient } from '../../../src/services/partnerCenter/client';
import { readPriceSheet, type PriceRow } from '../../../src/services/partnerCenter/priceSheet';

const MEGABYTE = 1024 * 1024;
const SHEET_MEGABYTES = 60;
const MOST_MEGABYTES = 80;

test('a sheet of 60 MB is read with less than 80 MB of extra memory', async () => {
  const simulator = await startSimulator({ priceSheetMegabytes: SHEET_MEGABYTES, resellers: 10 });
  try {
    const script = join(__dirname, 'readSheet.cjs');
    const known = simulator.world.catalogue
      .products()
      .flatMap(({ skus }) => skus)
      .find(({ title }) => title === 'Microsoft 365 Business Premium');
    const item = `${known?.productId ?? ''}:${known?.id ?? ''}`;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [script, simulator.url, item]);
    const read = JSON.parse(stdout) as Record<'bytes' | 'terms' | 'grown', number>;
    expect(read.bytes).toBeGreaterThan(SHEET_MEGABYTES * MEGABYTE);
    expect(read.terms).toBeGreaterThan(1);
    expect(read.grown / MEGABYTE).toBeLessThan(MOST_MEGABYTES);
  } finally {
    await simulator.stop();
  }
}, 120_000);

const HEADINGS =
  '\uFEFFSegment,ProductId,SkuId,TermDuration,BillingPlan,Currency,UnitPrice,EffectiveStartDate,EffectiveEndDate,Other';
const SHEET = [
  HEADINGS,
  'Commercial,P,0001,P1Y,Annual,EUR,"1,234.50",2026-01-01T00:00:00.0000000Z,9999-12-31T23:59:59Z,"a ""quoted"" line\r\nbreak"',
  'Charity,P,0001,P1M,Monthly,EUR,9.5,2026-01-01T00:00:00Z,,',
  'Commercial,P,0002,OneTime,OneTime,EUR,,2026-01-01T00:00:00Z,,no price',
  'Commercial,P,0003,P1Y,Annual,EUR,1,never,,no date',
  '',
].join('\r\n');

test.each([
  ['as it is', undefined, Buffer.from(SHEET)],
  ['deflated', 'deflate', deflateSync(SHEET)],
  ['deflated without a header, as .NET does', 'deflate', deflateRawSync(SHEET)],
])('rows of a sheet that comes %s', async (_, encoding, bytes) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { ...(encoding !== undefined && { 'content-encoding': encoding }) });
    // In pieces that end anywhere.
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createPartnerCenterClient({
    baseUrl: 'http://nothing.invalid',
    pricingUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: { get: () => Promise.resolve('token'), invalidate: () => undefined },
  });
  const rows: PriceRow[] = [];
  const sink = { begin: () => undefined, onRow: (row: PriceRow) => rows.push(row) };
  await readPriceSheet(client, 'ES', sink, { correlationId: 'c', locale: 'en-US' });
  await client.close();
  server.close();
  expect(rows).toEqual([
    {
      productId: 'P',
      skuId: '0001',
      termDuration: 'P1Y',
      billingCycle: 'annual',
      segment: 'commercial',
      currency: 'EUR',
      unitPrice: 1234.5,
      from: Date.UTC(2026, 0, 1),
      until: Date.parse('9999-12-31T23:59:59Z'),
    },
    expect.objectContaining({ segment: 'nonprofit', unitPrice: 9.5, until: Infinity }),
  ]);
});

/**
 * Reads the price list of the Partner Center at <url> in a process of its own, and says by how much the
 * process grew meanwhile: node readSheet.cjs <url> <productId>:<skuId>
 */
const { randomUUID } = require('node:crypto');
const { join } = require('node:path');

const dist = join(__dirname, '..', '..', '..', 'dist', 'src', 'services');
const { createPartnerCenterClient } = require(join(dist, 'partnerCenter', 'client.js'));
const { createTokenSource } = require(join(dist, 'partnerCenter', 'tokens.js'));
const { createCopies } = require(join(dist, 'copies.js'));
const { createPriceList } = require(join(dist, 'priceList.js'));
const { getOrganizationProfile } = require(join(dist, 'partnerCenter', 'profiles.js'));

const SAMPLE_MS = 5;
const url = process.argv[2];
const context = { correlationId: randomUUID(), locale: 'en-US' };
const client = createPartnerCenterClient({
  baseUrl: url,
  tokens: createTokenSource({
    tokenUrl: `${url}/partner.onmicrosoft.com/oauth2/token`,
    clientId: 'client',
    clientSecret: 'secret',
    refreshToken: 'refresh',
    store: { load: async () => undefined, save: async () => undefined },
  }),
});

async function main() {
  await getOrganizationProfile(client, context);
  const before = process.memoryUsage().rss;
  let peak = before;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  let bytes = 0;
  const counted = {
    ...client,
    call: (spec, ...more) =>
      client.call(
        {
          ...spec,
          consume: (chunks) =>
            spec.consume(
              (async function* () {
                for await (const chunk of chunks) {
                  bytes += chunk.length;
                  yield chunk;
                }
              })(),
            ),
        },
        ...more,
      ),
  };
  const copies = createCopies({
    waitMs: 120_000,
    onFailed: (_read, error) => {
      throw error;
    },
  });
  const list = createPriceList({ client: counted, copies });
  const prices = await list.pricesOf({ country: 'US', segment: 'commercial' });
  sample();
  clearInterval(timer);
  const terms = prices.termsOf(process.argv[3]).length;
  process.stdout.write(JSON.stringify({ bytes, terms, grown: peak - before }));
  await client.close();
}

void main();

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startSimulator, type Simulator } from '../../simulator/server';
import { ChannelClient, FakeConnector } from '../e2e/connector';
import { startProduct, type Product } from '../e2e/product';
import { freePort } from '../freePort';
import { Clerk, type ClerkOptions } from './clerk';

const PRELOAD = join(__dirname, 'killPoints.cjs');

export interface LaneOptions {
  /** Absent: PGlite in a folder of its own. */
  readonly databaseUrl?: string | undefined;
  readonly simulator?: Parameters<typeof startSimulator>[0];
  readonly env?: Readonly<Record<string, string>>;
}

/** A Partner Center, a channel and a database, and products that come and go on them. */
export class Lane {
  readonly products: Product[] = [];
  private customers = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly connector: FakeConnector,
    private readonly options: LaneOptions,
  ) {}

  static async open(options: LaneOptions = {}): Promise<Lane> {
    const quick = { latencyMs: 0, customerPropagationMs: 0, orderPendingMs: 0, quirks: true };
    const [simulator, connector] = await Promise.all([
      startSimulator({ port: 0, ...quick, requestsPerMinute: 0, ...options.simulator }),
      FakeConnector.start(),
    ]);
    return new Lane(simulator, connector, options);
  }

  get isPostgres(): boolean {
    return this.options.databaseUrl !== undefined;
  }

  /** Another product on the same database and Partner Center. */
  async start(): Promise<Product> {
    const { databaseUrl, env } = this.options;
    const dataDir = this.products[0]?.dataDir;
    const product = await startProduct({
      ...(dataDir !== undefined && { dataDir }),
      ports: { bot: await freePort(), simulator: 0 },
      preload: PRELOAD,
      env: {
        PARTNER_CENTER_URL: this.simulator.url,
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
        ...env,
      },
    });
    this.products.push(product);
    return product;
  }

  /** Somebody who is about to add a customer whom nobody has added before. */
  clerk(product: Product, options: Partial<ClerkOptions> = {}): Clerk {
    this.customers += 1;
    const unique = `${this.customers}n${Date.now().toString(36)}`;
    return new Clerk({
      botUrl: product.url,
      connector: this.connector,
      companyName: `Contoso ${unique}`,
      domainPrefix: `contoso${unique}`,
      ...options,
    });
  }

  /** The same, as a person of their own on the partner's site. */
  async person(product: Product, name: string): Promise<Clerk> {
    return this.clerk(product, {
      client: await ChannelClient.asPerson(product.url, this.connector, name),
    });
  }

  /** What was killed holds its leases no longer than they last; here that time passes at once. */
  async leasesRunOut(): Promise<void> {
    if (this.options.databaseUrl === undefined) return;
    await this.query('update submissions set lease_until = now() where lease_until is not null');
    await this.query('update cards set lease_until = now() where lease_until is not null');
    await this.query('update journal set lease_until = now() where lease_until is not null');
  }

  async query(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.options.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.products.map((product) => product.kill().catch(() => undefined)));
    await Promise.all([this.simulator.stop(), this.connector.stop()]);
    for (const { dataDir } of this.products) rmSync(dataDir, { recursive: true, force: true });
  }
}

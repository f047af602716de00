import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../simulator/server';
import { Reply } from './reply';

/** What a test may set on a call. */
export interface CallOptions {
  readonly as?: 'app' | 'user' | 'nobody';
  readonly body?: unknown;
  readonly requestId?: string;
  /** Given last, so that a test can spoil any header; an empty value leaves it out. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A partner's own client, as small as it can be: tokens, ids and JSON. */
export class Partner {
  private readonly tokens = new Map<string, string>();

  constructor(private readonly simulator: Simulator) {}

  async call(method: string, path: string, options: CallOptions = {}): Promise<Reply> {
    const as = options.as ?? 'user';
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'MS-RequestId': options.requestId ?? randomUUID(),
      'MS-CorrelationId': randomUUID(),
      ...(as === 'nobody' ? {} : { Authorization: `Bearer ${await this.token(as)}` }),
      ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...options.headers,
    };
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const response = await fetch(`${this.simulator.url}${path}`, {
      method,
      headers: given,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      redirect: 'manual',
    });
    return new Reply(response.status, response.headers, await response.text());
  }

  get(path: string, options: CallOptions = {}): Promise<Reply> {
    return this.call('GET', path, options);
  }

  post(path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.call('POST', path, { ...options, body });
  }

  /** Asks the token endpoint, for whatever a test wants to see of it. */
  async askForToken(fields: Readonly<Record<string, string>>): Promise<Reply> {
    const response = await fetch(`${this.simulator.url}/partner.onmicrosoft.com/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'any',
        client_secret: 'any',
        resource: 'https://api.partnercenter.microsoft.com',
        ...fields,
      }),
    });
    return new Reply(response.status, response.headers, await response.text());
  }

  private async token(kind: 'app' | 'user'): Promise<string> {
    const kept = this.tokens.get(kind);
    if (kept !== undefined) return kept;
    const reply = await this.askForToken(
      kind === 'app'
        ? { grant_type: 'client_credentials' }
        : { grant_type: 'refresh_token', refresh_token: 'any' },
    );
    const token = reply.text('access_token');
    this.tokens.set(kind, token);
    return token;
  }

  /** Creates a customer, readable at once where the simulator's propagation is 0; gives its path. */
  async createCustomer(changes: NewCustomerChanges = {}): Promise<string> {
    const reply = await this.post('/v1/customers', newCustomer(changes));
    return `/v1/customers/${reply.text('id')}`;
  }

  /** Like createCustomer, for one that has signed the agreement itself. */
  async createSignedCustomer(changes: NewCustomerChanges = {}): Promise<string> {
    const path = await this.createCustomer(changes);
    await this.post(path.replace('/v1/', '/_simulator/'), { directSigned: true });
    return path;
  }

  /** The first catalogue item of the SKU with this very title. */
  async findOffer(title: string, country = 'US'): Promise<string> {
    const skus = this.simulator.world.catalogue.products().flatMap((product) => product.skus);
    const sku = skus.find((item) => item.title === title);
    if (sku === undefined) throw new Error(`No offer is called ${title}.`);
    const path = `/v1/products/${sku.productId}/skus/${sku.id}/availabilities?country=${country}`;
    return (await this.get(path)).text('items.0.catalogItemId');
  }
}

/** What a test changes about the ordinary new customer. */
export interface NewCustomerChanges {
  readonly domain?: string;
  readonly companyName?: string;
  readonly address?: Readonly<Record<string, unknown>>;
  readonly company?: Readonly<Record<string, unknown>>;
  readonly billing?: Readonly<Record<string, unknown>>;
  readonly top?: Readonly<Record<string, unknown>>;
}

let made = 0;

/** The body of an ordinary new customer in the United States, with changes. */
export function newCustomer(changes: NewCustomerChanges = {}): Record<string, unknown> {
  made += 1;
  const companyName = changes.companyName ?? 'Contoso Ltd';
  return {
    enableGDAPByDefault: true,
    companyProfile: {
      domain: changes.domain ?? `contoso${made}.onmicrosoft.com`,
      companyName,
      ...changes.company,
    },
    billingProfile: {
      email: 'ana@contoso.example',
      culture: 'en-US',
      language: 'en',
      companyName,
      defaultAddress: {
        firstName: 'Ana',
        lastName: 'Trujillo',
        addressLine1: '1 Microsoft Way',
        city: 'Redmond',
        state: 'WA',
        postalCode: '98052',
        country: 'US',
        phoneNumber: '4255550100',
        ...changes.address,
      },
      ...changes.billing,
    },
    ...changes.top,
  };
}

/** A cart with one line for each entry, everything else ordinary. */
export function newCart(
  ...lines: readonly Readonly<Record<string, unknown>>[]
): Record<string, unknown> {
  return {
    partnerOnRecordAttestationAccepted: true,
    lineItems: lines.map((line, id) => ({
      id,
      quantity: 5,
      termDuration: 'P1Y',
      billingCycle: 'monthly',
      ...line,
    })),
  };
}

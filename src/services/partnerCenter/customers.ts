import { z } from 'zod';
import {
  bodyOf,
  CREATE_CUSTOMER_TIMEOUT_MS,
  type CallContext,
  type PartnerCenterClient,
} from './client';

/** Body of POST /v1/customers (developer/create-a-customer). */
export interface NewCustomer {
  readonly enableGDAPByDefault: boolean;
  readonly companyProfile: {
    readonly domain: string;
    readonly companyName: string;
    readonly organizationRegistrationNumber?: string;
  };
  readonly billingProfile: {
    readonly email: string;
    readonly culture: string;
    readonly language: string;
    readonly companyName: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly defaultAddress: Readonly<Record<string, string>>;
  };
  /** Tenant id of the indirect reseller, never its PartnerID. */
  readonly associatedPartnerId?: string;
}

const createdSchema = z.object({
  id: z.string(),
  companyProfile: z.object({ domain: z.string(), companyName: z.string().optional() }),
  userCredentials: z.object({ userName: z.string(), password: z.string() }).optional(),
});

/** The credentials stand in this answer only, once. */
export type CreatedCustomer = z.output<typeof createdSchema>;

const summarySchema = z.object({
  id: z.string(),
  companyProfile: z.object({
    domain: z.string().default(''),
    companyName: z.string().default(''),
  }),
  relationshipToPartner: z.string().optional(),
});

export type CustomerSummary = z.output<typeof summarySchema>;

const listSchema = z.object({
  items: z.array(summarySchema).default([]),
  links: z
    .object({
      next: z
        .object({ headers: z.array(z.object({ key: z.string(), value: z.string() })).default([]) })
        .optional(),
    })
    .optional(),
});

/** POST /v1/customers: idempotent by request id. */
export function createCustomer(
  client: PartnerCenterClient,
  customer: NewCustomer,
  requestId: string,
  context: CallContext,
): Promise<CreatedCustomer> {
  return client.call(
    {
      endpoint: 'createCustomer',
      method: 'POST',
      path: '/v1/customers',
      body: customer,
      // A customer of an indirect reseller needs application and user.
      token: 'user',
      requestId,
      timeoutMs: CREATE_CUSTOMER_TIMEOUT_MS,
      read: bodyOf(createdSchema),
    },
    context,
  );
}

/** GET /v1/customers/{id}; undefined for 404, which for about 90 s means "not readable yet". */
export function getCustomer(
  client: PartnerCenterClient,
  id: string,
  context: CallContext,
): Promise<CustomerSummary | undefined> {
  return client.call(
    {
      endpoint: 'getCustomer',
      method: 'GET',
      path: `/v1/customers/${encodeURIComponent(id)}`,
      token: 'app',
      accept: [404],
      read: ({ status, body }) => (status === 404 ? undefined : summarySchema.parse(body)),
    },
    context,
  );
}

/** What a search of customers asks for: the beginning of the name or of the domain, without regard to case. */
export interface CustomerSearch {
  readonly field: 'CompanyName' | 'Domain';
  readonly startsWith: string;
  /** Customers a page, at most 500. */
  readonly size: number;
}

/** Some customers, and how to get the next ones; there are no page numbers. */
export interface CustomerPage {
  readonly items: readonly CustomerSummary[];
  /** Goes into the next request as it is; absent on the last page. */
  readonly continuation?: string;
}

const CONTINUATION_HEADER = 'MS-ContinuationToken';

/** GET /v1/customers with a starts_with filter (the only operator): the first page. */
export async function findCustomers(
  client: PartnerCenterClient,
  search: CustomerSearch,
  context: CallContext,
): Promise<readonly CustomerSummary[]> {
  return (await findCustomersPage(client, search, undefined, context)).items;
}

/** The page after `continuation`, or the first. The header is paired with `seekOperation=Next`. */
export function findCustomersPage(
  client: PartnerCenterClient,
  search: CustomerSearch,
  continuation: string | undefined,
  context: CallContext,
): Promise<CustomerPage> {
  const filter = JSON.stringify({
    Field: search.field,
    Value: search.startsWith,
    Operator: 'starts_with',
  });
  const seek = continuation === undefined ? '' : '&seekOperation=Next';
  return client.call(
    {
      endpoint: 'findCustomers',
      method: 'GET',
      path: `/v1/customers?size=${search.size}&filter=${encodeURIComponent(filter)}${seek}`,
      ...(continuation !== undefined && { headers: { [CONTINUATION_HEADER]: continuation } }),
      token: 'app',
      read: ({ body }) => {
        const { items, links } = listSchema.parse(body);
        const next = links?.next?.headers.find(
          ({ key }) => key.toLowerCase() === CONTINUATION_HEADER.toLowerCase(),
        );
        return { items, ...(next !== undefined && { continuation: next.value }) };
      },
    },
    context,
  );
}

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

/** GET /v1/customers with a starts_with filter (the only operator), a page at a time. */
export function findCustomers(
  client: PartnerCenterClient,
  search: { field: 'CompanyName' | 'Domain'; startsWith: string; size: number },
  context: CallContext,
): Promise<readonly CustomerSummary[]> {
  const filter = JSON.stringify({
    Field: search.field,
    Value: search.startsWith,
    Operator: 'starts_with',
  });
  return client.call(
    {
      endpoint: 'findCustomers',
      method: 'GET',
      path: `/v1/customers?size=${search.size}&filter=${encodeURIComponent(filter)}`,
      token: 'app',
      read: ({ body }) => listSchema.parse(body).items,
    },
    context,
  );
}

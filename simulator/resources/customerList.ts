import { z } from 'zod';
import { collection } from '../http/route';
import type { Answer, Call } from '../http/route';
import { Refusal } from '../refusal';
import type { Customer } from '../state';

const DEFAULT_PAGE = 40;
const MAX_PAGE = 500;

const filter = z.strictObject({
  field: z.string(),
  value: z.string(),
  operator: z.string(),
});
type Filter = z.output<typeof filter>;

/**
 * GET /v1/customers?size=&filter=, with paging by `MS-ContinuationToken` and `seekOperation=Next`.
 * A new customer appears once the first third of its propagation is over.
 */
export function listCustomers(call: Call): Answer {
  const matches = [...call.world.state.customers.values()]
    .filter((customer) => isListed(call, customer))
    .filter(predicate(call));
  const start = startOf(call);
  const size = sizeOf(call);
  const page = matches.slice(start, start + size);
  const self = `/customers?size=${call.query.get('size') ?? ''}`;
  const hasMore = start + size < matches.length;
  return collection(page.map(listed), self, hasMore ? { next: nextLink(size, start + size) } : {});
}

function isListed(call: Call, customer: Customer): boolean {
  return call.world.now() - customer.createdAt >= customer.propagationMs / 3;
}

function sizeOf(call: Call): number {
  const size = Number(call.query.get('size') ?? '0');
  if (!Number.isInteger(size) || size < 0)
    throw new Refusal(400, 3000, "The query parameter 'size' is not a number.", { data: ['size'] });
  return size === 0 ? DEFAULT_PAGE : Math.min(size, MAX_PAGE);
}

function startOf(call: Call): number {
  const token = call.headers['ms-continuationtoken'];
  if (typeof token !== 'string') return 0;
  if (call.query.get('seekOperation') !== 'Next')
    throw new Refusal(400, 3000, 'A continuation token needs seekOperation=Next.', {
      data: ['seekOperation'],
    });
  const start = Number(
    Buffer.from(token, 'base64url')
      .toString('utf8')
      .replace(/^from:/, ''),
  );
  if (!Number.isInteger(start))
    throw new Refusal(400, 3000, 'The continuation token is not valid.', {
      data: ['MS-ContinuationToken'],
    });
  return start;
}

function nextLink(size: number, start: number): Record<string, unknown> {
  const token = Buffer.from(`from:${start}`).toString('base64url');
  return {
    uri: `/customers?size=${size}&seekOperation=Next`,
    method: 'GET',
    headers: [{ key: 'MS-ContinuationToken', value: token }],
  };
}

function predicate(call: Call): (customer: Customer) => boolean {
  const text = call.query.get('filter');
  if (text === null || text === '') return () => true;
  const wanted = parseFilter(call, text);
  const value = wanted.value.toLowerCase();
  switch (wanted.field.toLowerCase()) {
    case 'companyname':
      return (customer) => customer.companyName.toLowerCase().startsWith(value);
    case 'domain':
      return (customer) => customer.domain.startsWith(value);
    case 'indirectreseller':
    case 'indirectcloudsolutionprovider':
      return (customer) =>
        (customer.associatedPartnerId ?? '').startsWith(value) &&
        customer.associatedPartnerId !== undefined;
    default:
      throw new Refusal(400, 3000, `The filter field '${wanted.field}' is not supported.`, {
        data: ['filter'],
      });
  }
}

function parseFilter(call: Call, text: string): Filter {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal(400, 3000, 'The filter is not valid JSON.', { data: ['filter'] });
  }
  const wanted = call.world.checkBody(filter, parsed);
  if (wanted.operator.toLowerCase() !== 'starts_with') {
    throw new Refusal(400, 3000, `The filter operator '${wanted.operator}' is not supported.`, {
      data: ['filter'],
    });
  }
  return wanted;
}

/** A listed customer carries less than one read by its id. */
function listed(customer: Customer): Record<string, unknown> {
  return {
    id: customer.id,
    companyProfile: {
      tenantId: customer.id,
      domain: customer.domain,
      companyName: customer.companyName,
      attributes: { objectType: 'CustomerCompanyProfile' },
    },
    relationshipToPartner: 'reseller',
    links: { self: { uri: `/customers/${customer.id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Customer' },
  };
}

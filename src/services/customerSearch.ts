import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import {
  findCustomersPage,
  type CustomerSearch as Search,
  type CustomerSummary,
} from './partnerCenter/customers';

/** Customers found, a slice of them. */
export interface FoundCustomers {
  readonly items: readonly CustomerSummary[];
  readonly hasMore: boolean;
}

/** The most that Partner Center gives at once. */
const PAGE = 500;

/**
 * The partner's customers whose name or domain begins with the words. Partner Center filters by one
 * field at a time and has no page numbers: those found by name come first, in its order, then those
 * found by domain alone; pages are read as far as the slice reaches.
 */
export async function searchCustomers(
  client: PartnerCenterClient,
  { words, offset, limit }: { words: string; offset: number; limit: number },
  context: CallContext,
): Promise<FoundCustomers> {
  const upTo = offset + limit + 1;
  const startsWith = words.trim();
  const read = (field: Search['field']) =>
    readUpTo(client, { field, startsWith, size: PAGE }, upTo, context);
  // Everybody is found by name when nothing is asked for.
  const [byName, byDomain] = await Promise.all([
    read('CompanyName'),
    startsWith === '' ? [] : read('Domain'),
  ]);
  const ids = new Set(byName.map(({ id }) => id));
  const all = [...byName, ...byDomain.filter(({ id }) => !ids.has(id))];
  return { items: all.slice(offset, offset + limit), hasMore: all.length > offset + limit };
}

async function readUpTo(
  client: PartnerCenterClient,
  search: Search,
  upTo: number,
  context: CallContext,
): Promise<readonly CustomerSummary[]> {
  const found: CustomerSummary[] = [];
  let continuation: string | undefined;
  do {
    const page = await findCustomersPage(client, search, continuation, context);
    found.push(...page.items);
    continuation = page.continuation;
  } while (continuation !== undefined && found.length < upTo);
  return found;
}

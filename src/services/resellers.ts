import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { listResellers, type Reseller } from './partnerCenter/resellers';
import { createStaleCache } from './staleCache';
import { createTextIndex, type Page, type TextIndex } from './textIndex';

/** The indirect provider's resellers, searchable. */
export interface Resellers {
  search(
    request: { words: string; page: number; pageSize: number },
    context: CallContext,
  ): Promise<Page<Reseller>>;
  byTenantId(tenantId: string, context: CallContext): Promise<Reseller | undefined>;
}

const FRESH_MS = 60 * 60_000;

interface Kept {
  readonly index: TextIndex<Reseller>;
  readonly byId: ReadonlyMap<string, Reseller>;
}

/** The whole list (Partner Center pages it not) is kept for an hour and searched in memory. */
export function createResellers(client: PartnerCenterClient): Resellers {
  const cache = createStaleCache<Kept>(FRESH_MS);
  const kept = (context: CallContext): Promise<Kept> =>
    cache.get('all', async () => {
      const all = [...(await listResellers(client, context))].sort((a, b) =>
        a.name.localeCompare(b.name),
      );
      return {
        index: createTextIndex(all, (one) => `${one.name} ${one.partnerId}`),
        byId: new Map(all.map((one) => [one.tenantId, one])),
      };
    });
  return {
    search: async ({ words, page, pageSize }, context) =>
      (await kept(context)).index.search(words, page, pageSize),
    byTenantId: async (tenantId, context) => (await kept(context)).byId.get(tenantId),
  };
}

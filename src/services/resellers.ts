import type { Copies, CopyAge } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { PartnerCenterError } from './partnerCenter/errors';
import { getPartnerProfile, listResellers, type Reseller } from './partnerCenter/resellers';
import { judgeReseller, unlessUnclear, type Verdict } from './preflight';
import { createTextIndex, type Page, type TextIndex } from './textIndex';

/** A partner behind a typed PartnerID; `unknown` where it could not be asked. */
export type PartnerById =
  | { readonly type: 'partner'; readonly name: string }
  | { readonly type: 'nobody' }
  | { readonly type: 'unknown'; readonly reason: string };

/** The indirect provider's resellers, searchable. */
export interface Resellers {
  /** Is the partner an indirect provider? Told by its list being allowed (inference). */
  isProvider(context: CallContext): Promise<boolean>;
  search(
    request: { words: string; page: number; pageSize: number },
    context: CallContext,
  ): Promise<Page<Reseller>>;
  byTenantId(tenantId: string, context: CallContext): Promise<Reseller | undefined>;
  /** One of the list, by its PartnerID. */
  byPartnerId(partnerId: string, context: CallContext): Promise<Reseller | undefined>;
  /** Any partner at all: a reseller's other locations have PartnerIDs that the list does not name. */
  partner(partnerId: string, context: CallContext): Promise<PartnerById>;
  /** May it be the reseller of record: is its agreement signed, and is it in the provider's region? */
  check(partnerId: string, context: CallContext): Promise<Verdict>;
  /** Of the list. */
  age(): CopyAge | undefined;
}

const FRESH_MS = 60 * 60_000;
/** There is one list. */
const ALL = 'all';

interface Kept {
  readonly index: TextIndex<Reseller>;
  readonly byTenantId: ReadonlyMap<string, Reseller>;
  readonly byPartnerId: ReadonlyMap<string, Reseller>;
}

function keptOf(listed: readonly Reseller[]): Kept {
  const collator = new Intl.Collator();
  const all = [...listed].sort((a, b) => collator.compare(a.name, b.name));
  return {
    index: createTextIndex(all, (one) => `${one.name} ${one.partnerId}`),
    byTenantId: new Map(all.map((one) => [one.tenantId, one])),
    byPartnerId: new Map(all.map((one) => [one.partnerId, one])),
  };
}

/** The whole list (Partner Center pages it not) is kept for an hour and searched in memory. */
export function createResellers(client: PartnerCenterClient, copies: Copies): Resellers {
  const copy = copies.of<Kept>({
    copied: 'resellers',
    endpoint: 'listResellers',
    load: async (_, context) => keptOf(await listResellers(client, context)),
    freshMs: FRESH_MS,
  });
  const kept = (context: CallContext): Promise<Kept> => copy.get(ALL, context);
  return {
    age: () => copy.age(ALL),
    async isProvider(context) {
      try {
        await kept(context);
        return true;
      } catch (error) {
        if (error instanceof PartnerCenterError && error.reason === 'notIndirectProvider') {
          return false;
        }
        throw error;
      }
    },
    search: async ({ words, page, pageSize }, context) =>
      (await kept(context)).index.search(words, page, pageSize),
    byTenantId: async (tenantId, context) => (await kept(context)).byTenantId.get(tenantId),
    byPartnerId: async (partnerId, context) => (await kept(context)).byPartnerId.get(partnerId),
    async partner(partnerId, context) {
      try {
        return {
          type: 'partner',
          name: (await getPartnerProfile(client, partnerId, context)).name,
        };
      } catch (error) {
        if (!(error instanceof PartnerCenterError)) throw error;
        return error.reason === 'partnerIdUnknown'
          ? { type: 'nobody' }
          : { type: 'unknown', reason: error.reason };
      }
    },
    check: (partnerId, context) => unlessUnclear(() => judgeReseller(client, partnerId, context)),
  };
}

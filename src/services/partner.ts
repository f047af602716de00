import type { Copies } from './copies';
import type { CallContext, PartnerCenterClient } from './partnerCenter/client';
import { getOrganizationProfile } from './partnerCenter/profiles';
import type { Resellers } from './resellers';

/** Who the partner is, as far as the forms depend on it. */
export interface PartnerFacts {
  readonly country: string;
  readonly domain: string | undefined;
  readonly indirectProvider: boolean;
}

export interface Partner {
  facts(context: CallContext): Promise<PartnerFacts>;
}

const FRESH_MS = 24 * 60 * 60_000;

/**
 * Countries of the CSP region of the European Union and EFTA: a partner in one may add customers in
 * all. Elsewhere the region is taken to be the partner's own country (inference from
 * regional-authorization-overview); MARKETS says otherwise where that is too narrow.
 */
const EU_EFTA =
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO CH'.split(
    ' ',
  );

/** Where a partner of that country may add customers. */
export function marketsOf(country: string): readonly string[] {
  return EU_EFTA.includes(country) ? EU_EFTA : [country];
}

/** Kept for a day. */
export function createPartner(
  client: PartnerCenterClient,
  resellers: Pick<Resellers, 'isProvider'>,
  copies: Copies,
): Partner {
  const copy = copies.of<PartnerFacts>({
    copied: 'partner',
    endpoint: 'getOrganizationProfile',
    load: async (_, context) => {
      const [profile, indirectProvider] = await Promise.all([
        getOrganizationProfile(client, context),
        resellers.isProvider(context),
      ]);
      return { country: profile.country, domain: profile.domain, indirectProvider };
    },
    freshMs: FRESH_MS,
  });
  return { facts: (context) => copy.get('own', context) };
}

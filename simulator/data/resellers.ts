import type { SimulatorOptions } from '../options';
import { drawnGuid, pick, seededRandom } from '../seed';
import type { Market } from './market';
import { NAME_PARTS } from './resellerNames';

/** What keeps a reseller from being used, by the code that the compliance check answers. */
export type ResellerTrouble = 2201 | 2203 | 2204 | 2205 | 2206;

/** A company that sells for the indirect provider. */
export interface Reseller {
  readonly tenantId: string;
  readonly name: string;
  readonly mpnId: string;
  readonly location: string;
  readonly trouble: ResellerTrouble | undefined;
}

/** Resellers with a name of their own in tests and demonstrations; the troubled ones end in their code. */
const NAMED: readonly Omit<Reseller, 'tenantId'>[] = [
  { name: 'First Up Consultants', mpnId: '4847383', location: 'US', trouble: undefined },
  { name: 'Northwind Cloud Services LLC', mpnId: '4390934', location: 'US', trouble: undefined },
  {
    name: 'Soluciones Nube del Sur S.A. de C.V.',
    mpnId: '4610227',
    location: 'MX',
    trouble: undefined,
  },
  { name: 'Informática Ibérica S.L.', mpnId: '5127740', location: 'ES', trouble: undefined },
  { name: 'Nuvem Soluções Ltda.', mpnId: '5310468', location: 'BR', trouble: undefined },
  { name: 'Müller & Söhne Systemhaus GmbH', mpnId: '3982211', location: 'DE', trouble: undefined },
  { name: 'Otherside Region Trading Ltd', mpnId: '9992201', location: 'GB', trouble: 2201 },
  { name: 'Unsigned Agreement Partners Inc', mpnId: '9992203', location: 'US', trouble: 2203 },
  { name: 'Closed Account Computing LLC', mpnId: '9992204', location: 'US', trouble: 2204 },
  { name: 'Lost Tenant Networks LLC', mpnId: '9992205', location: 'US', trouble: 2205 },
  { name: 'Not Yet Signed Systems LLC', mpnId: '9992206', location: 'US', trouble: 2206 },
];

/** PartnerIDs that the list does not name: another location of a reseller, and somebody else's reseller. */
const UNLISTED: readonly (Omit<Reseller, 'tenantId'> & { readonly locationOf?: string })[] = [
  {
    name: 'First Up Consultants',
    mpnId: '4847384',
    location: 'CA',
    trouble: undefined,
    locationOf: '4847383',
  },
  { name: 'Fabrikam Advisors Inc', mpnId: '4999001', location: 'US', trouble: undefined },
];

/** A sixth of the resellers are in the partner's own country; the rest are spread over the markets. */
const OWN_COUNTRY_SHARE = 1 / 6;

/** All resellers of the provider, drawn from the seed when they are first asked for. */
export class ResellerDirectory {
  private list: readonly Reseller[] | undefined;
  private byMpnId: ReadonlyMap<string, Reseller> | undefined;
  private byTenantId: ReadonlyMap<string, Reseller> | undefined;

  constructor(
    private readonly options: SimulatorOptions,
    private readonly markets: ReadonlyMap<string, Market>,
  ) {}

  /** Every reseller, the named ones first; none for a direct partner. */
  all(): readonly Reseller[] {
    if (this.options.partner === 'direct') return [];
    this.list ??= draw(this.options, [...this.markets.keys()]);
    return this.list;
  }

  /** By PartnerID, the number that goes on orders; also one that the list does not name. */
  findByMpnId(mpnId: string): Reseller | undefined {
    this.byMpnId ??= new Map(
      [...this.all(), ...this.unlisted()].map((reseller) => [reseller.mpnId, reseller]),
    );
    return this.byMpnId.get(mpnId);
  }

  private unlisted(): readonly Reseller[] {
    const random = seededRandom(this.options.seed + 1);
    return UNLISTED.map(({ locationOf, ...partner }) => {
      const owner = this.all().find(({ mpnId }) => mpnId === locationOf);
      return { ...partner, tenantId: owner?.tenantId ?? drawnGuid(random) };
    });
  }

  /** By tenant, the GUID that goes on customers. */
  findByTenantId(tenantId: string): Reseller | undefined {
    this.byTenantId ??= new Map(this.all().map((reseller) => [reseller.tenantId, reseller]));
    return this.byTenantId.get(tenantId.toLowerCase());
  }
}

function draw(options: SimulatorOptions, countries: readonly string[]): readonly Reseller[] {
  const random = seededRandom(options.seed);
  const named = NAMED.slice(0, options.resellers).map((reseller) => ({
    tenantId: drawnGuid(random),
    ...reseller,
  }));
  const rest = Array.from({ length: options.resellers - named.length }, (_, index): Reseller => {
    const location =
      random() < OWN_COUNTRY_SHARE ? options.partnerCountry : pick(random, countries);
    return {
      tenantId: drawnGuid(random),
      name: drawnName(random, location),
      // Seven digits, rising unevenly, none twice and none in the 999 range of the triggers.
      mpnId: String(1_000_000 + index * 29 + Math.floor(random() * 29)),
      location,
      trouble: undefined,
    };
  });
  return [...named, ...rest];
}

function drawnName(random: () => number, location: string): string {
  const parts = NAME_PARTS.find((entry) => entry.countries.includes(location)) ?? NAME_PARTS[0];
  if (parts === undefined) throw new Error('There are no name parts.');
  const head = pick(random, parts.heads);
  const trade = pick(random, parts.trades);
  return parts.tradeFirst
    ? `${trade} ${head} ${pick(random, parts.forms)}`
    : `${head} ${trade} ${pick(random, parts.forms)}`;
}

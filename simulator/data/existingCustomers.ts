import { randomUUID } from 'node:crypto';
import type { SimulatorOptions } from '../options';
import { stableGuid } from '../seed';
import type { Customer } from '../state';

const NAMES = [
  'Blue Yonder Airlines',
  'City Power & Light',
  'Coho Winery',
  'Humongous Insurance',
  'Lucerne Publishing',
  "Margie's Travel",
  'Proseware, Inc.',
  'School of Fine Art',
  'Southridge Video',
  'The Phone Company',
  'Trey Research',
  'VanArsdel, Ltd.',
];

const LONG_AGO_MS = 400 * 24 * 60 * 60_000;

/** Customers that the partner has had for long, so that lists and searches for duplicates find something. */
export function existingCustomers(options: SimulatorOptions): readonly Customer[] {
  return Array.from({ length: options.existingCustomers }, (_, index) => {
    const round = Math.floor(index / NAMES.length);
    const name = NAMES[index % NAMES.length] ?? '';
    return existingCustomer(options, round === 0 ? name : `${name} ${round + 1}`);
  });
}

/** One customer that is readable at once and has signed its agreement itself. */
export function existingCustomer(
  options: SimulatorOptions,
  companyName: string,
  domain?: string,
): Customer {
  const prefix = companyName
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 27);
  return {
    id: stableGuid(`customer:${options.seed}:${companyName}`),
    commerceId: stableGuid(`commerce:${options.seed}:${companyName}`),
    createdAt: options.now() - LONG_AGO_MS,
    propagationMs: 0,
    existing: true,
    domain: domain?.toLowerCase() ?? `${prefix}.onmicrosoft.com`,
    companyName,
    gdap: true,
    agreements: [],
    qualifications: [],
    billing: {
      id: randomUUID(),
      etag: String(5_920_358_838_484_612_121n),
      email: `billing@${prefix}.example`,
      culture: 'en-US',
      language: 'en',
      companyName,
      defaultAddress: {
        addressLine1: '1 Main Street',
        city: 'Redmond',
        state: 'WA',
        postalCode: '98052',
        country: options.partnerCountry,
      },
    },
    review: 'none',
    directSigned: true,
    usage: { minute: 0, count: 0 },
  };
}

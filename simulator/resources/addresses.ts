import { z } from 'zod';
import type { Market } from '../data/market';
import { json, routeWithBody } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { stableNumber } from '../seed';
import { marketOrRefusal } from './countryRules';

const address = z.strictObject({
  addressLine1: z.string().min(1),
  addressLine2: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  postalCode: z.string().nullish(),
  country: z.string().length(2),
  region: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  phoneNumber: z.string().nullish(),
});
type SentAddress = z.output<typeof address>;

/** Only these countries have their state checked against the list. */
const STATE_CHECKED: ReadonlySet<string> = new Set(['US', 'CA', 'CN', 'MX']);

/** POST /v1/validations/address, with all eight statuses. */
export const addressRoutes: readonly Route[] = [
  routeWithBody(
    { method: 'POST', path: '/v1/validations/address', token: 'any' },
    address,
    validate,
  ),
];

interface Verdict {
  readonly status: string;
  readonly suggestions: readonly SentAddress[];
  readonly message?: string;
}

function validate(call: Call, sent: SentAddress): Answer {
  const verdict = judge(sent, marketOrRefusal(call, sent.country));
  return json({
    originalAddress: wireAddress(sent),
    suggestedAddresses:
      verdict.suggestions.length === 0 ? null : verdict.suggestions.map(wireAddress),
    status: verdict.status,
    validationMessage: verdict.message ?? null,
  });
}

/** Street triggers first, then the country's rules; everything else can be delivered to. */
function judge(sent: SentAddress, market: Market): Verdict {
  const street = sent.addressLine1.trim().toLowerCase();
  if (street.includes('outage')) return { status: 'NotValidated', suggestions: [] };
  if (street.includes('nowhere'))
    return { status: 'None', suggestions: [], message: message(['AddressLine1']) };
  const wrong = wrongParts(sent, market);
  if (wrong.length > 0) return { status: 'None', suggestions: [], message: message(wrong) };
  if (street.startsWith('microsoft way'))
    return {
      status: 'StreetPartial',
      suggestions: [1, 15, 3025].map((number) =>
        withStreet(sent, `${number} ${sent.addressLine1}`),
      ),
    };
  if (street.includes('premises'))
    return {
      status: 'PremisesPartial',
      suggestions: ['Suite 100', 'Suite 200'].map((suite) => ({ ...sent, addressLine2: suite })),
    };
  if (street.includes('multiple'))
    return {
      status: 'Multiple',
      suggestions: [1, 2, 3].map((number) => withStreet(sent, `${number} ${sent.addressLine1}`)),
    };
  if (street.includes('interaction'))
    return {
      status: 'InteractionRequired',
      suggestions: [
        { ...withStreet(sent, `${sent.addressLine1} NE`), city: `${sent.city ?? ''} Heights` },
      ],
    };
  if (street.includes('verified')) return { status: 'Verified', suggestions: [sent] };
  return {
    status: 'VerifiedShippable',
    suggestions: [{ ...sent, postalCode: fullPostalCode(sent) }],
  };
}

function wrongParts(sent: SentAddress, market: Market): readonly string[] {
  const state = sent.state ?? '';
  const stateWrong = STATE_CHECKED.has(market.iso2)
    ? market.states?.includes(state) === false
    : market.stateRequired && state === '';
  const postalWrong =
    market.postalCode !== undefined && !new RegExp(market.postalCode).test(sent.postalCode ?? '');
  const cityWrong = (sent.city ?? '').trim() === '';
  return [
    ...(stateWrong ? ['Region'] : []),
    ...(postalWrong ? ['PostalCode'] : []),
    ...(cityWrong ? ['City'] : []),
  ];
}

function message(parts: readonly string[]): string {
  return `Address field invalid for property: ${parts.map((part) => `'${part}'`).join(', ')}`;
}

function withStreet(sent: SentAddress, addressLine1: string): SentAddress {
  return { ...sent, addressLine1 };
}

/** The nine-digit code of the United States where five were given; the known one for Microsoft's own street. */
function fullPostalCode(sent: SentAddress): string | null | undefined {
  if (sent.country !== 'US' || !/^\d{5}$/.test(sent.postalCode ?? '')) return sent.postalCode;
  if (/^1 microsoft way/i.test(sent.addressLine1.trim())) return '98052-8300';
  return `${sent.postalCode ?? ''}-${String(1000 + (stableNumber(sent.addressLine1.toLowerCase()) % 9000))}`;
}

function wireAddress(sent: SentAddress): Record<string, unknown> {
  return {
    country: sent.country,
    city: sent.city ?? null,
    state: sent.state ?? null,
    addressLine1: sent.addressLine1,
    addressLine2: sent.addressLine2 ?? null,
    postalCode: sent.postalCode ?? null,
  };
}

/** How the partner buys: through resellers of its own, or directly for its customers. */
export type PartnerKind = 'indirectProvider' | 'direct';

/** Which Microsoft cloud the simulator stands in for. Both use the same REST base. */
export type Cloud = 'public' | 'usGovernment';

/** The ways in which a customer's agreement may come about. */
export type AgreementMode = 'enhanced' | 'classic' | 'direct';

/** Everything that can be set on a simulator. Times are milliseconds unless the name says otherwise. */
export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly partner: PartnerKind;
  readonly cloud: Cloud;
  /** An integration sandbox: 75 customers, 5 subscriptions each, 25 licences a subscription, and DELETE. */
  readonly sandbox: boolean;
  /** Modes that are not listed are refused as retired. */
  readonly agreementModes: readonly AgreementMode[];
  readonly partnerCountry: string;
  readonly partnerDomain: string;
  readonly seed: number;
  readonly markets: number;
  readonly resellers: number;
  readonly skus: number;
  /** Customers that are there before the first call. */
  readonly existingCustomers: number;
  /** Added to every call of the API and of the token endpoint. */
  readonly latencyMs: number;
  readonly createCustomerMs: number;
  readonly checkoutMs: number;
  /** A new customer is unreadable this long: a third with one 404 text, the rest with another. Real: 90 s. */
  readonly customerPropagationMs: number;
  /** The same for customers whose domain begins with `slow`. */
  readonly slowPropagationMs: number;
  readonly orderPendingMs: number;
  /** How late an order appears in lists of orders and subscriptions. Real: up to 15 minutes. */
  readonly orderListLagMs: number;
  /** Life of the acceptance page of an enhanced attestation. The true figure is not published. */
  readonly attestationLifetimeMs: number;
  /** Life of an agreement document's link. Real: 5 minutes. */
  readonly linkLifetimeMs: number;
  readonly cartLifetimeMs: number;
  readonly tokenLifetimeSeconds: number;
  /** Pads the price sheet with history rows to at least this size. */
  readonly priceSheetMegabytes: number;
  /** Calls per customer and minute on the throttled resources; 0 never throttles. Real: about 500. */
  readonly requestsPerMinute: number;
  /** Byte order marks, nulls now and then, codes as text, repeated header values, dates without a zone. */
  readonly quirks: boolean;
  /** Refuse fields that Partner Center does not know. */
  readonly strict: boolean;
  /** The simulator's clock, in milliseconds since 1970. */
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a simulator is when nothing is set: a public-cloud indirect provider of the United States. */
export const DEFAULT_OPTIONS: SimulatorOptions = {
  port: 0,
  partner: 'indirectProvider',
  cloud: 'public',
  sandbox: false,
  agreementModes: ['enhanced', 'classic', 'direct'],
  partnerCountry: 'US',
  partnerDomain: 'fourthcoffee.com',
  seed: 1,
  markets: 40,
  resellers: 10_000,
  skus: 5_000,
  existingCustomers: 12,
  latencyMs: 0,
  createCustomerMs: 0,
  checkoutMs: 0,
  customerPropagationMs: 3_000,
  slowPropagationMs: 90_000,
  orderPendingMs: 2_000,
  orderListLagMs: 0,
  attestationLifetimeMs: 14 * DAY_MS,
  linkLifetimeMs: 5 * MINUTE_MS,
  cartLifetimeMs: 7 * DAY_MS,
  tokenLifetimeSeconds: 3_599,
  priceSheetMegabytes: 0,
  requestsPerMinute: 500,
  quirks: false,
  strict: true,
  now: () => Date.now(),
};

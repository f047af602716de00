/** A postal address as it was sent with a customer. */
export interface Address {
  readonly firstName?: string | undefined;
  readonly middleName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly addressLine1: string;
  readonly addressLine2?: string | undefined;
  readonly city: string;
  readonly state?: string | undefined;
  readonly postalCode: string;
  readonly country: string;
  readonly phoneNumber?: string | undefined;
}

/** Who billing mail goes to, and where. */
export interface BillingProfile {
  readonly id: string;
  readonly etag: string;
  readonly email: string;
  readonly culture: string;
  readonly language: string;
  readonly companyName: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly defaultAddress: Address;
}

/** Microsoft's view of a customer's account; anything but `none` blocks orders. */
export type Review = 'none' | 'underReview' | 'notApproved' | 'locked' | 'noCredit';

/** The person of the customer who accepted an agreement. */
export interface Signatory {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phoneNumber?: string | undefined;
  readonly middleName?: string | undefined;
}

/** One confirmation of an agreement that counts, or did once. */
export interface Agreement {
  readonly primaryContact: Signatory;
  readonly templateId: string;
  readonly type: string;
  readonly dateAgreed: number;
  readonly userId?: string | undefined;
  readonly attestationId?: string | undefined;
}

/** A special segment a customer asked for. */
export interface Qualification {
  readonly qualification: string;
  readonly vettingStatus: 'InReview' | 'Approved' | 'Denied';
  readonly vettingReason?: string | undefined;
  readonly vettingCreatedDate: number;
}

/** A customer; what is readable when follows from `createdAt` and `propagationMs`, without timers. */
export interface Customer {
  readonly id: string;
  readonly commerceId: string;
  readonly createdAt: number;
  readonly propagationMs: number;
  /** There before the first call, or come by a relationship request. */
  readonly existing: boolean;
  readonly domain: string;
  readonly companyName: string;
  readonly organizationRegistrationNumber?: string | undefined;
  readonly associatedPartnerId?: string | undefined;
  readonly gdap: boolean;
  readonly agreements: Agreement[];
  readonly qualifications: Qualification[];
  billing: BillingProfile;
  review: Review;
  /** The customer accepted the agreement by itself, in the admin centre. */
  directSigned: boolean;
  /** Requests of each minute on the throttled resources. */
  usage: { minute: number; count: number };
}

/** An enhanced attestation; `expired` follows from `expiresAt`. */
export interface Attestation {
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly country: string;
  readonly language: string;
  readonly companyName: string;
  readonly signatory: Signatory;
  acceptedAt: number | undefined;
  usedFor: string | undefined;
}

/** Prices of one line, before tax, in the customer's currency. */
export interface LinePricing {
  readonly listPrice: number;
  readonly discountedPrice: number;
  readonly proratedPrice: number;
  readonly price: number;
  readonly extendedPrice: number;
}

/** A line of a cart, as sent, with what Partner Center made of it. */
export interface CartLine {
  readonly id: number;
  readonly catalogItemId: string;
  readonly friendlyName?: string | undefined;
  readonly quantity: number;
  readonly termDuration?: string | undefined;
  readonly billingCycle: string;
  readonly currencyCode: string;
  readonly participants: readonly { readonly key: string; readonly value: string }[];
  readonly promotionId?: string | undefined;
  readonly attestationAccepted?: boolean | undefined;
  readonly renewsTo?: { readonly termDuration?: string | undefined } | undefined;
  readonly provisioningContext: Readonly<Record<string, string>>;
  readonly customTermEndDate?: string | undefined;
  readonly orderGroup: string;
  readonly pricing?: LinePricing | undefined;
  readonly error?: LineError | undefined;
}

/** Why a line cannot be bought; the cart that holds it is still a 201. */
export interface LineError {
  readonly errorCode: number;
  readonly errorDescription: string;
  readonly additionalInformation?: Readonly<Record<string, number>> | undefined;
}

/** A cart; `ordered` once every group of it became an order. */
export interface Cart {
  readonly id: string;
  readonly customerId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  modifiedAt: number;
  status: 'Active' | 'Ordered';
  lines: readonly CartLine[];
  checkingOut: boolean;
  /** Orders by order group; a repeated checkout adds only what is missing. */
  readonly orders: Map<string, string>;
}

/** A line of an order with the subscription it will become. */
export interface OrderLine {
  readonly lineItemNumber: number;
  readonly cartLine: CartLine;
  readonly subscriptionId: string;
  readonly title: string;
  /** `never` stays unfulfilled. */
  readonly fulfilment: 'afterPending' | 'never';
}

/** An order; its status follows from `createdAt` unless `held` says otherwise. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly createdAt: number;
  readonly billingCycle: string;
  readonly currencyCode: string;
  readonly currencySymbol: string;
  readonly totalPrice: number;
  readonly lines: readonly OrderLine[];
  held: 'pending review' | 'pending po upload' | 'suspended' | undefined;
  cancelled: boolean;
}

/** One request as the simulator's page and its tests see it. Bodies and tokens are never kept. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly route: string;
  readonly requestId: string | undefined;
  readonly correlationId: string | undefined;
  readonly locale: string | undefined;
  readonly token: 'app' | 'user' | undefined;
  readonly fault: string | undefined;
  /** Whether the request took effect although its answer was lost or spoiled. */
  readonly faultProcessed: boolean | undefined;
  readonly replayed: boolean;
  /** Tells whether two requests had the same body, without telling what it was. */
  bodyHash: string | undefined;
  /** Undefined while the answer is on its way, or when none was given. */
  status: number | undefined;
  /** From the first byte of the request to the answer. */
  durationMs: number | undefined;
}

const MAX_LOGGED_REQUESTS = 5_000;

/** Everything the simulator remembers; tests read it, handlers change it. */
export class SimulatorState {
  readonly customers = new Map<string, Customer>();
  readonly attestations = new Map<string, Attestation>();
  readonly carts = new Map<string, Cart>();
  readonly orders = new Map<string, Order>();
  readonly requests: LoggedRequest[] = [];
  readonly requestCounts = new Map<string, number>();
  readonly statusCounts = new Map<string, number>();
  readonly faultCounts = new Map<string, number>();
  /** Triggers that act only the first time, by trigger and object. */
  readonly firedTriggers = new Set<string>();
  /** Raised to re-issue every availability id of the catalogue. */
  catalogueGeneration = 0;
  /** What every list price is multiplied by: prices move while people decide. */
  priceFactor = 1;

  /** Notes a request; the oldest ones are forgotten, the counts are not. */
  log(request: LoggedRequest): void {
    this.requests.push(request);
    if (this.requests.length > MAX_LOGGED_REQUESTS) this.requests.shift();
    countUp(this.requestCounts, request.route);
    if (request.fault !== undefined) countUp(this.faultCounts, request.fault);
  }

  /** Notes how a request ended; `undefined` is one that got no answer. */
  close(request: LoggedRequest, durationMs: number): void {
    request.durationMs = Math.round(durationMs);
    countUp(this.statusCounts, request.status === undefined ? 'none' : String(request.status));
  }

  /** Forgets the requests so far, not what they did. */
  clearLog(): void {
    this.requests.length = 0;
    for (const counts of [this.requestCounts, this.statusCounts, this.faultCounts]) counts.clear();
  }

  /** Customers that were created over the API, oldest first. */
  get createdCustomers(): readonly Customer[] {
    return [...this.customers.values()].filter((customer) => !customer.existing);
  }

  /** True the first time that it is asked, per trigger and object. */
  firesNow(trigger: string, id: string): boolean {
    const key = `${trigger}:${id}`;
    if (this.firedTriggers.has(key)) return false;
    this.firedTriggers.add(key);
    return true;
  }

  /** The customer that holds a domain, in any case of letters. */
  customerByDomain(domain: string): Customer | undefined {
    const wanted = domain.toLowerCase();
    return [...this.customers.values()].find((customer) => customer.domain === wanted);
  }
}

function countUp(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

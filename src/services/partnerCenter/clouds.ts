/** Which Partner Center a partner lives in, and what can be done there. */
export type CloudName = 'public' | 'usGovernment';

export interface Cloud {
  readonly baseUrl: string;
  readonly pricingUrl: string;
  /** Is there a Microsoft Customer Agreement to confirm by API? */
  readonly agreements: boolean;
  /** What the initial domain of a new customer ends in. */
  readonly domainSuffix: string;
  /** Can an existing customer be asked for a relationship? */
  readonly relationshipRequests: boolean;
}

/** One table of endpoints and abilities (developer/partner-center-rest-urls; national clouds page). */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    baseUrl: 'https://api.partnercenter.microsoft.com',
    pricingUrl: 'https://api.partner.microsoft.com',
    agreements: true,
    domainSuffix: '.onmicrosoft.com',
    relationshipRequests: true,
  },
  usGovernment: {
    baseUrl: 'https://api.partnercenter.microsoft.com',
    pricingUrl: 'https://api.partner.microsoft.com',
    agreements: false,
    domainSuffix: '.onmicrosoft.us',
    relationshipRequests: false,
  },
};

/** The audience of every token; others are refused with 900420. */
export const AUDIENCE = 'https://api.partnercenter.microsoft.com';

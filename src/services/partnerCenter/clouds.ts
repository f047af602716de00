/** Which Partner Center a partner lives in, and what can be done there. */
export type CloudName = 'public' | 'usGovernment';

export interface Cloud {
  /** Where its tenants sign in and its tokens come from, without the tenant. */
  readonly authority: string;
  readonly baseUrl: string;
  readonly pricingUrl: string;
  /** Is there a Microsoft Customer Agreement to confirm by API? */
  readonly agreements: boolean;
  /** What the initial domain of a new customer ends in. */
  readonly domainSuffix: string;
  /** Can an existing customer be asked for a relationship? */
  readonly relationshipRequests: boolean;
}

/**
 * One table of endpoints and abilities (developer/partner-center-rest-urls; national clouds page; the
 * authority of US Government from a digest of the live pages of June 2026). Both share one API, so a
 * tenant's own sign-in is what tells them apart. China has an API and a portal of its own: not spoken to.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    authority: 'https://login.microsoftonline.com',
    baseUrl: 'https://api.partnercenter.microsoft.com',
    pricingUrl: 'https://api.partner.microsoft.com',
    agreements: true,
    domainSuffix: '.onmicrosoft.com',
    relationshipRequests: true,
  },
  usGovernment: {
    authority: 'https://login.microsoftonline.us',
    baseUrl: 'https://api.partnercenter.microsoft.com',
    pricingUrl: 'https://api.partner.microsoft.com',
    agreements: false,
    domainSuffix: '.onmicrosoft.us',
    relationshipRequests: false,
  },
};

/** The audience of every token, in both clouds; others are refused with 900420. */
export const AUDIENCE = 'https://api.partnercenter.microsoft.com';

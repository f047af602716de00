/** The agreement of today. */
export const CUSTOMER_AGREEMENT = 'MicrosoftCustomerAgreement';
/** Its predecessor, refused since February 2020. */
export const CLOUD_AGREEMENT = 'MicrosoftCloudAgreement';

/** Known templates. The rank of enforcement of the newest version is the highest. */
export const TEMPLATES = [
  {
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    agreementType: CUSTOMER_AGREEMENT,
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 1,
  },
  {
    templateId: '2e3d4a90-6f1b-4c8d-8a57-0c9be1f2d3a4',
    agreementType: CUSTOMER_AGREEMENT,
    agreementLink: 'https://aka.ms/customeragreement',
    versionRank: 0,
  },
  {
    templateId: '998b88de-aa99-4388-a42c-1b3517d49490',
    agreementType: CLOUD_AGREEMENT,
    agreementLink: 'https://aka.ms/cloudagreement',
    versionRank: 0,
  },
] as const;

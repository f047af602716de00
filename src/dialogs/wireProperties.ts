/** Where the answer behind one of Partner Center's properties is given. */
export interface Place {
  /** Part of the review. */
  readonly group: string;
  /** Text key of what the person knows it by. */
  readonly labelKey: string;
}

/** Properties whose field has another name, or stands elsewhere than in the account information. */
const PLACES: Readonly<Record<string, readonly [group: string, field: string]>> = {
  domain: ['account', 'domainPrefix'],
  organizationRegistrationNumber: ['account', 'registrationNumber'],
  acceptance: ['agreement', 'acceptance'],
  attestation: ['agreement', 'acceptance'],
  dateAgreed: ['agreement', 'dateAgreed'],
  associatedPartnerId: ['reseller', 'resellerId'],
  reseller: ['reseller', 'resellerId'],
  partnerId: ['reseller', 'partnerId'],
  offer: ['offers', 'offer'],
  quantity: ['offers', 'quantity'],
  term: ['offers', 'term'],
  billingCycle: ['offers', 'billingCycle'],
};

/** What is confirmed with the review itself, by the words beside its box. */
const CONFIRMATIONS: Readonly<Record<string, string>> = {
  partnerAttestation: 'field.partnerAttestation.label',
  attestationAccepted: 'offers.attestationOfLine',
};

/** The field that a refusal is about; whatever is not known elsewhere is account information of that name. */
export function placeOf(property: string): Place {
  const name = property.split('.').at(-1) ?? property;
  const confirmation = CONFIRMATIONS[name];
  if (confirmation !== undefined) return { group: 'review', labelKey: confirmation };
  const [group, field] = PLACES[name] ?? ['account', name];
  return { group, labelKey: `field.${field}.label` };
}

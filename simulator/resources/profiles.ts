import { json, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { isGuid } from '../rules';
import { PARTNER_MPN_ID } from '../world';

const COMPLIANCE = { source: 'ComplianceController' } as const;
const PARTNER_NAME = 'Fourth Coffee Cloud Distribution';

/** The partner's own profiles, those of other partners by PartnerID, and the state of their agreements. */
export const profileRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/profiles/mpn', token: 'user' }, mpnProfile),
  route(
    { method: 'GET', path: '/v1/compliance/csp/agreementstatus', token: 'user' },
    agreementStatus,
  ),
  route({ method: 'GET', path: '/v1/profiles/legalbusiness', token: 'user' }, legalBusiness),
  route({ method: 'GET', path: '/v1/profiles/organization', token: 'user' }, organization),
  route({ method: 'GET', path: '/v1/partnerrequests', token: 'user' }, partnerRequests),
];

function mpnProfile(call: Call): Answer {
  const mpnId = call.query.get('mpnId') ?? PARTNER_MPN_ID;
  if (!/^\d+$/.test(mpnId)) throw new Refusal(400, 2000, 'The MPN id is not numeric.');
  const name =
    mpnId === PARTNER_MPN_ID ? PARTNER_NAME : call.world.resellers.findByMpnId(mpnId)?.name;
  if (name === undefined)
    throw new Refusal(
      404,
      3000,
      `Partner Organization with partner_id ${mpnId} could not be found`,
    );
  return json({
    partnerName: name,
    mpnId,
    profileType: 'MpnProfile',
    links: { self: { uri: `/profiles/mpn?mpnId=${mpnId}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'MpnProfile' },
  });
}

/** Exactly one of mpnId and tenantId; every problem is a 400. */
function agreementStatus(call: Call): Answer {
  const mpnId = call.query.get('mpnId') ?? '';
  const tenantId = call.query.get('tenantId') ?? '';
  if (mpnId === '' && tenantId === '')
    throw new Refusal(400, 2001, 'Neither an MPN id nor a tenant id was passed.', {
      source: 'PartnerApiServiceControllers',
    });
  if (mpnId !== '' && tenantId !== '')
    throw new Refusal(400, 2000, 'Pass an MPN id or a tenant id, not both.', {
      source: 'PartnerApiServiceControllers',
    });
  if (mpnId !== '' && !/^\d+$/.test(mpnId))
    throw new Refusal(400, 2000, 'The MPN id is not numeric.', {
      source: 'PartnerApiServiceControllers',
    });
  if (tenantId !== '' && !isGuid(tenantId))
    throw new Refusal(400, 2000, 'The tenant id is not a GUID.', {
      source: 'PartnerApiServiceControllers',
    });
  const { resellers } = call.world;
  const reseller = mpnId === '' ? resellers.findByTenantId(tenantId) : resellers.findByMpnId(mpnId);
  if (reseller === undefined)
    throw new Refusal(400, 2200, 'The id is invalid or unknown.', { source: 'PartnerFD' });
  switch (reseller.trouble) {
    case 2201:
      throw new Refusal(400, 2201, "The reseller's CSP region differs from yours.", COMPLIANCE);
    case 2203:
      throw new Refusal(
        400,
        2203,
        'The Microsoft Partner Agreement is not signed for the region.',
        COMPLIANCE,
      );
    case 2204:
      throw new Refusal(400, 2204, 'There is no indirect reseller account for the id.', COMPLIANCE);
    case 2205:
      throw new Refusal(400, 2205, 'The account of the tenant was not found.', COMPLIANCE);
    case 2206:
      throw new Refusal(
        400,
        2206,
        'The tenant has not signed the Microsoft Partner Agreement.',
        COMPLIANCE,
      );
    case undefined:
      return json({ isAgreementSigned: true });
  }
}

function legalBusiness(call: Call): Answer {
  const { options } = call.world;
  return json({
    companyName: PARTNER_NAME,
    address: {
      country: options.partnerCountry,
      city: 'Redmond',
      state: 'WA',
      addressLine1: '4567 Main Street',
      postalCode: '98052',
      phoneNumber: '4255550100',
    },
    primaryContact: {
      firstName: 'Pat',
      lastName: 'Chang',
      email: `pat@${options.partnerDomain}`,
      phoneNumber: '4255550100',
    },
    companyApproverAddress: {
      country: options.partnerCountry,
      city: 'Redmond',
      state: 'WA',
      addressLine1: '4567 Main Street',
      postalCode: '98052',
    },
    companyApproverEmail: `pat@${options.partnerDomain}`,
    vettingStatus: 'Authorized',
    vettingSubStatus: 'None',
    profileType: 'LegalBusinessProfile',
    links: {
      self: { uri: '/profiles/legalbusiness?vettingVersion=Current', method: 'GET', headers: [] },
    },
    attributes: { objectType: 'LegalBusinessProfile' },
  });
}

function organization(call: Call): Answer {
  const { options } = call.world;
  return json({
    id: '5b1f7f6e-3b0c-4f8e-9d0a-6a4f2c1d7e90',
    companyName: PARTNER_NAME,
    defaultAddress: {
      country: options.partnerCountry,
      city: 'Redmond',
      state: 'WA',
      addressLine1: '4567 Main Street',
      postalCode: '98052',
    },
    tenantId: '5b1f7f6e-3b0c-4f8e-9d0a-6a4f2c1d7e90',
    domain: options.partnerDomain,
    email: `info@${options.partnerDomain}`,
    language: 'en',
    culture: 'en-US',
    profileType: 'OrganizationProfile',
    links: { self: { uri: '/profiles/organization', method: 'GET', headers: [] } },
    attributes: { objectType: 'OrganizationProfile' },
  });
}

/** The last calls with application and user, and whether they carried the MFA claim. */
function partnerRequests(call: Call): Answer {
  const userCalls = call.world.state.requests.filter((request) => request.token === 'user');
  const items = userCalls.map((request) => ({
    mfaCompliant: true,
    requestUri: request.path,
    httpVerb: request.method,
    requestedTime: new Date(request.at).toISOString(),
  }));
  return json({ totalCount: items.length, items });
}

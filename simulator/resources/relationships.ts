import type { Reseller } from '../data/resellers';
import { collection, json, route } from '../http/route';
import type { Answer, Call, Route } from '../http/route';
import { Refusal } from '../refusal';
import { customerOf, requiredQuery } from '../rules';

const PROVIDER_OF = 'isindirectcloudsolutionproviderof';
const RESELLER_OF = 'isindirectreseller';
const PROVIDER_OF_WIRE = 'is_indirect_cloud_solution_provider_of';

/** Indirect resellers, of the partner and of a customer, and the link with which an existing customer joins. */
export const relationshipRoutes: readonly Route[] = [
  route({ method: 'GET', path: '/v1/relationships', token: 'user' }, list),
  route(
    {
      method: 'GET',
      path: '/v1/customers/relationshiprequests',
      token: 'user',
      publicCloudOnly: true,
    },
    requestLink,
  ),
  route(
    { method: 'GET', path: '/v1/customers/:customerId/relationships', token: 'user' },
    ofCustomer,
  ),
];

function list(call: Call): Answer {
  const type = requiredQuery(call, 'relationship_type').toLowerCase();
  if (call.world.options.partner === 'direct') {
    throw new Refusal(403, 1002, 'Authorization Failed', {
      source: 'PartnerApiServiceControllers',
    });
  }
  const self = `/relationships?relationship_type=${call.query.get('relationship_type') ?? ''}`;
  if (type === PROVIDER_OF) return collection(call.world.resellers.all().map(wireReseller), self);
  if (type.startsWith(RESELLER_OF)) return collection([], self);
  throw new Refusal(400, 3000, 'The relationship type is not known.', {
    data: ['relationship_type'],
  });
}

function ofCustomer(call: Call): Answer {
  const customer = customerOf(call);
  const reseller =
    customer.associatedPartnerId === undefined
      ? undefined
      : call.world.resellers.findByTenantId(customer.associatedPartnerId);
  const self = `/customers/${customer.id}/relationships`;
  return collection(reseller === undefined ? [] : [wireReseller(reseller)], self);
}

function wireReseller(reseller: Reseller): Record<string, unknown> {
  return {
    id: reseller.tenantId,
    name: reseller.name,
    relationshipType: PROVIDER_OF_WIRE,
    state: 'Active',
    mpnId: reseller.mpnId,
    location: reseller.location,
    attributes: { objectType: 'PartnerRelationship' },
  };
}

/** The same link for every customer: it names the partner only. */
function requestLink(call: Call): Answer {
  if (call.world.options.sandbox)
    throw new Refusal(403, 900322, 'Relationship requests are not supported in the sandbox.');
  return json({
    url: 'https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId=5b1f7f6e-3b0c-4f8e-9d0a-6a4f2c1d7e90&msppId=0&DAP=false#/BillingAccounts/partner-invitation',
    attributes: { objectType: 'RelationshipRequest' },
  });
}

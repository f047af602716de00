/** Where a person goes on in Partner Center itself: the customer's account page. */
export function portalCustomerUrl(customerId: string): string {
  return `https://partner.microsoft.com/dashboard/v2/customers/${encodeURIComponent(customerId)}/account`;
}

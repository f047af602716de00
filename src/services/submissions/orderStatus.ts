import type { Order } from '../partnerCenter/orders';

/** An order's status in one spelling; Partner Center writes it in several. */
export function statusOf({ status }: Order): string {
  return status.toLowerCase().replaceAll('_', ' ');
}

const REFUSED: ReadonlySet<string> = new Set(['cancelled', 'error', 'po review rejected']);

/** Nothing was bought by it (facts, 7.3). */
export function cameToNothing(order: Order): boolean {
  return REFUSED.has(statusOf(order));
}

/** It was bought, and may come to life again: nobody but a person can say whether it stands. */
export function isSuspended(order: Order): boolean {
  return statusOf(order) === 'suspended';
}

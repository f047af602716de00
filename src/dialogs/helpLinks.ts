import { localeOf, type Language } from '../language';

/** Pages of the portal's documentation that our cards lead to. */
const PAGES = {
  /** What a partner may sell, where, and to whom. */
  whatToSell: 'csp-offers',
  /** How a customer accepts a partner, and what the partner may then do. */
  connecting: 'request-a-relationship-with-a-customer',
} as const;

/** The address of a page of the portal's help, in the reader's language. */
export function helpUrl(page: keyof typeof PAGES, language: Language): string {
  return `https://learn.microsoft.com/${localeOf(language).toLowerCase()}/partner-center/${PAGES[page]}`;
}

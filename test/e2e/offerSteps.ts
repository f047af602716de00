import type { DirectLineClient, ReceivedCard } from './directLine';

/** Looks offers up on the card of the subscriptions. */
export async function searchOffers(
  client: DirectLineClient,
  words: string,
  filters: Readonly<Record<string, string>> = {},
): Promise<ReceivedCard> {
  return client.press('Search', { f_offerSearch: words, ...filters });
}

/** The value of the found offer whose title begins so. */
export function offerCalled(card: ReceivedCard, title: string, input = 'f_offer'): string {
  const escaped = title.replace(/[()]/g, '.\u2060?');
  const found = new RegExp(`\\{"title":"${escaped}(?: · [^"]*)?","value":"([^"]+)"`).exec(
    card.json.slice(card.json.indexOf(`"id":"${input}"`)),
  );
  if (found?.[1] === undefined) throw new Error(`No ${title} on:\n${card.json}`);
  return found[1];
}

/** Puts one more line into the order. */
export async function addOffer(
  client: DirectLineClient,
  title: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ReceivedCard> {
  const found = await searchOffers(client, title);
  return client.press('Add to the order', { f_offer: offerCalled(found, title), ...inputs });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { DirectLineClient, ReceivedCard } from './directLine';
import { WORDS } from './flow';

/** Looks offers up on the card of the subscriptions. */
export async function searchOffers(
  client: DirectLineClient,
  words: string,
  filters: Readonly<Record<string, string>> = {},
  language: keyof typeof WORDS = 'en',
): Promise<ReceivedCard> {
  return client.press(WORDS[language].button.search, { f_offerSearch: words, ...filters });
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

/** Waits until every offer can be found: after a start the catalogue is read first. */
export async function catalogueRead(client: DirectLineClient): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if (!(await client.card()).text.includes('still being read')) return;
    await delay(200);
    await client.press('Search');
  }
}

/** Whether a review in English shows prices: without them, a Submit after they were read shows them first. */
export const isPriced = ({ text }: ReceivedCard): boolean =>
  !text.includes(WORDS.en.offers.noTotal);

/** Puts one more line into the order. */
export async function addOffer(
  client: DirectLineClient,
  title: string,
  inputs: Readonly<Record<string, string>> = {},
  language: keyof typeof WORDS = 'en',
): Promise<ReceivedCard> {
  const found = await searchOffers(client, title, {}, language);
  return client.press(WORDS[language].button.addOffer, {
    f_offer: offerCalled(found, title),
    ...inputs,
  });
}

import { AdaptiveCard, SerializationContext, type IValidationEvent } from 'adaptivecards';

type Json = Readonly<Record<string, unknown>>;

/** Teams' ceiling for any card, and ours for one of ordinary data (UTF-16). */
export const LARGEST_BYTES = 80 * 1024;
export const ORDINARY_BYTES = 28 * 1024;
const MOST_ROOT_ACTIONS = 6;

/** What is wrong with a card, whatever it shows; every card of every run over HTTP goes through here. */
export function problemsOfCard(card: Json): readonly string[] {
  const elements = elementsOf(card);
  const inputs = elements.filter((one) => String(one['type']).startsWith('Input.'));
  const ids = inputs.map((one) => String(one['id']));
  const actions = Array.isArray(card['actions']) ? card['actions'].length : 0;
  const bytes = bytesOfCard(card);
  return [
    ...parserFindings(card),
    ...inputs
      .filter((one) =>
        [one['label'], one['title']].every(
          (text) => typeof text !== 'string' || text.trim() === '',
        ),
      )
      .map((one) => `${String(one['id'])} has no label`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands twice`),
    ...(actions > MOST_ROOT_ACTIONS ? [`${actions} actions at the foot`] : []),
    ...(bytes > LARGEST_BYTES ? [`${bytes} bytes`] : []),
    ...(typeof card['fallbackText'] === 'string' && card['fallbackText'] !== ''
      ? []
      : ['no plain text']),
    ...(/\$\{(?:\$data|[a-z]+(?: ==|\}))/.test(JSON.stringify(card)) ? ['a leftover ${'] : []),
  ];
}

/** The size as Teams counts it. */
export function bytesOfCard(card: Json): number {
  return Buffer.byteLength(JSON.stringify(card), 'utf16le');
}

/** Every problem that the clients' own parser finds. */
export function parserFindings(card: Json): readonly string[] {
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(card, context);
  const events: IValidationEvent[] = [];
  for (let index = 0; index < context.eventCount; index += 1) {
    events.push(context.getEventAt(index));
  }
  const found = parsed.validateProperties().validationEvents;
  // The library's pattern for `lang` keeps its place between uses and refuses every other card's.
  return [...events, ...found]
    .map((event) => event.message)
    .filter((message) => !message.includes('property "lang"'));
}

function elementsOf(node: unknown): readonly Json[] {
  if (Array.isArray(node)) return node.flatMap(elementsOf);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'type' in node ? [node as Json] : [];
  return [...own, ...Object.values(node).flatMap(elementsOf)];
}

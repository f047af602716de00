import { compileTemplate, type CompiledTemplate } from './compileTemplate';
import { withoutMarkdown } from './harmless';
import { plainTextOf, summaryOf } from './plainText';
import { SHORTENINGS, shorterView } from './shorterView';
import { templateData, type CardStyle } from './templateData';
import { TEMPLATES } from './templates';
import type { View } from './views';

/** An Adaptive Card, and what stands for it where no card is shown. */
export interface RenderedCard {
  readonly card: Readonly<Record<string, unknown>>;
  /** The whole card in words. */
  readonly text: string;
  /** One line for notifications. */
  readonly summary: string;
}

/** A card that channels would cut, refuse or show with holes: a mistake of ours. */
export class CardError extends Error {
  constructor(
    readonly code: 'cards.tooLarge' | 'cards.tooManyActions' | 'cards.duplicateId',
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = 'CardError';
  }
}

/** Teams counts UTF-16 and refuses above 100 KB; 80 KB is its recommended ceiling (channels.md 1.1). */
const MOST_BYTES = 80 * 1024;
/** Teams shows no more, and says nothing. */
const MOST_ACTIONS = 6;

type Json = unknown;

/** Compiled once; expanding is then a matter of microseconds. */
const COMPILED: Readonly<Record<View['kind'], CompiledTemplate>> = {
  welcome: compileTemplate(TEMPLATES.welcome),
  form: compileTemplate(TEMPLATES.form),
  review: compileTemplate(TEMPLATES.review),
  status: compileTemplate(TEMPLATES.status),
  result: compileTemplate(TEMPLATES.result),
  list: compileTemplate(TEMPLATES.list),
};

/**
 * Expands the template of the view's kind; a card that is too large says the same in less. Throws
 * `CardError` for one that no channel would take all the same.
 */
export function renderCard(view: View, style: CardStyle): RenderedCard {
  const text = plainTextOf(view);
  const summary = summaryOf(view);
  let expanded = expand(view, style, text);
  let json = JSON.stringify(expanded);
  if (bytesOf(json) <= MOST_BYTES) {
    check(expanded, json);
    return { card: expanded, text, summary };
  }
  // A card of fifty lines says everything twice; what stands for it is cut before the card is.
  const cut = bytesOf(JSON.stringify(text)) - bytesOf(JSON.stringify(summary));
  expanded = { ...expanded, fallbackText: summary };
  let bytes = bytesOf(json) - cut;
  for (const how of SHORTENINGS) {
    if (bytes <= MOST_BYTES) break;
    expanded = expand(shorterView(view, how), style, summary);
    json = JSON.stringify(expanded);
    bytes = bytesOf(json);
  }
  if (bytes > MOST_BYTES) throw new CardError('cards.tooLarge', `${bytes} bytes`);
  check(expanded, json);
  return { card: expanded, text, summary };
}

function expand(view: View, style: CardStyle, text: string): Record<string, Json> {
  return literal(COMPILED[view.kind](templateData(view, style, text))) as Record<string, Json>;
}

/** Slots of an input that clients read as Markdown; so is a choice's title, and a TextBlock's text. */
const MARKDOWN_SLOTS: ReadonlySet<string> = new Set(['label', 'title', 'errorMessage']);

/**
 * Every text of the card as literal text, whatever stands in it and whichever template it came through:
 * none of our words is Markdown, so that nobody else's can be.
 */
function literal(node: Json): Json {
  if (Array.isArray(node)) return node.map(literal);
  if (typeof node !== 'object' || node === null) return node;
  const type = 'type' in node ? String(node.type) : '';
  const isInput = type.startsWith('Input.');
  const isChoice = type === '' && 'title' in node && 'value' in node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]): [string, Json] => {
      const isRead =
        (type === 'TextBlock' && name === 'text') ||
        (isInput && MARKDOWN_SLOTS.has(name)) ||
        (isChoice && name === 'title');
      if (typeof value === 'string') return [name, isRead ? withoutMarkdown(value) : value];
      // What a button sends back is nobody's to change.
      return [name, name === 'data' ? value : literal(value)];
    }),
  );
}

/** As UTF-16, in which a character of JavaScript's has two bytes. */
function bytesOf(json: string): number {
  return json.length * 2;
}

function check(card: Readonly<Record<string, Json>>, json: string): void {
  const actions = Array.isArray(card['actions']) ? card['actions'].length : 0;
  if (actions > MOST_ACTIONS) throw new CardError('cards.tooManyActions', String(actions));
  const ids = [...json.matchAll(/"id":"(f_[A-Za-z0-9_]+)"/g)].map((match) => match[1]);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new CardError('cards.duplicateId', twice);
}

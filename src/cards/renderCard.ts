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
  const card = COMPILED[view.kind](templateData(view, style, text)) as Record<string, Json>;
  makeLiteral(card);
  return card;
}

/** Slots that clients read as Markdown: of a text block, of any input, and of a choice. */
const TEXT_SLOTS: ReadonlySet<string> = new Set(['text']);
const INPUT_SLOTS: ReadonlySet<string> = new Set(['label', 'title', 'errorMessage']);
const CHOICE_SLOTS: ReadonlySet<string> = new Set(['title']);
const NO_SLOTS: ReadonlySet<string> = new Set();

function markdownSlots({ type, title, value }: Readonly<Record<string, Json>>) {
  if (type === undefined) {
    return title === undefined || value === undefined ? NO_SLOTS : CHOICE_SLOTS;
  }
  if (type === 'TextBlock') return TEXT_SLOTS;
  return typeof type === 'string' && type.startsWith('Input.') ? INPUT_SLOTS : NO_SLOTS;
}

/**
 * Makes every text of a card that was just expanded literal, whatever stands in it and whichever template
 * it came through: none of our words is Markdown, so that nobody else's can be.
 */
function makeLiteral(node: Json): void {
  if (Array.isArray(node)) {
    node.forEach(makeLiteral);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const element = node as Record<string, Json>;
  const slots = markdownSlots(element);
  for (const [name, value] of Object.entries(element)) {
    if (typeof value === 'string') {
      if (slots.has(name)) element[name] = withoutMarkdown(value);
      // What a button sends back is nobody's to change.
    } else if (name !== 'data') makeLiteral(value);
  }
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

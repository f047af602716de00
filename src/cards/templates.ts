import form from './templates/form.json';
import list from './templates/list.json';
import parts from './templates/parts.json';
import result from './templates/result.json';
import review from './templates/review.json';
import status from './templates/status.json';
import welcome from './templates/welcome.json';
import type { View } from './views';

type Json = unknown;

/** The template of each kind of card, its parts put in. */
export const TEMPLATES: Readonly<Record<View['kind'], Json>> = {
  welcome: withParts(welcome),
  form: withParts(form),
  review: withParts(review),
  status: withParts(status),
  result: withParts(result),
  list: withParts(list),
};

function withParts(node: Json): Json {
  if (Array.isArray(node)) return node.flatMap((one) => partOf(one) ?? [withParts(one)]);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, withParts(one)]));
}

function partOf(node: Json): Json[] | undefined {
  if (typeof node !== 'object' || node === null || !('$part' in node)) return undefined;
  const part = Object.entries(parts).find(([name]) => name === node.$part)?.[1];
  return part === undefined ? [] : (withParts(part) as Json[]);
}

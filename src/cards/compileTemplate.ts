/*
 * Adaptive Card templates, compiled once to plain functions. The language is a part of Microsoft's
 * Adaptive Cards Templating: `$data`, `$when`, and in texts `${name}`, `${$data}`, `${$data['name']}`,
 * `${name == 'x'}`, `${name != 'x'}` and `${count(name) > 0}`. Its own engine evaluates each expression
 * anew through an interpreter, which took several milliseconds for our larger cards; tests hold the two
 * against each other (docs/decisions/0004-compiled-templates.md).
 */

/** Expands the template with data; a value that is not there leaves its property out. */
export type CompiledTemplate = (data: unknown) => unknown;

/** An expression that this part of the language does not have: a mistake in one of our templates. */
export class TemplateError extends Error {
  readonly code = 'cards.templateExpression';

  constructor(readonly expression: string) {
    super(`cards.templateExpression: ${expression}`);
    this.name = 'TemplateError';
  }
}

/** A piece of a template: what it comes to for a scope; several values, or none, where it repeats. */
type Piece = (scope: unknown) => readonly unknown[];
type Value = (scope: unknown) => unknown;

/** Compiles a template; throws `TemplateError` for what it can't express. */
export function compileTemplate(template: unknown): CompiledTemplate {
  const piece = pieceOf(template);
  return (data) => piece(data)[0];
}

function pieceOf(node: unknown): Piece {
  if (Array.isArray(node)) {
    const pieces = node.map(pieceOf);
    return (scope) => [pieces.flatMap((piece) => piece(scope))];
  }
  if (typeof node === 'object' && node !== null) return objectPiece(Object.entries(node));
  if (typeof node === 'string') {
    const value = textValue(node);
    return (scope) => [value(scope)];
  }
  const constant = [node];
  return () => constant;
}

function objectPiece(entries: readonly (readonly [string, unknown])[]): Piece {
  const properties = entries
    .filter(([name]) => name !== '$data' && name !== '$when')
    .map(([name, node]) => ({ name, value: valueOf(node) }));
  const given = (name: string): Value | undefined => {
    const text = entries.find(([own]) => own === name)?.[1];
    return typeof text === 'string' ? textValue(text) : undefined;
  };
  const data = given('$data');
  const when = given('$when');

  const one = (scope: unknown): readonly unknown[] => {
    if (when !== undefined && when(scope) !== true) return NOTHING;
    const made: Record<string, unknown> = {};
    for (const { name, value } of properties) {
      const found = value(scope);
      if (found !== undefined) made[name] = found;
    }
    return [made];
  };
  if (data === undefined) return one;
  return (scope) => {
    const inner = data(scope);
    return Array.isArray(inner) ? inner.flatMap(one) : one(inner);
  };
}

const NOTHING: readonly unknown[] = [];

/** A property holds one value: where its piece comes to none, the property is left out. */
function valueOf(node: unknown): Value {
  if (typeof node === 'string') return textValue(node);
  const piece = pieceOf(node);
  return (scope) => piece(scope)[0];
}

const EXPRESSION = /\$\{([^}]*)\}/g;

/** A text that is one expression has that expression's value; otherwise the values stand in the text. */
function textValue(text: string): Value {
  const parts = [...text.matchAll(EXPRESSION)];
  const [first] = parts;
  if (first === undefined) return () => text;
  if (first[0] === text) return expressionValue(first[1] ?? '');
  const pieces: (string | Value)[] = [];
  let from = 0;
  for (const part of parts) {
    pieces.push(text.slice(from, part.index), expressionValue(part[1] ?? ''));
    from = part.index + part[0].length;
  }
  pieces.push(text.slice(from));
  return (scope) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : String(piece(scope)))).join('');
}

const COMPARISON = /^(\S+) (==|!=) '([^']*)'$/;
const COUNT = /^count\(([^)]+)\) > 0$/;
const NAME = /^[A-Za-z]\w*$/;
const NAMED = /^\$data\['(\w+)'\]$/;

function expressionValue(expression: string): Value {
  const [, compared, operator, literal] = COMPARISON.exec(expression) ?? [];
  if (compared !== undefined) {
    const value = pathValue(compared);
    return operator === '=='
      ? (scope) => value(scope) === literal
      : (scope) => value(scope) !== literal;
  }
  const counted = COUNT.exec(expression)?.[1];
  if (counted !== undefined) {
    const value = pathValue(counted);
    return (scope) => {
      const list = value(scope);
      return Array.isArray(list) && list.length > 0;
    };
  }
  return pathValue(expression);
}

function pathValue(path: string): Value {
  if (path === '$data') return (scope) => scope;
  const name = NAMED.exec(path)?.[1] ?? (NAME.test(path) ? path : undefined);
  if (name === undefined) throw new TemplateError(path);
  return (scope) => propertyOf(scope, name);
}

function propertyOf(scope: unknown, name: string): unknown {
  return typeof scope === 'object' && scope !== null && Object.hasOwn(scope, name)
    ? (scope as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

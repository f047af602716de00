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

type Value = (scope: unknown) => unknown;
/** Puts what a piece of a template comes to into a list: one value, or several or none where it repeats. */
type Piece = (scope: unknown, into: unknown[]) => void;

/** Compiles a template; throws `TemplateError` for what it can't express. */
export function compileTemplate(template: unknown): CompiledTemplate {
  return valueOf(template);
}

/** A property holds one value: where its piece comes to none, the property is left out. */
function valueOf(node: unknown): Value {
  if (Array.isArray(node)) return listValue(node);
  if (typeof node === 'string') return textValue(node);
  if (typeof node !== 'object' || node === null) return () => node;
  const { data, when, make } = objectParts(node);
  if (data === undefined && when === undefined) return make;
  const piece = pieceOf(node);
  return (scope) => {
    const found: unknown[] = [];
    piece(scope, found);
    return found[0];
  };
}

function listValue(nodes: readonly unknown[]): Value {
  const pieces = nodes.map(pieceOf);
  return (scope) => {
    const list: unknown[] = [];
    for (const piece of pieces) piece(scope, list);
    return list;
  };
}

/** Pieces put their values into the list that they stand in: a card has hundreds of them, each small. */
function pieceOf(node: unknown): Piece {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    const value = valueOf(node);
    return (scope, into) => {
      into.push(value(scope));
    };
  }
  const { data, when, make } = objectParts(node);
  const one: Piece = (scope, into) => {
    if (when === undefined || when(scope) === true) into.push(make(scope));
  };
  if (data === undefined) return one;
  return (scope, into) => {
    const inner = data(scope);
    if (!Array.isArray(inner)) {
      one(inner, into);
      return;
    }
    for (const each of inner as readonly unknown[]) one(each, into);
  };
}

interface ObjectParts {
  /** What it repeats over, or whose values it takes. */
  readonly data: Value | undefined;
  readonly when: Value | undefined;
  readonly make: Value;
}

function objectParts(node: object): ObjectParts {
  const entries = Object.entries(node) as readonly (readonly [string, unknown])[];
  const properties = entries
    .filter(([name]) => name !== '$data' && name !== '$when')
    .map(([name, own]) => ({ name, value: valueOf(own) }));
  const given = (name: string): Value | undefined => {
    const text = entries.find(([own]) => own === name)?.[1];
    return typeof text === 'string' ? textValue(text) : undefined;
  };
  const make: Value = (scope) => {
    const made: Record<string, unknown> = {};
    for (const { name, value } of properties) {
      const found = value(scope);
      if (found !== undefined) made[name] = found;
    }
    return made;
  };
  return { data: given('$data'), when: given('$when'), make };
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

/*
 * As much of the template language as the templates speak, so that tests can follow every reference and see
 * what a setting comes to: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression };

/** Is the text an expression? `[[` begins a text that only looks like one. */
export function isExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

/** Throws where the text is not a whole expression. */
export function parseExpression(text: string): Expression {
  const source = text.slice(1, -1);
  const tokens = source.match(/'(?:[^']|'')*'|[A-Za-z_]\w*|-?\d+|[()[\].,]|\S/g) ?? [];
  let at = 0;
  const expect = (token: string): void => {
    if (tokens[at] !== token) throw new Error(`${text}: "${token}" expected at token ${at}.`);
    at += 1;
  };
  const atom = (): Expression => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token.startsWith("'")) {
      return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") };
    }
    if (/^-?\d+$/.test(token)) return { kind: 'literal', value: Number(token) };
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`${text}: "${token}" is not understood.`);
    expect('(');
    const args: Expression[] = [];
    while (tokens[at] !== ')') {
      if (args.length > 0) expect(',');
      args.push(whole());
    }
    at += 1;
    return { kind: 'call', name: token, args };
  };
  const whole = (): Expression => {
    let result = atom();
    while (tokens[at] === '.' || tokens[at] === '[') {
      const isDot = tokens[at] === '.';
      at += 1;
      if (isDot) {
        result = { kind: 'member', of: result, key: { kind: 'literal', value: tokens[at] ?? '' } };
        at += 1;
      } else {
        result = { kind: 'member', of: result, key: whole() };
        expect(']');
      }
    }
    return result;
  };
  const result = whole();
  if (at !== tokens.length) throw new Error(`${text}: something follows the expression.`);
  return result;
}

export type Call = Extract<Expression, { readonly kind: 'call' }>;

/** Every call in an expression, the outermost first. */
export function callsIn(expression: Expression): readonly Call[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'call':
      return [expression, ...expression.args.flatMap(callsIn)];
    case 'member':
      return [...callsIn(expression.of), ...callsIn(expression.key)];
  }
}

export interface Scope {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What `reference()` gives, by the id asked for. */
  readonly references: (id: string) => Readonly<Record<string, unknown>>;
}

const SUBSCRIPTION = {
  id: '/subscriptions/sub',
  tenantId: '11111111-1111-1111-1111-111111111111',
};
/** What `environment()` gives in the cloud that is deployed to. */
const ENVIRONMENTS = {
  public: {
    suffixes: { keyvaultDns: '.vault.azure.net' },
    authentication: { loginEndpoint: 'https://login.microsoftonline.com/' },
  },
  usGovernment: {
    suffixes: { keyvaultDns: '.vault.usgovcloudapi.net' },
    authentication: { loginEndpoint: 'https://login.microsoftonline.us' },
  },
};

type Run = (args: readonly unknown[], scope: Scope) => unknown;

/** Every function that the templates may use; one that is not here fails the tests. */
const FUNCTIONS: Readonly<Record<string, Run>> = {
  parameters: ([name], { parameters }) => parameters[String(name)],
  variables: ([name], scope) => valueOf(scope.variables[String(name)], scope),
  reference: ([id], { references }) => references(String(id)),
  concat: (args) => args.map(String).join(''),
  if: ([condition, yes, no]) => (condition === true ? yes : no),
  equals: ([a, b]) => a === b,
  not: ([value]) => value !== true,
  empty: ([value]) => (value as { length: number }).length === 0,
  null: () => null,
  string: ([value]) => String(value),
  length: ([value]) => (value as { length: number }).length,
  sub: ([a, b]) => Number(a) - Number(b),
  take: ([value, count]) => String(value).slice(0, Number(count)),
  substring: ([value, start, count]) =>
    String(value).slice(Number(start), Number(start) + Number(count)),
  toLower: ([value]) => String(value).toLowerCase(),
  startsWith: ([value, part]) => String(value).startsWith(String(part)),
  endsWith: ([value, part]) => String(value).endsWith(String(part)),
  guid: (args) => `guid(${args.map(String).join('|')})`,
  uniqueString: () => 'abcdefghijklm',
  resourceId: ([type, ...names]) => `${String(type)}/${names.map(String).join('/')}`,
  subscriptionResourceId: ([type, ...names]) => `${String(type)}/${names.map(String).join('/')}`,
  subscription: () => SUBSCRIPTION,
  resourceGroup: () => ({ id: `${SUBSCRIPTION.id}/resourceGroups/group`, location: 'westeurope' }),
  environment: (_, { parameters }) =>
    ENVIRONMENTS[parameters['cloud'] === 'usGovernment' ? 'usGovernment' : 'public'],
  copyIndex: () => 0,
};

/** The value of a template's text, an expression or not. */
export function valueOf(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'string' || !isExpression(value)) return value;
  return evaluated(parseExpression(value), scope);
}

/** What an expression comes to. */
export function evaluated(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'member':
      return (evaluated(expression.of, scope) as Record<string, unknown>)[
        String(evaluated(expression.key, scope))
      ];
    case 'call': {
      const call = FUNCTIONS[expression.name];
      if (call === undefined) throw new Error(`${expression.name}() is not known here.`);
      return call(
        expression.args.map((argument) => evaluated(argument, scope)),
        scope,
      );
    }
  }
}

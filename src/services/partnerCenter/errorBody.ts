import { z } from 'zod';

/** What an error body says. */
export interface ErrorBody {
  readonly code?: string;
  /** The wire property that is wrong, in camelCase, without its path. */
  readonly property?: string;
  /** A regular expression that the property must match. */
  readonly pattern?: string;
  /** The body says itself that the same call may succeed later. */
  readonly isRetryable: boolean;
}

const numberOrText = z.union([z.string(), z.number()]).transform(String);

/*
 * The shapes that have been seen: { code, description, data, source } of Partner Center;
 * { code, message, errorName, isRetryable, parameters } of newer services; { statusCode, message } of
 * the gateway; and a body whose description is JSON itself. Codes are numbers or texts.
 */
const bodySchema = z.object({
  code: numberOrText.optional().catch(undefined),
  statusCode: numberOrText.optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  data: z.array(z.unknown()).optional().catch(undefined),
  isRetryable: z.boolean().optional().catch(undefined),
});

const nestedSchema = z.object({ reason: z.string() });

/** Reads whatever an error's body is, as far as it says anything; never throws. */
export function parseErrorBody(body: unknown): ErrorBody {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return { isRetryable: false };
  const { code, statusCode, description, message, data, isRetryable } = parsed.data;
  const text = description ?? message ?? '';
  const property = propertyIn(data ?? []) ?? propertyOfNested(text);
  const pattern = patternIn(text);
  const said = code ?? statusCode;
  return {
    ...(said !== undefined && { code: said }),
    ...(property !== undefined && { property }),
    ...(pattern !== undefined && { pattern }),
    isRetryable: isRetryable ?? false,
  };
}

const OBJECT_KEYS = ['property', 'propertyName', 'name', 'field', 'target'] as const;

/** `"property_name:  StateInvalid - Details"` (seen with 27002), a bare name, or an object that names one. */
function propertyIn(data: readonly unknown[]): string | undefined {
  for (const one of data) {
    const named = typeof one === 'string' ? namedBy(one) : namedByObject(one);
    if (named !== undefined) return named;
  }
  return undefined;
}

function namedBy(text: string): string | undefined {
  const labelled = /^property_name:\s*([\w.]+)/i.exec(text)?.[1];
  const bare = /^[A-Za-z][\w.]*$/.exec(text)?.[0];
  const name = labelled ?? bare;
  return name === undefined ? undefined : canonical(name);
}

function namedByObject(one: unknown): string | undefined {
  if (typeof one !== 'object' || one === null) return undefined;
  const entries = new Map<string, unknown>(Object.entries(one));
  const name = OBJECT_KEYS.map((key) => entries.get(key)).find(
    (value) => typeof value === 'string',
  );
  return typeof name === 'string' ? namedBy(name) : undefined;
}

/** `{"code":"60071","reason":"ZipCityInvalid - Details: …"}` as the text of a description. */
function propertyOfNested(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const nested = nestedSchema.safeParse(JSON.parse(text));
    return nested.success ? namedBy(nested.data.reason.split(' ')[0] ?? '') : undefined;
  } catch {
    return undefined;
  }
}

/** Names that mean a property of another name. */
const ALIASES: Readonly<Record<string, string>> = {
  region: 'state',
  zip: 'postalCode',
  zipCity: 'postalCode',
  zipCode: 'postalCode',
  addressline1: 'addressLine1',
};

/** `BillingProfile.DefaultAddress.StateInvalid` is `state`. */
function canonical(name: string): string {
  const last = name.split('.').at(-1) ?? name;
  const bare = last.replace(/(Invalid|Missing|Required)$/, '');
  const camel = bare.charAt(0).toLowerCase() + bare.slice(1);
  return ALIASES[camel] ?? camel;
}

const LONGEST_PATTERN = 200;

/** The regular expression of a refusal such as 600050, which is told nowhere else. */
function patternIn(text: string): string | undefined {
  const pattern = /\^[^\s]+\$/.exec(text)?.[0];
  if (pattern === undefined || pattern.length > LONGEST_PATTERN) return undefined;
  try {
    new RegExp(pattern);
    return pattern;
  } catch {
    return undefined;
  }
}

import type { z } from 'zod';
import { Refusal } from '../refusal';

/**
 * Parses a request body, or refuses it with 400/3000 and the path of the first bad property.
 * First letters may be capital, as in Partner Center's own samples. Without `strict`, unknown fields are dropped.
 */
export function checkBody<S extends z.ZodType>(
  schema: S,
  body: unknown,
  strict: boolean,
): z.output<S> {
  const normalised = uncapitalised(body);
  const first = schema.safeParse(normalised);
  if (first.success) return first.data;
  if (!strict) {
    dropUnknown(normalised, first.error);
    const second = schema.safeParse(normalised);
    if (second.success) return second.data;
    throw refusalOf(second.error);
  }
  throw refusalOf(first.error);
}

function refusalOf(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).join('.');
  if (issue?.code === 'unrecognized_keys') {
    const name = [...issue.path, issue.keys[0] ?? ''].join('.');
    return new Refusal(400, 3000, `The property '${name}' is not known.`, { data: [name] });
  }
  if (issue?.code === 'invalid_union')
    return new Refusal(400, 3000, 'The request has properties that do not go together.', {
      data: [path],
    });
  return new Refusal(
    400,
    3000,
    `The property '${path}' is missing or invalid: ${issue?.message ?? ''}`,
    { data: [path] },
  );
}

function dropUnknown(body: unknown, error: z.ZodError): void {
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    let target = body;
    for (const step of issue.path) target = isRecord(target) ? target[String(step)] : undefined;
    if (!isRecord(target)) continue;
    for (const key of issue.keys) Reflect.deleteProperty(target, key);
  }
}

/** The keys of a provisioning context are the catalogue's own and keep their case. */
const KEEPS_CASE = 'provisioningContext';

function uncapitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncapitalised);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      return [name, name === KEEPS_CASE ? inner : uncapitalised(inner)];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

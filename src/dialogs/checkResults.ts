import type { PreflightResult, PreflightResults, WireProperty } from '../services/preflight';
import { hashOf, type Suggestion } from './draft';
import type { CheckResults } from './section';

/** Where the verdict on a wire property stands on the card, and what its suggestions put into fields. */
export interface CheckedField {
  readonly field: string;
  readonly suggestions?: (result: PreflightResult) => readonly Suggestion[];
}

/** The verdicts of the preflight by the fields of a section; those of other sections are left out. */
export function checkResults(
  results: PreflightResults,
  fields: Partial<Record<WireProperty, CheckedField>>,
): CheckResults {
  const checks = Object.entries(fields).flatMap(([property, { field, suggestions }]) => {
    const result = results[property as WireProperty];
    if (result === undefined) return [];
    const offered = suggestions?.(result) ?? [];
    const { values, outcome, reason, overridable } = result;
    const check = {
      of: hashOf(values),
      outcome,
      ...(reason !== undefined && { reason }),
      ...(overridable !== undefined && { overridable }),
      ...(offered.length > 0 && { suggestions: [...offered] }),
    };
    return [[field, check] as const];
  });
  return Object.fromEntries(checks);
}

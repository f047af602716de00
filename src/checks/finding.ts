import type { TextParams } from '../cards/texts';

/** What is looked at, from the settings outwards. */
export const CHECKS = [
  'settings',
  'database',
  'dataKey',
  'partnerCenterApp',
  'partnerCenterUser',
  'partnerCenter',
  'botIdentity',
  'signIn',
  'directLine',
  'publicUrl',
  'teamsPackage',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** What one check came to. `wrong` makes the doctor fail; a warning is worth reading. */
export interface Finding {
  readonly check: CheckName;
  readonly state: 'good' | 'wrong' | 'warning' | 'skipped';
  /**
   * Key of the texts `doctor.<check>.<code>`: for good and skipped ones a sentence, else `found` and
   * `remedy`.
   */
  readonly code: string;
  readonly params?: TextParams;
  /** Lines that stand for themselves, such as the settings' problems. */
  readonly lines?: readonly string[];
}

/** Findings of one check, written where it is made. */
export function finder(check: CheckName): {
  readonly good: (code?: string, params?: TextParams) => Finding;
  readonly skipped: (code: string, params?: TextParams) => Finding;
  readonly wrong: (code: string, params?: TextParams) => Finding;
  readonly warning: (code: string, params?: TextParams) => Finding;
} {
  const of =
    (state: Finding['state']) =>
    (code: string, params?: TextParams): Finding => ({
      check,
      state,
      code,
      ...(params !== undefined && { params }),
    });
  return {
    good: (code = 'good', params) => of('good')(code, params),
    skipped: of('skipped'),
    wrong: of('wrong'),
    warning: of('warning'),
  };
}

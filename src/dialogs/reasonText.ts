import type { Texts } from '../cards/texts';

/** A reason (`reasons.<reason>`) as a person reads it: the cause, then what to do. */
export function reasonText(reason: string, texts: Texts): string {
  return texts('check.said', reasonParams(reason, texts));
}

/** The same, for a message that is said later (`check.said`). */
export function reasonParams(reason: string, texts: Texts): { cause: string; advice: string } {
  return { cause: texts(`reasons.${reason}.cause`), advice: texts(`reasons.${reason}.advice`) };
}

import type { Texts } from '../cards/texts';
import type { PartnerCenterError } from '../services/partnerCenter/errors';

/** A reason (`reasons.<reason>`) as a person reads it: the cause, then what to do. */
export function reasonText(reason: string, texts: Texts): string {
  return texts('check.said', reasonParams(reason, texts));
}

/** The same, for a message that is said later (`check.said`). */
export function reasonParams(reason: string, texts: Texts): { cause: string; advice: string } {
  return { cause: texts(`reasons.${reason}.cause`), advice: texts(`reasons.${reason}.advice`) };
}

/** Why a card can't be shown now, with the id for support; what helps, where that is somebody's to do. */
export function unavailableText(error: PartnerCenterError, texts: Texts): string {
  const { reason, helps, correlationId } = error;
  const isSomebodys = helps === 'human' || helps === 'token';
  const cause = isSomebodys ? reasonText(reason, texts) : texts(`reasons.${reason}.cause`);
  return texts('partnerCenterUnavailable', { cause, correlationId });
}

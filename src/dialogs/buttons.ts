import type { Texts } from '../cards/texts';
import type { ButtonView } from '../cards/views';

/**
 * Save for later and Cancel: under every card of an open draft. The server holds up neither. Adaptive Cards
 * has no button that sends its inputs unchecked: the chat page lets Save for later do so
 * (`webchat/asTyped.js`), while Teams and the Emulator refuse it until the card's inputs pass their check.
 */
export function leaveButtons(texts: Texts): readonly ButtonView[] {
  return [
    { title: texts('button.save'), data: { action: 'save' }, sendsInputs: true },
    { title: texts('button.cancel'), data: { action: 'cancel' }, sendsInputs: false },
  ];
}

/** Adds the keys that say which card a button belongs to. */
export function withRouting<T extends ButtonView>(
  button: T,
  routing: { draft: string; section: string; revision: number },
): T {
  return { ...button, data: { ...button.data, ...routing } };
}

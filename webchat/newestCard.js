/** The part of Web Chat that scrolls. */
const TRANSCRIPT = '.webchat__basic-transcript__scrollable';
const CARD = '.alta-card';
/** A card that can still be used. */
const USABLE = `${CARD}:not(.alta-outdated)`;
const FIELD = 'input, textarea, select';
const ROOM_ABOVE_PX = 8;
/** Web Chat moves to the end by a movement of its own, and a card grows while it is drawn. */
const AGAIN_AFTER_MS = [0, 60, 160, 320, 640];

/**
 * Brings the newest card's top into view, where its notices and errors stand: after an answer, and when
 * the page comes back to a conversation. Whoever scrolls meanwhile, or is at a form, is left alone.
 */
export function createNewestCard() {
  let timers = [];

  function stop() {
    timers.forEach(clearTimeout);
    timers = [];
  }

  function show() {
    const transcript = document.querySelector(TRANSCRIPT);
    const card = [...document.querySelectorAll(CARD)].at(-1);
    if (!transcript || !card) return;
    const above = card.getBoundingClientRect().top - transcript.getBoundingClientRect().top;
    transcript.scrollTop += above - ROOM_ABOVE_PX;
    // Web Chat's own button says that there is something new below.
    document.documentElement.classList.add('shows-newest');
  }

  for (const event of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
    window.addEventListener(event, stop, { capture: true, passive: true });
  }

  return {
    /** `isAnswer`: the person waits for this card, wherever they have been typing. */
    onCard(isAnswer) {
      if (!isAnswer && document.activeElement?.closest(USABLE)?.querySelector(FIELD)) {
        document.documentElement.classList.remove('shows-newest');
        return;
      }
      stop();
      timers = AGAIN_AFTER_MS.map((after) => setTimeout(show, after));
    },
  };
}

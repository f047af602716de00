import { KeepsAsTyped } from './asTyped.js';

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/**
 * Which cards are still good. The bot's messages carry `channelData: { subject, revision, ends }`; a card is
 * outdated as soon as a higher revision of its subject was seen, or a message that ends its subject. The
 * server refuses old clicks anyway. `onCard(activity)` is told of each card once it is drawn, and says
 * whether the person waits for that one.
 */
export function createCards({ texts, onCard }) {
  /** Highest revision by subject, and the highest that was over when its subject ended. */
  const newest = new Map();
  const ended = new Map();

  function isOutdated(activity) {
    const { subject, revision } = activity.channelData ?? {};
    if (typeof subject !== 'string') return false;
    return revision < (newest.get(subject) ?? revision) || revision <= (ended.get(subject) ?? -1);
  }

  function noteEnd(ends) {
    const last = newest.get(ends);
    if (last === undefined || (ended.get(ends) ?? -1) >= last) return false;
    ended.set(ends, last);
    return true;
  }

  function noteRevision({ subject, revision }) {
    if (typeof subject !== 'string' || typeof revision !== 'number') return false;
    const before = newest.get(subject);
    if (before !== undefined && before >= revision) return false;
    newest.set(subject, revision);
    return before !== undefined;
  }

  return {
    /** True where cards that are shown may have become outdated by this activity. */
    note({ channelData }) {
      const isEnd = noteEnd(channelData?.ends);
      return noteRevision(channelData ?? {}) || isEnd;
    },

    /** Web Chat's attachment middleware; a new one each time, for it to draw the cards again. */
    middleware: () => () => (next) => (request) => {
      const rendered = next(request);
      if (!rendered || request.attachment.contentType !== CARD_TYPE) return rendered;
      const old = isOutdated(request.activity);
      // Web Chat's own way: nothing can be pressed or changed, everything can still be read.
      const card = { ...rendered, props: { ...rendered.props, disabled: old } };
      return like(rendered, 'div', {
        className: old ? 'alta-card alta-outdated' : 'alta-card',
        tabIndex: -1,
        'data-note': old ? texts.outdated : undefined,
        ref: (element) => welcome(element, () => onCard(request.activity)),
        children: like(rendered, KeepsAsTyped, { ref: null, children: card }),
      });
    },
  };
}

/** Web Chat's bundle keeps its React to itself: an element is made in the image of a rendered one. */
function like(rendered, type, { ref, ...props }) {
  return { ...rendered, type, key: null, ref, props };
}

const welcomed = new WeakSet();

/**
 * Whoever pressed a button of a card by keyboard goes on in the card that answers: Web Chat keeps the
 * focus within the old one. A card that comes by itself leaves the focus where it is.
 */
function welcome(element, onCard) {
  if (element === null || welcomed.has(element)) return;
  welcomed.add(element);
  const isAnswer = onCard();
  nameButtons(element);
  new MutationObserver(() => nameButtons(element)).observe(element, {
    childList: true,
    subtree: true,
  });
  const isInCard = document.activeElement?.closest('.alta-card');
  if (isAnswer && isInCard) element.focus({ preventScroll: true });
}

/**
 * Of four buttons that all say "Update", the tooltip says what each updates: where the title is in it, it
 * is what a screen reader says.
 */
function nameButtons(element) {
  for (const button of element.querySelectorAll('button.ac-pushButton[title]')) {
    if (button.title.includes(button.textContent)) button.setAttribute('aria-label', button.title);
  }
}

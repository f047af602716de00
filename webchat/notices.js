const WORKING_AFTER_MS = 500;
const SLOW_AFTER_MS = 8_000;

/** The line above the chat that says what is wrong, with a Try again button. */
export function createProblem(texts) {
  const root = document.getElementById('problem');
  const text = document.getElementById('problem-text');
  let retry = () => undefined;
  document.getElementById('problem-retry').addEventListener('click', () => retry());
  return {
    /** `kind` is the key of a text. */
    show(kind, onRetry) {
      retry = onRetry;
      // An alert is read out whenever its text is set: not again and again while nothing changes.
      if (root.hidden || text.textContent !== texts[kind]) text.textContent = texts[kind];
      root.hidden = false;
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** Says that something is under way, once it takes long enough to be noticed. */
export function createWorking(texts) {
  const root = document.getElementById('working');
  let timers = [];
  return {
    show(kind) {
      if (timers.length > 0) return;
      const say = (key) => () => {
        root.textContent = texts[key];
      };
      timers = [
        setTimeout(say(kind), WORKING_AFTER_MS),
        setTimeout(say(kind === 'working' ? 'slow' : kind), SLOW_AFTER_MS),
      ];
    },
    hide() {
      timers.forEach(clearTimeout);
      timers = [];
      root.textContent = '';
    },
  };
}

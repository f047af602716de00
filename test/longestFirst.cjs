const { default: Sequencer } = require('@jest/test-sequencer');

/** By what they take on a quiet machine, the longest first. */
const LONGEST = [
  'e2e/addCustomer.test.ts',
  'e2e/playground.test.ts',
  'e2e/widget.test.ts',
  'e2e/package.test.ts',
  'e2e/playgroundWebChat.test.ts',
  'faults/twoInstances.test.ts',
  'e2e/start.test.ts',
  'e2e/chatScroll.test.ts',
  'e2e/nextVisit.test.ts',
  'faults/restore.test.ts',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.replaceAll('\\', '/').endsWith(`/${name}`));
  return place === -1 ? LONGEST.length : place;
};

/**
 * A fresh clone does not know how long its tests take, and begins with the largest file: some of the
 * longest are small, and would run alone at the end.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = [...super.sort(tests)];
    const isKnown = sorted.some(({ duration }) => duration !== undefined);
    return isKnown ? sorted : sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
};

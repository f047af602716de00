import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/**
 * What axe finds wrong with a page or a frame of it, or with the last element there that fits a selector,
 * each with the first element that it is about.
 */
export async function axeViolations(
  where: Page | Frame,
  lastOf?: string,
): Promise<readonly string[]> {
  if (!(await where.evaluate<boolean>("'axe' in window"))) await where.evaluate(axe.source);
  const include =
    lastOf === undefined
      ? 'document'
      : `[...document.querySelectorAll(${JSON.stringify(lastOf)})].at(-1)`;
  const found = await where.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    // Web Chat reads a new card out by a copy of it that nobody can reach.
    `axe.run({ include: [${include}], exclude: [['input[tabindex="-1"]']] }, { iframes: false })
      .then((it) => it.violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** What of the newest card is cut off or would have to be scrolled to sideways. */
export function overflows(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(OVERFLOWS);
}

/** Runs in the page. What is invisible, for screen readers alone, may be anywhere. */
const OVERFLOWS = `(() => {
  const card = [...document.querySelectorAll('.ac-adaptiveCard')].at(-1);
  const found = document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : [];
  const right = Math.min(window.innerWidth, card?.getBoundingClientRect().right ?? 0);
  for (const element of card?.querySelectorAll('*') ?? []) {
    const box = element.getBoundingClientRect();
    const isSeen = box.width > 1 && box.height > 1 && getComputedStyle(element).opacity !== '0';
    const isCut = element.scrollWidth > element.clientWidth + 1 &&
      element.clientWidth > 1 &&
      getComputedStyle(element).overflowX === 'hidden';
    if (isSeen && (box.right > right + 1 || isCut)) {
      found.push(element.className + ': ' + element.textContent.slice(0, 60));
    }
  }
  return found;
})()`;

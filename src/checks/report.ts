import { textsFor } from '../cards/texts';
import type { Language } from '../language';
import { CHECKS, type Finding } from './finding';

const SIGNS: Readonly<Record<Finding['state'], string>> = {
  good: '✔',
  wrong: '✖',
  warning: '!',
  skipped: '–',
};

/** The findings for a person at a terminal: what was found, and what to do about it. */
export function reportOf(findings: readonly Finding[], language: Language): string {
  const texts = textsFor(language);
  const inOrder = CHECKS.flatMap((check) => findings.filter((one) => one.check === check));
  const lines = inOrder.flatMap(({ check, state, code, params, lines: own = [] }) => {
    const key = `doctor.${check}.${code}`;
    const heading = `${SIGNS[state]} ${texts(`doctor.${check}.title`)}`;
    if (state === 'good' || state === 'skipped') return [`${heading}: ${texts(key, params)}`];
    return [
      `${heading}: ${texts(`${key}.found`, params)}`,
      ...own.map((line) => `    ${line}`),
      `    ${texts('doctor.remedy', { text: texts(`${key}.remedy`, params) })}`,
    ];
  });
  const count = findings.filter(({ state }) => state === 'wrong').length;
  const end = count === 0 ? texts('doctor.allGood') : texts('doctor.someWrong', { count });
  return `${lines.join('\n')}\n\n${end}\n`;
}

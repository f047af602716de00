import { z } from 'zod';
import type { CustomerOrder, OrderQualification } from '../../services/submissions/customerOrder';
import type { Answers, Entries } from '../draft';
import type { Field } from '../field';
import { textOf } from '../formSection';

/** An ordinary company. */
const NONE = 'None';

const is =
  (qualification: OrderQualification['qualification']) =>
  (_: unknown, shown: Entries): boolean =>
    shown['qualification'] === qualification;

const SITE = /^(?:https?:\/\/)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?$/i;

/** The special segment and its own inputs (developer/update-customer-qualification-asynchronous). */
export function qualificationFields<L>(): readonly Field<L>[] {
  return [
    {
      id: 'qualification',
      kind: 'choice',
      // A client that leaves it out means an ordinary company.
      required: false,
      choices: ({ texts }) =>
        [NONE, 'Education', 'GovernmentCommunityCloud', 'StateOwnedEntity'].map((value) => ({
          value,
          title: texts(`qualification.${value}`),
        })),
      prefill: () => NONE,
    },
    {
      id: 'educationSegment',
      kind: 'choice',
      // Left to the server: a client would hold fast whoever changes the qualification again.
      required: is('Education'),
      when: is('Education'),
      choices: ({ texts }) =>
        ['K12', 'HigherEducation'].map((value) => ({
          value,
          title: texts(`educationSegment.${value}`),
        })),
    },
    {
      id: 'website',
      kind: 'url',
      required: false,
      when: is('Education'),
      maxLength: 200,
      schema: () =>
        z
          .string()
          .regex(SITE)
          .transform((site) => (/^https?:/i.test(site) ? site : `https://${site}`)),
    },
    {
      id: 'validationCode',
      kind: 'text',
      required: is('GovernmentCommunityCloud'),
      when: is('GovernmentCommunityCloud'),
      maxLength: 50,
      hint: ({ texts }) => texts('field.validationCode.hint'),
    },
  ];
}

/** The answers of an ordinary company that is otherwise the same. */
export function withoutQualification(answers: Answers): Answers {
  const own: readonly string[] = qualificationFields().map(({ id }) => id);
  const others = Object.entries(answers).filter(([id]) => !own.includes(id));
  return { ...Object.fromEntries(others), qualification: NONE };
}

/** The catalogue's segment for each qualification; a state-owned entity buys as everybody does. */
const SEGMENTS: Readonly<Record<string, string>> = {
  Education: 'education',
  GovernmentCommunityCloud: 'government',
};

/** The part of the catalogue that a customer of these answers buys from. */
export function segmentOf(answers: Answers | undefined): string {
  return SEGMENTS[textOf(answers, 'qualification')] ?? 'commercial';
}

/** What the answers come to in the order. */
export function qualificationOf(
  answers: Answers | undefined,
): Pick<CustomerOrder, 'qualification' | 'segment'> {
  const chosen = textOf(answers, 'qualification');
  const segment = segmentOf(answers);
  const qualification = orderQualification(chosen, answers);
  return { segment, ...(qualification !== undefined && { qualification }) };
}

function orderQualification(
  chosen: string,
  answers: Answers | undefined,
): OrderQualification | undefined {
  switch (chosen) {
    case 'Education': {
      const website = textOf(answers, 'website');
      const isSchool = textOf(answers, 'educationSegment') === 'K12';
      return {
        qualification: 'Education',
        educationSegment: isSchool ? 'K12' : 'HigherEducation',
        ...(website !== '' && { website }),
      };
    }
    case 'GovernmentCommunityCloud':
      return { qualification: chosen, validationCode: textOf(answers, 'validationCode') };
    case 'StateOwnedEntity':
      return { qualification: chosen };
    default:
      return undefined;
  }
}

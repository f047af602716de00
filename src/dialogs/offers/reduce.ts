import type { Answers, Editing, Entries } from '../draft';
import { stayAtSearch } from '../searchBlocks';
import type { FieldErrors, Reduction, SectionClick, SectionContext } from '../section';
import { addedLines } from './adding';
import { linesOf, toAnswer, type OfferLine } from './line';
import { orderErrors, readLines, type ReadLines } from './lineInputs';
import { LINES_PAGE, type LoadedOffers } from './load';

type Context = SectionContext<LoadedOffers>;

/**
 * What was refused is judged again when its card is shown later; by this the entries remember that it
 * was Add, which asks for an offer where Next may do without.
 */
const INTENT = 'intent';

/** What a click on the offers' card comes to. */
export function reduceOffers(context: Context, click: SectionClick): Reduction {
  const read = readLines(context, click.inputs);
  const isOrdered = ({ id }: OfferLine): boolean => context.loaded.ordered.includes(id);
  switch (click.action) {
    case 'search':
    case 'page': {
      const { page } = context.loaded.found;
      const stay = stayAtSearch(context, 'offers', click, 'offerSearch', page);
      return { ...stay, answers: answersOf(read.lines) };
    }
    case 'lines':
      return otherLines(context, click, read);
    case 'remove': {
      const lines = read.lines.filter((line) => line.id !== click.item || isOrdered(line));
      return {
        type: 'stay',
        answers: answersOf(lines),
        entries: withoutLine(click.inputs, click.item),
      };
    }
    case 'none':
      return { type: 'accept', answers: noMore(read.lines.filter(isOrdered)) };
    case 'add':
      return add(context, click.inputs, read);
    default:
      return click.inputs[INTENT] === 'add'
        ? add(context, click.inputs, read)
        : next(context, click.inputs, read);
  }
}

/** Another page of the order's lines; what is wrong on this one comes first. */
function otherLines(context: Context, click: SectionClick, read: ReadLines): Reduction {
  if (read.errors.size > 0) return refused(click.inputs, read.errors);
  const open = String(context.loaded.linesPage);
  return {
    type: 'stay',
    answers: answersOf(read.lines),
    entries: withoutLines(click.inputs),
    editing: { ...context.editing, open },
  };
}

function add(context: Context, inputs: Entries, read: ReadLines): Reduction {
  const remembered = { ...inputs, [INTENT]: 'add' };
  if (read.errors.size > 0) return refused(remembered, read.errors);
  const added = addedLines(context, inputs, read.lines);
  if ('errors' in added) return refused(remembered, added.errors);
  return {
    type: 'stay',
    answers: answersOf(added.lines),
    entries: searchEntries(inputs),
    editing: onLastLines(context.editing),
  };
}

/** An offer that is chosen but not yet added is what the person means to have. */
function next(context: Context, inputs: Entries, read: ReadLines): Reduction {
  if (read.errors.size > 0) return refused(inputs, read.errors);
  const isDone = (inputs['offer'] ?? '') === '' && read.lines.length > 0;
  const added = isDone ? { lines: read.lines } : addedLines(context, inputs, read.lines);
  if ('errors' in added) return refused(inputs, added.errors);
  const errors = orderErrors(context, added.lines);
  if (errors.size === 0) return { type: 'accept', answers: answersOf(added.lines) };
  return { ...refused(inputs, errors), editing: atError(context, added.lines, errors) };
}

function refused(inputs: Entries, errors: FieldErrors): Reduction & { readonly type: 'stay' } {
  return { type: 'stay', entries: inputs, errors };
}

/** The page of the first line that is wrong. */
function atError(context: Context, lines: readonly OfferLine[], errors: FieldErrors): Editing {
  const index = lines.findIndex((line) => errors.has(`quantity_${line.id}`));
  const page = Math.floor(Math.max(0, index) / LINES_PAGE) + 1;
  return { ...context.editing, open: String(page) };
}

function onLastLines(editing: Editing): Editing {
  const { section, search, page } = editing;
  return { section, ...(search !== undefined && { search }), ...(page !== undefined && { page }) };
}

/** Answers without the choice of having no offers: whoever has lines has offers. */
function answersOf(lines: readonly OfferLine[]): Answers {
  return { lines: toAnswer(lines) };
}

/** Nothing beyond what is bought already. */
function noMore(ordered: readonly OfferLine[]): Answers {
  return ordered.length > 0 ? answersOf(ordered) : { lines: [], noOffers: true };
}

/** The search and its filters stay as they are; what was added starts anew. */
function searchEntries(inputs: Entries): Entries {
  const kept = ['offerSearch', 'category', 'term', 'billingCycle'];
  return Object.fromEntries(Object.entries(inputs).filter(([field]) => kept.includes(field)));
}

const OF_LINE = /^(?:quantity|pair|promotion)_(.+)$/;

function withoutLine(inputs: Entries, line: string | undefined): Entries {
  return Object.fromEntries(
    Object.entries(inputs).filter(([field]) => OF_LINE.exec(field)?.[1] !== line),
  );
}

function withoutLines(inputs: Entries): Entries {
  return Object.fromEntries(Object.entries(inputs).filter(([field]) => !OF_LINE.test(field)));
}

/** Has the section what an order needs: lines, or the word that there are none? */
export function isAnswered(answers: Answers): boolean {
  return linesOf(answers).length > 0 || answers['noOffers'] === true;
}

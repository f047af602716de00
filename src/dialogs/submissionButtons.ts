import type { ButtonView } from '../cards/views';
import type { Texts } from '../cards/texts';
import type { SubmissionStatus } from '../services/submissions/status';
import { isInterruptible } from '../services/submissions/waits';
import { placeOf } from './wireProperties';

/** Section key of a status card's clicks. */
export const SUBMISSION = 'submission';

/** Parts that can be changed as long as the submission is open; the rest only before the customer exists. */
const ALWAYS_OPEN: readonly string[] = ['agreement', 'offers', 'review'];

/** The part of the review to change, where the reason names one that can still be changed. */
export function mendGroupOf({ stopped, facts }: SubmissionStatus): string | undefined {
  const property = stopped?.outcome.stop?.property;
  if (property === undefined) return undefined;
  const { group } = placeOf(property);
  const isOpen = facts.customerId === undefined || ALWAYS_OPEN.includes(group);
  return isOpen ? group : undefined;
}

/** The link can be made anew of the same answers. */
const NEEDS_LINK: ReadonlySet<string> = new Set(['acceptanceExpired', 'acceptanceLinkFailed']);

/** It waits for nothing but a link; an old button may still ask for one when something else is asked. */
export function mayRenewLink({ state, reason, stopped }: SubmissionStatus): boolean {
  return (
    state === 'needsAttention' &&
    stopped?.step === 'confirmAgreement' &&
    reason !== undefined &&
    NEEDS_LINK.has(reason)
  );
}

/** It stands at the special qualification, or at what depends on it, and the customer can be without. */
export function mayGoOnWithoutQualification(status: SubmissionStatus): boolean {
  const { stopped, order, isReopened, facts } = status;
  if (!isReopened || order.qualification === undefined || facts.customerId === undefined) {
    return false;
  }
  const property = stopped?.outcome.stop?.property;
  return stopped?.step === 'setQualification' || property === 'qualification';
}

/** Microsoft has said no: nothing but another answer helps, or its support. */
function isQualificationDenied(status: SubmissionStatus): boolean {
  return mayGoOnWithoutQualification(status) && status.reason === 'qualificationDenied';
}

/** What a person can do about a submission, the likeliest first. */
export function submissionButtons(status: SubmissionStatus, texts: Texts): readonly ButtonView[] {
  const one = (action: string, title: string): ButtonView =>
    submissionButton(status, action, title);
  const reveal = status.hasPassword ? [one('reveal', texts('button.reveal'))] : [];
  switch (status.state) {
    case 'needsAttention':
      return withFirst([
        ...mendingButtons(status, texts),
        one('retry', texts(status.reason === 'onHold' ? 'button.goOn' : 'button.retry')),
        // While it may still be granted, that is not the likeliest thing to want.
        ...(mayGoOnWithoutQualification(status) && !isQualificationDenied(status)
          ? [withoutQualificationButton(status, texts)]
          : []),
        ...reveal,
        one('giveUp', texts('button.giveUp')),
      ]);
    case 'waiting':
      return [
        one('refresh', texts('button.refresh')),
        ...(isInterruptible(status.reason) ? [one('hold', texts('button.hold'))] : []),
        ...reveal,
      ];
    case 'running':
      return [one('refresh', texts('button.refresh')), ...reveal];
    case 'givenUp':
    case 'done':
      return withFirst([...reveal, one('done', texts('button.done'))]);
  }
}

function mendingButtons(status: SubmissionStatus, texts: Texts): readonly ButtonView[] {
  const { reason } = status;
  const buttons: ButtonView[] = [];
  if (reason === 'priceChanged') {
    buttons.push(submissionButton(status, 'acceptPrices', texts('button.acceptPrices')));
  }
  if (mayRenewLink(status)) {
    buttons.push(submissionButton(status, 'newLink', texts('button.newLink')));
  }
  if (isQualificationDenied(status)) buttons.push(withoutQualificationButton(status, texts));
  if (status.isReopened) {
    const group = mendGroupOf(status);
    const title =
      group === undefined || group === 'review'
        ? texts('button.changeAnswers')
        : texts('button.updateGroup', { group: texts(`group.${group}`) });
    const mend = submissionButton(status, 'mend', title);
    // It is a click on the draft: the revision tells one that comes late from the next.
    const { draftRevision: revision } = status;
    buttons.push({ ...mend, data: { ...mend.data, ...(revision !== undefined && { revision }) } });
  }
  return buttons;
}

function withoutQualificationButton(status: SubmissionStatus, texts: Texts): ButtonView {
  return submissionButton(status, 'withoutQualification', texts('button.withoutQualification'));
}

function withFirst(buttons: readonly ButtonView[]): readonly ButtonView[] {
  return buttons.map((button, index) =>
    index === 0 ? { ...button, style: 'positive' as const } : button,
  );
}

/** A button of a submission's card, told by the submission alone. */
export function submissionButton(
  status: Pick<SubmissionStatus, 'id' | 'draftId'>,
  action: string,
  title: string,
): ButtonView {
  return {
    title,
    data: { action, draft: status.draftId, section: SUBMISSION, item: status.id },
    sendsInputs: false,
  };
}

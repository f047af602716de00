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

/** It stands at the special qualification, which the customer can be without. */
export function mayGoOnWithoutQualification(status: SubmissionStatus): boolean {
  const { stopped, order, isReopened } = status;
  return isReopened && stopped?.step === 'setQualification' && order.qualification !== undefined;
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
  if (mayGoOnWithoutQualification(status)) {
    const title = texts('button.withoutQualification');
    buttons.push(submissionButton(status, 'withoutQualification', title));
  }
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

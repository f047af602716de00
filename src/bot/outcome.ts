import type { TurnContext } from 'botbuilder';
import type { DialogSet } from 'botbuilder-dialogs';
import type { View } from '../cards/views';
import type { CheckResults, Environment, Section, SectionServices } from '../dialogs/section';
import type { Language } from '../language';
import type { DraftStore } from '../services/draftStore';
import type { OneTimePasswords } from '../services/oneTimePassword';
import type { Handovers } from '../services/handovers';
import type { CallContext } from '../services/partnerCenter/client';
import type { Decisions } from '../services/submissions/decisions';
import type { StatusReader } from '../services/submissions/status';
import type {
  AuditWrite,
  DraftWrite,
  HandoverWrite,
  IntentWrite,
  SubmissionWrite,
  TurnRead,
} from '../services/turnStore';
import type { Click } from './click';
import type { Command } from './commands';
import type { Speaker } from './identity';

/** What a person did. */
export type Input =
  | { readonly type: 'click'; readonly click: Click }
  | { readonly type: 'command'; readonly command: Command }
  /** Text that is no command. */
  | { readonly type: 'text' }
  /** The conversation began, or a page came back to it. */
  | { readonly type: 'joined' }
  /** Delivered once more, after it was answered. */
  | { readonly type: 'repeated' }
  /** It waited too long behind others to be run; the person is shown where they stand. */
  | { readonly type: 'late' };

/** One turn, as far as it is known before it runs. */
export interface Turn {
  readonly context: TurnContext;
  readonly conversationId: string;
  readonly speaker: Speaker;
  readonly language: Language;
  readonly input: Input;
  readonly read: TurnRead;
  /** For every call to Partner Center of this turn: its correlation id, locale and budget. */
  readonly remote: CallContext;
  /** What rules said in this turn, by what they were asked: not asked again when it is run once more. */
  readonly checked: Map<string, CheckResults>;
}

/** Everything that a turn comes to. Nothing of it exists before the commit. */
export interface TurnOutcome {
  readonly view: View | undefined;
  /** Set by the language command. */
  readonly language?: Language;
  readonly draft?: DraftWrite;
  readonly intents?: readonly IntentWrite[];
  readonly submission?: SubmissionWrite;
  readonly handover?: HandoverWrite;
  readonly audit?: readonly AuditWrite[];
  /** The draft that the conversation is about from now on; null: none. */
  readonly currentDraft?: string | null;
  /** The draft id on the newest welcome card. */
  readonly welcomeDraft?: string;
  /** Search words and pages of the lists. */
  readonly lists?: ListsState;
  /** The card that is shown will change by itself: it is noted where it stands. */
  readonly liveCard?: {
    /** Its change is told by a message of its own, where it could be replaced as well. */
    readonly announces?: boolean;
    readonly subject: string;
    readonly version: number;
    readonly state: string;
  };
}

/** What a conversation's list cards show. */
export interface ListsState {
  readonly revision: number;
  readonly customerWords: string;
}

/** What answering a turn may use. */
export interface AnswerServices {
  readonly sections: readonly Section[];
  readonly dialogs: DialogSet;
  /** The partner's facts; throws `PartnerCenterError` while they were never had. */
  readonly environment: (remote: CallContext) => Promise<Environment>;
  readonly sectionServices: SectionServices;
  readonly drafts: DraftStore;
  readonly submissions: StatusReader;
  readonly decisions: Decisions;
  readonly handovers: Handovers;
  readonly domainHmac: (domain: string) => string;
  /** After a decision of a person the worker need not wait for its next look. */
  readonly wakeWorker: () => void;
  readonly passwords: Pick<OneTimePasswords, 'makeLink'>;
  /** Address at which people reach this server, without a slash at the end. */
  readonly publicUrl: string;
}

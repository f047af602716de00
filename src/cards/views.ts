import type { Language } from '../language';

/**
 * Views: what a card says, without how a channel shows it. Dialogs make them, `renderCard` expands
 * them. All words in a view are final (already in the reader's language); text that a person typed
 * or that came from Partner Center stands only in the slots documented as *plain*, which templates
 * render as TextRun so that no Markdown in it comes alive.
 */
export type View = WelcomeView | FormView | ReviewView | StatusView | ResultView | ListView;

/** What a button sends back: routing keys only, never a name, price or id worth forging. */
export type ButtonData = Readonly<Record<string, string | number>>;

/** A button. `sendsInputs: false` (Cancel, Back, Update) skips validation and sends no inputs. */
export interface ButtonView {
  readonly title: string;
  /** What a screen reader says where the title alone is not enough ("Update account info"). */
  readonly accessibleName?: string;
  readonly data: ButtonData;
  readonly sendsInputs: boolean;
  readonly style?: 'positive' | 'destructive';
  readonly disabled?: boolean;
}

/** A link that opens in the reader's browser; the title says where it leads. */
export interface LinkView {
  readonly title: string;
  readonly url: string;
}

/** How serious a line is; always said in words and by a symbol too, never by colour alone. */
export type Tone = 'info' | 'good' | 'warning' | 'wrong';

/** A line that stands out: an explanation, a warning, an error. `text` is *plain*. */
export interface NoticeView {
  readonly tone: Tone;
  readonly text: string;
}

export interface ChoiceView {
  readonly title: string;
  /** Free of commas (several choices are sent joined by commas). */
  readonly value: string;
}

/** One input, with the same limits that the server checks again. */
export interface InputView {
  /** `f_` + the field id, unique in the card. */
  readonly id: string;
  readonly kind:
    'text' | 'email' | 'phone' | 'url' | 'number' | 'date' | 'choice' | 'radio' | 'toggle';
  readonly label: string;
  /** A sentence under the label: what it is for, an example. */
  readonly hint?: string;
  readonly placeholder?: string;
  readonly required: boolean;
  /** What stands in it now, as typed; '' for empty, 'true' or 'false' for a toggle. */
  readonly value: string;
  /** What the client says when its own check fails. */
  readonly errorMessage: string;
  /** What the server found wrong with the value that stands in it. *Plain.* */
  readonly error?: string;
  readonly maxLength?: number;
  /** A regular expression that the client checks. */
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly ChoiceView[];
  /** Where a client that can asks for choices while the person types (`application/search`). */
  readonly dataset?: Dataset;
}

/** Lists that a client can ask for while the person types. */
export type Dataset = 'resellers' | 'offers';

/** The pages of a list: where choices come while the person types, its pages are of no use. */
interface OfPages {
  readonly pagesOf?: Dataset;
}

/** A piece of a form, from top to bottom. */
export type BlockView =
  | { readonly type: 'input'; readonly input: InputView }
  | { readonly type: 'heading'; readonly text: string }
  /** A paragraph of ours. */
  | ({ readonly type: 'text'; readonly text: string; readonly subtle?: boolean } & OfPages)
  | { readonly type: 'notice'; readonly notice: NoticeView }
  /** A thing already in the list (an offer line): *plain* title and details, its inputs, its buttons. */
  | {
      readonly type: 'item';
      readonly title: string;
      readonly details: readonly string[];
      readonly inputs: readonly InputView[];
      readonly buttons: readonly ButtonView[];
    }
  /** Buttons and links amid the form (Search, Add, pages, the agreement's text). */
  | ({
      readonly type: 'actions';
      readonly buttons: readonly ButtonView[];
      readonly links: readonly LinkView[];
    } & OfPages);

interface CommonView {
  readonly language: Language;
  /** What the card is about: `draft:<id>`, `submission:<id>`, `list:<name>`; one is current per subject. */
  readonly subject: string;
  /** Rises with each newer card of the same subject. */
  readonly revision: number;
  /** A subject that is over with this card, its own aside: cards of it that are shown can't be used any more. */
  readonly ends?: string;
  readonly title: string;
  /** Lines on top, such as that a click was out of date. */
  readonly notices: readonly NoticeView[];
  /** At the foot, at most 6 together with `links`. */
  readonly buttons: readonly ButtonView[];
  readonly links?: readonly LinkView[];
}

/** The first card a person sees. */
export interface WelcomeView extends CommonView {
  readonly kind: 'welcome';
  readonly lead: string;
  readonly hints: readonly string[];
  /** What may be typed, and what it does. */
  readonly commands?: readonly { readonly word: string; readonly text: string }[];
}

/** One section's form. */
export interface FormView extends CommonView {
  readonly kind: 'form';
  /** "Step 2 of 5". */
  readonly progress: string;
  readonly lead?: string;
  /** The summary of what the server refused, first wrong field first; each *plain*. */
  readonly errors: readonly string[];
  readonly blocks: readonly BlockView[];
}

/** A line of the review: *plain* value, and what a remote check said where one was made. */
export interface ReviewRowView {
  readonly label: string;
  readonly value: string;
  readonly check?: NoticeView;
}

export interface ReviewGroupView {
  readonly title: string;
  readonly rows: readonly ReviewRowView[];
  readonly notices: readonly NoticeView[];
  readonly links: readonly LinkView[];
  /** What can be done about its notices, such as making a new link. */
  readonly buttons?: readonly ButtonView[];
  /** Absent where the group can no longer be changed. */
  readonly update?: ButtonView;
}

/** Everything as it will be sent, an Update button beside each group. */
export interface ReviewView extends CommonView {
  readonly kind: 'review';
  /** "Step 6 of 6". */
  readonly progress: string;
  readonly lead: string;
  readonly groups: readonly ReviewGroupView[];
  /** The partner's attestation boxes. */
  readonly inputs: readonly InputView[];
  readonly errors: readonly string[];
}

export interface StepView {
  readonly title: string;
  readonly state: 'todo' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped';
  /** The state in words. */
  readonly stateText: string;
  /** Time, ids: *plain*. */
  readonly detail?: string;
}

/** A labelled fact; the value is *plain*. */
export interface FactView {
  readonly label: string;
  readonly value: string;
  /** It is there to be copied as it stands: an id. */
  readonly isId?: boolean;
}

/** A submission on its way, or stopped and in need of a person. */
export interface StatusView extends CommonView {
  readonly kind: 'status';
  readonly lead: string;
  readonly steps: readonly StepView[];
  readonly facts: readonly FactView[];
}

/** A submission that reached its end. */
export interface ResultView extends CommonView {
  readonly kind: 'result';
  readonly lead: string;
  readonly facts: readonly FactView[];
}

/** One entry of a list: *plain* title and details. */
export interface ListItemView {
  readonly title: string;
  readonly details: readonly string[];
  readonly buttons: readonly ButtonView[];
}

/** Drafts, customers, submissions: searched and paged. */
export interface ListView extends CommonView {
  readonly kind: 'list';
  readonly lead: string;
  readonly search?: { readonly input: InputView; readonly button: ButtonView };
  /** Below the list: the code of a draft that is taken over. */
  readonly foot?: { readonly input: InputView; readonly button: ButtonView };
  readonly items: readonly ListItemView[];
  /** Previous and next page. */
  readonly pager: readonly ButtonView[];
}

import type { BlockView, ButtonView, LinkView, NoticeView } from '../cards/views';
import type { Texts } from '../cards/texts';
import type { Language } from '../language';
import type { Catalogue } from '../services/catalogue';
import type { Countries } from '../services/countries';
import type { CallContext, PartnerCenterClient } from '../services/partnerCenter/client';
import type { Promotions } from '../services/promotions';
import type { Resellers } from '../services/resellers';
import type { CustomerOrder } from '../services/submissions/customerOrder';
import type { Answers, Check, Draft, Editing, Entries } from './draft';

/*
 * A section is data plus a few small functions. Cards, review rows, what became doubtful, the order
 * that is submitted: everything is derived from the list of sections.
 */

/** What is true for the partner and this deployment, the same for every draft. */
export interface Environment {
  /** The partner's own country (ISO 3166-1 alpha-2). */
  readonly partnerCountry: string;
  /** The partner's own domain; a customer's contact must not be on it. */
  readonly partnerDomain?: string;
  /** Countries in which the partner may add customers. */
  readonly markets: readonly string[];
  readonly indirectProvider: boolean;
  /** How the partner attests the agreement; undefined where the cloud has none (US Government). */
  readonly agreementMode?: 'enhanced' | 'classic';
  /** What the initial domain of a new customer ends in, such as `.onmicrosoft.com`. */
  readonly domainSuffix: string;
  /** Can an existing customer be asked for a relationship? Not in US Government. */
  readonly relationshipRequests: boolean;
  /** Today by the server's clock in the speaker's time zone, ISO date. */
  readonly today: string;
  /** The speaker's time zone (IANA), where the channel says it. */
  readonly timeZone?: string;
}

/** The services that a section may ask while it loads or checks. */
export interface SectionServices {
  readonly client: PartnerCenterClient;
  readonly countries: Countries;
  readonly resellers: Resellers;
  readonly catalogue: Catalogue;
  readonly promotions: Promotions;
  /** What the speaker submitted lately, newest first; absent outside a turn. */
  readonly recentOrders?: () => Promise<readonly CustomerOrder[]>;
  /** Ids of the draft's lines that were ordered already: they are bought, and stay as they are. */
  readonly orderedLines?: () => Promise<readonly string[]>;
}

/** A text of ours with its parameters, to be said in the reader's language. */
export interface Message {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What is wrong, by field id; '' for the section as a whole. Order is the order shown. */
export type FieldErrors = ReadonlyMap<string, Message>;

/** Everything that a section's pure functions may look at. */
export interface SectionContext<L = unknown> {
  readonly draft: Draft;
  readonly environment: Environment;
  readonly language: Language;
  readonly texts: Texts;
  readonly editing: Editing;
  /** What `load` brought. */
  readonly loaded: L;
}

/** What a person sent from a section's card. */
export interface SectionClick {
  readonly action: string;
  readonly item: string | undefined;
  /** By field id, as typed. */
  readonly inputs: Entries;
}

/** What `load` is told: the click, where there is one, says what must be looked up for it. */
export interface LoadContext {
  readonly draft: Draft;
  readonly environment: Environment;
  readonly language: Language;
  readonly editing: Editing;
  readonly click: SectionClick | undefined;
  /** The review needs the rules that answers were made by, not search results. */
  readonly purpose: 'form' | 'review';
  readonly remote: CallContext;
}

/** What a click comes to, before any remote check. */
export type Reduction =
  /** The section is answered. */
  | { readonly type: 'accept'; readonly answers: Answers }
  /** The card stays: other answers so far, search words, or what is wrong with what was sent. */
  | {
      readonly type: 'stay';
      readonly answers?: Answers;
      readonly entries?: Entries;
      readonly editing?: Editing;
      readonly errors?: FieldErrors;
      /** What the card comes back with in fields that were left empty, for the person to agree to. */
      readonly proposed?: Entries;
    };

/** A remote rule's answer, by field id. */
export type CheckResults = Readonly<Record<string, Check>>;

export interface ReviewRow {
  readonly field: string;
  readonly label: string;
  readonly value: string;
}

/** A box that must be ticked at the review before the order is sent. */
export interface Attestation {
  /** `partnerAttestation`, or `attestation_<what it is about>`: a tick holds for nothing else. */
  readonly field: string;
  readonly label: string;
  /** What it is called where it is missing. */
  readonly short: string;
  /** The order's lines that it stands for, by id. */
  readonly lines?: readonly string[];
}

/** How something that goes on outside stands, at the review: the signer's acceptance. */
export interface OutsideState {
  /** Facts to be copied: the link that the signer gets. */
  readonly rows?: readonly { readonly label: string; readonly value: string }[];
  readonly notices: readonly NoticeView[];
  readonly links: readonly LinkView[];
  readonly buttons: readonly ButtonView[];
}

/** Something outside that the draft should own now, made by the worker. */
export interface WantedEffect {
  /** The journal's step name. */
  readonly step: string;
  /** Hash of what it is asked for; another key voids the old one. */
  readonly key: string;
}

/** Part of the review: Account info holds company and contact. */
export type GroupId = string;

/** One entry of the list that is the product; `formSection` makes one from fields alone. */
export interface Section {
  readonly id: string;
  readonly group: GroupId;
  /** Field ids whose answers, changed later, make this section doubtful. */
  readonly dependsOn: readonly { readonly section: string; readonly field: string }[];
  /** Is it asked at all? Absent: always. */
  readonly when?: (draft: Draft, environment: Environment) => boolean;
  /** Do the answers hold what every customer needs? No remote data, so that position stays pure. */
  readonly complete: (answers: Answers, environment: Environment) => boolean;
  readonly load: (context: LoadContext, services: SectionServices) => Promise<unknown>;
  /** The card's body. */
  readonly view: (
    context: SectionContext,
    entries: Entries | undefined,
    errors: FieldErrors,
  ) => readonly BlockView[];
  readonly reduce: (context: SectionContext, click: SectionClick) => Reduction;
  /** What was sent, with the inputs of the card that were left empty, which clients do not send, as ''. */
  readonly typed?: (context: SectionContext, inputs: Entries) => Entries;
  /** What buttons of its own do, besides those that every form has; another click changes nothing. */
  readonly actions?: readonly string[];
  /** The opened part takes the whole card: there is no Next on it, and Back leads to the form. */
  readonly isPage?: (editing: Editing) => boolean;
  /** What stands in the way of Submit: the local rules once more, and what could not be made outside. */
  readonly verify?: (context: SectionContext) => FieldErrors;
  /** Remote rules for answers that passed the local ones; results are kept with the draft. */
  readonly check?: (
    context: LoadContext,
    answers: Answers,
    services: SectionServices,
  ) => Promise<CheckResults>;
  readonly rows: (context: SectionContext) => readonly ReviewRow[];
  /** Boxes that its answers need at the review. */
  readonly attestations?: (context: SectionContext) => readonly Attestation[];
  /** How what it made outside stands, for the review. */
  readonly state?: (context: SectionContext) => OutsideState;
  /** What it adds to the order; pure. */
  readonly contribute: (context: SectionContext) => Partial<CustomerOrder>;
  readonly effect?: (draft: Draft, environment: Environment) => WantedEffect | undefined;
  /** Label of a field, for messages that name it. */
  readonly label: (field: string, context: SectionContext) => string;
}

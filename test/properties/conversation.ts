import { ActivityTypes, TestAdapter, TurnContext } from 'botbuilder';
import { textsFor } from '../../src/cards/texts';
import type { Language } from '../../src/language';
import type { BlockView, InputView, View } from '../../src/cards/views';
import { createDialogs, runAddCustomer } from '../../src/dialogs/addCustomerDialog';
import { emptyDraft, type Draft, type Entries } from '../../src/dialogs/draft';
import { takeUpEffects } from '../../src/dialogs/effects';
import type { Environment, SectionServices } from '../../src/dialogs/section';
import { SECTIONS } from '../../src/dialogs/sections';
import type { DraftClick, DraftSession } from '../../src/dialogs/session';
import { createCatalogue } from '../../src/services/catalogue';
import { createCopies } from '../../src/services/copies';
import { createCountries } from '../../src/services/countries';
import { createPriceList } from '../../src/services/priceList';
import { createPromotions } from '../../src/services/promotions';
import { createResellers } from '../../src/services/resellers';
import { createSkuDirectories } from '../../src/services/skuDirectory';
import { listResellers } from '../../src/services/partnerCenter/resellers';
import type { CustomerOrder } from '../../src/services/submissions/customerOrder';
import { startSimulated, type Simulated } from '../services/partnerCenter/simulated';

/** The partner for whom the drafts of the properties are made. */
export const ENVIRONMENT: Environment = {
  partnerCountry: 'US',
  partnerDomain: 'fourthcoffee.com',
  markets: ['US', 'BR', 'DE'],
  indirectProvider: true,
  agreementMode: 'enhanced',
  domainSuffix: '.onmicrosoft.com',
  relationshipRequests: true,
  today: '2026-11-25',
};

/** The dialogs on one draft, turn by turn, over Alta's own client and a simulated Partner Center. */
export interface Conversation {
  readonly draft: Draft;
  readonly shown: View | undefined;
  /** Set once a turn submits. */
  readonly order: CustomerOrder | undefined;
  /** Everything that was sent in a click's inputs counts as typed. */
  click(click: Omit<DraftClick, 'item'> & { item?: string }): Promise<void>;
}

export interface Setting {
  readonly language?: Language;
  readonly environment?: Partial<Environment>;
}

export interface World {
  begin(setting?: Setting): Promise<Conversation>;
  /** The service begins anew, with nothing kept of what Partner Center said; drafts go on. */
  restart(): void;
  /** From now on list prices are so many times what they were at first. */
  setPrices(factor: number): Promise<void>;
  /** Partner Center gives no price sheet, or gives it again. */
  refusePrices(areRefused: boolean): void;
  /** Waits until the offers and their prices have been read. */
  pricesRead(): Promise<void>;
  /** By its tenant, as Partner Center lists it; '' for nobody. */
  resellerName(tenantId: string | undefined): Promise<string>;
  stop(): Promise<void>;
}

const PREMIUM = {
  country: 'US',
  segment: 'commercial',
  words: 'Microsoft 365 Business Premium',
  page: 1,
  pageSize: 8,
  category: undefined,
  addOnOf: undefined,
  termDuration: undefined,
  billingCycle: undefined,
} as const;

/** A simulator and the services on it, for many conversations. */
export async function startWorld(): Promise<World> {
  const simulated = await startSimulated({ resellers: 12, skus: 60 });
  let services = servicesOf(simulated);
  const dialogs = createDialogs();
  return {
    async begin({ language = 'en', environment } = {}) {
      const scene = { language, environment: { ...ENVIRONMENT, ...environment } };
      const state: { draft: Draft; shown?: View; order?: CustomerOrder } = { draft: emptyDraft() };
      const turn = async (click: DraftClick | undefined): Promise<void> => {
        const session = {
          ...sessionOf(simulated, services, state.draft, click),
          ...scene,
          texts: textsFor(language),
        };
        const context = new TurnContext(new TestAdapter(), { type: ActivityTypes.Message });
        await runAddCustomer(dialogs, context, session);
        state.draft = takeUpEffects(SECTIONS, session.draft, scene.environment).draft;
        if (session.shown !== undefined) state.shown = session.shown;
        if (session.order !== undefined) state.order = session.order;
      };
      await turn(undefined);
      return {
        get draft() {
          return state.draft;
        },
        get shown() {
          return state.shown;
        },
        get order() {
          return state.order;
        },
        click: ({ item, ...click }) => turn({ ...click, item }),
      };
    },
    restart: () => {
      services = servicesOf(simulated);
    },
    setPrices: async (factor) => {
      await fetch(`${simulated.simulator.url}/_simulator/catalogue/prices`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ factor }),
      });
    },
    refusePrices: (areRefused) => {
      const { faults } = simulated.simulator;
      if (!areRefused) faults.clear();
      else faults.add({ kind: 'refuse', status: 403, path: /\/pricesheets/, probability: 1 });
    },
    pricesRead: async () => {
      const [item] = (await services.catalogue.search(PREMIUM, simulated.context)).items;
      for (let look = 0; look < 200; look += 1) {
        const prices = await services.catalogue.pricesOf(PREMIUM, item?.id ?? '');
        if (prices !== undefined && prices.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('The prices were not read.');
    },
    resellerName: async (tenantId) => {
      const listed = await listResellers(simulated.client, simulated.context);
      return listed.find((one) => one.tenantId === tenantId)?.name ?? '';
    },
    stop: () => simulated.stop(),
  };
}

function servicesOf({ client }: Simulated): SectionServices {
  const copies = createCopies({ onFailed: () => undefined });
  return {
    client,
    countries: createCountries(client, copies),
    resellers: createResellers(client, copies),
    catalogue: createCatalogue({
      client,
      copies,
      directories: createSkuDirectories(client, copies),
      priceList: createPriceList({ client, copies }),
    }),
    promotions: createPromotions(client, copies),
  };
}

function sessionOf(
  { context }: Simulated,
  services: SectionServices,
  draft: Draft,
  click: DraftClick | undefined,
): DraftSession {
  return {
    id: 'draft-of-a-property',
    sections: SECTIONS,
    environment: ENVIRONMENT,
    services,
    language: 'en',
    texts: textsFor('en'),
    remote: { ...context, deadline: Date.now() + 5_000 },
    checked: new Map(),
    revision: 1,
    fixed: [],
    maySubmit: true,
    state: 'open',
    draft,
    click,
    notices: [],
    shown: undefined,
    atReview: false,
    order: undefined,
    submissionView: () => Promise.resolve(undefined),
  };
}

/** The inputs of a card. */
export function inputsOf(view: View | undefined): readonly InputView[] {
  if (view?.kind === 'review') return view.inputs;
  return view?.kind === 'form' ? view.blocks.flatMap(inputsIn) : [];
}

function inputsIn(block: BlockView): readonly InputView[] {
  if (block.type === 'input') return [block.input];
  return block.type === 'item' ? block.inputs : [];
}

/** What a client sends of a card nobody touched, by field id. */
export function untouched(view: View | undefined): Entries {
  return Object.fromEntries(
    inputsOf(view)
      .filter(({ value }) => value !== '')
      .map(({ id, value }) => [id.replace(/^f_/, ''), value]),
  );
}

/** The section whose card is shown. */
export function sectionShown(view: View | undefined): string {
  const button = view?.buttons.find(({ data }) => 'section' in data);
  return String(button?.data['section'] ?? '');
}

/** Everything that can be pressed on a card, as action and item. */
export function buttonsOf(view: View | undefined): readonly { action: string; item?: string }[] {
  const inBody =
    view?.kind === 'form'
      ? view.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []))
      : view?.kind === 'review'
        ? view.groups.flatMap(({ update, buttons = [] }) => [
            ...buttons,
            ...(update ? [update] : []),
          ])
        : [];
  return [...(view?.buttons ?? []), ...inBody].map(({ data }) => ({
    action: String(data['action']),
    ...(data['item'] !== undefined && { item: String(data['item']) }),
  }));
}

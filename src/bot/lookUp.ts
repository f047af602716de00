import { randomUUID } from 'node:crypto';
import type { Activity, InvokeResponse } from 'botbuilder';
import { z } from 'zod';
import { emptyDraft, parseDraft } from '../dialogs/draft';
import { marketOf } from '../dialogs/offers/line';
import type { SectionServices } from '../dialogs/section';
import { DEFAULT_LANGUAGE, languageOf, localeOf } from '../language';
import { errorFields, type Log } from '../log';
import type { TurnStore } from '../services/turnStore';
import type { Channel } from './channels';
import type { Speaker } from './identity';
import { conversationKey } from './turn';

/** An entry of the list that opens while a person types. */
interface Choice {
  readonly value: string;
  readonly title: string;
}

export interface LookUpServices {
  readonly sectionServices: Pick<SectionServices, 'resellers' | 'catalogue'>;
  readonly store: Pick<TurnStore, 'read'>;
  readonly log: Log;
}

/** Answers `application/search`: choices for the text typed so far, the first ones for an empty text. */
export type LookUp = (
  activity: Activity,
  channel: Channel,
  speaker: Speaker | undefined,
) => Promise<InvokeResponse>;

/** Teams shows no more (channels.md 1.5). */
const MOST_RESULTS = 15;
const MOST_CHARACTERS = 100;
/** A list that comes later is a list for other letters. */
const BUDGET_MS = 900;

const searchSchema = z.object({
  dataset: z.string().catch(''),
  queryText: z
    .string()
    .catch('')
    .transform((text) => text.slice(0, MOST_CHARACTERS)),
  queryOptions: z.object({ skip: z.number().int().min(0).max(1_000).catch(0) }).catch({ skip: 0 }),
});

/**
 * From memory, beside the queue of turns. Whatever goes wrong is an empty list: the search button of the
 * card stays.
 */
export function createLookUp(services: LookUpServices): LookUp {
  return async (activity, channel, speaker) => {
    const asked: unknown = activity.value;
    const search = searchSchema.parse(Object(asked));
    const results =
      speaker === undefined
        ? []
        : await choices(services, search, activity, channel, speaker).catch((error: unknown) => {
            services.log.warn('lookUp.failed', errorFields(error));
            return [];
          });
    return {
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.search.searchResponse',
        value: { results: results.slice(0, MOST_RESULTS) },
      },
    };
  };
}

async function choices(
  { sectionServices, store }: LookUpServices,
  { dataset, queryText, queryOptions }: z.output<typeof searchSchema>,
  activity: Activity,
  channel: Channel,
  speaker: Speaker,
): Promise<readonly Choice[]> {
  const page = Math.floor(queryOptions.skip / MOST_RESULTS) + 1;
  const request = { words: queryText, page, pageSize: MOST_RESULTS };
  const remote = {
    correlationId: randomUUID(),
    locale: localeOf(languageOf(activity.locale) ?? DEFAULT_LANGUAGE),
    deadline: Date.now() + BUDGET_MS,
  };
  switch (dataset) {
    case 'resellers': {
      const { items } = await sectionServices.resellers.search(request, remote);
      return items.map(({ tenantId, name, partnerId }) => ({
        value: tenantId,
        title: `${name} (${partnerId})`,
      }));
    }
    case 'offers': {
      const { draft } = await store.read({
        conversationId: conversationKey(activity, channel, speaker),
        draftId: undefined,
        person: speaker.person,
      });
      const market = marketOf((draft && parseDraft(draft.body)) ?? emptyDraft());
      if (market.country === '') return [];
      const { items } = await sectionServices.catalogue.search({ ...market, ...request }, remote);
      return items.map(({ id, title }) => ({ value: id, title }));
    }
    default:
      return [];
  }
}

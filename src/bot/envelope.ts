import type { Activity } from 'botbuilder';
import { z } from 'zod';

/** Longest id that a channel is believed to send. */
const MAX_ID = 500;
const id = z.string().min(1).max(MAX_ID);
const account = z.looseObject({ id, aadObjectId: z.string().max(100).optional() });

/**
 * What every activity must have before any of our code, or the SDK's, looks at it; the SDK answers
 * 500 where one of these is missing. Everything else is carried as it came.
 */
const envelopeSchema = z.looseObject({
  type: z.string().min(1).max(100),
  id: z.string().max(MAX_ID).optional(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }),
  from: account,
  recipient: account,
  conversation: z.looseObject({
    id,
    conversationType: z.string().max(100).optional(),
    tenantId: z.string().max(100).optional(),
  }),
  text: z.string().optional(),
  name: z.string().max(200).optional(),
  locale: z.string().max(100).optional(),
  replyToId: z.string().max(MAX_ID).optional(),
});

/** An activity that may be handed on; undefined for what is none. */
export function parseEnvelope(body: unknown): Activity | undefined {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return undefined;
  // Channels write times as text; the SDK's type says Date and nothing here reads them.
  return { ...parsed.data, timestamp: new Date() } as unknown as Activity;
}

/** The speaker's time zone, as the client names it; the SDK's type says that there always is one. */
export function timeZoneOf(activity: { readonly localTimezone?: string }): string | undefined {
  return activity.localTimezone;
}

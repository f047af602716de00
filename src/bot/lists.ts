import { z } from 'zod';
import type { ConversationRow } from '../services/turnStore';
import type { ListsState } from './outcome';

const listsSchema = z.object({ revision: z.number(), customerWords: z.string() });

/** What the conversation's list cards showed last. */
export function listsOf(conversation: ConversationRow | undefined): ListsState {
  const parsed = listsSchema.safeParse(JSON.parse(conversation?.body ?? 'null'));
  return parsed.success ? parsed.data : { revision: 0, customerWords: '' };
}

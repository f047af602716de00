import type { Activity } from './activities';
import { DirectLineError } from './directLineError';

/** Direct Line gives a bot 15 seconds to answer a turn. */
export const BOT_TIMEOUT_MS = 15_000;

/**
 * Hands an activity to the bot and waits for its turn to end. Throws a `DirectLineError` 502 as the
 * service does: `BotError` where the bot fails, can't be reached or takes too long (it may have got
 * the activity all the same), `BotRejectedActivity` where it answers 4xx.
 */
export async function deliverToBot(
  endpoint: string,
  activity: Activity,
  timeoutMs: number,
): Promise<void> {
  let status: number;
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(activity),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    status = response.status;
  } catch {
    throw new DirectLineError(502, 'BotError', 'The bot could not be reached or took too long.');
  }
  if (status >= 500) {
    throw new DirectLineError(502, 'BotError', `The bot failed with status ${status}.`);
  }
  if (status >= 400) {
    throw new DirectLineError(502, 'BotRejectedActivity', `The bot answered ${status}.`);
  }
}

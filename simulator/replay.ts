import type { Answer } from './http/route';
import { Refusal } from './refusal';

/** A first answer, or the refusal that was the answer. */
type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'refusal'; readonly refusal: Refusal };

/**
 * Answers by request id, so that a repeat of a creating call changes nothing.
 * Definitive refusals are kept as well (the caller has to take a new id after one); those that say
 * "try again" are not. A repeat that arrives while the first call still runs waits for its answer.
 */
export class ReplayStore {
  private readonly outcomes = new Map<string, Promise<Outcome>>();

  /** Whether this call was made before. */
  has(key: string): boolean {
    return this.outcomes.has(key);
  }

  /** Runs the call once per key. */
  async once(key: string, run: () => Promise<Answer>): Promise<Answer> {
    let pending = this.outcomes.get(key);
    if (pending === undefined) {
      pending = this.settle(key, run);
      this.outcomes.set(key, pending);
    }
    const outcome = await pending;
    if (outcome.kind === 'refusal') throw outcome.refusal;
    return outcome.answer;
  }

  private async settle(key: string, run: () => Promise<Answer>): Promise<Outcome> {
    try {
      // Begun a moment later, so that the outcome is kept before it can be forgotten again.
      return { kind: 'answer', answer: await Promise.resolve().then(run) };
    } catch (error) {
      const definitive =
        error instanceof Refusal && error.status < 500 && error.details.retryable !== true;
      if (!definitive) this.outcomes.delete(key);
      if (error instanceof Refusal) return { kind: 'refusal', refusal: error };
      throw error;
    }
  }
}

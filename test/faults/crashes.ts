import type { Product } from '../e2e/product';
import type { Clerk } from './clerk';
import type { Lane } from './lane';
import { wrongWith } from './verdict';

export interface CrashPlan {
  /** The first point that is tried, and how many lie between it and the next one. */
  readonly from: number;
  readonly stride: number;
}

export interface Crashes {
  /** How many points there are from the agreement form to the result. */
  readonly points: number;
  readonly tried: number;
  /** What was wrong after which crash. */
  readonly failures: readonly string[];
}

/**
 * Adds one customer after the other; during each the product is killed at one point, started again, and
 * must bring it to a good end. Ends with the customer whose point was never reached.
 */
export async function crashAtEvery(lane: Lane, { from, stride }: CrashPlan): Promise<Crashes> {
  const failures: string[] = [];
  let product = await lane.start();
  for (let point = from, tried = 0; ; point += stride, tried += 1) {
    const clerk = lane.clerk(product);
    await clerk.begin();
    await clerk.goOn(/^Customer agreement/);
    await product.ask({ killAt: point });
    let isOver = false;
    const successor = product.exited.then(async () => {
      if (isOver) return undefined;
      await lane.leasesRunOut();
      const next = await lane.start();
      clerk.at(next.url);
      return next;
    });
    const wrong = await endOf(lane, clerk);
    failures.push(...wrong.map((one) => `point ${point}: ${one}`));
    const passed = await passedIn(product);
    isOver = true;
    if (passed !== undefined) return { points: passed, tried, failures };
    product = (await successor) ?? product;
  }
}

async function endOf(lane: Lane, clerk: Clerk): Promise<readonly string[]> {
  try {
    await clerk.goOn(/Customer added/);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return wrongWith(lane, clerk);
}

/** Undefined: it was killed. */
export async function passedIn(product: Product): Promise<number | undefined> {
  try {
    return ((await product.ask({})) as { passed: number }).passed;
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import type { SimulatorOptions } from './options';

const DEFAULT_PORT = 3979;

const milliseconds = z.coerce.number().int().nonnegative();

const environment = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  SIMULATOR_PARTNER: z.enum(['indirectProvider', 'direct']).optional(),
  SIMULATOR_CLOUD: z.enum(['public', 'usGovernment']).optional(),
  SIMULATOR_LATENCY_MS: milliseconds.optional(),
  SIMULATOR_PROPAGATION_MS: milliseconds.optional(),
  SIMULATOR_ORDER_MS: milliseconds.optional(),
  SIMULATOR_SEED: z.coerce.number().int().optional(),
  SIMULATOR_QUIRKS: z.enum(['on', 'off']).optional(),
  SIMULATOR_SANDBOX: z.enum(['on', 'off']).optional(),
});

/** Options from SIMULATOR_* settings; all wrong ones are named at once. */
export function optionsFromEnvironment(
  source: Readonly<Record<string, string | undefined>>,
): Partial<SimulatorOptions> {
  const parsed = environment.safeParse(withoutEmpty(source));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.message}`,
    );
    throw new Error(`The simulator's settings are wrong.\n${problems.join('\n')}`);
  }
  const settings = parsed.data;
  return {
    port: settings.SIMULATOR_PORT,
    ...(settings.SIMULATOR_PARTNER === undefined ? {} : { partner: settings.SIMULATOR_PARTNER }),
    ...(settings.SIMULATOR_CLOUD === undefined ? {} : { cloud: settings.SIMULATOR_CLOUD }),
    ...(settings.SIMULATOR_LATENCY_MS === undefined
      ? {}
      : { latencyMs: settings.SIMULATOR_LATENCY_MS }),
    ...(settings.SIMULATOR_PROPAGATION_MS === undefined
      ? {}
      : { customerPropagationMs: settings.SIMULATOR_PROPAGATION_MS }),
    ...(settings.SIMULATOR_ORDER_MS === undefined
      ? {}
      : { orderPendingMs: settings.SIMULATOR_ORDER_MS }),
    ...(settings.SIMULATOR_SEED === undefined ? {} : { seed: settings.SIMULATOR_SEED }),
    quirks: settings.SIMULATOR_QUIRKS === 'on',
    sandbox: settings.SIMULATOR_SANDBOX === 'on',
  };
}

/** A setting left blank counts as not given, as in most .env files. */
function withoutEmpty(
  source: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(source).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}

import { z } from 'zod';
import type { SimulatorOptions } from './options';

const DEFAULT_PORT = 3979;

const whole = z.coerce.number().int().nonnegative().optional();
const onOff = z
  .enum(['on', 'off'])
  .transform((value) => value === 'on')
  .optional();
const agreementModes = z
  .string()
  .transform((text) => text.split(',').map((mode) => mode.trim()))
  .pipe(z.array(z.enum(['enhanced', 'classic', 'direct'])))
  .optional();

const environment = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  SIMULATOR_PARTNER: z.enum(['indirectProvider', 'direct']).optional(),
  SIMULATOR_CLOUD: z.enum(['public', 'usGovernment']).optional(),
  SIMULATOR_SANDBOX: onOff,
  SIMULATOR_AGREEMENT_MODES: agreementModes,
  SIMULATOR_QUIRKS: onOff,
  SIMULATOR_STRICT: onOff,
  SIMULATOR_LATENCY_MS: whole,
  SIMULATOR_CREATE_MS: whole,
  SIMULATOR_CHECKOUT_MS: whole,
  SIMULATOR_PROPAGATION_MS: whole,
  SIMULATOR_ORDER_MS: whole,
  SIMULATOR_LIST_LAG_MS: whole,
  SIMULATOR_ATTESTATION_MS: whole,
  SIMULATOR_REQUESTS_PER_MINUTE: whole,
  SIMULATOR_PRICE_SHEET_MB: whole,
  SIMULATOR_SEED: z.coerce.number().int().optional(),
  SIMULATOR_RESELLERS: whole,
  SIMULATOR_SKUS: whole,
  SIMULATOR_EXISTING_CUSTOMERS: whole,
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
  return onlyGiven({
    port: settings.SIMULATOR_PORT,
    partner: settings.SIMULATOR_PARTNER,
    cloud: settings.SIMULATOR_CLOUD,
    sandbox: settings.SIMULATOR_SANDBOX,
    agreementModes: settings.SIMULATOR_AGREEMENT_MODES,
    quirks: settings.SIMULATOR_QUIRKS,
    strict: settings.SIMULATOR_STRICT,
    latencyMs: settings.SIMULATOR_LATENCY_MS,
    createCustomerMs: settings.SIMULATOR_CREATE_MS,
    checkoutMs: settings.SIMULATOR_CHECKOUT_MS,
    customerPropagationMs: settings.SIMULATOR_PROPAGATION_MS,
    orderPendingMs: settings.SIMULATOR_ORDER_MS,
    orderListLagMs: settings.SIMULATOR_LIST_LAG_MS,
    attestationLifetimeMs: settings.SIMULATOR_ATTESTATION_MS,
    requestsPerMinute: settings.SIMULATOR_REQUESTS_PER_MINUTE,
    priceSheetMegabytes: settings.SIMULATOR_PRICE_SHEET_MB,
    seed: settings.SIMULATOR_SEED,
    resellers: settings.SIMULATOR_RESELLERS,
    skus: settings.SIMULATOR_SKUS,
    existingCustomers: settings.SIMULATOR_EXISTING_CUSTOMERS,
  });
}

type Given = { readonly [Name in keyof SimulatorOptions]?: SimulatorOptions[Name] | undefined };

function onlyGiven(options: Given): Partial<SimulatorOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
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

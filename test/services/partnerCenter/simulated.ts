import { randomUUID } from 'node:crypto';
import { startSimulator, type Simulator } from '../../../simulator/server';
import type { SimulatorOptions } from '../../../simulator/options';
import {
  createPartnerCenterClient,
  type CallContext,
  type PartnerCenterClient,
  type PartnerCenterClientOptions,
} from '../../../src/services/partnerCenter/client';
import { createTokenSource } from '../../../src/services/partnerCenter/tokens';

/** A simulator with Alta's own client on it. */
export interface Simulated {
  readonly simulator: Simulator;
  readonly client: PartnerCenterClient;
  readonly context: CallContext;
  stop(): Promise<void>;
}

/** Quirks are on, the data set is small, nothing takes time; `options` say otherwise. */
export async function startSimulated(
  options: Partial<SimulatorOptions> = {},
  clientOptions: Partial<PartnerCenterClientOptions> = {},
): Promise<Simulated> {
  const simulator = await startSimulator({
    customerPropagationMs: 0,
    orderPendingMs: 0,
    skus: 100,
    resellers: 50,
    quirks: true,
    ...options,
  });
  let kept: string | undefined;
  const client = createPartnerCenterClient({
    baseUrl: simulator.url,
    tokens: createTokenSource({
      tokenUrl: `${simulator.url}/partner.onmicrosoft.com/oauth2/token`,
      clientId: 'client',
      clientSecret: 'secret',
      refreshToken: 'refresh',
      store: {
        load: () => Promise.resolve(kept),
        save: (token) => {
          kept = token;
          return Promise.resolve();
        },
      },
    }),
    ...clientOptions,
  });
  return {
    simulator,
    client,
    context: { correlationId: randomUUID(), locale: 'en-US' },
    async stop() {
      await client.close();
      await simulator.stop();
    },
  };
}

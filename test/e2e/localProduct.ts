import type { SimulatorOptions } from '../../simulator/options';
import { startSimulator, type Simulator } from '../../simulator/server';
import { startApp } from '../../src/app';
import { readConfig } from '../../src/config';
import type { Section } from '../../src/dialogs/section';
import { createLog } from '../../src/log';
import { newDataDir } from '../dataDir';
import { freePort } from '../freePort';

/** Bot and simulator in this process, over real HTTP; starts in a second and can be looked into. */
export interface LocalProduct {
  readonly url: string;
  readonly simulator: Simulator;
  stop(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

export interface LocalProductOptions {
  readonly simulator?: Partial<SimulatorOptions>;
  /** Settings of the bot, as in its environment. */
  readonly settings?: Settings | ((simulatorUrl: string) => Promise<Settings>);
  readonly sections?: readonly Section[];
}

/** Starts both; the simulator answers as oddly as Partner Center does, and at once. */
export async function startLocalProduct(options: LocalProductOptions = {}): Promise<LocalProduct> {
  const simulator = await startSimulator({
    customerPropagationMs: 0,
    orderPendingMs: 0,
    // Read within a turn's two seconds on a busy machine too.
    skus: 100,
    quirks: true,
    ...options.simulator,
  });
  const { settings } = options;
  const config = readConfig({
    PORT: String(await freePort()),
    PARTNER_CENTER_URL: simulator.url,
    DATA_DIR: newDataDir(),
    ...(typeof settings === 'function' ? await settings(simulator.url) : settings),
  });
  const app = await startApp({
    config,
    log: createLog('silent'),
    ...(options.sections !== undefined && { sections: options.sections }),
  });
  return {
    url: `http://127.0.0.1:${app.port}`,
    simulator,
    async stop() {
      await app.stop();
      await simulator.stop();
    },
  };
}

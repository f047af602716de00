import type { SimulatorOptions } from '../../simulator/options';
import { startSimulator, type Simulator } from '../../simulator/server';
import { startApp, type App, type AppOptions } from '../../src/app';
import { readConfig } from '../../src/config';
import { createLog } from '../../src/log';
import { newDataDir } from '../dataDir';
import { freePort } from '../freePort';

/** The bot in this process, with a simulator of its own; quicker to start than the built product. */
export interface TestApp {
  readonly url: string;
  readonly simulator: Simulator;
  stop(): Promise<void>;
}

export async function startTestApp(
  options: Partial<SimulatorOptions> = {},
  env:
    | Readonly<Record<string, string>>
    | ((simulatorUrl: string) => Readonly<Record<string, string>>) = {},
  appOptions: Partial<AppOptions> = {},
): Promise<TestApp> {
  const simulator = await startSimulator({
    customerPropagationMs: 0,
    orderPendingMs: 0,
    quirks: true,
    ...options,
  });
  const config = readConfig({
    PORT: String(await freePort()),
    PARTNER_CENTER_URL: simulator.url,
    DATA_DIR: newDataDir(),
    ...(typeof env === 'function' ? env(simulator.url) : env),
  });
  const log = createLog('silent');
  // What is asked here is never how quickly: other suites may have the processors.
  const app: App = await startApp({ config, log, remoteBudgetMs: 20_000, ...appOptions });
  return {
    url: `http://127.0.0.1:${app.port}`,
    simulator,
    async stop() {
      await app.stop();
      await simulator.stop();
    },
  };
}

import { hostname } from 'node:os';
import { startApp } from './app';
import { ConfigError, readConfig } from './config';
import { createLog, errorFields } from './log';
import { DataDirHeldError, DataDirUnwritableError } from './services/database/dataDirLock';
import type { TelemetryExport } from './telemetryExport';
import { SimulatorError, startSimulatorProcess, type SimulatorProcess } from './simulatorProcess';

/** How long a stop may take before the process goes anyway. */
const STOP_LIMIT_MS = 20_000;

/** Starts the process: settings, in development the simulator, the bot; stops it cleanly on a signal. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  let simulator: SimulatorProcess | undefined;
  try {
    if (config.partnerCenter.simulatorPort !== undefined) {
      simulator = await startSimulatorProcess(config.partnerCenter.simulatorPort);
    }
    const telemetry = await startTelemetry(config.telemetryConnectionString);
    const app = await startApp({ config, log });
    if (config.isDevelopment) greet(app.port, simulator?.url);
    const stop = (): void => {
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
      void app
        .stop()
        .catch((error: unknown) => {
          log.error('app.stopFailed', errorFields(error));
        })
        .then(() => telemetry?.stop())
        .then(() => {
          simulator?.stop();
          process.exit(0);
        });
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.on('unhandledRejection', (error) => {
      log.error('process.unhandledRejection', errorFields(error));
    });
  } catch (error) {
    simulator?.stop();
    throw error;
  }
}

/** Before the app, so that its instruments find who listens; loaded where it is wanted alone. */
async function startTelemetry(
  connectionString: string | undefined,
): Promise<TelemetryExport | undefined> {
  if (connectionString === undefined) return undefined;
  const { startTelemetryExport } = await import('./telemetryExport.js');
  return startTelemetryExport({ connectionString, instance: hostname() });
}

function greet(port: number, simulator: string | undefined): void {
  const lines = [
    '',
    `  Alta is ready:  http://127.0.0.1:${port}/`,
    `  Bot endpoint:   http://127.0.0.1:${port}/api/messages (Bot Framework Emulator, Agents Playground)`,
    ...(simulator === undefined ? [] : [`  Partner Center: simulated, ${simulator}/`]),
    '',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

/** Nobody answers there, no such host, or PostgreSQL does not let this user in. */
const NO_DATABASE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000']);

/** What whoever starts it can do something about is said in words; the rest by its code and place. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof DataDirHeldError) {
    return `Alta is running already: process ${error.pid} holds ${error.dataDir}. Stop it, or set DATA_DIR to another folder.`;
  }
  if (error instanceof DataDirUnwritableError) {
    return `${error.dataDir} can't be written to. Give this user the right to, or set DATA_DIR to another folder.`;
  }
  if (error instanceof SimulatorError) {
    return `The Partner Center simulator could not be started on port ${error.port}. If another program uses that port, stop it, or set SIMULATOR_PORT to another one.`;
  }
  const { code, frames } = errorFields(error);
  if (code === 'EADDRINUSE') {
    return "The bot's port is in use by another program. Stop it, or set PORT to another one.";
  }
  if (NO_DATABASE.has(code ?? '')) {
    return `The database at DATABASE_URL can't be used (${code}). Look at its address, its user and whether it is up; \`npm run doctor\` says more.`;
  }
  if (code === 'encryption.cannotOpen') {
    return 'The database was written under another DATA_KEY. Set the key that it was written under; after a rotation the old key stays in the list, behind the new one.';
  }
  return [`Alta could not be started (${code ?? 'unknown'}).`, ...(frames ?? [])].join('\n  ');
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
